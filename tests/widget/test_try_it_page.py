"""The page of a try-it link: for whom, for which address, and what it gives."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from app.domain.roles import Role
from app.foundation import clock as time
from app.invitations import authoring
from app.invitations.vocabulary import InvitationDraft
from app.operators import service as operators
from app.widget.try_it_link import link_of

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

PASSWORD = "a long enough password"
NO_PAGES = ("javascript:alert(1)", "ftp://shop.test/", "https://", "http://a b/", "https://u:p@shop.test/", "https://[x",
            "data:text/html,x")  # fmt: skip


def draft(app: Flask, *paths: str) -> str:
    with app.app_context():
        rule = {"any": [{"fact": "page.url", "is": "contains", "value": path} for path in paths]} if paths else {}
        made = authoring.create_invitation(
            InvitationDraft(name="Help", message_html="Hello", conditions=rule), operator_id=None, now=time.now()
        )
        return made.key


def signed_in(app: Flask, role: Role = Role.SUPERVISOR) -> FlaskClient:
    with app.app_context():
        made = operators.create_operator(
            email=f"{role}@example.org", name="Ann", role=role, department_ids=[], now=time.now()
        )
        operators.set_password(made.id, PASSWORD, time.now())
        session_key = operators.sign_in(f"{role}@example.org", PASSWORD, time.now())
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = session_key
    return client


def address_in(page: str) -> str:
    found = re.search(r'id="try-it-url" name="url" value="([^"]*)"', page)
    assert found is not None
    return unescape(found[1])


def link_in(page: str) -> str | None:
    found = re.search(r'id="try-it-link" value="([^"]*)"', page)
    return unescape(found[1]) if found else None


def test_the_link_of_the_page_is_good_for_the_saved_version(app: Flask) -> None:
    key = draft(app)
    page = signed_in(app).get(f"/invitations/{key}/try?url=https://shop.test/a?b=1").text
    link = link_in(page)
    assert link is not None
    assert link.startswith("https://shop.test/a?b=1#?beckon-try=")
    with app.test_request_context():
        assert link_of(link.rpartition("=")[2], time.now()).invitation_key == key
    assert 'src="data:image/svg+xml' in page


def test_a_page_that_only_this_computer_can_open_gets_no_code_for_phones(app: Flask) -> None:
    page = signed_in(app).get(f"/invitations/{draft(app)}/try?url=http://localhost:8000/demo/").text
    assert "A phone cannot open it" in page
    assert "data:image" not in page


def test_addresses_are_taken_as_people_write_them(app: Flask) -> None:
    client, key = signed_in(app), draft(app)
    for address in ("shop.test/pricing", "HTTPS://shop.test/ü?ä=1#top", "http://[::1]:8000/"):
        answer = client.get(f"/invitations/{key}/try", query_string={"url": address})
        assert (answer.status_code, link_in(answer.text) is not None) == (200, True), address


def test_what_is_no_page_is_refused_at_the_field(app: Flask) -> None:
    client, key = signed_in(app), draft(app)
    for address in (*NO_PAGES, "https://shop.test/" + "a" * 2000):
        answer = client.get(f"/invitations/{key}/try", query_string={"url": address})
        assert (answer.status_code, link_in(answer.text)) == (422, None), address
        assert 'aria-invalid="true"' in answer.text


def test_the_last_opened_page_that_fits_the_rule_is_proposed(app: Flask) -> None:
    client, key = signed_in(app), draft(app, "/pricing")
    visitor = app.test_client()
    for number, url in enumerate(("https://shop.test/pricing?plan=oak", "https://shop.test/about")):
        body = {"page_id": f"page-000{number}", "tab_id": "first-tab", "url": url}
        visitor.post("/embed/v1/page", json=body, headers={"User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"})
    assert address_in(client.get(f"/invitations/{key}/try").text) == "https://shop.test/pricing?plan=oak"


def test_without_a_fitting_page_the_demo_shops_is_proposed(app: Flask) -> None:
    client = signed_in(app)
    assert address_in(client.get(f"/invitations/{draft(app)}/try").text) == "http://localhost/demo/"
    assert address_in(client.get(f"/invitations/{draft(app, '/demo/cart')}/try").text) == "http://localhost/demo/cart"


def test_an_operator_without_the_right_to_write_invitations_gets_no_link(app: Flask) -> None:
    answer = signed_in(app, Role.OPERATOR).get(f"/invitations/{draft(app)}/try")
    assert answer.status_code == 403


def test_there_is_no_link_for_an_invitation_that_is_not_there(app: Flask) -> None:
    assert signed_in(app).get("/invitations/none/try").status_code == 404
