"""What the customer's documents say about composing the message, sentence by sentence."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.administration.test_pages_in_a_browser import ada, server, signed_in
from tests.invitations.writing import form
from tests.seeds.conftest import PAGE, Writes, granted
from tests.widget.conftest import Browser

if TYPE_CHECKING:
    from app.domain.snapshots import OperatorSnapshot
    from tests.operators.people import Desk

__all__ = ["ada", "server", "signed_in"]


def words_for(browser: Browser, key: str, language: str | None = None) -> str:
    """The message that a visitor is shown."""
    browser.opens(PAGE, embed={"language": language})
    return str(granted(browser, key)["html"])


def uploaded_gif(writer: Desk) -> str:
    """The address of a picture that moves."""
    made = io.BytesIO()
    shades = [Image.new("RGB", (8, 8), (90 * shade, 0, 0)) for shade in range(3)]
    shades[0].save(made, "GIF", save_all=True, append_images=shades[1:])
    made.seek(0)
    return str(writer.submits("/invitations/pictures", {"picture": (made, "party.gif", "image/gif")}).json["address"])


def test_use_the_rich_text_editor_include_formatting_emojis_links_or_buttons(writes: Writes, browser: Browser) -> None:
    """“Use the rich text editor to write a short, conversational intro. Include formatting, emojis, links, or
    buttons.”
    """
    intro = '<p>Hi <strong>there</strong> 👋 <em>see</em> <a href="https://shop.example/new">what is new</a></p>'
    key = writes(
        message_html=intro + "<ul><li><p>fast</p></li></ul>",
        **{"buttons-0-label": "Tell me more", "buttons-0-does": "reply"},
    )

    browser.opens(PAGE)
    shown = granted(browser, key)

    rel = ' rel="noopener noreferrer nofollow"'
    assert shown["html"] == intro.replace('new">', f'new"{rel}>') + "<ul><li><p>fast</p></li></ul>"
    assert shown["text"] == "Hi there 👋 see what is new\nfast"
    assert [button["label"] for button in shown["buttons"]] == ["Tell me more"]


def test_gif_images_are_a_real_attention_magnet(writes: Writes, writer: Desk, browser: Browser) -> None:
    """“At this stage, GIF images are a real attention magnet and we highly recommend using them, but not too much.”"""
    address = uploaded_gif(writer)
    key = writes(message_html=f'<p>Sale!</p><img src="{address}" alt="Confetti" width="8" height="8">')

    shown = words_for(browser, key)

    assert f'<img src="{address}" alt="Confetti" width="8" height="8">' in shown
    assert browser.client.get(address).content_type == "image/gif"
    assert browser.client.get(f"{address}?still").content_type == "image/png"


@pytest.mark.browser
def test_a_live_preview_on_the_right_will_update_as_you_type(ada: Page) -> None:
    """“A live preview on the right will update as you type.”"""
    ada.goto("/invitations/new")
    ada.get_by_role("textbox", name="Message to user", exact=True).click()
    preview = ada.locator("#preview .bubble")
    for typed, seen in (("Do you ", "Do you"), ("need help?", "Do you need help?")):
        ada.keyboard.type(typed)
        expect(preview).to_contain_text(seen)
    written, drawn = ada.locator("#section-message").bounding_box(), ada.locator("#preview").bounding_box()
    assert written is not None
    assert drawn is not None
    assert drawn["x"] >= written["x"] + written["width"]


def test_sample_with_html_syntax_support(writes: Writes, writer: Desk, browser: Browser) -> None:
    """“Message to user”: ``<img src="{proactive_img_1}" alt="" />``. “Sample with html syntax support.”"""
    address = uploaded_gif(writer)
    key = writes(message_html='<img src="{proactive_img_1}" alt="" />', **{"pictures-0": address})

    assert words_for(browser, key) == f'<img src="{address}" alt="">'


def test_make_sure_you_have_entered_default_message(writer: Desk) -> None:
    """“Make sure you have entered default message.”"""
    response = writer.submits("/invitations/new", form(message_html="", returning_html="Welcome back"))

    assert response.status_code == 422
    assert "Write what the visitor shall read." in response.text


def test_message_itself_always_comes_from_message_to_user_or_message_to_returning_user(
    team: OperatorSnapshot, writes: Writes, browser: Browser
) -> None:
    """“Message itself always comes from proactive chat invitation Message to user or Message to returning user
    fields.”
    """
    key = writes(message_html="First", returning_html="Again", sender_name="Anna", expires_after="")

    assert words_for(browser, key) == "<p>First</p>"


def test_for_different_language_visitors_you_want_to_show_different_messages(writes: Writes, browser: Browser) -> None:
    """“Usefull if for different language visitors you want to show different messages.”"""
    key = writes(
        message_html="Hello",
        **{"translations-0-language": "de", "translations-0-html": "Hallo"},
        **{"translations-1-language": "lit", "translations-1-html": "Labas"},
    )

    others = [Browser(browser.client) for _each in range(3)]
    assert words_for(browser, key, "ger") == "<p>Hallo</p>"
    assert [words_for(each, key, code) for each, code in zip(others, ("lt", "de-AT", "fr"), strict=True)] == [
        "<p>Labas</p>", "<p>Hallo</p>", "<p>Hello</p>",
    ]  # fmt: skip
