"""Languages: one catalogue for console and widget, English as the source, German complete."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, gettext

from app.domain.errors import BeckonError

LANGUAGES = {"en": "English", "de": "Deutsch"}
babel = Babel()


def init_i18n(app: Flask) -> None:
    """Choose the language of a page by the reader's browser; times are formatted in the browser, in its zone."""
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    babel.init_app(app, locale_selector=preferred_language)


def offer_translations(app: Flask, folders: Iterable[Path]) -> None:
    """Let texts come from further catalogues (those of plugins); where Beckon has a text itself, its own counts."""
    found = [str(folder) for folder in folders if folder.is_dir()]
    app.extensions["babel"].translation_directories[:0] = found
    vars(babel).pop("domain_instance", None)  # it remembers what another application of this process has read


def preferred_language() -> str:
    """The language that an operator chose, where one is signed in, else the best of ours for the browser that asks."""
    signed_in = getattr(g, "_login_user", None) if has_request_context() else None
    chosen = getattr(signed_in, "language", None)  # only looked at where the view has asked who it is
    return chosen if chosen in LANGUAGES else browser_language() or "en"


def browser_language() -> str | None:
    """The best of our languages for the browser that asks, or None where it wants none of them."""
    return request.accept_languages.best_match(LANGUAGES) if has_request_context() else None


def spoken(error: BeckonError, **instead: object) -> str:
    """What an error says to the reader of a page: a whole sentence in their language.

    ``instead`` puts other words into places of the message, such as ``path="This value"`` beside the value itself.
    """
    said = error.translated(gettext, **instead) if error.template else ""  # an empty text means a catalogue's header
    if not (error.field and said.startswith(error.field)):  # the name of a place is written as it is
        said = said[:1].upper() + said[1:]
    return said if not said or said[-1] in ".?!:…" else f"{said}."
