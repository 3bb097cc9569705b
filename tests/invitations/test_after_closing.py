"""What closing an invitation means for the rest of the visit, and what one visitor may get from the whole site."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.invitations.after_closing import objections_after_closing
from app.invitations.contact_budget import ContactBudget, objections_of_budget
from app.invitations.draft_parts import Frequency
from app.invitations.past_showings import Closing, Contact, is_same_page

OWN, OTHER = 1, 2
NOT_AGAIN = {"not_again_after_close_in_visit": True}
NEXT = {"next_on_url_change": True}
EVERY = {"every_match": True}
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)

TABLE = [
    # marked, moved on, itself again, another one
    ({}, False, "closed_in_visit", "closed_in_visit"),
    ({}, True, "closed_in_visit", "closed_in_visit"),
    (NOT_AGAIN, False, "closed_before", None),
    (NOT_AGAIN, True, "closed_before", None),
    (NEXT, False, "closed_in_visit", "closed_in_visit"),
    (NEXT, True, None, None),
    (NOT_AGAIN | NEXT, False, "closed_before", "closed_in_visit"),
    (NOT_AGAIN | NEXT, True, "closed_before", None),
    (EVERY, False, None, None),
    (EVERY | NEXT, False, None, "closed_in_visit"),
    (EVERY | NEXT, True, None, None),
    (EVERY | NOT_AGAIN, False, "closed_before", None),
]


def against(invitation_id: int, *closings: Closing) -> str | None:
    found = [each.reason.value for each in objections_after_closing(invitation_id, closings)]
    return found[0] if found else None


@pytest.mark.parametrize(("marked", "has_moved_on", "itself", "another"), TABLE)
def test_what_was_closed_decides_what_may_still_show(marked, has_moved_on, itself, another):
    closing = Closing(OWN, Frequency(**marked), has_moved_on)
    assert (against(OWN, closing), against(OTHER, closing)) == (itself, another)


def test_each_of_several_closed_ones_has_its_say():
    lenient, strict = Closing(OWN, Frequency(**NOT_AGAIN), False), Closing(OTHER, Frequency(), False)
    assert against(3, lenient) is None
    assert against(3, lenient, strict) == "closed_in_visit"


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("https://shop.test/a", "https://shop.test/a/?utm_source=x#top", True),
        ("https://shop.test/a", "http://SHOP.test:80/a", True),
        ("https://shop.test/a", "https://shop.test/a?size=2", False),
        ("https://shop.test/#/a", "https://shop.test/#/b", False),
        ("https://shop.test/a", "https://blog.shop.test/a", False),
    ],
)
def test_places_on_a_page_and_tracking_are_no_other_address(one, other, is_same):
    assert is_same_page(one, other) is is_same


def contact(minutes_ago: float, **fields: Any) -> Contact:
    at = NOON - timedelta(minutes=minutes_ago)
    values: dict[str, Any] = {
        "invitation_id": OWN, "rendered_at": at, "ended_at": at, "is_in_visit": True, "was_dismissed": False,
    }  # fmt: skip
    return Contact(**(values | fields))


def refused(contacts: list[Contact], invitation_id: int = OTHER, **budget: Any) -> list[tuple[str, object]]:
    found = objections_of_budget(invitation_id, contacts, ContactBudget(**budget), NOON)
    return [(each.reason.value, each.until) for each in found]


def test_without_a_budget_nothing_is_counted():
    assert refused([contact(1)] * 50) == []


def test_at_most_so_many_a_visit():
    seen = [contact(1), contact(2, is_in_visit=False)]
    assert refused(seen, per_visit=2) == []
    assert refused(seen, per_visit=1) == [("budget_visit", None)]


def test_at_most_so_many_a_week_until_the_first_is_seven_days_old():
    day = 24 * 60
    seen = [contact(day), contact(6 * day), contact(7 * day)]
    assert refused(seen, per_week=3) == []
    assert refused(seen, per_week=2) == [("budget_week", NOON + timedelta(days=1))]


def test_a_gap_from_the_end_of_one_to_the_next():
    seen = [contact(10, ended_at=NOON - timedelta(seconds=59))]
    assert refused(seen, gap=timedelta(seconds=60)) == [("budget_gap", NOON + timedelta(seconds=1))]
    assert refused(seen, gap=timedelta(seconds=59)) == []


def test_two_dismissals_mute_for_so_many_days():
    day = 24 * 60
    closed = [contact(2 * day, was_dismissed=True), contact(5 * day, was_dismissed=True)]
    assert refused(closed, mute=timedelta(days=30)) == [("muted", NOON + timedelta(days=28))]
    assert refused(closed, mute=timedelta(days=2)) == []
    assert refused(closed[:1], mute=timedelta(days=30)) == []


def test_dismissals_long_apart_do_not_mute():
    day = 24 * 60
    assert refused([contact(day, was_dismissed=True), contact(40 * day, was_dismissed=True)], mute=timedelta(30)) == []


def test_what_is_on_the_screen_is_no_new_contact_on_the_next_page():
    shown = [contact(1, ended_at=None)]
    assert refused(shown, OWN, per_visit=1, gap=timedelta(seconds=300)) == []
    assert [reason for reason, _until in refused(shown, OTHER, per_visit=1)] == ["budget_visit"]
