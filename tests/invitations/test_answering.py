"""What an answered invitation brings to the chat: words for who waits in the right language, and whose chat it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from app.domain.errors import InvalidInput
from app.foundation.database import db, transaction
from app.invitations.answering import opening_of
from app.invitations.draft_parts import WaitPlan, WaitWords
from app.invitations.models import Impression
from app.invitations.queries import invitation_details
from app.invitations.vocabulary import Granted

if TYPE_CHECKING:
    from app.chats.service import Opening
    from tests.invitations.conftest import Browser, Shop

PLAN = WaitPlan(
    message="Someone will be with you",
    timeout=60,
    timeout_message="Still looking",
    translations={"de": WaitWords(message="Gleich ist jemand da"), "pt-BR": WaitWords(timeout_message="Um momento")},
)


def answered(shop: Shop, browser: Browser, **columns: object) -> Opening:
    """How a chat begins in which such an invitation is answered; ``columns`` are those of its showing."""
    shop.invites(wait=PLAN, sender_name="Anna from Sales")
    browser.opens()
    granted = browser.claims()
    assert isinstance(granted, Granted)
    if columns:
        with transaction():
            db.session.execute(update(Impression).values(columns))
    return opening_of(granted.impression)


@pytest.mark.parametrize(
    ("language", "first", "later"),
    [
        (None, "Someone will be with you", "Still looking"),
        ("de-AT", "Gleich ist jemand da", "Still looking"),
        ("pt-BR", "Someone will be with you", "Um momento"),
        ("pt", "Someone will be with you", "Still looking"),
    ],
)
def test_who_waits_is_spoken_to_in_the_language_of_the_showing_as_far_as_it_was_written(
    shop: Shop, browser: Browser, language: str | None, first: str, later: str
) -> None:
    words = answered(shop, browser, language=language).waiting
    assert words is not None
    assert (words.message, words.timeout_message, words.sender_name) == (first, later, "Anna from Sales")


def test_the_chat_goes_to_the_sender_only_where_the_showing_says_so(shop: Shop, browser: Browser) -> None:
    assert answered(shop, browser, operator_id=shop.operator.id).operator_id is None
    with transaction():
        db.session.execute(update(Impression).values(assigns_chat=True))
    granted = browser.claims()
    assert isinstance(granted, Granted)
    assert opening_of(granted.impression).operator_id == shop.operator.id


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
