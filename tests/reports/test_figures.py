"""What reports count: equal to a recount of the raw log, on the right day, nothing twice, nobody who must not count."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from app.chats import service as chats
from app.chats.models import Chat, Message
from app.chats.service import Opening
from app.conversions.models import Conversion
from app.domain.roles import Role
from app.domain.snapshots import OperatorSnapshot
from app.foundation.clock import now as present_moment
from app.foundation.database import db, transaction
from app.invitations import service
from app.invitations.models import Impression, ImpressionLog, Invitation
from app.invitations.vocabulary import Granted, LogKind, WhenTeam
from app.operators import presence
from app.operators import service as accounts
from app.reports.figures import Base, Counts
from app.reports.periods import Period, last_days
from app.reports.recent import RecentFigures, recent_figures
from app.reports.report import InvitationReport, Question, invitation_report, overview
from app.visitors.queries import visitor_by_key
from tests.conversions.conftest import Customer, aims
from tests.invitations.conftest import Shop
from tests.reports.past import Past

SIGNALS = (LogKind.SEEN, LogKind.OPENED, LogKind.CLICKED, LogKind.DISMISSED, LogKind.EXPIRED)


def report_of(key: str = "help", period: Period | None = None, goal: str = "") -> InvitationReport:
    """The report of the last 30 days, or of other ones."""
    now = present_moment()
    return invitation_report(key, Question(period or last_days(30, now, "UTC"), goal), now)


class RandomHistory:
    """A shop with two invitations, and visitors who do what dice say, through the services that browsers reach."""

    def __init__(self, clock: Any, seed: int) -> None:
        self.clock, self.dice = clock, Random(seed)
        self.anna = accounts.create_operator(
            email="anna@shop.test", name="Anna", role=Role.ADMINISTRATOR, department_ids=(), now=clock.at
        )
        presence.presence_connected(self.anna.id, "desk", clock.at)
        shop = Shop(self.anna)
        for key in ("help", "offer"):
            shop.invites(key, conditions={"all": []}, when_team=WhenTeam.EITHER, campaign=f"{key} campaign")
        aims()
        aims(name="Called", key="called")

    def happens(self, visitors: int) -> None:
        """So many visitors come, one after the other, hours apart."""
        for _ in range(visitors):
            self.clock.advance(self.dice.randrange(600, 20_000))
            self._visits()

    def _visits(self) -> None:
        customer = Customer()
        customer.opens(f"https://shop.test/{self.dice.choice('ab')}/?utm_source=mail")
        granted = customer.claims(self.dice.choice(("help", "offer")))
        if not isinstance(granted, Granted):
            return
        for kind in self.dice.choices(SIGNALS, k=self.dice.randrange(5)):
            self.clock.advance(1)
            for _ in range(self.dice.randrange(1, 3)):  # browsers say some things twice
                customer.signals(granted, kind, "https://shop.test/offer" if kind is LogKind.CLICKED else None)
        if self.dice.random() < 0.4:
            self._replies(customer, granted)
        for _ in range(self.dice.randrange(3)):
            self.clock.advance(60)
            customer.reports(self.dice.choice(("ordered", "called")), value=self.dice.choice((None, "9.99", "20")))

    def _replies(self, customer: Customer, granted: Granted) -> None:
        found = service.impression_for_reply(visitor_id=customer.visitor_id, impression_key=granted.impression.key)
        if found is None:
            return
        visitor = visitor_by_key(customer.key or "")
        assert visitor is not None
        with transaction() as publish:
            started = chats.start_chat(
                publish,
                visitor=visitor,
                panel_secret="s" * 32,
                client_id="1",
                text="Yes",
                department_id=None,
                opening=Opening(found.id, found.invitation_name, found.html, found.text, found.sender_name),
                page=None,
                now=self.clock.at,
            )
            service.mark_replied(publish, found, started.chat, self.clock.at)
        if self.dice.random() < 0.5:
            self._answers(started.chat.key, self.anna)

    def _answers(self, chat_key: str, operator: OperatorSnapshot) -> None:
        chats.accept(chat_key, operator, self.clock.at)
        if self.dice.random() < 0.7:
            chats.post_operator_message(chat_key, operator, "1", "Hello", self.clock.at)


def recounted(invitation_id: int, start: datetime, end: datetime, goals: set[str] | None = None) -> Counts:
    """The figures from the log line by line, in plain Python."""
    lines: dict[int, set[str]] = {}
    for row in db.session.execute(db.select(ImpressionLog)).scalars():
        if row.impression_id is not None:
            lines.setdefault(row.impression_id, set()).add(row.kind)
    numbers: Counter[str] = Counter()
    for showing in db.session.execute(db.select(Impression)).scalars():
        if showing.invitation_id != invitation_id or not start <= showing.shown_at < end:
            continue
        said = lines[showing.id]
        numbers["granted"] += 1
        numbers["shown"] += showing.rendered_at is not None  # the log has no line for it
        numbers["seen"] += "seen" in said
        numbers["opened"] += bool(said & {"opened", "replied"})
        for kind in ("clicked", "dismissed", "expired", "replaced", "replied"):
            numbers[kind] += kind in said
        numbers["answered"] += has_answer(showing.id)
        numbers["converted"] += has_conversion(showing.id)
    return Counts(**numbers)


def has_answer(showing_id: int) -> bool:
    """Whether a person wrote in the chat that began with a showing."""
    found = db.session.execute(db.select(Message.sender).join(Chat).where(Chat.impression_id == showing_id)).scalars()
    return "operator" in set(found)


def has_conversion(showing_id: int) -> bool:
    """Whether a showing led to any goal."""
    found = db.select(Conversion.id).where(Conversion.impression_id == showing_id)
    return bool(db.session.execute(found).scalars().all())


@pytest.mark.parametrize("seed", [1, 2])
def test_the_figures_are_those_of_a_recount_of_the_raw_log(inside, clock, seed):
    RandomHistory(clock, seed).happens(60)
    period = last_days(10, clock.at, "America/New_York")

    whole = overview(period)

    assert whole.totals.granted > 10
    for line in whole.invitations:
        report = report_of(line.key, period, "any")
        expected = recounted(report_id(line.key), period.start, period.end)
        assert report.totals == line.counts == expected
        for part in (report.points, report.variants, report.campaigns, report.places.pages, report.places.devices):
            assert sum((each.counts for each in part), Counts()) == expected
        for point in report.points:
            assert point.counts == recounted(report_id(line.key), point.slot.start, point.slot.end)
    assert sum((line.counts for line in whole.invitations), Counts()) == whole.totals


def report_id(key: str) -> int:
    """The number of an invitation."""

    return int(db.session.execute(db.select(Invitation.id).where(Invitation.key == key)).scalar_one())


def test_hand_made_data_gives_the_figures_worked_out_by_hand(past):
    help_ = past.invitation()
    for fields in (
        {"state": "dismissed"},
        {"state": "expired", "seen_at": None},
        {"state": "shown", "rendered_at": None, "seen_at": None},
        {"state": "replaced", "clicked_at": past.at},
        {"state": "dismissed", "opened_at": past.at},
    ):
        past.showing(help_, **fields)
    past.chat(past.showing(help_, state="replied", opened_at=past.at), answered=True)
    past.chat(past.showing(help_, state="replied", opened_at=past.at))
    past.ghost(help_)
    past.showing(None, kind="manual")

    report = report_of()

    assert report.totals == Counts(
        granted=7, shown=6, seen=5, opened=3, clicked=1, dismissed=2, expired=1, replaced=1, replied=2, answered=1,
        withheld=1,
    )  # fmt: skip
    assert report.totals.rate("replied", Base.SEEN) == 2 / 5
    assert report.totals.rate("replied", Base.SHOWN) == 2 / 6
    assert report.totals.rate("answered", Base.SHOWN) == 1 / 2
    assert report.totals.rate("expired", Base.SEEN) == 1 / 6
    assert overview(report.period).manual == Counts(granted=1, shown=1, seen=1, dismissed=1)
    assert overview(report.period).totals == report.totals


def test_a_rate_of_nothing_is_no_rate():
    assert Counts(granted=3).rate("seen", Base.SEEN) is None


def test_a_showing_belongs_to_the_day_of_the_sites_clock_also_when_the_clocks_change(past):
    help_ = past.invitation()
    midnights = [datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC)]
    for midnight in midnights:  # summer time ends in between, so that Sunday has 25 hours
        past.showing(help_, at=midnight)
        past.showing(help_, at=midnight - timedelta(microseconds=1))

    sunday = Period(date(2026, 10, 25), date(2026, 10, 25), "Europe/Berlin")
    days = Period(date(2026, 10, 23), date(2026, 10, 26), "Europe/Berlin")

    assert report_of("help", sunday).totals.granted == 2
    assert [point.counts.granted for point in report_of("help", days).points] == [0, 1, 2, 1]


def test_a_reply_counts_on_the_day_of_its_showing(past, clock):
    help_ = past.invitation()
    past.chat(past.showing(help_, state="replied"), answered=True)
    clock.advance(3 * 86_400)

    assert report_of("help", last_days(1, clock.at, "UTC")).totals == Counts()
    assert [point.counts.answered for point in report_of("help", last_days(4, clock.at, "UTC")).points] == [1, 0, 0, 0]


def test_money_is_exact_and_an_order_counts_once_however_many_showings_it_was_credited_to(past):
    help_, ordered, called = past.invitation(), past.goal("ordered"), past.goal("called")
    somebody = past.visitor()
    first, second = past.showing(help_, somebody), past.showing(help_, somebody)
    for showing in (first, second):
        past.conversion(showing, ordered, 10_000_000, "EUR")
    past.conversion(first, None, 10_000_000, "EUR")
    for number in range(3):
        past.conversion(past.showing(help_), ordered, 100_000 + number, "EUR")
    past.conversion(past.showing(help_), called, 5_000_000, "USD")
    past.conversion(past.showing(help_), called, 7_000_000, None)
    past.conversion(past.ghost(help_), ordered, 99_000_000, "EUR")

    any_goal, own, only = report_of(), report_of(goal="own"), report_of(goal="goal:ordered")

    assert any_goal.revenue.by_currency == {"": Decimal(7), "EUR": Decimal("10.300003"), "USD": Decimal(5)}
    assert (any_goal.totals.converted, own.totals.converted, only.totals.converted) == (7, 1, 5)
    assert only.revenue.by_currency == {"EUR": Decimal("10.300003")}
    assert [(line.key, line.converted, line.visitors) for line in any_goal.goals] == [
        ("own", 1, 1),
        ("goal:called", 2, 2),
        ("goal:ordered", 5, 4),
    ]
    assert overview(any_goal.period).revenue == any_goal.revenue


def test_signals_that_are_repeated_count_once(inside, clock):
    RandomHistory(clock, 3)
    customer = Customer()
    customer.opens("https://shop.test/")
    granted = customer.claims("help")
    for kind in (LogKind.SEEN, LogKind.CLICKED, LogKind.OPENED, LogKind.DISMISSED):
        for _ in range(3):
            customer.signals(granted, kind, "https://shop.test/offer" if kind is LogKind.CLICKED else None)

    report = report_of("help")

    assert report.totals == Counts(granted=1, shown=1, seen=1, opened=1, clicked=1, dismissed=1)
    assert [(link.label, link.showings) for link in report.links] == [("https://shop.test/offer", 1)]
    assert (report.armed, report.refused) == (1, 0)


def test_who_is_refused_is_counted_by_reason(past):
    help_, somebody = past.invitation(), past.visitor()
    for reason in ("recent_chat", "recent_chat", "team_offline"):
        past.line(help_, somebody, "refused", reason=reason)
    past.line(help_, somebody, "armed")

    report = report_of()

    assert report.refusals == (("recent_chat", 2), ("team_offline", 1))
    assert (report.armed, report.refused, report.is_empty) == (1, 3, False)


def test_two_spellings_of_a_page_are_one_page(past):
    help_ = past.invitation()
    for url in (
        "https://Shop.test/chairs/?utm_source=a#top",
        "https://shop.test/chairs",
        "https://shop.test/chairs?a=1",
    ):
        past.showing(help_, page_url=url, country="DE", language="de", device="phone")
    past.showing(help_, page_url=None)

    places = report_of().places

    assert [(line.label, line.counts.shown) for line in places.pages] == [
        ("shop.test/chairs", 2),
        ("", 1),
        ("shop.test/chairs?a=1", 1),
    ]
    assert [(line.label, line.counts.shown) for line in places.countries] == [("DE", 3), ("", 1)]


def test_campaigns_are_those_that_the_showings_had(past):
    spring = past.invitation("spring", campaign="autumn by now")
    past.showing(spring, campaign="spring")
    past.showing(past.invitation("other"), campaign="spring")
    past.showing(spring)

    found = overview(last_days(7, past.at, "UTC"))

    assert [(line.label, line.counts.granted) for line in found.campaigns] == [("spring", 2)]


def test_the_list_has_the_last_seven_days_of_each_invitation(past, clock):
    help_, offer = past.invitation(), past.invitation("offer")
    past.showing(help_, at=past.at - timedelta(days=7))
    past.showing(help_, at=past.at - timedelta(days=6))
    past.conversion(past.showing(help_, state="replied"))
    past.ghost(offer)
    past.showing(None, kind="manual")

    found = recent_figures()

    assert found["help"] == RecentFigures((1, 0, 0, 0, 0, 0, 1), shown=2, replied=1, converted=1)
    assert found["offer"] == RecentFigures((0,) * 7, 0, 0, 0)


def test_rows_of_another_invitation_are_not_counted(past: Past):
    help_, offer = past.invitation(), past.invitation("offer")
    showing = past.showing(offer, state="replied", clicked_at=past.at)
    past.chat(showing, answered=True)
    past.conversion(showing, micros=1_000_000, currency="EUR")
    past.line(offer, past.visitor(), "refused", reason="muted")

    report = report_of()

    assert help_
    assert report.is_empty
    assert (report.totals, report.revenue.by_currency, report.chats, report.goals) == (Counts(), {}, (), ())
