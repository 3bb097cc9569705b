"""The pages about visitors: who is here, who came lately, and one visitor's trail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.roles import Role
from app.domain.snapshots import EmbedSnapshot
from app.foundation import clock as clocks
from app.foundation.database import transaction
from app.realtime.visitor_map import WIDTH, at
from app.visitors import service
from app.visitors.country_places import COUNTRY_PLACES
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
    values.setdefault("embed", EmbedSnapshot())
    report = PageReport(page_key="page-1", tab_key="tab-1", user_agent=CHROME, **values)
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
    for said in ("first visit", "/pricing?plan=pro", "Plans", "google.com", "Chrome 141"):
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
    assert "Forget for good" not in operator.opens(f"/visitors/{key}").text
    supervisor = desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))
    assert "Forget for good" in supervisor.opens(f"/visitors/{key}").text

    answer = supervisor.submits(f"/visitors/{key}/forget", {})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/visitors")
    assert supervisor.opens(f"/visitors/{key}").status_code == 404


def names_on(page: str) -> list[str]:
    """Who is listed as being here, in order."""
    table = page.partition('id="visitors-online"')[2].partition("</table>")[0]
    return re.findall(r'data-key="[^"]+" data-name="([^"]+)"', table)


def test_filters_in_the_address_leave_those_who_fit(app: Flask, operator: Desk) -> None:
    ada, bob = arrives(app, "Ada"), arrives(app, "Bob", url="https://shop.test/cart", title="Cart", referrer="")
    arrives(app, "Eve", url="https://shop.test/?utm_campaign=spring", embed=EmbedSnapshot("blog", ("sales",)))
    with app.app_context(), transaction() as publish:
        service.tag(publish, ada, "VIP", clocks.now())

    everybody = ["Eve", "Bob", "Ada"]
    for query, names in {
        "q=ada": ["Ada"], "q=cart": ["Bob"], "q=chrome+ada": ["Ada"], "page=/cart": ["Bob"],
        "source=google.com": ["Eve", "Ada"], "source=-": ["Bob"], "campaign=spring": ["Eve"], "kind=new": everybody,
        "kind=returning": [], "device=desktop": everybody, "tag=vip": ["Ada"], "identifier=blog": ["Eve"],
        "department=sales": ["Eve"], "chat=yes": [], "chat=no": everybody, "invited=yes": [], "country=-": everybody,
        "kind=nonsense": everybody, "sort=name": ["Ada", "Bob", "Eve"], "sort=name&turned=yes": everybody,
        "tag=vip&page=cart": [],
    }.items():  # fmt: skip
        assert names_on(operator.opens(f"/visitors?{query}").text) == names, query
    assert bob not in operator.opens("/visitors?tag=vip").text
    assert "Tag: vip" in operator.opens("/visitors?tag=vip").text


def test_the_columns_somebody_chose_are_remembered_in_the_browser(app: Flask, operator: Desk) -> None:
    arrives(app, "Ada", url="https://shop.test/?utm_source=letter")
    assert 'data-cell="campaign"' not in operator.opens("/visitors").text

    answer = operator.submits("/visitors/columns", {"column": ["page", "campaign"], "rows": "50", "sort": "name"})

    assert answer.location == "/visitors?sort=name"
    page = operator.opens("/visitors").text
    assert 'title="letter"' in page
    assert 'data-cell="device"' not in page
    operator.client.set_cookie("beckon_visitor_columns", "9999-nonsense", path="/visitors")
    assert 'data-cell="device"' in operator.opens("/visitors").text


def test_hundreds_are_shown_page_by_page(app: Flask, operator: Desk) -> None:
    for number in range(52):
        arrives(app, f"Visitor {number:02}")
    operator.opens("/visitors")
    operator.submits("/visitors/columns", {"column": ["page"], "rows": "50"})

    first, second = operator.opens("/visitors?sort=name").text, operator.opens("/visitors?sort=name&p=2").text

    assert "1–50 of 52" in first
    assert names_on(second) == ["Visitor 50", "Visitor 51"]
    assert names_on(operator.opens("/visitors?sort=name&p=99").text) == ["Visitor 50", "Visitor 51"]


def test_our_own_browsers_are_left_out_and_counted(app: Flask, operator: Desk) -> None:
    anna = account(app, "Anna")
    ours, _other = arrives(app, "Ada"), arrives(app, "Bob")
    with app.app_context(), transaction() as publish:
        service.identify(publish, ours, name="Ada", email=anna.email, now=clocks.now())

    page = operator.opens("/visitors").text

    assert names_on(page) == ["Bob"]
    assert "Left out: 1 browser of your own people." in page
    assert names_on(operator.opens("/visitors?hidden=yes").text) == ["Bob", "Ada"]


def test_the_list_is_a_file_in_which_no_text_is_a_formula(app: Flask, operator: Desk) -> None:
    arrives(app, '=HYPERLINK("http://evil.test")', url="https://shop.test/cart")
    arrives(app, "Bob")
    assert operator.opens("/desk/visitors.csv").status_code == 403
    supervisor = desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))

    answer = supervisor.opens("/desk/visitors.csv?page=cart")

    assert answer.mimetype == "text/csv"
    head, line = answer.text.splitlines()
    assert head.startswith("\ufeffid,name,email,page")
    assert "'=HYPERLINK" in line
    assert ",https://shop.test/cart," in line


def test_the_map_says_in_a_list_what_its_dots_show(app: Flask, operator: Desk) -> None:
    arrives(app)

    page = operator.opens("/visitors?view=map").text

    assert "Nobody knows where" in page
    assert "world.svg" in page
    assert 'href="/visitors?country=-"' in page


def test_every_country_that_addresses_lead_to_has_a_place_on_the_map() -> None:
    assert len(COUNTRY_PLACES) > 230
    for latitude, longitude in COUNTRY_PLACES.values():
        x, _y = at(latitude, longitude)
        assert 0 <= x <= WIDTH
    assert at(84, -180) == (0, 0)
    assert at(0, 0)[0] == WIDTH / 2
