"""Writes the embed code: the few lines that a site owner pastes into every page."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.errors import InvalidInput
from app.domain.translation import N_

LONGEST_IDENTIFIER = 50
LONGEST_DEPARTMENT = 100
MOST_DEPARTMENTS = 20
LOADER_PATH = "/embed/beckon.js"
CLASSIC_PATH = "/design/defaulttheme/js/widgetv2/index.js"

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,3}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_INERT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


class EmbedFormat(StrEnum):
    """How the embed code is written."""

    BECKON = "beckon"
    CLASSIC = "classic"


@dataclass(frozen=True, slots=True)
class EmbedCode:
    """What an embed code says; empty values are left out of it."""

    identifier: str | None = None
    departments: Sequence[str] = ()
    language: str | None = None
    theme: str | None = None


def render_embed_code(wanted: EmbedCode, form: EmbedFormat, base_url: str) -> str:
    """The HTML to paste before ``</body>``, without a line break at its end.

    ``base_url`` is where visitors reach this server. Every value stays text, whatever it holds; one that is too long
    or no language code is refused and named.
    """
    base = base_url.rstrip("/")
    options = _options(wanted)
    return _classic(base, options) if form is EmbedFormat.CLASSIC else _beckon(base, options)


def inert_json(value: object) -> str:
    """JSON that cannot end the script element it stands in, and that JavaScript reads as the same value."""
    text = json.dumps(value, ensure_ascii=False)
    return "".join(_INERT.get(character, character) for character in text)


def _beckon(base: str, options: Mapping[str, Any]) -> str:
    source = html.escape(base + LOADER_PATH, quote=True)
    return (
        f'<script type="application/json" id="beckon-options">{inert_json(options)}</script>\n'
        f'<script async src="{source}"></script>'
    )


def _classic(base: str, options: Mapping[str, Any]) -> str:
    names = {"language": "lang"}
    arguments = {"mode": "widget", "lhc_base_url": f"{base}/"}
    arguments |= {names.get(name, name): value for name, value in options.items()}
    return (
        "<script>\n"
        "var LHC_API = LHC_API || {};\n"
        f"LHC_API.args = {inert_json(arguments)};\n"
        "(function () {\n"
        '  var script = document.createElement("script");\n'
        "  script.async = true;\n"
        '  script.crossOrigin = "anonymous";\n'
        f"  script.src = {inert_json(base + CLASSIC_PATH)};\n"
        "  document.head.appendChild(script);\n"
        "})();\n"
        "</script>"
    )


def _options(wanted: EmbedCode) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if wanted.identifier and wanted.identifier.strip():
        options["identifier"] = _text("identifier", wanted.identifier, LONGEST_IDENTIFIER)
    aliases = [_text("department", name, LONGEST_DEPARTMENT) for name in wanted.departments if name.strip()]
    if len(aliases) > MOST_DEPARTMENTS:
        raise InvalidInput(
            N_("an embed code names at most %(limit)s departments"),
            field="department",
            values={"limit": MOST_DEPARTMENTS},
        )
    if aliases:
        options["department"] = list(dict.fromkeys(aliases))
    if wanted.language and wanted.language.strip():
        options["language"] = _language(wanted.language)
    if wanted.theme and wanted.theme.strip():
        options["theme"] = _text("theme", wanted.theme, LONGEST_DEPARTMENT)
    return options


def _text(field: str, value: str, limit: int) -> str:
    cleaned = _CONTROLS.sub("", value).strip()
    if len(cleaned) > limit:
        raise InvalidInput(N_("at most %(limit)s characters are possible"), field=field, values={"limit": limit})
    return cleaned


def _language(value: str) -> str:
    cleaned = value.strip()
    if not _LANGUAGE.fullmatch(cleaned):
        raise InvalidInput(
            N_("“%(code)s” is not a language code like de or en-GB"), field="language", values={"code": cleaned[:40]}
        )
    return cleaned
