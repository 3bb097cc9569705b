"""What a plugin shows on the page of statistics: a titled panel with figures, bars and a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.plugin_api.context import PluginContext

MOST_FIGURES = 12
MOST_BARS = 31


@dataclass(frozen=True, slots=True)
class Figure:
    """One number or short text that says how things stand, such as 12 "full carts today"."""

    label: str
    value: int | float | str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart; its length is its share of the largest. ``value`` is not negative."""

    label: str
    value: int | float


@dataclass(frozen=True, slots=True)
class PanelContent:
    """What a panel shows just now, from top to bottom; all texts are shown as text, never as markup.

    At most 12 figures and 31 bars; ``bars_label`` says what the bars count.
    """

    text: str = ""
    figures: tuple[Figure, ...] = ()
    bars: tuple[Bar, ...] = ()
    bars_label: str = ""


@dataclass(frozen=True, slots=True)
class DashboardPanel:
    """A panel on the page of statistics.

    ``id`` is unique among all plugins; ``title`` is an English source text. ``show`` is asked whenever somebody opens
    the page and has one second; what it raises is shown in its place as "could not be shown".
    """

    id: str
    title: str
    show: Callable[[PluginContext], PanelContent]
