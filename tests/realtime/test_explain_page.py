"""The page that answers "why no invitation?": the sentence first, the tree, the what-if beside it, yesterday below."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.domain.roles import Role
from app.domain.snapshots import PageSnapshot
from app.foundation import clock as clocks
from app.foundation.database import db
from app.invitations.service import claim
from app.invitations.vocabulary import ClaimRequest, WhenTeam
from tests.invitations.writing import hostile, saved
from tests.operators.people import Desk, account, desk_of
from tests.realtime.test_visitors_page import arrives

if TYPE_CHECKING:
    from flask import Flask

RETURNING = {"all": [{"fact": "page.url", "is": "contains", "value": "/pricing"},
                     {"fact": "visitor.visits", "is": "greater", "value": 1}]}  # fmt: skip


@pytest.fixture
def operator(app: Flask) -> Desk:
    """An operator's browser."""
    return desk_of(app, account(app))


@pytest.fixture
def visitor(app: Flask, clock: object) -> str:
    """Somebody on the pricing page for the first time; one invitation wants a second visit."""
    saved(app, launched=True, when_team=WhenTeam.EITHER, conditions=RETURNING)
    return arrives(app)


def words(text: str) -> str:
    """A page as it is read."""
    bare = re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", " ", text, flags=re.DOTALL)
    return " ".join(html.unescape(bare).split())


def test_the_sentence_comes_first_and_the_tree_below(operator: Desk, visitor: str) -> None:
    said = words(operator.opens(f"/visitors/{visitor}/explain").text)

    for part in (
        "1 of 2 conditions hold; number of the visit is 1; the rule says it is more than 1.",
        "All of these must hold:",
        "Page address contains “/pricing” holds Now: “https://shop.test/pricing?plan=pro” from the page",
        "Number of the visit is more than 1 does not hold Now: 1 from the start of the visit",
    ):
        assert part in said


def test_a_what_if_is_a_link_that_changes_the_verdict_and_stores_nothing(
    app: Flask, operator: Desk, visitor: str
) -> None:
    operator.opens(f"/visitors/{visitor}/explain")
    before = rows(app)

    page = operator.opens(f"/visitors/{visitor}/explain?set.visitor.visits=2").text

    assert "Nothing stands in the way of “Pricing help”." in words(page)
    assert "as it is: Does not show" in words(page)
    assert "With your what-if, not as it is." in words(page)
    assert 'name="set.visitor.visits" value="2"' in page
    assert f'value="http://localhost/visitors/{visitor}/explain?set.visitor.visits=2"' in page
    assert rows(app) == before


def test_what_cannot_be_supposed_is_told_beside_its_field(operator: Desk, visitor: str) -> None:
    answer = operator.opens(
        f"/visitors/{visitor}/explain?set.visitor.visits=many&set.geo.country=1&set.weather=rain&show=x&from=y"
    )

    assert answer.status_code == 200
    fields = dict(re.findall(r'id="(what-if-set-[a-z_.-]+)-error">.*?<span>(.*?)</span>', answer.text))
    assert fields["what-if-set-visitor-visits"] == "This value must be a number."
    assert "two letters" in fields["what-if-set-geo-country"]
    assert "set.weather is no fact that can be supposed." in words(answer.text)


def test_one_invitation_can_be_chosen_drafts_too(app: Flask, operator: Desk, visitor: str) -> None:
    saved(app, name="A draft")

    assert "A draft does not" not in words(operator.opens(f"/visitors/{visitor}/explain").text)
    said = words(operator.opens(f"/visitors/{visitor}/explain?invitation=a-draft").text)

    assert "It is a draft, so nobody sees it until it is launched" in said


def test_invitations_are_filtered_by_what_to_expect_of_them(app: Flask, operator: Desk, visitor: str) -> None:
    saved(app, launched=True, when_team=WhenTeam.EITHER, name="At once")

    ready = operator.opens(f"/visitors/{visitor}/explain?show=ready").text

    assert 'id="invitation-at-once"' in ready
    assert 'id="invitation-pricing-help"' not in ready


def test_many_invitations_come_in_pages(app: Flask, operator: Desk, visitor: str) -> None:
    for number in range(51):
        saved(app, launched=True, when_team=WhenTeam.EITHER, name=f"Invitation {number}", conditions={})

    first = operator.opens(f"/visitors/{visitor}/explain").text
    rest = operator.opens(f"/visitors/{visitor}/explain?from=50").text

    assert (first.count('class="explain-one"'), rest.count('class="explain-one"')) == (50, 2)
    assert "from=50" in first


def test_pages_about_a_visitor_lead_to_the_explanation(operator: Desk, visitor: str) -> None:
    for path in ("/visitors", f"/visitors/{visitor}"):
        assert f'href="/visitors/{visitor}/explain"' in operator.opens(path).text


def test_without_any_invitation_the_page_says_what_to_do(app: Flask) -> None:
    supervisor = desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))
    page = supervisor.opens(f"/visitors/{arrives(app)}/explain").text
    assert "No invitation is live" in page
    assert 'href="/invitations"' in page


def test_an_unknown_visitor_is_not_found_and_a_stranger_signs_in(app: Flask, operator: Desk) -> None:
    assert operator.opens("/visitors/nobody/explain").status_code == 404
    assert app.test_client().get("/visitors/nobody/explain").location.startswith("/login")


def test_hostile_texts_stay_inert(app: Flask, operator: Desk) -> None:
    texts = [text for text in hostile("nick") + hostile("page") if text.strip()]
    saved(app, launched=True, name=texts[0][:200], conditions={
        "all": [{"fact": "page.title", "is": "contains", "value": texts[0][:200]}]
    })  # fmt: skip
    for text in texts[:20]:
        key = arrives(app, name=text, url=text, title=text, referrer=text)
        page = operator.client.get(f"/visitors/{key}/explain", query_string={"set.page.url": text, f"set.{text}": "x"})
        assert page.status_code == 400 if "\0" in text else page.status_code == 200
        assert "<script>__xss" not in page.text
        assert "<img src=x" not in page.text


def rows(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    with app.app_context():
        return {t.name: [tuple(row) for row in db.session.execute(select(t))] for t in db.metadata.sorted_tables}


def test_the_page_of_an_invitation_counts_why_it_did_not_show(app: Flask, visitor: str) -> None:
    supervisor = desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))

    assert "No visitor came near it in this time." in words(supervisor.opens("/invitations/pricing-help").text)
    with app.app_context():
        for _again in range(2):
            request = ClaimRequest(visitor, "pricing-help", 0, PageSnapshot("https://shop.test/cart", ""), "tab-1")
            claim(request, clocks.now())
    page = supervisor.opens("/invitations/pricing-help?days=30").text

    assert "Visits in which it waited: 0. Shown: 0. Refused: 2." in words(page)
    assert "Its conditions did not hold any more 2" in words(page)
    assert re.search(r'href="[^"]*days=30#reasons" aria-current="true"', page)
    statistics = words(supervisor.opens("/statistics").text)
    assert "Pricing help its conditions did not hold any more 2 2" in statistics
