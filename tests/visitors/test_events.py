"""Visitor events: which reports of a page become records, and what can be asked about them."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.domain.errors import InvalidInput, NotFound
from app.domain.rules import EventRecord
from app.foundation.clock import now
from app.foundation.database import db, transaction
from app.visitors import event_queries as queries
from app.visitors.event_definitions import EventDraft, change_event, define_event, remove_event
from app.visitors.event_rule import OLDEST_REPORT, DefinedEvent, outcome_of
from app.visitors.listeners import forget_refused_reports
from app.visitors.models import ReceivedOutcome
from app.visitors.service import Report, receive_event
from tests.services.application import NOON
from tests.visitors.conftest import Somebody

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock

RECORDED, TOO_SOON, REPEATED = ReceivedOutcome.RECORDED, ReceivedOutcome.TOO_SOON, ReceivedOutcome.REPEATED
REPORTS = st.lists(st.tuples(st.integers(0, 8), st.sampled_from([None, "a", "b"])), max_size=40)
"""Half seconds since the report before, and the value."""


def define(identifier: str, store_timeout: int = 0, *, filter_by_value: bool = False) -> DefinedEvent:
    draft = EventDraft(identifier, "An event", store_timeout, filter_by_value)
    return define_event(draft, now())


def reports(somebody: Any, identifier: str, value: str | None = None, **fields: Any) -> ReceivedOutcome:
    with transaction() as publish:
        return receive_event(publish, somebody.key, Report(identifier, value, **fields), now())


def test_with_timeout_0_a_record_is_kept_once_and_never_repeated(somebody: Any, clock: FrozenClock) -> None:
    somebody.opens()
    define("birthday")
    assert reports(somebody, "birthday") is RECORDED
    clock.advance(400 * 24 * 3600)
    assert reports(somebody, "birthday", "another") is REPEATED


def test_with_timeout_0_and_filtered_by_value_each_value_is_kept_once(somebody: Any) -> None:
    somebody.opens()
    define("voucher", filter_by_value=True)
    assert [reports(somebody, "voucher", value) for value in ("A", "B", None, "A", " ", "A ")] == [
        RECORDED, RECORDED, RECORDED, REPEATED, REPEATED, REPEATED,
    ]  # fmt: skip


def test_an_event_is_not_recorded_while_the_last_record_is_younger_than_the_timeout(
    somebody: Any, clock: FrozenClock
) -> None:
    somebody.opens()
    define("login_failed", 10)
    assert reports(somebody, "login_failed") is RECORDED
    clock.advance(9.999)
    assert reports(somebody, "login_failed") is TOO_SOON
    clock.advance(0.001)
    assert reports(somebody, "login_failed") is RECORDED


def test_what_came_too_soon_does_not_push_the_pause_along(somebody: Any, clock: FrozenClock) -> None:
    somebody.opens()
    define("login_failed", 10)
    outcomes = []
    for _ in range(6):
        outcomes.append(reports(somebody, "login_failed"))
        clock.advance(4)
    assert outcomes == [RECORDED, TOO_SOON, TOO_SOON, RECORDED, TOO_SOON, TOO_SOON]


def test_filtered_by_value_the_pause_counts_for_each_value_on_its_own(somebody: Any, clock: FrozenClock) -> None:
    somebody.opens()
    define("search", 10, filter_by_value=True)
    assert [reports(somebody, "search", value) for value in ("oak", "fir", "oak")] == [RECORDED, RECORDED, TOO_SOON]


def test_without_the_filter_the_value_changes_nothing(somebody: Any) -> None:
    somebody.opens()
    define("search", 10)
    assert [reports(somebody, "search", value) for value in ("oak", "fir")] == [RECORDED, TOO_SOON]


def test_the_records_of_another_visitor_do_not_count(somebody: Any) -> None:
    somebody.opens()
    define("birthday")
    assert reports(somebody, "birthday") is RECORDED
    other = type(somebody)()
    other.opens()
    assert reports(other, "birthday") is RECORDED


def test_an_event_that_could_not_be_told_at_once_is_recorded_when_it_happened(somebody: Any) -> None:
    visitor_id = somebody.opens().visitor.id
    define("login_failed", 1)
    outcomes = [reports(somebody, "login_failed", seconds_ago=ago) for ago in (3.5, 2.6, 2.5, 1e300)]
    assert outcomes == [RECORDED, TOO_SOON, RECORDED, TOO_SOON]
    found = queries.recorded_events(visitor_id, NOON - timedelta(days=1))
    assert [(NOON - one.at).total_seconds() for one in found] == [3.5, 2.5]
    assert min(line.at for line in queries.received_log()) == NOON - OLDEST_REPORT


@given(reports=REPORTS, timeout=st.integers(0, 5), filter_by_value=st.booleans())
def test_the_rule_agrees_with_a_simple_model_of_it(reports: list[Any], timeout: int, filter_by_value: bool) -> None:
    event = DefinedEvent(1, "event", "Event", timeout, filter_by_value)
    kept: list[tuple[datetime, str | None]] = []
    model: dict[str | None, list[float]] = {}
    at_seconds = 0.0
    for half_seconds, value in reports:
        at_seconds += half_seconds / 2
        at = NOON + timedelta(seconds=at_seconds)
        same = [when for when, seen in kept if not filter_by_value or seen == value]
        if outcome_of(event, max(same, default=None), at) is RECORDED:
            kept.append((at, value))
        recorded = model.setdefault(value if filter_by_value else None, [])
        if not recorded or (timeout > 0 and at_seconds >= recorded[-1] + timeout):
            recorded.append(at_seconds)
    modelled = sorted(seconds for recorded in model.values() for seconds in recorded)
    assert sorted((when - NOON).total_seconds() for when, _value in kept) == modelled


@hypothesis_settings(max_examples=15)
@given(sent=REPORTS, timeout=st.integers(0, 3), filter_by_value=st.booleans())
def test_what_is_stored_agrees_with_the_same_model(
    app: Flask, clock: FrozenClock, sent: list[Any], timeout: int, filter_by_value: bool
) -> None:
    with app.app_context():
        somebody = Somebody()
        somebody.opens()
        identifier = f"event-{somebody.key}"
        define(identifier, timeout, filter_by_value=filter_by_value)
        last: dict[str | None, datetime] = {}
        for half_seconds, value in sent:
            clock.advance(half_seconds / 2)
            known = value if filter_by_value else None
            is_due = known not in last or (timeout > 0 and now() - last[known] >= timedelta(seconds=timeout))
            assert (reports(somebody, identifier, value) is RECORDED) is is_due
            if is_due:
                last[known] = now()


def test_of_two_reports_at_the_same_time_one_is_recorded(app: Flask, clock: FrozenClock) -> None:
    with app.app_context():
        somebody = Somebody()
        somebody.opens()
        define("birthday")
        define("login_failed", 1)
    begun = threading.Barrier(4)
    outcomes: list[ReceivedOutcome] = []

    def report(identifier: str) -> None:
        with app.app_context():
            begun.wait(60)
            outcomes.append(reports(somebody, identifier))
            db.session.remove()

    threads = [threading.Thread(target=report, args=(name,)) for name in ("birthday", "login_failed") * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == sorted([RECORDED, RECORDED, REPEATED, TOO_SOON])


def test_the_records_are_read_from_a_moment_on_oldest_first(somebody: Any, clock: FrozenClock) -> None:
    visitor_id = somebody.opens().visitor.id
    define("login_failed", 1)
    define("birthday")
    for _ in range(3):
        reports(somebody, "login_failed")
        reports(somebody, "birthday")
        clock.advance(10)
    since = NOON + timedelta(seconds=10)
    assert queries.recorded_events(visitor_id, since) == (
        EventRecord("login_failed", since),
        EventRecord("login_failed", since + timedelta(seconds=10)),
    )
    assert len(queries.recorded_events(visitor_id, NOON)) == 4
    assert [one.id for one in queries.recorded_events(visitor_id, NOON, ["birthday"])] == ["birthday"]
    assert queries.recorded_events(visitor_id, NOON, []) == ()


def test_of_each_event_only_the_latest_records_are_read(
    somebody: Any, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_RECORDS", 2)
    visitor_id = somebody.opens().visitor.id
    define("often", 1)
    define("birthday")
    reports(somebody, "birthday")
    for _ in range(4):
        clock.advance(1)
        reports(somebody, "often")
    found = queries.recorded_events(visitor_id, NOON)
    assert [(one.id, (one.at - NOON).total_seconds()) for one in found] == [("birthday", 0), ("often", 3), ("often", 4)]


@pytest.mark.parametrize("identifier", ["", " ", "two words", "a,b", "<b>", "x" * 101, "-dash", "tab\tbed"])
def test_an_identifier_is_one_word(inside: Flask, clock: FrozenClock, identifier: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        define(identifier)
    assert refused.value.field == "identifier"


@pytest.mark.parametrize("identifier", ["login_failed", "cart.full", "x" * 100, "prüfung", "1:2-3"])
def test_letters_digits_and_a_few_signs_make_an_identifier(inside: Flask, clock: FrozenClock, identifier: str) -> None:
    define(f" {identifier} ")
    assert [each.identifier for each in queries.defined_events()] == [identifier]


def test_two_events_cannot_differ_in_case_only(inside: Flask, clock: FrozenClock) -> None:
    define("Birthday")
    with pytest.raises(InvalidInput) as refused:
        define("birthDAY")
    assert (refused.value.field, refused.value.code) == ("identifier", "already_defined")


@pytest.mark.parametrize("store_timeout", [-1, 366 * 24 * 3600 + 1])
def test_a_timeout_is_between_0_and_a_year(inside: Flask, clock: FrozenClock, store_timeout: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        define("birthday", store_timeout)
    assert refused.value.field == "store_timeout"


def test_a_definition_can_be_changed_and_keeps_its_identifier(somebody: Any, clock: FrozenClock) -> None:
    somebody.opens()
    define("login_failed")
    changed = change_event("login_failed", EventDraft("ignored", "Login failed", 1, True), now())
    assert (changed.identifier, changed.name, changed.store_timeout, changed.filter_by_value) == (
        "login_failed", "Login failed", 1, True,
    )  # fmt: skip
    assert queries.defined_event("ignored") is None


def test_an_event_without_a_name_is_called_by_its_identifier(inside: Flask, clock: FrozenClock) -> None:
    assert define_event(EventDraft("birthday"), now()).name == "birthday"


def test_an_event_that_was_removed_is_refused_and_its_records_stay(somebody: Any) -> None:
    visitor_id = somebody.opens().visitor.id
    define("birthday")
    reports(somebody, "birthday")
    remove_event("birthday")
    assert reports(somebody, "birthday") is ReceivedOutcome.UNKNOWN_EVENT
    assert len(queries.recorded_events(visitor_id, NOON)) == 1
    with pytest.raises(NotFound):
        remove_event("birthday")


def test_totals_tell_what_became_of_the_reports_in_each_period(somebody: Any, clock: FrozenClock) -> None:
    somebody.opens()
    define("login_failed", 1)
    for seconds in (0, 0, 5, 5):
        reports(somebody, "login_failed")
        clock.advance(seconds)
    periods = [(NOON, NOON + timedelta(seconds=5)), (NOON + timedelta(seconds=5), NOON + timedelta(seconds=10))]
    totals = queries.event_totals(periods)["login_failed"]
    assert (totals.recorded, totals.visitors, totals.not_recorded, totals.by_period) == (2, 1, 2, (1, 1))
    assert totals.last_recorded_at == NOON + timedelta(seconds=5)


def test_identifiers_that_nobody_defined_are_counted_until_somebody_does(somebody: Any) -> None:
    somebody.opens("https://shop.test/login")
    for identifier in ("typo", "typo", "other"):
        reports(somebody, identifier)
    found = queries.undefined_events(NOON)
    assert [(one.identifier, one.times, one.visitors, one.page_url) for one in found] == [
        ("typo", 2, 1, "https://shop.test/login"),
        ("other", 1, 1, "https://shop.test/login"),
    ]
    define("typo")
    assert [one.identifier for one in queries.undefined_events(NOON)] == ["other"]


def test_reports_that_became_no_record_are_forgotten_after_30_days(somebody: Any, clock: FrozenClock) -> None:
    visitor_id = somebody.opens().visitor.id
    define("birthday")
    for identifier in ("birthday", "birthday", "typo"):
        reports(somebody, identifier)
    clock.advance(30 * 24 * 3600)
    forget_refused_reports()
    assert len(queries.received_log()) == 3
    clock.advance(1)
    forget_refused_reports()
    assert [line.outcome for line in queries.received_log()] == [RECORDED]
    assert len(queries.recorded_events(visitor_id, NOON)) == 1


def test_the_log_names_page_value_and_outcome_the_newest_first(somebody: Any) -> None:
    somebody.opens("https://shop.test/first")
    first = f"page-{somebody.opened}"
    somebody.opens("https://shop.test/second")
    define("voucher")
    reports(somebody, "voucher", " SPRING\n", page_key=first)
    reports(somebody, "voucher")
    assert [(line.value, line.outcome, line.page_url) for line in queries.received_log()] == [
        (None, REPEATED, "https://shop.test/second"),
        ("SPRING", RECORDED, "https://shop.test/first"),
    ]
    assert queries.received_log("other") == ()
