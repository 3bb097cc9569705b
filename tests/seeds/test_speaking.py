"""What the customer's documents say about who speaks in an invitation, in which words, and how it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.foundation import clock as clocks
from app.foundation.database import transaction
from app.operators import presence
from app.visitors import service as visitors
from tests.invitations.writing import form
from tests.operators.people import Desk, account
from tests.seeds.conftest import PAGE, Writes, granted
from tests.widget.conftest import Browser

if TYPE_CHECKING:
    from flask import Flask

    from app.domain.snapshots import OperatorSnapshot
    from app.foundation.clock import FrozenClock

A_DAY_LATER = 25 * 3600.0


def comes_online(app: Flask, operator: OperatorSnapshot) -> None:
    with app.app_context():
        presence.presence_connected(operator.id, f"desk-{operator.id}", clocks.now())


def sees(browser: Browser, key: str, **page: Any) -> Any:
    """Open a page and claim: the invitation as the server sends it."""
    browser.opens(PAGE, **page)
    shown = granted(browser, key)
    assert not isinstance(shown, str), shown
    return shown


def ends(browser: Browser, shown: Any) -> None:
    browser.signals({"kind": "expired", "impression": shown["impression"]})


def is_told(browser: Browser, **attributes: Any) -> None:
    browser.signals({"kind": "attributes", **attributes})


def key_of(browser: Browser) -> str:
    assert browser.token is not None
    return browser.token.partition(".")[0]


def chats_as(app: Flask, browser: Browser, panel: dict[str, str], name: str) -> None:
    """Have had a chat under this name, and be called otherwise since."""
    key = key_of(browser)
    with app.app_context(), transaction() as publish:
        visitors.identify(publish, key, name=name, email=None, now=clocks.now())
    headers = panel | {"Authorization": f"Bearer {browser.token}"}
    started = browser.client.post("/widget/v1/chats", json={"client_id": "words-1", "text": "Hello"}, headers=headers)
    chat = started.json["chat"]["key"]
    assert browser.client.post(f"/widget/v1/chats/{chat}/close", json={}, headers=headers).status_code == 200
    with app.app_context(), transaction() as publish:
        visitors.identify(publish, key, name="Somebody else", email=None, now=clocks.now())


def test_operator_name_is_shown_as_operator(team: OperatorSnapshot, writes: Writes, browser: Browser) -> None:
    """ "Operator name" - what name should we shown as operator. Usually it can be like site name."""
    key = writes(sender_name="The Little Shop", random_operator="y")

    assert sees(browser, key)["sender"] == {"name": "The Little Shop"}


def test_send_from_picks_the_sender(app: Flask, writes: Writes, browser: Browser) -> None:
    """Send from – Pick the sender (chat agent, to make it more personal)."""
    ben = account(app, "Ben")
    key = writes(sender_operator=str(ben.id))

    assert sees(browser, key)["sender"] == {"name": "Ben"}


def test_without_name_and_random_profile_the_sender_is_live_support(
    team: OperatorSnapshot, writes: Writes, browser: Browser
) -> None:
    """If you do not set Operator name and do not use Show random operator profile you will see Live Support."""
    assert sees(browser, writes())["sender"] == {"name": "Live Support"}


def test_random_operator_is_somebody_logged_in_and_the_same_on_the_next_page(
    app: Flask, team: OperatorSnapshot, writes: Writes, browser: Browser
) -> None:
    """ "Show random operator profile" - if checked will show random logged operator profile."""
    account(app, "Absent")
    comes_online(app, account(app, "Ben"))
    key = writes(random_operator="y")

    first = sees(browser, key)["sender"]

    assert first["name"] in ("Anna", "Ben")
    assert sees(browser, key)["sender"] == first


def test_random_operator_comes_from_the_listed_ones(
    app: Flask, team: OperatorSnapshot, writes: Writes, browser: Browser
) -> None:
    """If you want to show random operator profile just from specific list. You can enter these operator's id's."""
    ben, cleo = account(app, "Ben"), account(app, "Cleo")
    comes_online(app, ben)
    listed = writes(random_operator="y", sender_among=[str(ben.id), str(cleo.id)])
    absent = writes(random_operator="y", sender_among=[str(cleo.id)], name="Nobody there")

    assert sees(browser, listed)["sender"] == {"name": "Ben"}
    assert sees(Browser(browser.client), absent)["sender"] == {"name": "Live Support"}


def test_message_to_user_comes_first_and_message_to_returning_user_from_then_on(
    writes: Writes, browser: Browser, clock: FrozenClock
) -> None:
    """If we detect that it's not the first time invitation is triggered for online visitor then we check is this
    message filled. Message itself always comes from Message to user or Message to returning user fields.
    """
    key = writes(message_html="Need a hand?", returning_html="Good to see you again.")
    plain = writes(message_html="The same for all.", name="Plain", position="90")

    first = sees(browser, key)
    ends(browser, first)
    clock.advance(A_DAY_LATER)

    assert (first["html"], sees(browser, key)["html"]) == ("<p>Need a hand?</p>", "<p>Good to see you again.</p>")
    assert sees(Browser(browser.client), plain)["text"] == "The same for all."


def test_nick_is_replaced_with_previous_chat_nick(
    app: Flask, writes: Writes, browser: Browser, panel: dict[str, str], clock: FrozenClock
) -> None:
    """This message field can have {nick} variable. It will be replaced with previous chat nick."""
    key = writes(returning_html="Welcome back {nick}!", returning_nick="friend", every_match="y")
    ends(browser, sees(browser, key))
    chats_as(app, browser, panel, "<b>Paula</b> {operator}")
    clock.advance(2 * A_DAY_LATER)

    assert sees(browser, key)["html"] == "<p>Welcome back &lt;b&gt;Paula&lt;/b&gt; {operator}!</p>"


@pytest.mark.parametrize(("nick", "said"), [("friend", "Welcome back friend!"), ("", "Welcome back!")])
def test_nick_which_will_be_used_if_we_cannot_determine_returning_user_name(
    writes: Writes, browser: Browser, clock: FrozenClock, nick: str, said: str
) -> None:
    """ "Nick which will be used if we cannot determine returning user name"."""
    key = writes(returning_html="Welcome back {nick}!", returning_nick=nick)
    ends(browser, sees(browser, key))
    clock.advance(A_DAY_LATER)

    assert sees(browser, key)["text"] == said


def test_variables_are_replaced_visible_and_invisible_by_operator(
    app: Flask, team: OperatorSnapshot, writer: Any, writes: Writes, browser: Browser
) -> None:
    """This field can use replaceable variables like {lhc.var.<variable key>} (invisible by operator) {lhc.add.<variable
    key>} (visible by operator).
    """
    key = writes(message_html="{lhc.add.first}: your {lhc.var.plan} plan, {visitor.name|stranger}.")
    browser.opens(PAGE)
    is_told(browser, first="<i>Hi</i>", **{"lhc.var.plan": "{nick}"})

    assert sees(browser, key)["html"] == "<p>&lt;i&gt;Hi&lt;/i&gt;: your {nick} plan, stranger.</p>"
    page = writer.opens(f"/visitors/{key_of(browser)}").text
    assert "first" in page
    assert "lhc.var.plan" not in page


def test_pictures_have_numbered_places(writes: Writes, browser: Browser) -> None:
    """<img src="{proactive_img_1}" alt="" />."""
    address = f"/embed/files/{'a' * 32}.png"
    key = writes(
        message_html='<p>Look</p><img src="{proactive_img_1}" alt="">', design_css="background: url({proactive_img_1})",
        **{"pictures-0": address},
    )  # fmt: skip

    shown = sees(browser, key)

    assert f'<img src="{address}" alt="">' in shown["html"]
    assert f'url("{address}")' in shown["design"]["css"]


def test_default_invitation_width_is_200_pixels_and_can_be_set(writes: Writes, browser: Browser) -> None:
    """Default invitation width is 200px pixels. You can set invitation width in Design > Invitation message width."""
    assert sees(browser, writes())["design"]["width"] == 200
    assert sees(Browser(browser.client), writes(design_width="320", name="Wide"))["design"]["width"] == 320


def test_custom_css_applies_to_the_invitation_bubble(writes: Writes, browser: Browser) -> None:
    """Custom CSS, applies also to invitation bubble. background-color: blue!important; padding: 0px!important;"""
    css = "background-color: blue!important;\npadding: 0px!important;\n.proactive-need-help p {\ncolor: blue;\n}"

    said = sees(browser, writes(design_css=css))["design"]["css"]

    assert ".bubble{background-color:blue !important;padding:0px !important;}" in said
    assert ".bubble p{color:blue;}" in said


def test_custom_css_that_would_leave_the_bubble_is_not_saved(writer: Desk, browser: Browser) -> None:
    """Custom CSS, applies also to invitation bubble: a clear error names the line, and nothing is half-saved."""
    refused = writer.submits("/invitations/new", form(design_css="color: red;\nposition: fixed"))

    assert refused.status_code == 422
    assert "Line 2: “position” cannot be “fixed” here." in refused.text
    assert browser.opens("https://shop.example/pricing").json["armed"] == []


def test_sound_for_proactive_invitation_has_to_be_enabled(writes: Writes, browser: Browser) -> None:
    """Sound for proactive invitation has to be enabled."""
    assert sees(browser, writes())["design"]["sound"] is False
    assert sees(Browser(browser.client), writes(design_sound="y", name="Loud"))["design"]["sound"] is True


def test_use_buttons(writes: Writes, browser: Browser) -> None:
    """Include formatting, emojis, links, or buttons."""
    key = writes(
        message_html="<p>Hello <b>you</b> 👋</p>",
        **{
            "buttons-0-label": "Talk to us", "buttons-0-does": "chat",
            "buttons-1-label": "Prices", "buttons-1-does": "link", "buttons-1-url": "https://shop.example/?for={visitor.name|all}",
            "buttons-2-label": "Yes, {visitor.name|please}", "buttons-2-does": "reply",
        },
    )  # fmt: skip

    assert sees(browser, key)["buttons"] == [
        {"label": "Talk to us", "does": "chat"},
        {"label": "Prices", "does": "link", "url": "https://shop.example/?for=all"},
        {"label": "Yes, please", "does": "reply"},
    ]
