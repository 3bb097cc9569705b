"""What custom CSS of a bubble may say: properties, functions, units and selectors that cannot leave the bubble."""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


PROPERTIES = _names(
    """
    background background-color background-image background-position background-repeat background-size background-clip
    background-origin background-blend-mode
    border border-color border-style border-width border-radius border-collapse border-spacing
    border-top border-right border-bottom border-left
    border-top-color border-right-color border-bottom-color border-left-color
    border-top-style border-right-style border-bottom-style border-left-style
    border-top-width border-right-width border-bottom-width border-left-width
    border-top-left-radius border-top-right-radius border-bottom-left-radius border-bottom-right-radius
    border-block border-inline border-block-start border-block-end border-inline-start border-inline-end
    box-shadow box-sizing
    color opacity
    font font-family font-size font-size-adjust font-style font-variant font-variant-numeric font-weight font-stretch
    font-kerning font-feature-settings
    letter-spacing line-height text-align text-decoration text-decoration-color text-decoration-line
    text-decoration-style text-decoration-thickness text-indent text-overflow text-shadow text-transform
    text-underline-offset text-wrap vertical-align white-space word-break word-spacing overflow-wrap hyphens
    list-style list-style-position list-style-type
    margin margin-top margin-right margin-bottom margin-left
    margin-block margin-inline margin-block-start margin-block-end margin-inline-start margin-inline-end
    padding padding-top padding-right padding-bottom padding-left
    padding-block padding-inline padding-block-start padding-block-end padding-inline-start padding-inline-end
    width height min-width min-height max-width max-height aspect-ratio object-fit object-position
    display flex flex-basis flex-direction flex-flow flex-grow flex-shrink flex-wrap gap row-gap column-gap order
    align-content align-items align-self justify-content justify-items justify-self place-content place-items place-self
    grid-template-columns grid-template-rows
    position content cursor direction float clear visibility
    outline outline-color outline-style outline-width outline-offset accent-color caret-color
    """
)

LIMITED = _names(
    """
    box-shadow text-shadow outline outline-width outline-offset
    margin margin-top margin-right margin-bottom margin-left
    margin-block margin-inline margin-block-start margin-block-end margin-inline-start margin-inline-end
    """
)
"""Properties that paint or move beyond their box: only short lengths, and none that is computed."""

FURTHEST = 64.0
"""CSS pixels that a limited property may reach."""

PIXELS = {"px": 1.0, "em": 16.0, "rem": 16.0, "pt": 4 / 3}
"""The units that a limited property may use."""

VALUES = {
    "display": _names("none block inline inline-block flex inline-flex grid inline-grid list-item"),
    "position": frozenset({"static", "relative"}),
    "visibility": frozenset({"visible", "hidden"}),
}
"""Properties of which only some values stay in the bubble."""

COLOURS = frozenset({"rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color", "color-mix"})
FUNCTIONS = COLOURS | _names(
    """
    calc min max clamp minmax repeat fit-content
    linear-gradient radial-gradient conic-gradient
    repeating-linear-gradient repeating-radial-gradient repeating-conic-gradient
    """
)

PSEUDO_CLASSES = _names(
    """
    hover focus focus-visible focus-within active link visited empty enabled disabled
    first-child last-child only-child first-of-type last-of-type only-of-type nth-child nth-last-child nth-of-type
    nth-last-of-type not is where lang dir
    """
)
PSEUDO_ELEMENTS = frozenset({"before", "after", "first-line", "first-letter", "marker", "selection"})

THE_BUBBLE = frozenset({"bubble", "proactive-need-help"})
"""Classes that mean the bubble itself."""
