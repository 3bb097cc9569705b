"""What a plugin needs for facts of its own: kinds of values, what may be wanted, how texts and addresses compare."""

from __future__ import annotations

from app.domain.rules.fact import Clues, Test, Wanted
from app.domain.rules.kinds import (
    ATTRIBUTE,
    CLOCK,
    COUNT,
    COUNTRY,
    EXISTENCE,
    LABELLED_TEXT,
    LANGUAGE,
    LIST,
    NUMBER,
    PLATFORM,
    RATING,
    SINCE,
    STOPPED_CLOCK,
    TEXT,
    YES_NO,
    word_kind,
)
from app.domain.rules.kinds.texts import read_text
from app.domain.rules.patterns import check_glob, check_regex, glob, regex
from app.domain.rules.punycode import unicode_host
from app.domain.rules.schemas import Identifier, Matching, Nothing, Number, OneOf, Texts, YesOrNo
from app.domain.rules.text import as_tuple, contains_any, equals_any, fold, opposite
from app.domain.rules.urls import Address, Spelling, decoded, fold_pattern, host_without_www, parse

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
    "Address",
    "Clues",
    "Identifier",
    "Matching",
    "Nothing",
    "Number",
    "OneOf",
    "Spelling",
    "Test",
    "Texts",
    "Wanted",
    "YesOrNo",
    "as_tuple",
    "check_glob",
    "check_regex",
    "contains_any",
    "decoded",
    "equals_any",
    "fold",
    "fold_pattern",
    "glob",
    "host_without_www",
    "opposite",
    "parse",
    "read_text",
    "regex",
    "unicode_host",
    "word_kind",
]
