"""Countries and languages by their names in the reader's language, as CLDR gives them."""

from __future__ import annotations

from babel import Locale
from babel.core import UnknownLocaleError
from flask_babel import get_locale


def country_name(code: str | None) -> str | None:
    """The name of a country from its two letters; the letters where nobody knows a name."""
    locale = get_locale()
    return locale.territories.get(code.upper(), code) if code and locale else code


def language_name(tag: str | None) -> str | None:
    """The name of a language from its tag, such as "de-AT"; the tag where nobody knows a name."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(get_locale()) or tag if tag else tag
    except (UnknownLocaleError, ValueError):
        return tag
