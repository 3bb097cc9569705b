"""Searches for a situation in which several rules are what is wanted: true, false, or not true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from app.domain.rules.event_facts import EVENT_COUNT
from app.domain.rules.lint.atoms import Atom
from app.domain.rules.lint.intervals import EVERY_NUMBER, Numbers, Span
from app.domain.rules.lint.knowledge import Equal, Impossible, Knowledge
from app.domain.rules.lint.readings import statement
from app.domain.rules.lint.regions import Key, Region, Statement, Want
from app.domain.rules.tree import All, AnyOf, Condition, Constant, Node, Not, Unknown
from app.domain.rules.verdict import Verdict

Goal = tuple[Node, Want]
World = Mapping[Key, Region]
"""What every fact may still be; a fact that is missing may be anything."""

MOST_BRANCHES = 1_000
MOST_STEPS = 100_000


class TooManyWaysError(Exception):
    """The rule has more ways to hold than are worth trying; nothing is said about it."""


@dataclass(slots=True)
class Patience:
    """How many conditions may still be looked at in all searches of one run together."""

    left: int = MOST_STEPS


@dataclass(slots=True)
class Search:
    """One search. ``all_known`` leaves out situations in which something could not be known.

    ``reasons`` collects why situations were impossible, in the order in which they were.
    """

    knowledge: Knowledge
    patience: Patience = field(default_factory=Patience)
    all_known: bool = False
    plain: bool = False
    branches: int = 0
    reasons: dict[str, None] = field(default_factory=dict)

    def worlds(self, goals: Iterable[Goal], start: World | None = None) -> Iterator[World]:
        """Every situation found, roughly; raises ``TooManyWaysError`` after many attempts."""
        yield from self._continue(start or {}, list(goals), [])

    def _continue(self, world: World, goals: list[Goal], waiting: list[Sequence[Goal]]) -> Iterator[World]:
        reached = dict(world)
        touched = self._follow(reached, goals, waiting)
        settled = None if touched is None else self._settled(reached, touched)
        if settled is None:
            return
        if not waiting:
            yield settled
            return
        choice = min(waiting, key=len)
        rest = [each for each in waiting if each is not choice]
        for goal in choice:
            self.branches += 1
            if self.branches > MOST_BRANCHES or self.patience.left < 0:
                raise TooManyWaysError
            yield from self._continue(settled, [goal], list(rest))

    def _follow(self, world: dict[Key, Region], goals: list[Goal], waiting: list[Sequence[Goal]]) -> set[Key] | None:
        """Takes in everything that is certain; what can come about in several ways is left ``waiting``.

        Gives the facts that it learned something about; nothing where that is a contradiction.
        """
        touched: set[Key] = set()
        while goals:
            node, want = goals.pop()
            if isinstance(node, Condition):
                touched.add(self._take_in(world, node, want))
                continue
            ways = _opened(node, want)
            if ways is None:
                return None
            needs_all, parts = ways
            if needs_all or len(parts) == 1:
                goals.extend(parts)
            elif parts:
                waiting.append(parts)
            else:
                return None
        return None if any(world[key].is_empty() for key in touched) else touched

    def _take_in(self, world: dict[Key, Region], condition: Condition, want: Want) -> Key:
        """Adds what a condition says to what is known of its fact."""
        self.patience.left -= 1
        said = statement(condition, plain=self.plain)
        region = said.region(want, all_known=self.all_known)
        known = world.get(said.key)
        world[said.key] = region if known is None else known.meet(region)
        return said.key

    def _settled(self, world: dict[Key, Region], touched: set[Key]) -> World | None:
        """The situation with everything that follows from what is new; nothing where that is a contradiction."""
        while touched:
            items: list[Impossible | Equal | Window] = [*self.knowledge.impossible, *self.knowledge.equal]
            concerned = [item for item in [*items, *_windows(world)] if not touched.isdisjoint(item.keys)]
            touched = set()
            for item in concerned:
                has_taught = _applied(item, world)
                if has_taught is None:
                    if item.reason:
                        self.reasons[item.reason] = None
                    return None
                if has_taught:
                    touched.update(item.keys)
        return world


def _opened(node: Node, want: Want) -> tuple[bool, list[Goal]] | None:
    """What a group asks of its parts, and whether of all of them; nothing for what can never be."""
    match node:
        case All(parts):
            return want in (Want.TRUE, Want.NOT_FALSE), [(part, want) for part in parts]
        case AnyOf(parts):
            return want in (Want.FALSE, Want.NOT_TRUE), [(part, want) for part in parts]
        case Not(part):
            return True, [(part, want.turned)]
        case Unknown():
            return (True, []) if want in (Want.NOT_TRUE, Want.NOT_FALSE) else None
        case Constant(value):
            return (True, []) if _is_wanted(value, want) else None
    return True, []


def _is_wanted(value: Verdict, want: Want) -> bool:
    asked = Verdict.TRUE if want in (Want.TRUE, Want.NOT_TRUE) else Verdict.FALSE
    return (value is asked) is (want in (Want.TRUE, Want.FALSE))


@dataclass(frozen=True, slots=True)
class Window:
    """An event is counted at most as often within a shorter time as within a longer one."""

    shorter: Key
    longer: Key
    reason: str = ""

    @property
    def keys(self) -> frozenset[Key]:
        """The two counts."""
        return frozenset({self.shorter, self.longer})


def _windows(world: World) -> list[Window]:
    counted = [key for key in world if key[0] == EVENT_COUNT.id]
    if len(counted) < 2:
        return []
    counted.sort(key=lambda key: key[1])
    return [Window(one, other) for one, other in pairwise(counted) if one[1][0] == other[1][0]]


def _applied(item: Impossible | Equal | Window, world: dict[Key, Region]) -> bool | None:
    """Whether the item taught something new; nothing where it shows a contradiction."""
    if isinstance(item, Impossible):
        return _forbid(item, world)
    if isinstance(item, Window):
        return _order(world, item.shorter, item.longer)
    return _equate(item, world)


def _forbid(item: Impossible, world: dict[Key, Region]) -> bool | None:
    """Where all parts but one hold for certain, that one does not."""
    open_part: Statement | None = None
    for part in item.parts:
        said = statement(part)
        region = world.get(said.key)
        if region is not None and region.meet(said.not_true).is_empty():
            continue
        if open_part is not None:
            return False
        open_part = said
    if open_part is None:
        return None
    region = world.get(open_part.key)
    return False if region is None else _replaced(world, open_part.key, region.meet(open_part.not_true))


def _replaced(world: dict[Key, Region], key: Key, region: Region) -> bool | None:
    if region == world[key]:
        return False
    world[key] = region
    return None if region.is_empty() else True


def _order(world: dict[Key, Region], lesser: Key, greater: Key) -> bool | None:
    low, high = world[lesser], world[greater]
    if not (low.is_a_number and high.is_a_number):
        return False
    at_least, at_most = low.numbers.hull, high.numbers.hull
    more = replace(high, numbers=high.numbers.meet(Numbers((Span(low=at_least.low, low_open=at_least.low_open),))))
    less = replace(low, numbers=low.numbers.meet(Numbers((Span(high=at_most.high, high_open=at_most.high_open),))))
    first, second = _replaced(world, lesser, less), _replaced(world, greater, more)
    return None if first is None or second is None else first or second


def _equate(item: Equal, world: dict[Key, Region]) -> bool | None:
    """What is certain of one of the two facts is certain of the other."""
    first, second = (item.first, ()), (item.second, ())
    if first not in world or second not in world or not _is_certain(item.when, world):
        return False
    one, other = world[first], world[second]
    are_numbers = one.is_a_number and other.is_a_number
    are_texts = one.numbers == other.numbers == EVERY_NUMBER
    if one.may_be_unknown or other.may_be_unknown or not (are_numbers or are_texts):
        return False
    shared = _without_fragments(one).meet(_without_fragments(other))
    changes = [_replaced(world, key, region.meet(shared)) for key, region in ((first, one), (second, other))]
    return None if None in changes else any(changes)


def _is_certain(condition: Condition | None, world: World) -> bool:
    if condition is None:
        return True
    said = statement(condition)
    region = world.get(said.key)
    return region is not None and region.meet(said.not_true).is_empty()


def _without_fragments(region: Region) -> Region:
    """What is said about an address apart from what stands behind its #, in which equal pages may differ."""
    required = tuple(group for group in region.required if not any(map(_has_fragment, group)))
    return replace(region, required=required, forbidden=frozenset(a for a in region.forbidden if not _has_fragment(a)))


def _has_fragment(atom: Atom) -> bool:
    return "#" in str(atom.value)
