"""What a plugin tells operators about one visitor: a titled card with lines and a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.snapshots import VisitorSnapshot
from app.plugin_api.context import PluginContext

MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class CardLine:
    """One line, such as "Open orders" and 2. ``href``, a web address, makes the value a link."""

    label: str
    value: int | float | str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class CardContent:
    """What a card shows just now, from top to bottom; all texts are shown as text, never as markup.

    At most 12 lines.
    """

    text: str = ""
    lines: tuple[CardLine, ...] = ()


@dataclass(frozen=True, slots=True)
class VisitorCard:
    """A card about a visitor, beside the chat and on the visitor's page; only operators see it.

    ``id`` is unique among all plugins; ``title`` is an English source text. ``show`` is asked whenever somebody opens
    a visitor and has half a second; None leaves the card out. What it raises is shown in its place as "could not be
    shown".
    """

    id: str
    title: str
    show: Callable[[PluginContext, VisitorSnapshot], CardContent | None]
