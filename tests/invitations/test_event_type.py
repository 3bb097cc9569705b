"""Event-based invitations: they wait for an event, and say so from the moment they are written."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import InvalidInput
from app.foundation.clock import now as present_moment
from app.invitations import authoring
from app.invitations.event_use import invitations_by_event
from app.invitations.vocabulary import InvitationDraft
from tests.invitations.conftest import PRICING, Shop


def counts(event: str) -> dict[str, Any]:
    return {"fact": "event.count", "event": event, "within": 1800, "is": "at_least", "value": 5}


def write(conditions: dict[str, Any], name: str = "Help") -> str:
    draft = InvitationDraft(name=name, message_html="Hi", type="event", conditions=conditions)
    return authoring.create_invitation(draft, operator_id=None, now=present_moment()).key


@pytest.mark.parametrize("conditions", [{}, {"all": []}, PRICING])
def test_an_event_based_invitation_says_which_event_it_waits_for(shop: Shop, conditions: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        write(conditions)

    assert (refused.value.field, refused.value.code) == ("conditions", "missing")
    assert "say which event it waits for" in refused.value.message


@pytest.mark.parametrize(
    "conditions", [counts("a"), {"any": [PRICING, {"not": counts("a")}]}, {"all": [PRICING, counts("a")]}]
)
def test_a_condition_about_an_event_may_stand_anywhere_in_the_rule(shop: Shop, conditions: dict[str, Any]) -> None:
    assert write(conditions)


def test_the_invitations_that_speak_of_an_event_are_found_wherever_they_speak_of_it(shop: Shop) -> None:
    write({"any": [PRICING, {"not": {"all": [counts("login_failed"), counts("login_failed")]}}]}, "First")
    write({"all": [counts("login_failed"), counts("birthday")]}, "Second")
    shop.invites("other")

    found = {event: [each.name for each in users] for event, users in invitations_by_event().items()}

    assert found == {"login_failed": ["First", "Second"], "birthday": ["Second"]}
