"""International host names: ``xn--mnchen-3ya.de`` and ``münchen.de`` are one host (RFC 3492).

The TypeScript twin is ``embed/src/rules/punycode.ts``; both are written out, because the decoders of the two languages
disagree about what is broken.
"""

from __future__ import annotations

import re

BASE, T_MIN, T_MAX, SKEW, DAMP, FIRST_BIAS, FIRST_CODE = 36, 1, 26, 38, 700, 72, 128
FIRST_LETTER, LARGEST = 0xA0, 2**31
_LABEL = re.compile(r"(?<![a-z0-9-])xn--([a-z0-9-]{1,59})(?![a-z0-9-])", re.IGNORECASE | re.ASCII)
_DIGITS = {character: place for place, character in enumerate("abcdefghijklmnopqrstuvwxyz0123456789")}


def unicode_host(text: str) -> str:
    """The text with every ``xn--…`` label as people write it; a broken one stays as it is."""
    if "--" not in text:
        return text
    return _LABEL.sub(lambda found: _decoded(found[1].lower()) or found[0], text)


def _decoded(code: str) -> str | None:
    plain, _, digits = code.rpartition("-")
    if not digits:
        return None
    letters = list(plain)
    number, place, bias = FIRST_CODE, 0, FIRST_BIAS
    rest = iter(digits)
    while (first := next(rest, None)) is not None:
        before, weight, step, digit = place, 1, BASE, _DIGITS.get(first)
        while True:
            if digit is None or place > LARGEST:
                return None
            place += digit * weight
            threshold = min(max(step - bias, T_MIN), T_MAX)
            if digit < threshold:
                break
            weight *= BASE - threshold
            step += BASE
            digit = _DIGITS.get(next(rest, ""))
        length = len(letters) + 1
        bias = _adapted(place - before, length, is_first=before == 0)
        number += place // length
        place %= length
        if not FIRST_LETTER <= number <= 0x10FFFF or 0xD800 <= number <= 0xDFFF:
            return None
        letters.insert(place, chr(number))
        place += 1
    return "".join(letters)


def _adapted(delta: int, length: int, *, is_first: bool) -> int:
    delta = delta // DAMP if is_first else delta // 2
    delta += delta // length
    turns = 0
    while delta > ((BASE - T_MIN) * T_MAX) // 2:
        delta //= BASE - T_MIN
        turns += BASE
    return turns + (BASE - T_MIN + 1) * delta // (delta + SKEW)
