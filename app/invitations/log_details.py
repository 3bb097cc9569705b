"""What the log adds to a reason, kept so that every reader is told in their own language."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from app.domain.rules import Reason

LONGEST_DETAIL = 500
LONGEST_VALUE = 120


class _Kept(msgspec.Struct):
    say: str
    values: dict[str, str]


def kept(reason: Reason) -> str:
    """The sentence with its values apart, at most 500 characters; long values are cut."""
    limit, written = LONGEST_VALUE, ""
    while not written or len(written) > LONGEST_DETAIL:
        values = {name: _cut(str(value), limit) for name, value in reason.values.items()}
        written = msgspec.json.encode(_Kept(reason.template, values)).decode()
        limit //= 2
    return written


def told(detail: str, gettext: Callable[[str], str]) -> str:
    """What was kept, in the reader's language; anything else, such as the address of a link, as it stands."""
    try:
        sentence = msgspec.json.decode(detail, type=_Kept)
        return Reason("", sentence.say, sentence.values).translated(gettext)
    except (msgspec.MsgspecError, KeyError, ValueError):
        return detail


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: max(1, limit - 1)] + "…"
