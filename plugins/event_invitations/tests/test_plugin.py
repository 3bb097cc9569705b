"""What this plugin adds: the type of invitations that wait for an event."""

from __future__ import annotations

from plugins.event_invitations import plugin


def test_the_type_needs_a_condition_about_events_and_offers_it_first() -> None:
    (event,) = plugin.register_invitation_types()
    assert event.id == "event"
    assert event.facts[0] == "event.count"
    assert event.required_facts == ("event.count",)


def test_event_based_and_dynamic_exclude_each_other() -> None:
    (event,) = plugin.register_invitation_types()
    assert event.moments == ()
    assert not event.offers_moment("exit_intent")
