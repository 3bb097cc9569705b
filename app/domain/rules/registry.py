"""The list of everything a condition may speak about: the core's facts and those of the enabled plugins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.domain.rules.fact import Fact


class DuplicateFact(ValueError):
    """Two owners registered the same fact; start-up stops and names both."""

    def __init__(self, fact_id: str, first_owner: str, second_owner: str) -> None:
        super().__init__(f'The fact "{fact_id}" is registered by both {first_owner} and {second_owner}.')
        self.fact_id = fact_id
        self.owners = (first_owner, second_owner)


class FactRegistry:
    """All known facts by name, in the order of registration."""

    def __init__(self, facts: Iterable[Fact] = (), *, owner: str = "core") -> None:
        self._facts: dict[str, Fact] = {}
        self._owners: dict[str, str] = {}
        for fact in facts:
            self.register(fact, owner=owner)

    def register(self, fact: Fact, *, owner: str) -> None:
        """Adds a fact on behalf of ``owner`` ("core" or a plugin's id); raises ``DuplicateFact``."""
        if fact.id in self._facts:
            raise DuplicateFact(fact.id, self._owners[fact.id], owner)
        self._facts[fact.id] = fact
        self._owners[fact.id] = owner

    def resolve(self, name: str) -> tuple[Fact, str | None] | None:
        """The fact that a name means, with the key at its end where it has one; ``None`` for an unknown name."""
        fact = self._facts.get(name)
        if fact is not None:
            return None if fact.key_parameter else (fact, None)
        stem = name.rpartition(".")[0]
        while stem:
            fact = self._facts.get(stem)
            if fact is not None and fact.key_parameter is not None:
                return fact, name[len(stem) + 1 :]
            stem = stem.rpartition(".")[0]
        return None

    def owner_of(self, fact_id: str) -> str:
        """Who registered a fact; raises ``KeyError`` for an unknown one."""
        return self._owners[fact_id]

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._facts.values())

    def __contains__(self, fact_id: object) -> bool:
        return fact_id in self._facts

    def __len__(self) -> int:
        return len(self._facts)
