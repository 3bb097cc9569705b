"""Which facts some rules use that cost a question to the database, so that nobody asks for the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.rules import All, AnyOf, Condition, EventNeed, Node, event_needs

RATING = "chat.rating"
UNANSWERED = "chat.unanswered_seconds"
SHOWN = "invitations.shown"
SINCE_SHOWN = "invitations.since_last_seconds"
ATTRIBUTE = "visitor.attribute"
EVENTS = "event.count"
LOOKED_UP = frozenset({RATING, UNANSWERED, SHOWN, SINCE_SHOWN, ATTRIBUTE, EVENTS})


@dataclass(frozen=True, slots=True)
class Needs:
    """Which of those facts some rules use, and what they need to know of which events (None: all of everything)."""

    facts: frozenset[str]
    events: Mapping[str, EventNeed] | None = field(default_factory=dict)

    def without_events(self) -> Needs:
        """The same for somebody who leaves events to the browser; a fact that reads them needs them still."""
        return self if self.events is None else Needs(self.facts - {EVENTS})


EVERYTHING = Needs(LOOKED_UP, None)
NOTHING = Needs(frozenset())


def needs_of(rules: Iterable[Node]) -> Needs:
    """What these rules use of the facts that have to be looked up."""
    listed = tuple(rules)
    facts = [node.fact for rule in listed for node in rule.walk() if isinstance(node, Condition)]
    read_too = {name for fact in facts for name in fact.reads}
    used = {fact.id for fact in facts} | read_too
    return Needs(LOOKED_UP & used, None if EVENTS in read_too else event_needs(listed))


def is_for_open_chats(rule: Node) -> bool:
    """Whether a rule can only hold while a message of the visitor waits for an answer, so inside an open chat."""
    match rule:
        case All(parts):
            return any(is_for_open_chats(part) for part in parts)
        case AnyOf(parts):
            return bool(parts) and all(is_for_open_chats(part) for part in parts)
        case Condition(fact=fact):
            return fact.id == UNANSWERED
    return False
