"""What is said about an invitation before any visitor meets it, from what the database knows; each with what to do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.departments.service import create_department
from app.domain.roles import Role
from app.domain.rules.lint import LintFinding, Severity, blocking
from app.domain.snapshots import EmbedSnapshot
from app.foundation import settings
from app.foundation.clock import now as present_moment
from app.foundation.database import db, transaction
from app.foundation.settings import Setting
from app.invitations import authoring
from app.invitations.draft_parts import Audience, Frequency, OwnGoal, Schedule, WaitPlan
from app.invitations.lint_words import spoken_findings
from app.invitations.linting import findings_for
from app.invitations.vocabulary import InvitationDraft, WhenTeam
from app.operators import service as accounts
from app.visitors.event_definitions import EventDraft, define_event
from tests.invitations.conftest import Browser, Shop
from tests.invitations.writing import details, saved
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock


def condition(fact: str, comparison: Any, value: Any = None, **more: Any) -> dict[str, Any]:
    """A condition in file form."""
    return {"fact": fact, **more, "is": comparison} | ({} if value is None else {"value": value})


SLOW = condition("page.seconds", "greater", 30)


def findings(*conditions: dict[str, Any], key: str | None = None, **fields: Any) -> dict[str, LintFinding]:
    """The findings about a draft by their codes."""
    draft = InvitationDraft(
        **{"name": "Draft", "message_html": "<p>Hello</p>", "conditions": {"all": list(conditions or [SLOW])}, **fields}
    )
    return {each.code: each for each in findings_for(draft, now=present_moment(), key=key)}


def words(finding: LintFinding) -> str:
    """Message and advice as people read them."""
    (spoken,) = spoken_findings([finding])
    assert spoken.message
    assert spoken.advice
    return f"{spoken.message} {spoken.advice}"


def visits(*urls: str, embed: EmbedSnapshot | None = None, times: int = 25) -> None:
    """That many visitors open each of these pages."""
    for _ in range(times):
        browser = Browser(embed=embed or EmbedSnapshot())
        for url in urls:
            browser.opens(url)


def test_an_invitation_that_is_in_order_has_no_findings(shop: Shop) -> None:
    assert findings() == {}
    assert findings(condition("page.url", "contains", "/pricing"), SLOW, max_shows=3, expires_after=60) == {}


@pytest.mark.parametrize(
    ("code", "path", "conditions", "fields"),
    [
        ("never_true", ("conditions", "all", 1), [SLOW, condition("page.seconds", "less", 10)], {}),
        ("never_true", ("conditions", "all", 0), [condition("team.online", False)], {}),
        ("never_true", ("conditions", "all", 0), [condition("embed.language", "equals", "en")], {"language": "de"}),
        (
            "never_true",
            ("conditions", "all", 0),
            [condition("device.platform", "equals", "mobile")],
            {"type": "dynamic", "moment": {"on": "exit_intent"}},
        ),
        (
            "never_true",
            ("conditions", "all", 0),
            [condition("device.idle_seconds", "less", 20)],
            {"type": "dynamic", "moment": {"on": "idle", "seconds": 30}},
        ),
        ("unknown_condition", ("conditions", "all", 1), [SLOW, condition("weather.sunny", "likely")], {}),
        ("unknown_condition", ("conditions", "all", 0), [condition("page.url", "resembles", "/a")], {}),
        (
            "undefined_event",
            ("conditions", "all", 0),
            [condition("event.count", "at_least", 1, event="x", within=9)],
            {},
        ),
        ("no_message", ("message_html",), [SLOW], {"message_html": "<p> </p>"}),
        ("unknown_type", ("type",), [SLOW], {"type": "telepathy"}),
        ("unknown_moment", ("moment",), [SLOW], {"type": "dynamic", "moment": {"on": "full_moon"}}),
    ],
)
def test_what_could_never_show_stands_in_the_way_of_a_launch(
    shop: Shop, code: str, path: tuple[str | int, ...], conditions: list[dict[str, Any]], fields: dict[str, Any]
) -> None:
    found = findings(*conditions, **fields)
    assert found[code].severity is Severity.ERROR
    assert found[code].path == path
    assert blocking(found.values())
    assert words(found[code])


@pytest.mark.parametrize(
    ("code", "conditions", "fields"),
    [
        ("always_true", [condition("page.seconds", "at_least", 0)], {}),
        ("only_in_the_query", [condition("page.url", "equals", "/a"), condition("page.url", "contains", "/b")], {}),
        ("redundant", [SLOW, condition("page.seconds", "greater", 10)], {}),
        ("part_always_true", [SLOW, condition("page.seconds", "at_least", 0)], {}),
        ("covered", [{"any": [SLOW, condition("page.seconds", "greater", 60)]}], {}),
        ("dead_alternative", [{"any": [SLOW, condition("page.seconds", "less", 0)]}], {}),
        ("undefined_event", [{"any": [SLOW, condition("event.count", "at_least", 1, event="x", within=9)]}], {}),
        ("costly_regex", [condition("page.url", "regex", "|".join(f"/page-{number}" for number in range(40)))], {}),
        ("only_in_chats", [{"any": [SLOW, condition("chat.unanswered_seconds", "greater", 60)]}], {}),
        ("waits_for_another", [SLOW, condition("invitations.shown", "greater", 0)], {}),
        ("limit_without_effect", [SLOW, condition("invitations.shown", "less", 2)], {"max_shows": 5}),
        ("limit_without_effect", [SLOW], {"max_shows": 5, "once_per_visitor": True}),
        ("short_stay", [SLOW], {"expires_after": 5}),
        ("every_time_without_effect", [SLOW], {"frequency": Frequency(every_match=True), "once_per_visitor": True}),
        ("goal_never_reported", [SLOW], {"conversion": OwnGoal(event="ordered", within=60)}),
        (
            "wait_while_offline",
            [SLOW],
            {"when_team": WhenTeam.OFFLINE, "wait": WaitPlan(timeout=60, timeout_message="Still looking")},
        ),
        ("picture_without_text", [SLOW], {"message_html": "<p>Hi <img src='wave.gif' alt=''></p>"}),
        (
            "missing_picture",
            [SLOW],
            {"message_html": f"<p>Hi <img src='/embed/files/{'0' * 32}.gif' alt='Somebody waves'></p>"},
        ),
        ("no_places", [SLOW, condition("geo.country", "equals", "AT")], {}),
    ],
)
def test_what_is_probably_a_mistake_is_said_but_may_be_launched(
    shop: Shop, code: str, conditions: list[dict[str, Any]], fields: dict[str, Any]
) -> None:
    found = findings(*conditions, **fields)
    assert found[code].severity is not Severity.ERROR
    assert not blocking(found.values())
    assert words(found[code])


def test_two_conditions_that_contradict_each_other_are_quoted_with_the_reason(shop: Shop) -> None:
    found = findings(
        condition("page.title", "contains", "Sale"),
        condition("chat.history", "none"),
        condition("chat.unanswered_seconds", "greater", 60),
    )
    said = words(found["never_true"])
    assert "earlier chat does not exist" in said
    assert "time waiting for an answer is more than 60 seconds" in said
    assert "Who waits for an answer has written a message" in said
    assert "page title" not in said


def test_pages_that_nobody_opened_are_named_when_there_is_traffic_to_judge_by(shop: Shop) -> None:
    rule = condition("page.url", "contains", ["/pricing", "/prizing"])
    assert "no_such_page" not in findings(rule)
    visits("https://shop.test/pricing", "https://shop.test/about")

    partly, wholly = (
        findings(rule)["no_such_page"],
        findings(condition("page.url", "starts", "/prizing"))["no_such_page"],
    )

    assert partly.severity is Severity.HINT
    assert "“/prizing”" in words(partly)
    assert "“/pricing”" not in words(partly)
    assert wholly.severity is Severity.WARNING
    assert "2 different pages" in words(wholly)
    assert "no_such_page" in findings(SLOW, condition("page.url", "is_not", "/nothing"))
    assert "no_such_page" not in findings(SLOW, condition("page.url", "is_not", "/about"))


def test_pages_of_more_than_thirty_days_ago_do_not_count(shop: Shop, clock: FrozenClock) -> None:
    visits("https://shop.test/old", "https://shop.test/older")
    clock.advance(timedelta(days=31).total_seconds())
    visits("https://shop.test/new", "https://shop.test/newer")
    assert "no_such_page" in findings(condition("page.url", "contains", "/old"))


def test_embed_codes_that_no_page_carries_and_languages_nobody_speaks_to(shop: Shop) -> None:
    assert findings(identifier="shop", language="fr", departments=("sales",)) == {}
    visits("https://shop.test/", embed=EmbedSnapshot(identifier="Shop", language="de", departments=("sales",)))

    assert "no_such_embed_code" not in findings(identifier="shop", language="de-AT", departments=("sales",))
    for field, value in (("identifier", "blog"), ("language", "fr")):
        found = findings(**{field: value})["no_such_embed_code"]
        assert found.path == (field,)
        assert value in words(found)
    assert "(de)" in words(findings()["missing_translation"])
    shop.invites("german", language="de")
    assert "missing_translation" not in findings()


def test_somebody_must_be_able_to_come_online(inside: Flask, clock: FrozenClock) -> None:
    sales, _night = create_department("sales", "Sales"), create_department("night", "Night")
    assert "there is no operator yet" in words(findings()["nobody_serves"])
    anna = accounts.create_operator(
        email="anna@shop.test", name="Anna", role=Role.OPERATOR, department_ids=(sales.id,), now=present_moment()
    )

    assert "night" in words(findings(departments=("night",))["nobody_serves"])
    assert findings(departments=("sales",))["nobody_comes"].path == ("when_team",)
    assert findings(departments=("night",), when_team=WhenTeam.EITHER) == {}
    Shop(anna).opens_desk()
    assert findings(departments=("sales",)) == {}


def test_an_event_that_is_kept_only_once_is_never_counted_twice(shop: Shop) -> None:
    for draft in (
        EventDraft("birthday"),
        EventDraft("login_failed", store_timeout=60),
        EventDraft("cart", "", 0, True),
    ):
        define_event(draft, present_moment())

    def count(event: str, least: int, within: int) -> dict[str, LintFinding]:
        return findings(condition("event.count", "at_least", least, event=event, within=within))

    assert count("birthday", 1, 86_400) == {}
    assert "at most 1 times" in words(count("birthday", 2, 86_400)["too_many_events"])
    assert count("login_failed", 5, 240) == {}
    assert "too_many_events" in count("login_failed", 6, 299)
    assert count("login_failed", 6, 300) == {}
    assert count("cart", 6, 10) == {}


def test_an_invitation_that_goes_first_and_always_fits_is_named(shop: Shop) -> None:
    pricing, long = condition("page.url", "starts", "/pricing"), condition("page.seconds", "at_least", 60)
    shop.invites("everywhere", conditions={"all": [pricing]}, position=5)

    found = findings(pricing, long, position=6)["shadowed"]
    assert found.other_invitation == "everywhere"
    assert found.severity is Severity.WARNING
    assert "“everywhere”" in words(found)
    assert "shadowed" in findings(long, condition("page.url", "equals", "/pricing/eu"), position=5)
    assert "shadowed" in findings(pricing, SLOW, position=6, identifier="shop")
    assert "shadowed" not in findings(pricing, long, position=4)
    assert "shadowed" not in findings(long, position=6)
    assert "shadowed" not in findings(pricing, long, position=6, when_team=WhenTeam.EITHER)
    assert "shadowed" not in findings(pricing, long, position=5, key="everywhere")


@pytest.mark.parametrize(
    "fields",
    [
        {"max_shows": 3},
        {"once_per_visitor": True},
        {"expires_after": 60},
        {"identifier": "shop"},
        {"language": "de"},
        {"departments": ("sales",)},
        {"when_team": WhenTeam.OFFLINE},
        {"type": "dynamic", "moment": {"on": "exit_intent"}},
        {"launched": False},
    ],
)
def test_one_that_makes_room_by_itself_stands_in_nobodys_way(shop: Shop, fields: dict[str, Any]) -> None:
    shop.invites("first", conditions={"all": [SLOW]}, **fields)
    assert "shadowed" not in findings(SLOW, position=9)


def test_inside_a_chat_only_what_is_for_chats_goes_first(shop: Shop) -> None:
    waiting = condition("chat.unanswered_seconds", "greater", 60)
    shop.invites("anywhere", conditions={"all": [SLOW]})
    assert "shadowed" not in findings(SLOW, waiting, position=9)
    shop.invites("waiting", conditions={"all": [condition("chat.unanswered_seconds", "greater", 30)]})
    assert findings(SLOW, waiting, position=9)["shadowed"].other_invitation == "waiting"


def test_a_time_zone_that_does_not_exist_stops_every_clock(shop: Shop) -> None:
    with transaction():
        db.session.merge(Setting(name="site.time_zone", value="Mars/Olympus"))
    office_hours = condition("clock.time", "between", "09:00-17:00")
    assert findings(office_hours)["unknown_time_zone"].severity is Severity.ERROR
    assert findings() == {}


def test_a_draft_whose_rule_cannot_be_read_at_all_is_still_looked_at(shop: Shop) -> None:
    draft = InvitationDraft("Draft", "", conditions={"some": []})
    assert [each.code for each in findings_for(draft, now=present_moment())] == ["no_message"]


@pytest.fixture
def supervisor(app: Flask) -> Desk:
    """The browser of somebody who may write invitations."""
    return desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))


CONTRADICTION = {"all": [SLOW, condition("page.seconds", "less", 10)]}


def test_an_invitation_that_could_never_show_is_saved_but_not_launched(app: Flask, supervisor: Desk) -> None:
    key = saved(app, conditions=CONTRADICTION)
    supervisor.opens("/invitations")

    response = supervisor.submits(f"/invitations/{key}/launch")

    assert response.location.endswith(f"/invitations/{key}#findings")
    assert details(app, key).snapshot.state.value == "draft"
    assert "could never show" in supervisor.opens(f"/invitations/{key}").text


def test_the_list_counts_the_findings_and_leads_to_them(app: Flask, supervisor: Desk) -> None:
    hopeless = saved(app, name="Hopeless", conditions=CONTRADICTION)
    fine = saved(app, name="Fine", when_team=WhenTeam.EITHER, conditions={"all": [SLOW]})

    page = supervisor.opens("/invitations").text

    assert f'href="/invitations/{hopeless}#findings"' in page
    assert f'href="/invitations/{fine}#findings"' not in page
    assert "so it would show to nobody" in page


@pytest.mark.parametrize(
    ("code", "path", "schedule"),
    [
        ("schedule_over", ("schedule", "until"), Schedule(until="2026-01-01T00:00")),
        (
            "schedule_never_open",
            ("schedule", "weekly"),
            Schedule(start="2199-11-25T00:00", until="2199-11-26T00:00", weekly={"sun": "09:00-17:00"}),
        ),
    ],
)
def test_a_schedule_that_never_opens_again_stands_in_the_way_of_a_launch(shop, code, path, schedule):
    found = findings(SLOW, schedule=schedule)
    assert found[code].severity is Severity.ERROR
    assert found[code].path == path
    assert words(found[code])


def test_a_rule_for_others_than_the_audience_is_found(shop: Shop) -> None:
    signed_in = condition("visitor.identified", True)
    assert findings(SLOW, signed_in, audience=Audience.VISITORS)["never_true"].severity is Severity.ERROR
    assert "never_true" not in findings(SLOW, signed_in, audience=Audience.IDENTIFIED)


def test_a_limit_above_the_contact_budget_is_said(shop: Shop) -> None:
    settings.change("invitations.budget_per_visit", 2)
    assert "allows 2 in one visit" in words(findings(SLOW, max_shows=5)["budget_is_lower"])
    assert "budget_is_lower" not in findings(SLOW, max_shows=2)


def test_an_invitation_that_makes_room_hides_no_other(shop: Shop) -> None:
    shop.invites("ahead", conditions={"all": []}, position=1, when_team=WhenTeam.EITHER)
    assert "shadowed" in findings(SLOW, position=5)
    makers: tuple[dict[str, Any], ...] = (
        {"schedule": Schedule(weekly={"mon": "09:00-17:00"})},
        {"frequency": Frequency(next_on_url_change=True)},
    )
    for number, makes_room in enumerate(makers):
        shop.invites(f"other-{number}", conditions={"all": []}, position=1, **makes_room)
    authoring.pause("ahead", operator_id=None, now=present_moment())
    assert "shadowed" not in findings(SLOW, position=5)
