"""After the sign-in everybody lands on a page of this server, whatever the address said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import pytest

from app.operators.views import own_page
from tests.operators.people import account, desk_of
from tests.security.hostile import cases, text_of

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Page

    from tests.services.servers import BeckonServer

TRICKY = (
    "//evil.test", "///evil.test", "/\\evil.test", "\\\\evil.test", "/\t/evil.test", "/\n/evil.test", "\t//evil.test",
    "https:evil.test", "https:///evil.test", "javascript:alert(1)", "/\\/evil.test", "/%09/evil.test", "/%5Cevil.test",
    "/%2F/evil.test", "/.//evil.test", "/..//evil.test", "/\u3002evil.test", "/\uff0f\uff0fevil.test",
    "?next=//evil.test",
    "https://good.test@evil.test/", "/ok?x=\r\nSet-Cookie:%20a=b", "evil.test", " //evil.test", "/\u2028/evil.test",
    "//evil.test:80@localhost/", "/@evil.test", "/;@evil.test", "http://localhost/", "", "/\x00", "/\ud83d",
)  # fmt: skip


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Addresses are judged without the database."""
    return sqlite_url


def test_pages_of_our_own_are_kept() -> None:
    for path in ("/", "/visitors", "/visitors?x=1&y=//evil.test", "/invitations/hello-world#log", "/a/b?c=d"):
        assert own_page(path) == path


def test_everything_else_becomes_the_desk() -> None:
    for wanted in (None, *TRICKY):
        page = own_page(wanted)
        assert page.startswith("/")
        assert not page.startswith(("//", "/\\"))
        assert page.isprintable()
        assert urlsplit(page).netloc == ""


@pytest.mark.parametrize("case", cases("redirect"))
def test_hostile_targets_lead_to_the_desk(case: dict[str, Any], app: Flask) -> None:
    desk = desk_of(app)
    path = f"/login?next={quote(text_of(case), safe='')}"
    answer = desk.signs_in(account(app), path=path)
    assert (answer.status_code, answer.location) == (302, "/")
    assert [name for name, _ in answer.headers if name == "Set-Cookie"] == ["Set-Cookie"]
    assert desk.opens(path).location == "/"


@pytest.mark.browser
def test_a_real_browser_stays_here(beckon: BeckonServer, page: Page) -> None:
    """Browsers read addresses in ways of their own, so the odd ones are tried in one."""
    password = "the password of the test"
    beckon.command(
        "operator", "create", "--email", "anna@example.org", "--name", "Anna", "--password-stdin", stdin=f"{password}\n"
    )
    page.goto(f"{beckon.url}/login?next={quote(TRICKY[0], safe='')}")
    page.fill("[name=email]", "anna@example.org")
    page.fill("[name=password]", password)
    page.click("main [type=submit], form [type=submit]")
    page.wait_for_url(f"{beckon.url}/")
    left: list[str] = []
    page.on("request", lambda sent: left.append(sent.url) if not sent.url.startswith((beckon.url, "data:")) else None)
    for wanted in TRICKY:
        encoded = quote(wanted.encode("utf-8", "surrogatepass"), safe="")
        page.goto(f"{beckon.url}/login?next={encoded}", wait_until="commit")
        assert page.url.startswith(f"{beckon.url}/"), wanted
    assert [url for url in left if "evil" in urlsplit(url).netloc] == []
