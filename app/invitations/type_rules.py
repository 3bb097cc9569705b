"""What the type of an invitation allows: which moments it can wait for, and on what it must not depend."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.errors import InvalidInput
from app.domain.rules import All, AnyOf, Condition, Node, Not
from app.domain.translation import N_
from app.invitations.moments import ChosenMoment
from app.plugin_api.kinds import InvitationType

COUNTED_EVENTS = "event.count"


def check_type(kind: InvitationType, moment: ChosenMoment | None, rule: Node) -> None:
    """Say no to a moment or a condition that an invitation of this type cannot have, and to a moment that is missing.

    The error's ``field`` is ``moment``, or the place of the condition, such as ``conditions.all[1]``.
    """
    if moment is None:
        if kind.moments:
            raise InvalidInput(
                N_("choose the moment at which it shows; the type “%(type)s” needs exactly one"),
                field="moment",
                code="missing",
                values={"type": kind.id},
            )
    elif not kind.offers_moment(moment.kind.id):
        raise _moment_refused(kind, moment)
    for place, condition in _conditions(rule, "conditions"):
        if condition.fact.id in kind.excluded_facts:
            raise _condition_refused(kind, condition, place)
    used = {condition.fact.id for _place, condition in _conditions(rule, "conditions")}
    if kind.required_facts and not used.intersection(kind.required_facts):
        raise _condition_missing(kind)


def _moment_refused(kind: InvitationType, moment: ChosenMoment) -> InvalidInput:
    if kind.moments:
        sentence = N_("an invitation of the type “%(type)s” cannot wait for the moment “%(moment)s”")
    elif COUNTED_EVENTS in kind.facts:
        sentence = N_(
            "dynamic and event-based cannot be combined: an invitation of the type “%(type)s” counts events,"
            " so it waits for no moment; take the moment out or choose the dynamic type"
        )
    else:
        sentence = N_(
            "an invitation of the type “%(type)s” waits for no moment; take it out or choose the dynamic type"
        )
    values = {"type": kind.id, "moment": moment.kind.id}
    return InvalidInput(sentence, field="moment", code="not_combinable", values=values)


def _condition_refused(kind: InvitationType, condition: Condition, place: str) -> InvalidInput:
    if condition.fact.id == COUNTED_EVENTS:
        sentence = N_(
            "dynamic and event-based cannot be combined: an invitation of the type “%(type)s” waits for a moment,"
            " so it counts no events; take this condition out or choose the event type"
        )
    else:
        sentence = N_("an invitation of the type “%(type)s” cannot depend on “%(fact)s”; take this condition out")
    values = {"type": kind.id, "fact": condition.name}
    return InvalidInput(sentence, field=place, code="not_combinable", values=values)


def _condition_missing(kind: InvitationType) -> InvalidInput:
    if COUNTED_EVENTS in kind.required_facts:
        sentence = N_(
            "say which event it waits for: add a condition “times an event was recorded”, or choose another type"
        )
    else:
        sentence = N_("an invitation of the type “%(type)s” needs a condition about one of these: %(facts)s")
    values = {"type": kind.id, "facts": ", ".join(kind.required_facts)}
    return InvalidInput(sentence, field="conditions", code="missing", values=values)


def _conditions(node: Node, path: str) -> Iterator[tuple[str, Condition]]:
    """The single conditions with their places."""
    if isinstance(node, Condition):
        yield path, node
    elif isinstance(node, Not):
        yield from _conditions(node.part, f"{path}.not")
    elif isinstance(node, All | AnyOf):
        group = "all" if isinstance(node, All) else "any"
        for number, part in enumerate(node.children):
            yield from _conditions(part, f"{path}.{group}[{number}]")
