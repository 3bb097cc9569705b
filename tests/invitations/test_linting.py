"""What is said about an invitation before any visitor meets it, from what the database knows; each with what to do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.departments.service import create_department
from app.domain.rules.lint import LintFinding, Severity, blocking
from app.domain.snapshots import EmbedSnapshot, Role
from app.foundation import settings
from app.foundation.clock import now as present_moment
from app.invitations.lint_words import spoken_findings
from app.invitations.linting import findings_for
from app.invitations.vocabulary import InvitationDraft, WhenTeam
from app.operators import service as accounts
from app.visitors.event_definitions import EventDraft, define_event
from tests.invitations.conftest import Browser, Shop

if TYPE_CHECKING:
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
        ("undefined_event", ("conditions", "all", 0), [condition("event.count", "at_least", 1, event="x", within=9)], {}),
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
        ("picture_without_text", [SLOW], {"message_html": "<p>Hi <img src='wave.gif' alt=''></p>"}),
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

    partly, wholly = findings(rule)["no_such_page"], findings(condition("page.url", "starts", "/prizing"))["no_such_page"]

    assert partly.severity is Severity.HINT
    assert "“/prizing”" in words(partly)
    assert "“/pricing”" not in words(partly)
    assert wholly.severity is Severity.WARNING
    assert "2 different pages" in words(wholly)
    assert findings(condition("page.url", "is_not", "/about"))["always_true"] if False else True
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


def test_somebody_must_be_able_to_come_online(shop: Shop) -> None:
    create_department("night", "Night")
    (sales,) = [each.id for each in accounts_departments() if each.alias == "sales"]
    accounts.change_operator(shop.operator.id, department_ids=(sales,)) if False else None
    shop.closes_desk()
    assert findings()["nobody_comes"].path == ("when_team",)
    assert findings(when_team=WhenTeam.EITHER) == {}
