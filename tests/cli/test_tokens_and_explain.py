"""``token`` and ``explain``: keys for programs, and the answer to "why no invitation?" in a terminal."""

from __future__ import annotations

import json

import pytest

from app.domain.snapshots import PageSnapshot
from app.factory import create_app
from app.foundation import clock
from app.foundation.configuration import read_configuration
from app.invitations.refusing import ANY_VERSION
from app.invitations.service import claim
from app.invitations.vocabulary import ClaimRequest, WhenTeam
from tests.cli.conftest import Run, is_one_line
from tests.invitations.writing import saved
from tests.realtime.test_visitors_page import arrives


@pytest.fixture
def visitor(installed: Run) -> str:
    """Somebody on the pricing page of a shop with two invitations."""
    app = create_app(read_configuration())
    saved(app, launched=True, when_team=WhenTeam.EITHER)
    saved(app, name="A draft", conditions={"all": [{"fact": "visitor.visits", "is": "greater", "value": 1}]})
    return arrives(app)


def test_a_token_is_printed_alone_and_only_once(installed: Run) -> None:
    made = installed("token", "create", "ci", "--role", "operator")
    assert (made.code, made.err) == (0, "")
    assert made.out.startswith("beckon_")
    assert made.out.count("\n") == 1

    again = installed("token", "create", "ci")
    assert (again.code, again.out) == (1, "")
    assert is_one_line(again.err)

    listed = json.loads(installed("token", "list", "--json").out)
    assert [(each["name"], each["role"], each["revoked_at"]) for each in listed] == [("ci", "operator", None)]
    assert installed("token", "revoke", "ci").code == 0
    assert "revoked" in installed("token", "list").out
    assert made.out.strip() not in installed("token", "list").out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("token", "create", ""), 1),
        (("token", "create", "x" * 101), 1),
        (("token", "create", "ci", "--role", "king"), 2),
        (("token", "revoke", "nobody"), 1),
        (("explain", "nobody"), 1),
        (("explain",), 2),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(installed: Run, words: tuple[str, ...], code: int) -> None:
    done = installed(*words)
    assert (done.code, done.out) == (code, "")
    assert code == 2 or is_one_line(done.err)


def test_explain_draws_the_tree_with_the_sentence_first(installed: Run, visitor: str) -> None:
    told = installed("explain", visitor)
    assert (told.code, told.err) == (0, "")
    assert told.out.splitlines()[:4] == [
        "Nothing stands in the way of “Pricing help”.",
        "",
        "✓ Pricing help (pricing-help): would show now",
        "  Its condition holds; it shows now.",
    ]
    assert "✓ Page address contains “/pricing” [now: “https://shop.test/pricing?plan=pro”; from the page]" in told.out
    assert "A draft" not in told.out


def test_explain_tells_yesterday_too(installed: Run, visitor: str) -> None:
    with create_app(read_configuration()).app_context():
        page = PageSnapshot("https://shop.test/cart", "Cart")
        claim(ClaimRequest(visitor, "pricing-help", ANY_VERSION, page, "tab-1"), clock.now())

    told = installed("explain", visitor, "--log").out

    assert "Pricing help: refused: its conditions did not hold any more – page address is" in told
    log = json.loads(installed("explain", visitor, "--json").out)["log"]
    assert [(each["invitation"], each["kind"], each["reason"]) for each in log] == [
        ("pricing-help", "refused", "conditions")
    ]


def test_explain_of_one_invitation_as_json_and_supposing(installed: Run, visitor: str) -> None:
    told = installed("explain", visitor, "--invitation", "a-draft", "--set", "visitor.visits=2", "--json")
    document = json.loads(told.out)
    assert (document["visitor"], document["supposed"]) == (visitor, {"visitor.visits": 2})
    assert [(each["key"], each["outlook"]) for each in document["invitations"]] == [("a-draft", "off")]
    assert document["invitations"][0]["tree"]["verdict"] == "true"

    for words, code in (
        (("--invitation", "none"), 1),
        (("--set", "weather=rain"), 1),
        (("--set", "weather"), 2),
    ):
        refused = installed("explain", visitor, *words)
        assert (refused.code, refused.out) == (code, ""), words
