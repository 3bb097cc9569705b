"""What an answered invitation brings to the chat: words for who waits in the right language, and whose chat it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from app.domain.errors import InvalidInput
from app.domain.snapshots import EmbedSnapshot
from app.foundation.database import db, transaction
from app.invitations.answering import opening_of
from app.invitations.draft_parts import Content, SenderChoice, WaitPlan, WaitWords
from app.invitations.models import Impression
from app.invitations.queries import invitation_details
from app.invitations.vocabulary import Granted
from app.visitors.queries import visitor_by_key

if TYPE_CHECKING:
    from app.chats.service import Opening
    from tests.invitations.conftest import Browser, Shop

PLAN = WaitPlan(
    message="Someone will be with you",
    timeout=60,
    timeout_message="Still looking",
    translations={"de": WaitWords(message="Gleich ist jemand da"), "pt-BR": WaitWords(timeout_message="Um momento")},
)


def answered(shop: Shop, browser: Browser, plan: WaitPlan = PLAN, **fields: Any) -> Opening:
    """How a chat begins in which such an invitation is answered."""
    shop.invites(wait=plan, sender_name="Anna from Sales", **fields)
    return opens(browser)


def opens(browser: Browser) -> Opening:
    """How the chat begins in which the visitor answers what they are shown."""
    browser.opens()
    granted = browser.claims()
    visitor = visitor_by_key(browser.key or "")
    assert isinstance(granted, Granted)
    assert visitor is not None
    return opening_of(granted.impression, visitor)


@pytest.mark.parametrize(
    ("language", "first", "later"),
    [
        (None, "Someone will be with you", "Still looking"),
        ("de-AT", "Gleich ist jemand da", "Still looking"),
        ("pt-BR", "Someone will be with you", "Um momento"),
        ("fr", "Someone will be with you", "Still looking"),
    ],
)
def test_who_waits_is_spoken_to_in_the_language_of_the_showing_as_far_as_it_was_written(
    shop: Shop, browser: Browser, language: str | None, first: str, later: str
) -> None:
    browser.embed = EmbedSnapshot(language=language)
    spoken = {"de": Content(html="<p>Hallo</p>"), "pt-BR": Content(html="<p>Oi</p>")}
    words = answered(shop, browser, translations=spoken).waiting
    assert words is not None
    assert (words.message, words.timeout_message, words.sender_name) == (first, later, "Anna from Sales")


def test_names_and_other_values_come_into_their_places_as_in_the_message(shop: Shop, browser: Browser) -> None:
    plan = WaitPlan(
        message="{operator} is coming, {visitor.name|friend}", timeout=60, timeout_message="{nick} one moment"
    )
    words = answered(shop, browser, plan).waiting
    assert words is not None
    assert (words.message, words.timeout_message) == ("Anna from Sales is coming, friend", "one moment")


def test_the_chat_goes_to_the_sender_only_where_the_invitation_says_so(shop: Shop, browser: Browser) -> None:
    drawn = SenderChoice(operator=shop.operator.id)
    assert answered(shop, browser, sender=drawn).operator_id is None
    with transaction():
        db.session.execute(update(Impression).values(operator_id=shop.operator.id, assigns_chat=True))
    assert opens(browser).operator_id == shop.operator.id


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (WaitPlan(message="Hi", timeout=60), "wait.timeout_message"),
        (WaitPlan(timeout_message="Still looking"), "wait.timeout"),
        (WaitPlan(timeout=0, timeout_message="Still looking"), "wait.timeout"),
        (WaitPlan(timeout=86_401, timeout_message="Still looking"), "wait.timeout"),
        (WaitPlan(timeout=60, timeout_message="Still looking", repeat=-1), "wait.repeat"),
        (WaitPlan(timeout=60, timeout_message="Still looking", repeat=21), "wait.repeat"),
        (WaitPlan(message="x" * 2_001), "wait.message"),
        (WaitPlan(translations={"<b>": WaitWords(message="Hi")}), "wait.translations.<b>"),
    ],
)
def test_a_plan_that_cannot_be_kept_is_refused_at_its_field(shop: Shop, plan: WaitPlan, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        shop.invites(wait=plan)
    assert refused.value.field == field


def test_the_words_are_plain_text_and_a_plan_without_words_is_none(shop: Shop) -> None:
    shop.invites("empty", wait=WaitPlan(message=" \n ", repeat=3))
    shop.invites("marked", wait=WaitPlan(message="<b>Hi</b>\x00\r\nthere "))
    empty, marked = invitation_details("empty"), invitation_details("marked")
    assert empty is not None
    assert marked is not None
    assert empty.draft.wait is None
    assert marked.draft.wait == WaitPlan(message="<b>Hi</b>\nthere")
