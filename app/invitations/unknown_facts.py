"""A misspelt fact is refused; one of a plugin that is switched off stays in the rule where it stood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.errors import InvalidInput
from app.domain.rules import FactRegistry, decode
from app.domain.translation import N_


def demand_known_facts(document: Mapping[str, Any], kept: Mapping[str, Any], registry: FactRegistry) -> None:
    """Refuse the first condition on an unknown fact, naming its path, unless ``kept`` has the same condition already.

    Both are rules in file form; ``kept`` is the one that is stored, or empty. What else is wrong with a rule is said
    first.
    """
    decode(document, registry)
    already = [condition for _path, condition in _conditions(kept, "conditions")]
    for path, condition in _conditions(document, "conditions"):
        fact = condition["fact"]
        if isinstance(fact, str) and registry.resolve(fact) is None and condition not in already:
            field = f"{path}.fact"
            message = N_("%(path)s: no enabled plugin knows “%(fact)s”. Correct it, or switch on its plugin.")
            raise InvalidInput(message, field=field, code="unknown_fact", values={"path": field, "fact": fact[:100]})


def _conditions(part: object, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if not isinstance(part, Mapping):
        return
    if "fact" in part:
        yield path, part
    for group in ("all", "any"):
        inside = part.get(group)
        if isinstance(inside, list | tuple):
            for place, each in enumerate(inside):
                yield from _conditions(each, f"{path}.{group}[{place}]")
    yield from _conditions(part.get("not"), f"{path}.not")
