"""The embed code page: the code follows the choices, and nothing that is typed can act."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from app.departments.service import create_department
from app.domain.roles import Role
from tests.invitations.writing import hostile
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask


@pytest.fixture
def supervisor(app: Flask) -> Desk:
    """The browser of somebody who may make embed codes."""
    with app.app_context():
        create_department("sales", "Sales")
    return desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))


def code_of(page: str) -> str:
    """The embed code that a page shows."""
    found = re.search(r'id="embed-code"[^>]*><code>(.*?)</code>', page, flags=re.S)
    return html.unescape(found[1]) if found else ""


def test_the_code_says_what_was_chosen(supervisor: Desk) -> None:
    code = code_of(supervisor.opens("/embed-code?identifier=shop&department=sales&language=de").text)

    assert '"identifier": "shop", "department": ["sales"], "language": "de"' in code
    assert '/embed/beckon.js"></script>' in code


def test_the_classic_format_uses_the_classic_names(supervisor: Desk) -> None:
    code = code_of(supervisor.opens("/embed-code?identifier=shop&format=classic").text)

    assert "LHC_API.args" in code
    assert "/design/defaulttheme/js/widgetv2/index.js" in code


def test_the_preview_carries_the_same_choices(supervisor: Desk) -> None:
    page = supervisor.opens("/embed-code?identifier=shop&language=de&format=classic").text
    frame = re.search(r'<iframe[^>]*src="([^"]+)"', page)
    assert frame

    preview = supervisor.opens(html.unescape(frame[1])).text

    assert '{"identifier": "shop", "language": "de"}' in preview
    assert 'src="http://localhost/embed/beckon.js"' in preview


@pytest.mark.parametrize(
    "query", ["identifier=" + "x" * 80, "department=nobody", "language=klingon", "format=other", "theme=none"]
)
def test_a_wrong_choice_is_named_and_gives_no_code(supervisor: Desk, query: str) -> None:
    response = supervisor.opens(f"/embed-code?{query}")

    assert response.status_code == 422
    assert 'class="field-error"' in response.text or "check-list" in response.text
    assert code_of(response.text) == ""
    assert supervisor.opens(f"/embed-code/preview?{query}").status_code in (200, 422)


@pytest.mark.parametrize(
    "trick", ["_external=1&_scheme=javascript", "_anchor=x", "identifier=a&identifier=b", "_method=POST"]
)
def test_addresses_cannot_be_bent_by_other_parameters(supervisor: Desk, trick: str) -> None:
    page = supervisor.opens(f"/embed-code?{trick}").text

    assert re.search(r'<iframe[^>]*src="/embed-code/preview[?"]', page)


def test_hostile_identifiers_stay_inert(supervisor: Desk) -> None:
    texts = hostile("nick") + hostile("message") + hostile("page")
    for path, text in [(path, text) for path in ("/embed-code", "/embed-code/preview") for text in texts]:
        page = supervisor.opens(f"{path}?identifier={quote(text[:50].encode('utf-8', 'ignore'))}").text
        scripts = re.findall(r"<script[^>]*>(.*?)</script>", page, flags=re.S)
        assert all("__xss" not in script or "\\u003c" in script or script.startswith("{") for script in scripts)
        assert "<img src=x" not in page
        assert not re.search(r"<[^>]*\sonfocus=", re.sub(r'"[^"]*"', '""', page))


@pytest.mark.parametrize("path", ["/embed-code", "/embed-code/preview", "/plugins"])
def test_operators_may_not(app: Flask, path: str) -> None:
    assert desk_of(app, account(app, "Olga")).opens(path).status_code == 403


def test_the_preview_may_only_be_framed_by_beckon(supervisor: Desk) -> None:
    headers = supervisor.opens("/embed-code/preview").headers

    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
