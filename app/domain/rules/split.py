"""Who decides what: the server settles everything that stays as it is on this page, the browser watches the rest.

The rest travels as a compact JSON test, without any text of the invitation: ``["&", …]`` all, ``["|", …]`` any,
``["!", x]`` not, ``true``/``false``/``null`` for what is settled (``null``: unknown), and ``[fact, "kind.comparison",
wanted]``, for a fact with parameters followed by the list of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.domain.rules.decide import Candidate, in_order
from app.domain.rules.tree import All, AnyOf, Condition, Constant, Node, Not
from app.domain.rules.values import Facts
from app.domain.rules.verdict import NEGATED, Verdict

Wire = bool | list[object] | None

HOLDS, FAILS, UNSETTLED = Constant(Verdict.TRUE), Constant(Verdict.FALSE), Constant(Verdict.UNKNOWN)
_WIRE_CONSTANTS: dict[Verdict, bool | None] = {Verdict.TRUE: True, Verdict.FALSE: False, Verdict.UNKNOWN: None}


@dataclass(frozen=True, slots=True)
class Split:
    """Both parts of a rule. Each must hold for the rule to hold: what the other part knows is assumed in its favour."""

    server: Node
    browser: Node


@dataclass(frozen=True, slots=True)
class Armed:
    """A candidate that the browser may find true on this page, with its test (``True``: nothing to test)."""

    candidate: Candidate
    test: Wire


def is_for_browser(condition: Condition) -> bool:
    """Whether a condition can change while the visitor stays on the page and the browser can watch it."""
    return (
        condition.fact.is_fast
        and "browser" in condition.fact.evaluators
        and "browser" in condition.comparison.evaluators
    )


def split(node: Node) -> Split:
    """The part of a rule that the server can decide by itself and the part that only the browser can."""
    return Split(
        server=_in_favour(node, lambda condition: not is_for_browser(condition), favour=True),
        browser=_in_favour(node, is_for_browser, favour=True),
    )


def _in_favour(node: Node, keeps: Callable[[Condition], bool], *, favour: bool) -> Node:
    """The node with every condition that is not kept replaced by what makes ``favour`` of the whole likelier."""
    match node:
        case All(parts):
            return _all([_in_favour(part, keeps, favour=favour) for part in parts])
        case AnyOf(parts):
            return _any([_in_favour(part, keeps, favour=favour) for part in parts])
        case Not(part):
            return _not(_in_favour(part, keeps, favour=not favour))
        case Condition() if not keeps(node):
            return HOLDS if favour else FAILS
    return node


def can_hold(node: Node) -> bool:
    """Whether any state of the browser could make the node true; if not, there is nothing to watch for."""
    best = _in_favour(node, lambda condition: False, favour=True)
    return isinstance(best, Constant) and best.value is Verdict.TRUE


def residual(node: Node, facts: Facts, now: datetime) -> Node:
    """The node with everything settled that the server knows: a ``Constant``, or a rest of conditions for the browser.

    The rest gives in the browser exactly the verdict that the whole rule would give with the facts of both.
    """
    match node:
        case All(parts):
            return _all_until_false(parts, facts, now)
        case AnyOf(parts):
            return _any([residual(part, facts, now) for part in parts])
        case Not(part):
            return _not(residual(part, facts, now))
        case Condition() if is_for_browser(node):
            return node
    return Constant(node.verdict(facts, now))


def _all_until_false(parts: tuple[Node, ...], facts: Facts, now: datetime) -> Node:
    rest: list[Node] = []
    for part in parts:
        settled = residual(part, facts, now)
        if settled == FAILS:
            return FAILS
        rest.append(settled)
    return _all(rest)


def _all(parts: Iterable[Node]) -> Node:
    return _joined(tuple(parts), neutral=HOLDS, decisive=FAILS, join=All)


def _any(parts: Iterable[Node]) -> Node:
    return _joined(tuple(parts), neutral=FAILS, decisive=HOLDS, join=AnyOf)


def _not(part: Node) -> Node:
    return Constant(NEGATED[part.value]) if isinstance(part, Constant) else Not(part)


def _joined(
    parts: tuple[Node, ...], *, neutral: Constant, decisive: Constant, join: Callable[[tuple[Node, ...]], Node]
) -> Node:
    """The parts joined without those that say nothing; settled where the settled ones suffice."""
    if decisive in parts:
        return decisive
    settled = [part for part in parts if isinstance(part, Constant) and part != neutral]
    rest = tuple(part for part in parts if not isinstance(part, Constant))
    if not rest:
        return UNSETTLED if settled else neutral
    if settled:
        return join((UNSETTLED, *rest))
    return rest[0] if len(rest) == 1 else join(rest)


def wire(node: Node) -> Wire:
    """The node as the browser reads it; raises ``TypeError`` for a part that has no place there."""
    match node:
        case Constant(value):
            return _WIRE_CONSTANTS[value]
        case All(parts):
            return ["&", *map(wire, parts)]
        case AnyOf(parts):
            return ["|", *map(wire, parts)]
        case Not(part):
            return ["!", wire(part)]
        case Condition():
            wanted = list(node.wanted) if isinstance(node.wanted, tuple) else node.wanted
            given = [node.parameters[each.name] for each in node.fact.parameters if not each.in_name]
            leaf: list[object] = [node.name, f"{node.fact.kind.name}.{node.comparison.name}", wanted]
            return [*leaf, given] if given else leaf
    raise TypeError(f"A {type(node).__name__} is settled by the server and does not travel.")


def arm(candidates: Iterable[Candidate], facts: Facts, now: datetime) -> tuple[Armed, ...]:
    """The candidates that may still come true on this page, in the order in which they take their turns."""
    armed: list[Armed] = []
    for candidate in in_order(candidates):
        if candidate.held_back is not None:
            continue
        rest = residual(candidate.whole, facts, now)
        if can_hold(rest):
            armed.append(Armed(candidate, wire(rest)))
    return tuple(armed)
