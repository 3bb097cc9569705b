"""Questions about rules, answered for all visitors at once: can it hold, does it always, does one imply another.

Every *yes, it is certain* is proved; where a rule is too tangled to be sure, the answer is that nothing is certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from app.domain.rules.lint.knowledge import Knowledge
from app.domain.rules.lint.regions import Want
from app.domain.rules.lint.worlds import Patience, Search, TooManyWaysError, World
from app.domain.rules.tree import Node

MOST_WORLDS = 64


@dataclass(slots=True)
class Reasoning:
    """Answers for one run of the linter. What does not contradict ``knowledge`` is taken for possible."""

    knowledge: Knowledge
    patience: Patience = field(default_factory=Patience)

    def can_hold(self, *rules: Node, plain: bool = False) -> bool:
        """Whether all the rules may be true for one visitor at one moment.

        ``plain`` looks only at addresses that carry nothing behind their path but what the rules name.
        """
        return self._is_there(Search(self.knowledge, self.patience, plain=plain), rules, Want.TRUE)

    def always_holds(self, rule: Node) -> bool:
        """Whether the rule is true for everybody about whom everything that it asks for is known."""
        return not self._is_there(Search(self.knowledge, self.patience, all_known=True), [rule], Want.NOT_TRUE)

    def implies(self, premises: Sequence[Node], conclusion: Node) -> bool:
        """Whether the conclusion is true wherever all premises are."""
        worlds = self.worlds(premises)
        return worlds is not None and self.implied_in(worlds, conclusion)

    def worlds(self, rules: Iterable[Node]) -> tuple[World, ...] | None:
        """All kinds of situation in which the rules hold; nothing where there are too many."""
        search = Search(self.knowledge, self.patience)
        try:
            found = tuple(islice(search.worlds([(rule, Want.TRUE) for rule in rules]), MOST_WORLDS + 1))
        except TooManyWaysError:
            return None
        return found if len(found) <= MOST_WORLDS else None

    def implied_in(self, worlds: Iterable[World], conclusion: Node) -> bool:
        """Whether the conclusion is true in every one of these situations."""
        for world in worlds:
            search = Search(self.knowledge, self.patience)
            if self._is_there(search, [conclusion], Want.NOT_TRUE, world):
                return False
        return True

    def why_not(self, rules: Iterable[Node]) -> tuple[str, ...]:
        """The reasons (whole sentences) for which the rules never hold together, as far as they need saying."""
        search = Search(self.knowledge, self.patience)
        self._is_there(search, rules, Want.TRUE)
        return tuple(search.reasons)

    def _is_there(self, search: Search, rules: Iterable[Node], want: Want, start: World | None = None) -> bool:
        try:
            return any(True for _ in search.worlds([(rule, want) for rule in rules], start))
        except TooManyWaysError:
            return True
