"""The composer in a real browser: rich text, pictures, languages and buttons, with a preview that follows."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.administration.test_pages_in_a_browser import PICTURES, ada, server, sign_in, signed_in
from tests.services.accessibility import faults

if TYPE_CHECKING:
    from tests.services.browsers import NewContext
    from tests.services.servers import BeckonServer

__all__ = ["ada", "server", "signed_in"]


def opened(page: Page) -> Locator:
    """A new invitation with a name and a page; its message."""
    page.goto("/invitations/new")
    page.get_by_label("Name", exact=True).fill("Composed")
    page.get_by_label("Value").fill("/chairs")
    return page.get_by_role("textbox", name="Message to user", exact=True)


def tool(page: Page, name: str) -> Locator:
    """A tool above the message."""
    return page.get_by_role("toolbar", name="Tools for Message to user").get_by_label(name, exact=True).first


def written(page: Page, name: str = "message_html") -> Locator:
    """The field with what would be saved."""
    return page.locator(f"textarea[name='{name}']")


def gif() -> bytes:
    """A small picture that moves."""
    made = io.BytesIO()
    shades = [Image.new("RGB", (40, 20), (80 * shade, 0, 0)) for shade in range(3)]
    shades[0].save(made, "GIF", save_all=True, append_images=shades[1:])
    return made.getvalue()


def test_a_message_is_composed_by_keyboard_alone_and_saved_as_it_looks(ada: Page) -> None:
    message = opened(ada)
    message.focus()
    ada.keyboard.type("Hello ")
    ada.keyboard.press("Control+b")
    ada.keyboard.type("you")
    ada.keyboard.press("Control+b")
    ada.keyboard.press("Control+k")
    ada.keyboard.type("javascript:alert(1)")
    ada.keyboard.press("Enter")
    expect(ada.get_by_role("alert").get_by_text("Write an address that begins with")).to_be_visible()
    ada.locator("#composer-link-address").fill("shop.example/prices")
    ada.keyboard.press("Enter")
    expect(message).to_be_focused()
    ada.keyboard.press("Shift+Tab")
    expect(tool(ada, "Bold")).to_be_focused()
    for _ in range(8):
        ada.keyboard.press("ArrowRight")
    expect(tool(ada, "Emoji")).to_be_focused()
    ada.keyboard.press("Enter")
    expect(ada.get_by_role("button", name="😀").first).to_be_focused()
    ada.keyboard.press("ArrowRight")
    ada.keyboard.press("Enter")
    expect(message).to_be_focused()
    tool(ada, "Variable").press("Enter")
    expect(ada.get_by_label("Where it is unknown, say").first).to_be_focused()
    ada.keyboard.type("there")
    ada.get_by_role("button", name="The visitor's name").press("Enter")

    words = (
        '<p>Hello <strong>you</strong><a href="https://shop.example/prices">https://shop.example/prices</a>'
        "😃{visitor.name|there}</p>"
    )
    expect(written(ada)).to_have_value(words)
    expect(ada.locator("#preview .words")).to_have_text("Hello youhttps://shop.example/prices😃there")
    ada.get_by_role("button", name="Save as draft").press("Enter")
    expect(ada).to_have_url(re.compile("/invitations/composed"))
    expect(written(ada)).to_have_value(words.replace('prices">', 'prices" rel="noopener noreferrer nofollow">'))


def test_a_picture_is_put_in_by_file_or_by_pasting_and_has_to_be_described(ada: Page) -> None:
    message = opened(ada)
    tool(ada, "Picture or GIF").click()
    ada.locator("#composer-picture-file").set_input_files(
        {"name": "ball.gif", "mimeType": "image/gif", "buffer": gif()}
    )
    expect(ada.locator("#composer-picture-address")).to_have_value(re.compile(r"^/embed/files/\w+\.gif$"))
    ada.get_by_role("button", name="Put it into the message").click()
    expect(ada.get_by_text("Say in a few words what the picture shows")).to_be_visible()
    ada.get_by_label("Alternative text").fill("A ball")
    ada.get_by_role("button", name="Put it into the message").click()
    expect(written(ada)).to_have_value(
        re.compile(r'^<p><img src="/embed/files/\w+\.gif" alt="A ball" width="40" height="20"></p>$')
    )
    expect(ada.locator("#preview .words").get_by_alt_text("A ball")).to_be_visible()

    message.press("End")
    message.evaluate(
        """(surface, bytes) => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(bytes)], "pasted.gif", { type: "image/gif" }));
          surface.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        list(gif()),
    )
    expect(ada.locator("#composer-picture-address")).to_have_value(re.compile(r"^/embed/files/"))
    ada.get_by_label("It only decorates").check()
    ada.get_by_role("button", name="Put it into the message").click()
    expect(written(ada)).to_have_value(re.compile("^((?!<img).)*(<img((?!<img).)*){2}$"))
    expect(written(ada)).to_have_value(re.compile('alt=""'))

    ada.get_by_role("button", name="Edit as HTML").first.click()
    ada.get_by_role("textbox", name="Message to user", exact=True).fill('<img src="{proactive_img_1}">')
    ada.get_by_role("button", name="Save as draft").click()
    expect(ada.locator("#section-message").get_by_text("Describe the picture")).to_be_visible()
    expect(ada.locator(".composer-picture-note")).to_have_text("Needs an alternative text")


def test_the_preview_shows_each_language_to_new_and_returning_visitors_with_its_buttons(ada: Page) -> None:
    opened(ada).fill("Hello")
    ada.get_by_role("textbox", name="Message to returning user").fill("Back again, {nick}")
    ada.get_by_role("button", name="Add a button").click()
    expect(ada.get_by_label("Words on the button").first).to_be_focused()
    ada.keyboard.type("Prices")
    ada.get_by_label("What it does").first.select_option("link")
    ada.get_by_label("Address", exact=True).first.fill("https://shop.example/prices")
    bubble = ada.locator("#preview .bubble")
    expect(bubble).to_contain_text("Hello")
    expect(bubble).to_contain_text("Prices")
    ada.get_by_role("radio", name="Returning").check()
    expect(bubble).to_contain_text("Back again, Alex")

    ada.get_by_role("button", name="Add a language").click()
    ada.keyboard.type("de")
    expect(ada.get_by_role("tab", name="German")).to_have_attribute("aria-selected", "true")
    ada.get_by_role("textbox", name="Message to user", exact=True).fill("Hallo")
    expect(bubble).to_contain_text("Hallo")
    ada.get_by_role("radio", name="First time").check()
    expect(bubble).to_contain_text("Hallo")
    ada.get_by_role("tab", name="German").press("ArrowLeft")
    expect(bubble).to_contain_text("Hello")

    ada.get_by_role("button", name="Save as draft").click()
    expect(ada).to_have_url(re.compile("/invitations/composed"))
    expect(written(ada, "translations-0-html")).to_have_value("Hallo")


def test_the_open_composer_is_accessible_in_both_lights_and_fits_a_phone(
    server: BeckonServer, new_context: NewContext
) -> None:
    for scheme, width in (("light", 1440), ("dark", 390)):
        context = sign_in(
            new_context(base_url=server.url, viewport={"width": width, "height": 900}, color_scheme=scheme)
        )
        page = context.new_page()
        message = opened(page)
        message.fill("W" * 300 + " שלום {nick} " + "long words " * 200)
        page.get_by_role("button", name="Add a button").click()
        page.get_by_label("Words on the button").first.fill("Eine recht lange Beschriftung dieses einen Knopfes hier")
        page.locator("summary", has_text="Pictures in numbered places").click()
        page.get_by_role("radio", name="Dark").check()
        tool(page, "Variable").click()
        page.evaluate("document.fonts.ready")
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/composer-{scheme}-{width}.png", full_page=True)
        assert faults(page) == []
        bubble, frame = page.locator("#preview .bubble").bounding_box(), page.locator("#preview").bounding_box()
        assert bubble is not None
        assert frame is not None
        assert frame["x"] <= bubble["x"] <= bubble["x"] + bubble["width"] <= frame["x"] + frame["width"]
        assert frame["y"] <= bubble["y"] <= bubble["y"] + bubble["height"] <= frame["y"] + frame["height"]


def test_leaving_with_words_that_are_not_saved_asks_first(ada: Page) -> None:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    ada.on("dialog", answer)
    ada.goto("/invitations/new")
    ada.get_by_role("textbox", name="Message to user", exact=True).click()
    ada.goto("/goals")
    assert asked == []

    ada.goto("/invitations/new")
    ada.get_by_role("textbox", name="Message to user", exact=True).click()
    ada.keyboard.type("Hello")
    ada.goto("/goals")

    assert asked == ["beforeunload"]
