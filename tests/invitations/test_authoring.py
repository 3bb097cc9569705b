"""What is saved has been read and understood; what cannot be kept is named, and nothing is half-saved."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.errors import BeckonError, Conflict, NotFound
from app.domain.snapshots import InvitationState
from app.foundation.clock import now as present_moment
from app.invitations import authoring, queries
from app.invitations.live_set import live_set, stored_version
from app.invitations.message import clean_message, plain_text
from app.invitations.vocabulary import InvitationDraft
from tests.invitations.conftest import Shop

GOOD = InvitationDraft(name="Help", message_html="Hello")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"),
        ({"message_html": " <p></p> "}, "message_html"),
        ({"message_html": "x" * 20_001}, "message_html"),
        ({"type": "telepathy"}, "type"),
        ({"position": -1}, "position"),
        ({"max_shows": 1001}, "max_shows"),
        ({"expires_after": 0}, "expires_after"),
        ({"departments": ("nowhere",)}, "departments"),
        ({"conditions": {"all": [{"fact": "page.url", "is": "resembles", "value": "x"}]}}, "conditions.all[0].is"),
        ({"conditions": {"any": [{"fact": "page.url", "is": "contains", "value": ""}]}}, "conditions.any[0].value"),
        ({"conditions": {"some": []}}, "conditions"),
    ],
)
def test_an_error_names_the_field_and_nothing_is_saved(shop: Shop, change: dict[str, Any], field: str) -> None:
    with pytest.raises(BeckonError) as caught:
        authoring.create_invitation(replace(GOOD, **change), operator_id=None, now=present_moment())
    assert (caught.value.field or "").startswith(field)
    assert queries.invitation_names() == ()


def test_a_new_invitation_is_a_draft_with_a_key_made_from_its_name(shop: Shop) -> None:
    saved = authoring.create_invitation(replace(GOOD, name="Größe & Preis?"), operator_id=None, now=present_moment())
    assert (saved.key, saved.state) == ("groe-preis", InvitationState.DRAFT)


def test_keys_stay_unique_when_names_repeat(shop: Shop) -> None:
    keys = [authoring.create_invitation(GOOD, operator_id=None, now=present_moment()).key for _ in range(3)]
    assert keys == ["help", "help-2", "help-3"]


def test_saving_over_somebody_elses_change_is_refused(shop: Shop) -> None:
    key = shop.invites()
    authoring.change_invitation(key, GOOD, expected_version=1, operator_id=None, now=present_moment())
    with pytest.raises(Conflict) as caught:
        authoring.change_invitation(key, GOOD, expected_version=1, operator_id=None, now=present_moment())
    assert caught.value.code == "changed"


def test_a_draft_cannot_be_paused_and_what_is_unknown_cannot_be_launched(shop: Shop) -> None:
    key = shop.invites(launched=False)
    with pytest.raises(Conflict):
        authoring.pause(key, operator_id=None, now=present_moment())
    with pytest.raises(NotFound):
        authoring.launch("nothing", operator_id=None, now=present_moment())


def test_every_change_grows_the_version_of_the_set_and_is_in_force_at_once(shop: Shop) -> None:
    key = shop.invites()
    before = stored_version()
    authoring.pause(key, operator_id=None, now=present_moment())
    assert stored_version() == before + 1
    assert live_set().by_key == {}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Hello\n\nBye\nnow", "<p>Hello</p><p>Bye<br>now</p>"),
        ("<p>a <b>b</b></p>", "<p>a <b>b</b></p>"),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
        ("<p onclick=alert(1)>x</p>", "<p>x</p>"),
        ("<p>x<script>alert(1)</script></p>", "<p>x</p>"),
        ("<p>x<img src=x onerror=alert(1)></p>", "<p>x</p>"),
        ("<p>x<style>*{color:red}</style></p>", "<p>x</p>"),
        ('<a href="javascript:alert(1)">x</a>', '<a rel="noopener noreferrer nofollow">x</a>'),
        (
            '<a href="https://a.test/?x=1&y=2">x</a>',
            '<a href="https://a.test/?x=1&amp;y=2" rel="noopener noreferrer nofollow">x</a>',
        ),
        ("<p>{{ config }} {% x %}</p>", "<p>{{ config }} {% x %}</p>"),
    ],
)
def test_a_message_keeps_what_is_allowed_and_nothing_that_acts(written: str, kept: str) -> None:
    assert clean_message(written) == kept


def test_cleaning_twice_changes_nothing() -> None:
    once = clean_message("<p>a <a href='https://x.test'>b</a> &amp; <ul><li>c</li></ul>")
    assert clean_message(once) == once


def test_the_plain_text_of_a_message_keeps_its_lines() -> None:
    assert plain_text("<p>One &amp; two</p><p>Three<br>four</p>") == "One & two\nThree\nfour"
