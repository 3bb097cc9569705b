"""Languages as people and browsers write them: ``en`` is every English, ``en-GB`` only one, ``fre`` is ``fr``.

Old and three-letter codes are translated to the two-letter ones (ISO 639, as listed by the Unicode CLDR). Chinese
gets the script that its region writes, so ``zh-Hant`` matches ``zh-TW``. The TypeScript twin is
``embed/src/rules/languages.ts``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.domain.rules.fact import Clues, Comparison, ValueKind
from app.domain.rules.kinds.language_codes import SAME_LANGUAGE
from app.domain.rules.kinds.texts import read_text
from app.domain.rules.schemas import Matching, Texts
from app.domain.rules.text import as_tuple, opposite, trimmed
from app.domain.translation import N_

CHINESE_SCRIPTS = {"tw": "hant", "hk": "hant", "mo": "hant", "cn": "hans", "sg": "hans", "my": "hans"}


def subtags(tag: str) -> tuple[str, ...]:
    """A language tag in its parts, in lower case, with the code of the language in its usual form."""
    parts = [part for part in trimmed(tag).replace("_", "-").lower().split("-") if part]
    if not parts:
        return ()
    parts[0] = SAME_LANGUAGE.get(parts[0], parts[0])
    if parts[0] == "zh" and not any(len(part) == 4 for part in parts[1:]):
        script = next((CHINESE_SCRIPTS[part] for part in parts[1:] if part in CHINESE_SCRIPTS), None)
        if script:
            parts.insert(1, script)
    return tuple(parts)


def speaks(wanted: str, actual: str) -> bool:
    """Whether a speaker of ``actual`` is meant by ``wanted``: the same language and everything else that it names."""
    wanted_parts, actual_parts = subtags(wanted), subtags(actual)
    if not wanted_parts or not actual_parts:
        return wanted_parts == actual_parts
    return wanted_parts[0] == actual_parts[0] and set(wanted_parts[1:]) <= set(actual_parts[1:])


def _speaks_any(wanted: str | tuple[str, ...]) -> Callable[[str], bool]:
    several = as_tuple(wanted)
    return lambda actual: any(speaks(one, actual) for one in several)


def _language_clues(wanted: str | tuple[str, ...]) -> Clues:
    return tuple((clue,) for one in as_tuple(wanted) for clue in _actual_clues(one))


def _actual_clues(actual: str) -> Iterable[str]:
    return [f"={'-'.join(subtags(actual)[:1])}"]


_TAG = Matching("[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*", N_("a language tag, such as en or en-GB"))

LANGUAGE = ValueKind(
    "language",
    (
        Comparison("equals", N_("is"), Texts(limit=35, check=_TAG), _speaks_any, clues=_language_clues),
        Comparison("is_not", N_("is not"), Texts(limit=35, check=_TAG), opposite(_speaks_any)),
    ),
    read_text,
    absent="",
    clues=_actual_clues,
)
"""A language; a wider tag includes the narrower ones."""
