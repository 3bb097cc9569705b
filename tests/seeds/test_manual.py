"""What the customer's document says about manual invitations, sentence by sentence; its warnings hold no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.operators.people import Desk
from tests.seeds.conftest import PAGE, Writes, granted
from tests.widget.conftest import Browser

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.usefixtures("team", "clock")


def invites(writer: Desk, browser: Browser, text: str = "May I help?") -> Any:
    """Sara invites the visitor from the list of visitors; the answer to it."""
    key = (browser.token or "").partition(".")[0]
    return writer.calls("/desk/invitations", {"visitors": [key], "text": text}).json


def hears(browser: Browser, known: str | None = None) -> str | None:
    """What the open page is told, at once."""
    body = {"token": browser.token, "page_id": f"page-{browser.opened:05}", "tab_id": "first-tab", "known": known}
    answer = browser.post("/embed/v1/listen", body | {"seconds": 0}).json
    return str(answer["manual"]) if answer["manual"] else None


def sees(browser: Browser) -> str:
    """The words that the page shows, having heard of an invitation by hand; or the reason why it has none."""
    body = {"token": browser.token, "page_id": f"page-{browser.opened:05}", "tab_id": "first-tab", "url": PAGE}
    answer = browser.post("/embed/v1/manual", body | {"key": hears(browser) or "nothing"}).json
    return str(answer["invitation"]["text"] if answer["granted"] else answer["reason"])


def closes(browser: Browser, impression: str) -> None:
    """The visitor says no."""
    browser.signals({"kind": "shown", "impression": impression}, {"kind": "dismissed", "impression": impression})


def test_if_you_are_sending_messages_manually_the_embed_code_needs_no_option(writer: Desk, browser: Browser) -> None:
    """If you are sending messages manually to Online Visitor make sure your embed code was generated with chosen Check
    for operator invitation messages option. Without this option enabled invitations will be shown only after page
    refresh.
    """
    answer = browser.opens(PAGE).json
    assert answer["push"]["module"].startswith("/embed/static/listen.js?v=")
    invites(writer, browser)
    assert sees(browser) == "May I help?"


def test_if_visitor_has_closed_manual_or_automatic_invitation_a_new_manual_one_is_delivered_without_a_page_refresh(
    writer: Desk, writes: Writes, browser: Browser
) -> None:
    """If visitor has closed manual/automatic invitation, and you send a new manual invitation message it won't be
    delivered until next page refresh.
    """
    key = writes()
    browser.opens(PAGE)
    closes(browser, granted(browser, key)["impression"])
    invites(writer, browser)
    assert sees(browser) == "May I help?"
    invites(writer, browser, "Really not?")
    assert sees(browser) == "Really not?"


def test_if_visitor_has_opened_invitation_and_you_send_another_the_old_is_overridden_at_once(
    writer: Desk, browser: Browser
) -> None:
    """If visitor has opened invitation, and you send another manual message old message will be overriden and will be
    shown only after page refresh.
    """
    browser.opens(PAGE)
    first = invites(writer, browser, "First")["sent"][0]["key"]
    assert sees(browser) == "First"
    invites(writer, browser, "Second")
    assert hears(browser, first) not in (None, first)
    assert sees(browser) == "Second"
    states = {row["text"]: row["state"] for row in writer.opens("/desk/invitations").json["invitations"]}
    assert states == {"First": "replaced", "Second": "delivered"}


def test_if_to_visitor_is_in_automatic_invitation_mode_the_manual_one_is_seen_all_the_same(
    writer: Desk, writes: Writes, browser: Browser
) -> None:
    """If to visitor is in automatic invitation mode (it was activated and visitor has not closed it), manual invitation
    won't be seen by visitor.
    """
    key = writes()
    browser.opens(PAGE)
    assert not isinstance(granted(browser, key), str)
    invites(writer, browser)
    assert sees(browser) == "May I help?"
    row = writer.opens("/desk/state").json["visitors"][0]
    assert (row["invitation"]["by_hand"], row["manual"]["state"]) == (True, "delivered")


def test_how_often_check_for_a_manual_invitation_is_executed_depends_on_no_interval(
    writer: Desk, browser: Browser
) -> None:
    """How often check for an automatic or manual invitations are executed depends on Synchronisation and sound settings
    -> Check for messages from the operators, interval in seconds settings.
    """
    browser.opens(PAGE)
    assert hears(browser) is None
    sent = invites(writer, browser)["sent"][0]["key"]
    assert hears(browser) == sent
    answer = browser.signals({"kind": "heartbeat"}).json
    assert answer["push"] == {"manual": sent}
    assert browser.opens(PAGE).json["push"]["manual"] == sent


def test_invitations_are_not_send_to_visitor_who_is_having_chat_at_present_time(
    writer: Desk, browser: Browser, panel: dict[str, str]
) -> None:
    """Invitations are not send to visitor who is having chat at present time."""
    browser.opens(PAGE)
    invites(writer, browser)
    body = {"client_id": "first", "text": "Hello", "page": {"url": PAGE}}
    answer = browser.client.post(
        "/widget/v1/chats", json=body, headers=panel | {"Authorization": f"Bearer {browser.token}"}
    )
    assert answer.status_code == 201

    assert invites(writer, browser)["refused"][0]["reason"] == "open_chat"
    assert hears(browser) is None
    assert writer.opens("/desk/invitations").json["invitations"][0]["state"] == "overtaken"
    page = writer.opens("/visitors").text
    assert "began a chat without it" in page or "waiting for an answer" in page
