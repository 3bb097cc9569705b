"""Rewrites the selectors of a bubble's custom CSS so that they match the bubble and what is inside it, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import tinycss2
from tinycss2.ast import Node

from app.domain.errors import InvalidInput
from app.domain.translation import N_
from app.invitations.css_vocabulary import PSEUDO_CLASSES, PSEUDO_ELEMENTS, THE_BUBBLE

_SIBLINGS = frozenset({"+", "~"})
_COMBINATORS = _SIBLINGS | {">"}
_SIGNS = _COMBINATORS | {".", ":", "*", ",", "-"}


def scoped_selectors(tokens: Sequence[Node], bubble: str, *, line: int) -> str:
    """The list of selectors, each below ``bubble``; raises InvalidInput for what could reach farther or is unknown."""
    scoped = [_scoped(part, bubble, line) for part in _parts(tokens)]
    return ",".join(scoped)


def _parts(tokens: Sequence[Node]) -> list[list[Node]]:
    parts: list[list[Node]] = [[]]
    for node in tokens:
        if node == ",":
            parts.append([])
        else:
            parts[-1].append(node)
    return [_trimmed(part) for part in parts]


def _trimmed(part: list[Node]) -> list[Node]:
    while part and part[0].type == "whitespace":
        part = part[1:]
    while part and part[-1].type == "whitespace":
        part = part[:-1]
    return part


def _scoped(part: list[Node], bubble: str, line: int) -> str:
    if not part or _is_combinator(part[0]):
        raise _refused(part, line)
    _check(part, part, line)
    first = _first_compound(part)
    names = [_class_at(first, place) for place in range(len(first))]
    if not THE_BUBBLE.intersection(filter(None, names)):
        return f"{bubble} {tinycss2.serialize(part)}"
    if first[0].type == "ident" or first[0] == "*":
        first = first[1:]
    rest = part[len(_first_compound(part)) :]
    if _next_combinator(rest) in _SIBLINGS:
        raise _refused(part, line)
    return bubble + str(tinycss2.serialize(_without_bubble(first))) + str(tinycss2.serialize(rest))


def _first_compound(part: list[Node]) -> list[Node]:
    end = next((place for place, each in enumerate(part) if each.type == "whitespace" or _is_combinator(each)), None)
    return part[:end]


def _class_at(nodes: Sequence[Node], place: int) -> str | None:
    """The class that ends at this place."""
    is_class = place > 0 and nodes[place].type == "ident" and nodes[place - 1] == "."
    return str(nodes[place].value) if is_class else None


def _without_bubble(compound: list[Node]) -> list[Node]:
    kept: list[Node] = []
    for place, node in enumerate(compound):
        if _class_at(compound, place) in THE_BUBBLE:
            kept.pop()
        else:
            kept.append(node)
    return kept


def _is_combinator(node: Node) -> bool:
    return node.type == "literal" and node.value in _COMBINATORS


def _next_combinator(rest: Iterable[Node]) -> object:
    first = next((each for each in rest if each.type != "whitespace"), None)
    return first.value if first is not None and _is_combinator(first) else None


def _check(nodes: Sequence[Node], whole: list[Node], line: int) -> None:
    """Names, classes, ids, attributes, combinators, and the pseudo-classes of the list; no other token."""
    for place, node in enumerate(nodes):
        colons = _colons_before(nodes, place)
        if node.type == "function":
            if colons != 1 or node.lower_name not in PSEUDO_CLASSES:
                raise _refused(whole, line)
            _check(node.arguments, whole, line)
        elif node.type == "ident" and colons:
            known = PSEUDO_ELEMENTS if colons == 2 else PSEUDO_CLASSES | PSEUDO_ELEMENTS
            if node.lower_value not in known:
                raise _refused(whole, line)
        elif node.type == "[] block":
            if any(each.type not in ("ident", "string", "literal", "whitespace") for each in node.content):
                raise _refused(whole, line)
        elif node.type == "literal":
            if node.value not in _SIGNS:
                raise _refused(whole, line)
        elif node.type not in ("ident", "hash", "whitespace", "number", "dimension"):
            raise _refused(whole, line)


def _colons_before(nodes: Sequence[Node], place: int) -> int:
    count = 0
    while place - 1 - count >= 0 and nodes[place - 1 - count] == ":":
        count += 1
    return count


def _refused(part: Sequence[Node], line: int) -> InvalidInput:
    said = str(tinycss2.serialize(part)).strip()
    return InvalidInput(
        N_("line %(line)s: the selector “%(selector)s” could reach beyond the bubble"),
        values={"line": line, "selector": said[:60]},
    )
