"""Yes or no, there or not there, and one of a few words: device class, rating, country."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.domain.rules.fact import Comparison, ValueKind
from app.domain.rules.kinds.texts import EQUALS, IS_NOT, equality_clues, read_text, text_clues
from app.domain.rules.schemas import Matching, Nothing, OneOf, Texts, YesOrNo
from app.domain.rules.text import as_tuple, equals_any, opposite
from app.domain.translation import N_


def _yes_or_no(raw: object, path: str) -> object:
    return YesOrNo().read(raw, path)


def _is(wanted: bool) -> Callable[[bool], bool]:
    return lambda actual: actual is wanted


YES_NO = ValueKind("yes_no", (Comparison("is", N_("is"), YesOrNo(), _is),), _yes_or_no, absent=False)
"""Yes or no, written ``is: true`` or ``is: false``; nothing is no."""

EXISTENCE = ValueKind(
    "existence",
    (
        Comparison("exists", N_("exists"), Nothing(), lambda _: lambda actual: actual),
        Comparison("none", N_("does not exist"), Nothing(), lambda _: lambda actual: not actual),
    ),
    _yes_or_no,
    absent=False,
)
"""Whether there is any."""


def word_kind(name: str, options: tuple[str, ...], *, wider: Mapping[str, tuple[str, ...]] | None = None) -> ValueKind:
    """One of a few words; ``wider`` are words that stand for several of them, and may be asked for, but never are."""
    wider = wider or {}
    takes = OneOf((*options, *wider))

    def prepare(wanted: str | tuple[str, ...]) -> Callable[[str], bool]:
        return equals_any(tuple(word for one in as_tuple(wanted) for word in wider.get(one, (one,))))

    return ValueKind(
        name,
        (
            Comparison("equals", EQUALS.phrase, takes, prepare),
            Comparison("is_not", IS_NOT.phrase, takes, opposite(prepare)),
        ),
        read_text,
        absent="",
    )


PLATFORM = word_kind("platform", ("desktop", "phone", "tablet"), wider={"mobile": ("phone", "tablet")})
"""The class of device; ``mobile`` is a phone or a tablet."""

RATING = word_kind("word", ("great", "average", "poor"))
"""What a visitor thought of a chat."""

_COUNTRY = Texts(
    limit=2, check=Matching("[A-Za-z]{2}", N_("a country code of two letters (ISO 3166-1 alpha-2), such as DE"))
)

COUNTRY = ValueKind(
    "text",
    (
        Comparison("equals", EQUALS.phrase, _COUNTRY, equals_any, clues=equality_clues),
        Comparison("is_not", IS_NOT.phrase, _COUNTRY, opposite(equals_any)),
    ),
    read_text,
    absent="",
    clues=text_clues,
)
"""A country by its code of two letters (ISO 3166-1 alpha-2)."""
