"""The panels of plugins on the page of statistics, checked before they are shown; one that fails says so itself."""

from __future__ import annotations

import math
from dataclasses import dataclass

from app.plugin_api.context import PluginContext
from app.plugin_api.panels import MOST_BARS, MOST_FIGURES, Bar, DashboardPanel, Figure, PanelContent
from app.plugin_host import host
from app.plugin_host.attending import PluginFailed
from app.plugin_host.dispatch import UnusableAnswerError

PANEL_SECONDS = 1.0
LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True)
class ShownBar:
    """A bar with its length in percent of the longest."""

    label: str
    value: int | float
    percent: float


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """One panel as the page shows it; without ``content`` its plugin could not say anything."""

    id: str
    plugin_id: str
    title: str
    content: PanelContent | None
    bars: tuple[ShownBar, ...] = ()


def shown_panels() -> tuple[ShownPanel, ...]:
    """Every panel of the running plugins, in plugin order, each asked just now."""
    return tuple(_shown(owner, panel) for owner, panel in host().registry.offers.dashboard_panels)


def _shown(plugin_id: str, panel: DashboardPanel) -> ShownPanel:
    def ask(context: PluginContext) -> PanelContent:
        return _checked(panel.show(context))

    try:
        content = host().attendant.ask(plugin_id, f"panel {panel.id}", ask, PANEL_SECONDS)
    except PluginFailed:
        return ShownPanel(panel.id, plugin_id, panel.title, None)
    largest = max((bar.value for bar in content.bars), default=0) or 1
    bars = tuple(ShownBar(bar.label, bar.value, round(100 * bar.value / largest, 2)) for bar in content.bars)
    return ShownPanel(panel.id, plugin_id, panel.title, content, bars)


def _checked(content: object) -> PanelContent:
    """The content, if a page can show it."""
    if not isinstance(content, PanelContent):
        raise UnusableAnswerError(f"{content!r:.200} is no PanelContent")
    if len(content.figures) > MOST_FIGURES or len(content.bars) > MOST_BARS:
        raise UnusableAnswerError(f"a panel has at most {MOST_FIGURES} figures and {MOST_BARS} bars")
    for figure in content.figures:
        if type(figure) is not Figure or not (_is_text(figure.value) or _is_number(figure.value)):
            raise UnusableAnswerError(f"{figure!r:.200} is no Figure with a number or a short text")
    for bar in content.bars:
        if type(bar) is not Bar or not _is_number(bar.value) or bar.value < 0:
            raise UnusableAnswerError(f"{bar!r:.200} is no Bar with a number that is not negative")
    labels = [*(figure.label for figure in content.figures), *(bar.label for bar in content.bars)]
    words = [content.text, content.bars_label, *labels]
    if not all(_is_text(each) for each in words):
        raise UnusableAnswerError(f"a panel's texts have at most {LONGEST_TEXT} characters")
    return content


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
