"""Where each fact of an explanation comes from: what the server noted about it, the browser, a plugin or a what-if."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from app.domain.rules import ABSENT, EVERYWHERE, N_, UNAVAILABLE, Facts
from app.invitations.known_facts import Origin
from app.plugin_host import host

FROM_WHAT_IF = Origin(N_("your what-if"), None)
FROM_BROWSER = Origin(N_("the visitor's browser"), None)
ASSUMED = Origin(N_("an assumption, because only the browser knows"), None)
FROM_PLUGIN = Origin(N_("a plugin"), None)
NOWHERE = Origin(N_("nothing that is known here"), None)
_EVENT = "event."


class Origins:
    """The origins of the facts about one visitor on one page; ``changed`` are the names of a what-if."""

    def __init__(self, known: Mapping[str, Origin], facts: Facts, changed: Collection[str]) -> None:
        self._known = known
        self._facts = facts
        self._changed = frozenset(changed)
        self._has_changed_events = any(name.startswith(_EVENT) for name in changed)

    def of(self, name: str) -> Origin:
        """Where one fact comes from."""
        if name in self._changed or (name == "event.count" and self._has_changed_events):
            return FROM_WHAT_IF
        resolved = host().registry.facts.resolve(name)
        if resolved is None:
            return NOWHERE
        if name in self._known:
            return self._known[name]
        fact = resolved[0]
        if host().registry.facts.owner_of(fact.id) != "core" and fact.read_value is not None:
            return FROM_PLUGIN
        if not (fact.is_fast and fact.evaluators >= EVERYWHERE):
            return NOWHERE
        return FROM_BROWSER if self._facts.get(name) in (ABSENT, UNAVAILABLE) else ASSUMED
