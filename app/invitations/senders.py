"""In whose name an invitation speaks: a written name, a chosen colleague, somebody who is online, or the team."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale, gettext

from app.departments.queries import departments_by_alias
from app.domain.snapshots import OperatorSnapshot, VisitorSnapshot
from app.foundation.visitor_language import visitor_language
from app.invitations.draft_parts import SenderChoice
from app.operators import queries as operators

ChooseSender = Callable[[VisitorSnapshot, Sequence[OperatorSnapshot]], OperatorSnapshot | None]
"""How a plugin is asked whom of these colleagues a visitor shall meet; None for no opinion."""


@dataclass(frozen=True, slots=True)
class Sender:
    """The name that the visitor reads, and whose it is; with ``is_assigned`` the chat goes to them."""

    name: str
    operator_id: int | None = None
    is_assigned: bool = False


def sender_for(
    written: str | None,
    choice: SenderChoice,
    visitor: VisitorSnapshot,
    *,
    occasion: str,
    now: datetime,
    ask: ChooseSender | None = None,
) -> Sender:
    """The first that there is: the written name, the chosen colleague while their account is on, somebody online who
    serves the page's department, and "Live Support".

    ``ask`` lets plugins choose among those online. Whom the draw meets depends on nothing but the visitor, the
    ``occasion`` and the time, so that the same claim always draws the same one.
    """
    if written:
        return Sender(written)
    chosen = chosen_operator(choice)
    if chosen is None:
        present = serving(visitor, operators.operators_online(now)) if choice.random_operator or ask else ()
        candidates = listed(choice, present)
        chosen = ask(visitor, candidates) if ask else None
        if chosen is None and choice.random_operator:
            chosen = drawn(candidates, f"{visitor.key} {occasion} {now.isoformat()}")
    if chosen is None:
        return Sender(nameless(visitor))
    return Sender(chosen.name, chosen.id, choice.assign)


def chosen_operator(choice: SenderChoice) -> OperatorSnapshot | None:
    """The colleague who was chosen to speak; None once their account is off or gone."""
    found = None if choice.operator is None else operators.operator_by_id(choice.operator)
    return found if found is not None and found.is_active else None


def serving(visitor: VisitorSnapshot, people: Sequence[OperatorSnapshot]) -> tuple[OperatorSnapshot, ...]:
    """Those who serve one of the departments that the visitor's embed code names; all of them where it names none."""
    wanted = {each.id for each in departments_by_alias(visitor.embed.departments)}
    return tuple(each for each in people if not wanted or not each.departments or wanted & set(each.departments))


def listed(choice: SenderChoice, people: Sequence[OperatorSnapshot]) -> tuple[OperatorSnapshot, ...]:
    """Those whom the draw may meet: the listed ones, or all of them where nobody is listed."""
    return tuple(each for each in people if not choice.among or each.id in choice.among)


def drawn(candidates: Sequence[OperatorSnapshot], lot: str) -> OperatorSnapshot | None:
    """One of them, each as likely as the other over many lots, and always the same for one lot."""
    if not candidates:
        return None
    number = int.from_bytes(hashlib.sha256(lot.encode("utf-8")).digest()[:8])
    return sorted(candidates, key=lambda each: each.id)[number % len(candidates)]


def nameless(visitor: VisitorSnapshot) -> str:
    """Who speaks where nobody else does, in the visitor's language."""
    with force_locale(visitor_language(visitor.embed.language)):
        return str(gettext("Live Support"))
