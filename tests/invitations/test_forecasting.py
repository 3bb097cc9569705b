"""A forecast runs a rule over the visits of the last days and says how many visitors it would have met."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.chats.forgetting import forget_visitor
from app.chats.queries import standing_of
from app.domain.errors import InvalidInput
from app.domain.roles import Role
from app.domain.snapshots import EmbedSnapshot, PageSnapshot
from app.foundation import settings
from app.foundation.clock import now as present_moment
from app.foundation.database import transaction
from app.invitations import service
from app.invitations.draft_parts import Audience, Schedule
from app.invitations.forecast_words import forecast_sentence
from app.invitations.forecasting import Forecast, forecast, forecasts
from app.invitations.replay_tally import STAY
from app.invitations.replayed_rule import MOMENT
from app.invitations.vocabulary import InvitationDraft
from app.operators import service as accounts
from app.visitors import contact
from app.visitors import service as visitors
from app.visitors.event_definitions import EventDraft, define_event
from app.visitors.receiving import Report
from app.visitors.reports import PageReport
from tests.invitations.conftest import CHROME, Shop

if TYPE_CHECKING:
    from app.foundation.clock import FrozenClock

PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)
HOME, PRICING, DOCS = "https://shop.test/", "https://shop.test/pricing", "https://shop.test/docs"


@dataclass
class Guest:
    """A visitor who reads one page after another, each for a while, and says goodbye unless ``is_silent``."""

    clock: FrozenClock
    agent: str = CHROME
    embed: EmbedSnapshot = field(default_factory=EmbedSnapshot)
    key: str | None = None
    pages: int = 0
    armed: set[str] = field(default_factory=set)

    def reads(self, url: str = HOME, seconds: float = 5, *, is_silent: bool = False, **fields: Any) -> Guest:
        """Open a page, and leave it after so many seconds; what was armed there is kept."""
        self.pages += 1
        report = PageReport(
            url=url, page_key=f"page-{self.pages}", tab_key="tab", user_agent=self.agent, embed=self.embed, **fields
        )
        with transaction() as publish:
            seen = visitors.record_page_view(publish, report, visitor_key=self.key, now=present_moment())
            page = seen.visitor.page or PageSnapshot(url, "")
            standing = standing_of(seen.visitor.id)
            found = service.arm(visitor=seen.visitor, page=page, standing=standing, now=present_moment())
        self.key = seen.visitor.key
        self.armed |= {each.key for each in found}
        self.clock.advance(seconds)
        with transaction() as publish:
            visitors.record_activity(publish, self.key, report.page_key, present_moment())
            if not is_silent:
                visitors.record_left(publish, self.key, report.page_key, present_moment())
        return self


def draft(conditions: dict[str, Any] | None = None, **fields: Any) -> InvitationDraft:
    """An invitation with these conditions, or with one."""
    return InvitationDraft(name="Help", message_html="<p>Hi</p>", conditions=conditions or {}, **fields)


def of(*conditions: dict[str, Any], **fields: Any) -> Forecast:
    """The forecast at this moment of a rule for which all of these must hold."""
    return forecast(draft({"all": list(conditions)}, **fields), now=present_moment())


def numbers(found: Forecast) -> tuple[int, int, int]:
    """How many matched, how many may have, and out of how many."""
    return found.matching, found.perhaps, found.visitors


AT_PRICING = {"fact": "page.url", "is": "contains", "value": "/pricing"}


@pytest.fixture
def week(shop: Shop, clock: FrozenClock) -> FrozenClock:
    """Ten visitors in seven days, told below one by one; the clock stands two hours after the last."""
    clock.advance(-8 * 86_400)
    Guest(clock).reads(PRICING, 60)  # eight days ago: before the time that is looked at
    clock.advance(2 * 86_400 - 60)
    for _each in range(3):  # six days ago: three who glance at the home page and the prices, one of them twice
        guest = Guest(clock).reads(HOME, 3).reads(PRICING, 4)
    guest.reads(PRICING, 10.0)
    clock.advance(86_400)
    Guest(clock).reads(PRICING + "?utm_source=letter", 10.001)  # five days ago: long enough, by a millisecond
    Guest(clock).reads(PRICING, 8, is_silent=True)  # no goodbye: may have stayed longer
    Guest(clock, agent=PHONE).reads(DOCS, 100).reads(HOME, 1, title="Home")
    clock.advance(86_400)
    for _each in range(4):  # four days ago: nobody near the prices
        Guest(clock).reads(DOCS, 30, referrer="https://www.google.com/")
    clock.advance(4 * 86_400)
    return clock


def test_visitors_are_counted_each_once_out_of_those_who_were_here(week: FrozenClock) -> None:
    found = of(AT_PRICING)
    assert numbers(found) == (5, 0, 10)
    assert found.depends_on == ()
    assert (found.visits, found.recorded, found.is_cut_short) == (10, 10, False)


def test_the_days_are_those_of_the_sites_calendar_with_today_at_the_end(week: FrozenClock) -> None:
    found = of(AT_PRICING)
    assert [(each.visitors, each.matching) for each in found.by_day] == [
        (3, 3), (3, 2), (4, 0), (0, 0), (0, 0), (0, 0), (0, 0)
    ]  # fmt: skip
    assert found.by_day[-1].day == present_moment().date()


def test_the_pages_on_which_most_would_have_matched_come_first_without_their_query(week: FrozenClock) -> None:
    found = of({"fact": "device.platform", "is": "equals", "value": "desktop"})
    assert [(each.url, each.matching) for each in found.pages] == [(PRICING, 5), (DOCS, 4), (HOME, 3)]
    assert numbers(found) == (9, 0, 10)


def test_time_on_the_page_is_the_time_that_it_was_open(week: FrozenClock) -> None:
    longer = {"fact": "page.seconds", "is": "greater", "value": 10}
    found = of(AT_PRICING, longer)
    assert numbers(found) == (1, 1, 10)
    assert found.depends_on == (STAY,)
    assert numbers(of(AT_PRICING, {**longer, "is": "at_least"})) == (2, 1, 10)
    assert numbers(of(AT_PRICING, {"not": longer})) == (5, 0, 10)
    assert numbers(of({"fact": "page.seconds", "is": "greater", "value": 97})) == (1, 1, 10)
    assert numbers(of({"fact": "page.seconds", "is": "greater", "value": 98})) == (1, 0, 10)


def test_time_on_the_site_runs_over_the_pages_of_a_visit(week: FrozenClock) -> None:
    assert numbers(of({"fact": "visit.seconds", "is": "at_least", "value": 101})) == (1, 0, 10)
    found = of({"fact": "visit.seconds", "is": "at_least", "value": 17}, AT_PRICING)
    assert (found.matching, found.perhaps) == (1, 1)


def test_what_history_does_not_know_makes_it_at_most(week: FrozenClock) -> None:
    found = of(AT_PRICING, {"fact": "device.scroll_percent", "is": "at_least", "value": 50})
    assert numbers(found) == (0, 5, 10)
    assert found.depends_on == ("device.scroll_percent",)
    either = {
        "any": [{"fact": "widget.open", "is": False}, {"fact": "device.platform", "is": "equals", "value": "phone"}]
    }
    assert numbers(of(either)) == (1, 9, 10)
    assert numbers(of(AT_PRICING, {"fact": "team.online", "is": True})) == (0, 5, 10)


def test_nobody_is_idle_or_about_to_leave_for_longer_than_the_page_was_open(week: FrozenClock) -> None:
    idle = {"fact": "device.idle_seconds", "is": "at_least", "value": 20}
    assert numbers(of(idle)) == (0, 6, 10)
    assert numbers(of(type="dynamic", moment={"on": "idle", "seconds": 20})) == (0, 6, 10)


def test_a_moment_may_have_come(week: FrozenClock) -> None:
    found = of(AT_PRICING, type="dynamic", moment={"on": "exit_intent"})
    assert (numbers(found), found.depends_on) == ((0, 5, 10), (MOMENT,))


def test_an_empty_rule_meets_everybody_and_one_that_cannot_hold_nobody(week: FrozenClock) -> None:
    assert numbers(forecast(draft(), now=present_moment())) == (10, 0, 10)
    assert numbers(of({"fact": "visit.page_views", "is": "greater", "value": 100})) == (0, 0, 10)


def test_a_fact_that_nobody_knows_leaves_everybody_open(week: FrozenClock) -> None:
    found = of({"fact": "weather.rain", "is": True})
    assert (numbers(found), found.depends_on) == ((0, 10, 10), ("weather.rain",))
    assert "10 more may, depending on weather.rain" in forecast_sentence(found)


def test_a_rule_that_cannot_be_read_is_refused_by_the_name_of_its_place(week: FrozenClock) -> None:
    with pytest.raises(InvalidInput) as refused:
        of(AT_PRICING, {"fact": "page.seconds", "is": "greater", "value": "soon"})
    assert refused.value.field == "conditions.all[1].value"
    with pytest.raises(InvalidInput) as refused:
        forecast(draft(), now=present_moment(), days=31)
    assert refused.value.field == "days"


def test_embed_code_audience_and_schedule_are_part_of_what_is_demanded(week: FrozenClock) -> None:
    Guest(week, embed=EmbedSnapshot(identifier="shop")).reads(PRICING, 1).reads(DOCS, 1)
    assert numbers(of(AT_PRICING, identifier="shop")) == (0, 2, 11)
    assert numbers(of(identifier="shop")) == (1, 4, 11)
    assert numbers(of(audience=Audience.IDENTIFIED)) == (0, 0, 11)
    yesterday = (present_moment() - timedelta(days=1)).replace(tzinfo=None).isoformat(timespec="minutes")
    assert numbers(of(schedule=Schedule(start=yesterday))) == (1, 0, 11)


def test_people_of_the_site_and_the_forgotten_are_not_counted(week: FrozenClock) -> None:
    ours, forgotten, named = (Guest(week).reads(PRICING) for _each in range(3))
    assert ours.key
    assert forgotten.key
    assert named.key
    accounts.create_operator(
        email="ben@shop.test", name="Ben", role=Role.OPERATOR, department_ids=(), now=present_moment()
    )
    with transaction() as publish:
        contact.mark_colleague(publish, ours.key, True, present_moment())
        visitors.identify(publish, named.key, name=None, email="Ben@shop.test", now=present_moment())
    forget_visitor(forgotten.key, present_moment())
    found = of(AT_PRICING)
    assert (numbers(found), found.recorded) == ((5, 0, 10), 10)


def test_events_count_from_the_moment_at_which_they_were_recorded(week: FrozenClock) -> None:
    define_event(EventDraft("failed", "Failed", store_timeout=1), present_moment())
    guest = Guest(week).reads(PRICING, 5)
    assert guest.key
    for _each in range(2):
        week.advance(2)
        with transaction() as publish:
            visitors.receive_event(publish, guest.key, Report("failed"), present_moment())
    week.advance(2)
    asks = {"fact": "event.count", "event": "failed", "within": 60, "is": "at_least"}
    guest.reads(DOCS, 5)
    assert numbers(of({**asks, "value": 2})) == (1, 0, 11)
    assert numbers(of(AT_PRICING, {**asks, "value": 1})) == (0, 0, 11)
    assert numbers(of({**asks, "value": 3})) == (0, 0, 11)


def test_only_the_newest_visits_are_replayed_and_the_sample_is_said(week: FrozenClock) -> None:
    found = forecasts([draft({"all": [AT_PRICING]})], now=present_moment(), most_visits=6)[0]
    assert (numbers(found), found.visits, found.recorded) == ((1, 0, 6), 6, 10)
    assert forecast_sentence(found).endswith("on at least one page (the newest 6 of 10 visits)")
    cut = forecast(draft(), now=present_moment(), most_seconds=0)
    assert (cut.visits, cut.recorded, cut.is_cut_short) == (0, 10, True)


def test_nobody_came(shop: Shop) -> None:
    assert forecast_sentence(of(AT_PRICING)) == "no visitors were recorded in the last 7 days"


def test_the_sentence_says_how_many_match_and_what_the_others_depend_on(week: FrozenClock) -> None:
    longer = {"fact": "page.seconds", "is": "greater", "value": 10}
    assert forecast_sentence(of(AT_PRICING, longer)) == (
        "1 of 10 visitors of the last 7 days match on at least one page; "
        "1 more may, depending on how long the page stayed open"
    )


KNOWN = (
    {"fact": "page.url", "is": "contains", "value": "/pricing"},
    {"fact": "page.url", "is": "is_not", "value": "https://shop.test/docs"},
    {"fact": "visit.page_views", "is": "greater", "value": 1},
    {"fact": "visit.page_views", "is": "equals", "value": 2},
    {"fact": "visitor.visits", "is": "at_least", "value": 2},
    {"fact": "visit.referrer", "is": "domain", "value": "google"},
    {"fact": "visit.referrer", "is": "equals", "value": ""},
    {"fact": "visit.source_url", "is": "contains", "value": "/docs"},
    {"fact": "utm.source", "is": "equals", "value": "letter"},
    {"fact": "device.platform", "is": "equals", "value": "mobile"},
    {"fact": "browser.user_agent", "is": "contains", "value": "Chrome"},
    {"fact": "browser.language", "is": "equals", "value": "de"},
    {"fact": "visitor.tag", "is": "contains", "value": "vip"},
    {"fact": "chat.history", "is": "none"},
    {"fact": "invitations.shown", "is": "equals", "value": 0},
    {"fact": "clock.time", "is": "between", "value": "12:00-18:00"},
    {"fact": "visitor.identified", "is": False},
)
"""Conditions about what history knows, and the server decides."""


def a_rule(dice: random.Random, depth: int = 2) -> dict[str, Any]:
    """Some of them joined."""
    if depth == 0 or dice.random() < 0.3:
        return dice.choice(KNOWN)
    if dice.random() < 0.25:
        return {"not": a_rule(dice, depth - 1)}
    return {dice.choice(("all", "any")): [a_rule(dice, depth - 1) for _each in range(dice.randint(2, 3))]}


def test_of_what_history_knows_the_forecast_says_what_was_said_at_the_time(shop: Shop, clock: FrozenClock) -> None:
    dice = random.Random(20261122)
    rules = {f"rule-{number}": {"all": [a_rule(dice)]} for number in range(60)}
    for key, conditions in rules.items():
        shop.invites(key, conditions=conditions)
    guests = [Guest(clock, agent=dice.choice((CHROME, PHONE))) for _each in range(25)]
    for _each in range(110):
        guest = dice.choice(guests)
        url = dice.choice((HOME, PRICING, DOCS)) + dice.choice(("", "", "?utm_source=letter", "?page=2"))
        referrer = dice.choice(("", "https://www.google.com/", "https://other.test/"))
        languages = (dice.choice(("de-AT", "en")),)
        guest.reads(url, 0, title=dice.choice(("one", "two")), referrer=referrer, languages=languages)
        if guest.key and dice.random() < 0.2:
            clock.advance(1)
            with transaction() as publish:
                visitors.tag(publish, guest.key, "vip", present_moment())
        clock.advance(dice.choice((1, 60, 700, 2_500)))
    came = sum(guest.key is not None for guest in guests)
    found = forecasts([draft(each) for each in rules.values()], now=present_moment())
    told = {key: numbers(each) for key, each in zip(rules, found, strict=True)}
    assert told == {key: (sum(key in guest.armed for guest in guests), 0, came) for key in rules}
    assert len(set(told.values())) > 10


def test_the_time_zone_of_the_site_decides_which_day_it_was(shop: Shop, clock: FrozenClock) -> None:
    settings.change("site.time_zone", "Pacific/Auckland")
    Guest(clock).reads(PRICING)
    clock.advance(14 * 3600)
    found = of({"fact": "clock.time", "is": "between", "value": "00:00-02:00"})
    assert [each.matching for each in found.by_day] == [0, 0, 0, 0, 0, 0, 1]
