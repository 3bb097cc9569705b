"""The pages about visitors: who is here, who came lately, and one visitor's trail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.roles import Role
from app.domain.snapshots import EmbedSnapshot
from app.foundation import clock as clocks
from app.foundation.database import transaction
from app.visitors import service
from app.visitors.reports import PageReport
from tests.invitations.writing import hostile
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)
HOUR = 3600


@pytest.fixture
def operator(app: Flask) -> Desk:
    """An operator's browser."""
    return desk_of(app, account(app))


def arrives(app: Flask, name: str | None = None, **fields: Any) -> str:
    """Somebody opens a page; the visitor's key."""
    values = {
        "url": "https://shop.test/pricing?plan=pro",
        "title": "Plans",
        "referrer": "https://www.google.com/",
        **fields,
    }
    report = PageReport(page_key="page-1", tab_key="tab-1", user_agent=CHROME, embed=EmbedSnapshot(), **values)
    with app.app_context(), transaction() as publish:
        outcome = service.record_page_view(publish, report, visitor_key=None, now=clocks.now())
        if name:
            service.identify(publish, outcome.visitor.key, name=name, email=None, now=clocks.now())
    return outcome.visitor.key


def test_nobody_yet_is_one_sentence_and_for_those_who_may_one_button(app: Flask, operator: Desk) -> None:
    assert "Nobody has been here yet" in operator.opens("/visitors").text
    assert 'href="/embed-code"' not in operator.opens("/visitors").text

    supervisor = desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))
    assert "Get the embed code" in supervisor.opens("/visitors").text


def test_who_is_here_is_shown_with_page_and_source(app: Flask, operator: Desk) -> None:
    key = arrives(app)

    page = operator.opens("/visitors").text

    assert f'data-key="{key}"' in page
    for said in ("here now", "/pricing?plan=pro", "Plans", "google.com", "Chrome 141"):
        assert said in page


def test_who_has_gone_moves_to_the_earlier_ones(app: Flask, operator: Desk, clock: Any) -> None:
    key = arrives(app)
    clock.advance(2 * HOUR)

    page = operator.opens("/visitors").text

    assert "Nobody is on your site right now." in page
    assert re.search(rf'class="is-left" data-key="{key}"', page)


def test_one_visitor_has_a_trail_facts_and_visits(app: Flask, operator: Desk) -> None:
    page = operator.opens(f"/visitors/{arrives(app)}").text

    for said in ("https://shop.test/pricing?plan=pro", "Desktop", "No invitation was shown or refused yet."):
        assert said in page
    assert 'rel="noopener noreferrer nofollow"' in page


def test_an_unknown_visitor_is_not_found(operator: Desk) -> None:
    assert operator.opens("/visitors/nobody").status_code == 404


@pytest.mark.parametrize("path", ["/visitors", "/visitors/somebody"])
def test_strangers_are_asked_to_sign_in(client, path: str) -> None:
    assert client.get(path).location.startswith("/login")


def test_hostile_visitors_stay_inert(app: Flask, operator: Desk) -> None:
    texts = hostile("nick") + hostile("page")
    keys = [arrives(app, name=text, url=text, title=text, referrer=text) for text in texts]

    for path in ("/visitors", *(f"/visitors/{key}" for key in keys)):
        page = operator.opens(path).text
        assert "<script>__xss" not in page
        assert "<img src=x" not in page
        assert not re.search(r'href="\s*(javascript|data|blob|chrome-extension):', page)


def test_a_visitor_is_forgotten_by_somebody_who_may_and_only_outside_a_chat(app: Flask, operator: Desk) -> None:
    key = arrives(app, "Ada")
    assert "Forget this visitor" not in operator.opens(f"/visitors/{key}").text
    supervisor = desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))
    assert "Forget this visitor" in supervisor.opens(f"/visitors/{key}").text

    answer = supervisor.submits(f"/visitors/{key}/forget", {})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/visitors")
    assert supervisor.opens(f"/visitors/{key}").status_code == 404
