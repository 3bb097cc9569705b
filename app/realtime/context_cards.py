"""The cards of plugins about a visitor, checked before they are shown; one that fails says so itself."""

from __future__ import annotations

import math
from typing import Any

from flask_babel import gettext as _

from app.domain.snapshots import VisitorSnapshot
from app.plugin_api.cards import MOST_LINES, CardContent, CardLine, VisitorCard
from app.plugin_api.context import PluginContext
from app.plugin_host import host
from app.plugin_host.attending import PluginFailed
from app.plugin_host.dispatch import UnusableAnswerError

CARD_SECONDS = 0.5
LONGEST_TEXT = 500
LONGEST_ADDRESS = 2000
WEB = ("https://", "http://")


def card_rows(visitor: VisitorSnapshot) -> list[dict[str, Any]]:
    """Every card of the running plugins that has something to say about this visitor, in plugin order."""
    asked = (_row(owner, card, visitor) for owner, card in host().registry.offers.visitor_cards)
    return [row for row in asked if row is not None]


def _row(plugin_id: str, card: VisitorCard, visitor: VisitorSnapshot) -> dict[str, Any] | None:
    def ask(context: PluginContext) -> CardContent | None:
        return _checked(card.show(context, visitor))

    row: dict[str, Any] = {"id": card.id, "title": _(card.title), "failed": False, "text": "", "lines": []}
    try:
        content = host().attendant.ask(plugin_id, f"card {card.id}", ask, CARD_SECONDS)
    except PluginFailed:
        return {**row, "failed": True}
    if content is None:
        return None
    lines = [{"label": line.label, "value": _written(line.value), "href": line.href} for line in content.lines]
    return {**row, "text": content.text, "lines": lines}


def _checked(content: object) -> CardContent | None:
    """The content, if a page can show it."""
    if content is None:
        return None
    if not isinstance(content, CardContent):
        raise UnusableAnswerError(f"{content!r:.200} is no CardContent")
    if not _is_text(content.text):
        raise UnusableAnswerError(f"a card's text has at most {LONGEST_TEXT} characters")
    if type(content.lines) is not tuple or len(content.lines) > MOST_LINES:
        raise UnusableAnswerError(f"a card has at most {MOST_LINES} lines")
    for line in content.lines:
        if (
            type(line) is not CardLine
            or not _is_text(line.label)
            or not (_is_text(line.value) or _is_number(line.value))
        ):
            raise UnusableAnswerError(f"{line!r:.200} is no CardLine with a number or a short text")
        is_web = isinstance(line.href, str) and line.href.startswith(WEB) and len(line.href) <= LONGEST_ADDRESS
        if line.href is not None and not is_web:
            raise UnusableAnswerError(f"{line.href!r:.200} is no web address")
    return content


def _written(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
