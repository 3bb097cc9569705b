"""Patterns that people write: ``*`` for anything, and regular expressions that can never make a server or a page hang.

This is the only module that knows RE2, which matches in linear time. Patterns are bounded in length, and a repetition
inside a repetition is refused: it is always written in error or in malice, and other engines would choke on it.
Regular expressions never travel to a browser; the server decides them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import re2

from app.domain.rules.refusal import refusal
from app.domain.translation import N_

MAX_REGEX = 500
MAX_GLOB_STARS = 20


def glob(pattern: str) -> Callable[[str], bool]:
    """A test for whole texts (already folded): ``*`` stands for any run of characters, also an empty one.

    Greedy from left to right with ``str.find``, so the time is at most the product of both lengths.
    """
    head, *rest = pattern.split("*")
    if not rest:
        return lambda text: text == head
    *middle, tail = rest

    def matches(text: str) -> bool:
        if not text.startswith(head):
            return False
        end = len(text) - len(tail)
        place = len(head)
        if end < place or not text.endswith(tail):
            return False
        for part in middle:
            found = text.find(part, place, end)
            if found < 0:
                return False
            place = found + len(part)
        return True

    return matches


def check_glob(text: str, path: str) -> str:
    """The pattern if it is bearable; raises ``InvalidInput`` naming ``path``."""
    if text.count("*") > MAX_GLOB_STARS:
        raise refusal(N_("%(path)s has more than %(limit)s asterisks."), path, "too_complex", limit=MAX_GLOB_STARS)
    return text


def check_regex(text: str, path: str) -> str:
    """The expression if RE2 accepts it; raises ``InvalidInput`` naming ``path`` and the fault."""
    if len(text) > MAX_REGEX:
        raise refusal(N_("%(path)s is longer than %(limit)s characters."), path, "too_long", limit=MAX_REGEX)
    if _repeats_a_repetition(text):
        raise refusal(
            N_("%(path)s repeats a part that itself repeats, such as (a+)+; write it with one repetition."),
            path,
            "too_complex",
        )
    try:
        _compiled(text)
    except re2.error as error:
        sentence = N_("%(path)s is not a usable regular expression: %(fault)s.")
        raise refusal(sentence, path, "bad_regex", fault=_fault(error)) from None
    return text


def regex(pattern: str) -> Callable[[str], bool]:
    """A test that finds ``pattern`` anywhere in a text (``^`` and ``$`` anchor), without regard to case.

    Promises linear time. ``pattern`` must have passed ``check_regex``.
    """
    expression = _compiled(pattern)
    return lambda text: expression.search(text) is not None


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = 1 << 20
    return re2.compile(pattern, options=options)


def _fault(error: re2.error) -> str:
    detail = error.args[0] if error.args else "it cannot be read"
    return detail.decode("utf-8", "replace") if isinstance(detail, bytes) else str(detail)


def _repeats_a_repetition(pattern: str) -> bool:
    """Whether an unbounded repetition stands inside a group that is itself repeated without bound."""
    repeats_inside = [False]
    place, length = 0, len(pattern)
    while place < length:
        character = pattern[place]
        place += 1
        closed_group_repeats = False
        if character == "\\":
            place += 1
        elif character == "[":
            place = _after_class(pattern, place)
        elif character == "(":
            repeats_inside.append(False)
            continue
        elif character == ")" and len(repeats_inside) > 1:
            closed_group_repeats = repeats_inside.pop()
            repeats_inside[-1] |= closed_group_repeats
        elif character in "|^$":
            continue
        if _unbounded_repetition_at(pattern, place):
            if closed_group_repeats:
                return True
            repeats_inside[-1] = True
    return False


def _after_class(pattern: str, place: int) -> int:
    place += pattern[place : place + 1] == "^"
    place += pattern[place : place + 1] == "]"
    while place < len(pattern) and pattern[place] != "]":
        place += 2 if pattern[place] == "\\" else 1
    return place + 1


def _unbounded_repetition_at(pattern: str, place: int) -> bool:
    if pattern[place : place + 1] in ("*", "+"):
        return True
    if pattern[place : place + 1] != "{":
        return False
    inside = pattern[place + 1 : pattern.find("}", place)] if "}" in pattern[place:] else ""
    low, comma, high = inside.partition(",")
    return bool(comma) and low.isdigit() and not high
