"""What the widget looks like and says on a page: language, texts, theme variables and the panel's address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from app.domain.snapshots import EmbedSnapshot
from app.foundation.visitor_language import visitor_language
from app.themes import widget_variables
from app.widget import panel_offers, texts

PANEL_PATH = "/embed/panel"


def widget_document(embed: EmbedSnapshot, base_path: str) -> dict[str, Any]:
    """The ``widget`` part of the answer to a page; ``base_path`` is where the server is mounted, usually ``""``."""
    language = visitor_language(embed.language)
    return {
        "language": language,
        "direction": texts.direction_of(language),
        "panel_url": base_path + panel_address(embed),
        "variables": widget_variables(embed.theme),
        "texts": dict(texts.loader_texts(language)),
    }


def panel_document(embed: EmbedSnapshot) -> dict[str, Any]:
    """What the panel page tells its script before anything else."""
    language = visitor_language(embed.language)
    return {
        "language": language,
        "direction": texts.direction_of(language),
        "variables": widget_variables(embed.theme),
        "texts": dict(texts.panel_texts(language)),
        "files": panel_offers.rules_document(),
        "after_chat": panel_offers.asks_document(),
    }


def panel_address(embed: EmbedSnapshot) -> str:
    """Path and query of the panel for an embed code."""
    pairs: list[tuple[str, str]] = []
    for name, value in (("language", embed.language), ("theme", embed.theme), ("identifier", embed.identifier)):
        if value:
            pairs.append((name, value))
    pairs += [("department", alias) for alias in embed.departments]
    return f"{PANEL_PATH}?{urlencode(pairs)}" if pairs else PANEL_PATH
