"""What people may write as the value of a condition, checked with an error that names the place."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.rules.refusal import refusal
from app.domain.rules.text import trimmed
from app.domain.translation import N_

MAX_TEXT = 2_000
MAX_VALUES = 100


def text_at(raw: object, path: str, *, limit: int = MAX_TEXT) -> str:
    """A text of at most ``limit`` characters, with no blanks around it; raises ``InvalidInput`` naming ``path``."""
    return trimmed(exact_text_at(raw, path, limit=limit))


def exact_text_at(raw: object, path: str, *, limit: int = MAX_TEXT) -> str:
    """The same with its blanks."""
    if not isinstance(raw, str):
        raise refusal(N_("%(path)s must be a text, not %(kind)s."), path, "wrong_type", kind=named(raw))
    if "\0" in raw:
        raise refusal(N_("%(path)s holds a character that no text has."), path, "wrong_form")
    if len(raw) > limit:
        raise refusal(N_("%(path)s is longer than %(limit)s characters."), path, "too_long", limit=limit)
    return raw


def number_at(raw: object, path: str) -> int | float:
    """A finite number (yes and no are none); raises ``InvalidInput`` naming ``path``."""
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        raise refusal(N_("%(path)s must be a number, not %(kind)s."), path, "wrong_type", kind=named(raw))
    if isinstance(raw, float) and not math.isfinite(raw):
        raise refusal(N_("%(path)s must be a finite number."), path, "out_of_range")
    return raw


def named(raw: object) -> str:
    """What a JSON value is, in words for an error message."""
    if raw is None:
        return N_("nothing")
    if isinstance(raw, bool):
        return N_("yes or no")
    if isinstance(raw, str):
        return N_("a text")
    if isinstance(raw, (int, float)):
        return N_("a number")
    return N_("a list") if isinstance(raw, (list, tuple)) else N_("an object")


@dataclass(frozen=True, slots=True)
class Texts:
    """One text or a list of texts. ``check`` may refuse or rewrite one text (it gets the text and its path)."""

    may_be_empty: bool = False
    limit: int = MAX_TEXT
    check: Callable[[str, str], str] | None = None

    def read(self, raw: object, path: str) -> str | tuple[str, ...]:
        """The text, or a tuple where a list was given."""
        if not isinstance(raw, (list, tuple)):
            return self._one(raw, path)
        if not raw:
            raise refusal(N_("%(path)s must name at least one value."), path, "empty")
        if len(raw) > MAX_VALUES:
            raise refusal(N_("%(path)s has more than %(limit)s values."), path, "too_many", limit=MAX_VALUES)
        return tuple(self._one(part, f"{path}[{place}]") for place, part in enumerate(raw))

    def _one(self, raw: object, path: str) -> str:
        text = text_at(raw, path, limit=self.limit)
        if not text and not self.may_be_empty:
            raise refusal(N_("%(path)s must not be empty."), path, "empty")
        return self.check(text, path) if self.check else text

    def as_json_schema(self) -> dict[str, object]:
        """A string or a list of strings."""
        one: dict[str, object] = {"type": "string", "maxLength": self.limit}
        if not self.may_be_empty:
            one["minLength"] = 1
        return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1, "maxItems": MAX_VALUES}]}


@dataclass(frozen=True, slots=True)
class Matching:
    """A check for ``Texts``: each text must match a pattern; ``wanted`` (marked with ``N_``) says what is expected."""

    pattern: str
    wanted: str

    def __call__(self, text: str, path: str) -> str:
        """The text; raises ``InvalidInput`` naming ``path``."""
        if not re.fullmatch(self.pattern, text):
            raise refusal(N_("%(path)s must be %(wanted)s."), path, "wrong_form", wanted=self.wanted)
        return text


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words, or a list of them; case does not matter."""

    options: tuple[str, ...]

    def read(self, raw: object, path: str) -> str | tuple[str, ...]:
        """The word in lower case, or a tuple where a list was given."""
        return Texts(limit=100, check=self._check).read(raw, path)

    def _check(self, text: str, path: str) -> str:
        word = text.lower()
        if word not in self.options:
            words = ", ".join(self.options)
            raise refusal(N_("%(path)s must be one of %(words)s."), path, "not_an_option", words=words)
        return word

    def as_json_schema(self) -> dict[str, object]:
        """An enumeration, alone or in a list."""
        one: dict[str, object] = {"enum": list(self.options)}
        return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number within bounds; ``whole`` refuses fractions."""

    least: float | None = None
    most: float | None = None
    whole: bool = False

    def read(self, raw: object, path: str) -> int | float:
        """The number; a whole one as an integer."""
        number = number_at(raw, path)
        if self.whole and number != int(number):
            raise refusal(N_("%(path)s must be a whole number."), path, "not_whole")
        if self.least is not None and number < self.least:
            raise refusal(N_("%(path)s must be at least %(least)s."), path, "out_of_range", least=f"{self.least:g}")
        if self.most is not None and number > self.most:
            raise refusal(N_("%(path)s must be at most %(most)s."), path, "out_of_range", most=f"{self.most:g}")
        return int(number) if number == int(number) else number

    def as_json_schema(self) -> dict[str, object]:
        """A number or integer with its bounds."""
        schema: dict[str, object] = {"type": "integer" if self.whole else "number"}
        if self.least is not None:
            schema["minimum"] = self.least
        if self.most is not None:
            schema["maximum"] = self.most
        return schema


@dataclass(frozen=True, slots=True)
class YesOrNo:
    """True or false, and nothing that merely looks like it."""

    def read(self, raw: object, path: str) -> bool:
        """The truth value."""
        if not isinstance(raw, bool):
            raise refusal(N_("%(path)s must be true or false, not %(kind)s."), path, "wrong_type", kind=named(raw))
        return raw

    def as_json_schema(self) -> dict[str, object]:
        """A boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Nothing:
    """No value at all: the comparison says everything."""

    def read(self, raw: object, path: str) -> None:
        """Nothing; refuses anything else."""
        if raw is not None:
            raise refusal(N_("%(path)s does not belong here."), path, "unknown_field")

    def as_json_schema(self) -> dict[str, object]:
        """Never present."""
        return {"type": "null"}


@dataclass(frozen=True, slots=True)
class Identifier:
    """One short name, such as the id of an event or the key of an attribute."""

    limit: int = 100

    def read(self, raw: object, path: str) -> str:
        """The name as written, without blanks around it."""
        text = text_at(raw, path, limit=self.limit)
        if not text or any(character.isspace() for character in text):
            raise refusal(N_("%(path)s must be a name without blanks."), path, "wrong_form")
        return text

    def as_json_schema(self) -> dict[str, object]:
        """A short string."""
        return {"type": "string", "minLength": 1, "maxLength": self.limit}
