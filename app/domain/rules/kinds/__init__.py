"""The families of values that come with Beckon; a plugin's fact picks one of them or brings its own."""

from __future__ import annotations

from app.domain.rules.kinds.choices import COUNTRY, EXISTENCE, PLATFORM, RATING, YES_NO, word_kind
from app.domain.rules.kinds.languages import LANGUAGE
from app.domain.rules.kinds.numbers import CLOCK, COUNT, NUMBER, SINCE, STOPPED_CLOCK
from app.domain.rules.kinds.texts import ATTRIBUTE, LABELLED_TEXT, LIST, TEXT

__all__ = [
    "ATTRIBUTE",
    "CLOCK",
    "COUNT",
    "COUNTRY",
    "EXISTENCE",
    "LABELLED_TEXT",
    "LANGUAGE",
    "LIST",
    "NUMBER",
    "PLATFORM",
    "RATING",
    "SINCE",
    "STOPPED_CLOCK",
    "TEXT",
    "YES_NO",
    "word_kind",
]
