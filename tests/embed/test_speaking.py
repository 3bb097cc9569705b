"""Invitations as a visitor meets them: buttons, animations, looks that stay in the bubble, the bar, the sound."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Request, expect

from tests.embed.conftest import Shop, Visitor

pytestmark = pytest.mark.browser

THIRD_OF_A_PHONE = 844 / 3
COUNTS_SOUNDS = """
  window.sounds = 0;
  const Real = window.AudioContext;
  window.AudioContext = class extends Real { constructor() { super(); window.sounds += 1; } };
"""


LOOKS_OUTSIDE = """
  [...document.querySelectorAll("h1, body, beckon-widget"),
   document.querySelector("beckon-widget").shadowRoot.querySelector(".launcher")].map(one => {
    const style = getComputedStyle(one);
    return JSON.stringify([style.backgroundColor, style.color, style.font, one.getBoundingClientRect()]);
  })
"""


def says(shop: Shop, key: str, words: str, **fields: str) -> str:
    """Launch an invitation that shows at once on pages below its key; the name of such a page."""
    shop.desk.submits(
        "/invitations/new",
        version="", name=key, type="url", position="5", when_team="either", message_html=words, max_shows="0",
        joint="all", fact="page.url", comparison="contains", value=f"/{key}/", action="launch", **fields,
    )  # fmt: skip
    return f"{key}/index.html"


def told_by(visitor: Visitor) -> list[dict[str, Any]]:
    """The signals that the visitor's browser sends from now on."""
    signals: list[dict[str, Any]] = []

    def note(request: Request) -> None:
        if request.url.endswith("/embed/v1/signal"):
            signals.extend((request.post_data_json or {}).get("signals", []))

    visitor.page.on("request", note)
    return signals


def animation(shop: Shop) -> str:
    """Two frames in the uploads of the installation, with the still picture beside them; their address."""
    frames = [Image.new("RGB", (900, 600), colour) for colour in ("#205090", "#f0a020")]
    made = io.BytesIO()
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:], duration=300, loop=0)
    name = hashlib.sha256(made.getvalue()).hexdigest()[:32]
    folder = shop.server.instance / "uploads"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.gif").write_bytes(made.getvalue())
    frames[0].save(folder / f"{name}-still.png")
    return f"/embed/files/{name}.gif"


def test_a_quick_reply_opens_the_chat_and_is_its_first_message_and_every_click_is_told(shop: Shop) -> None:
    page = says(
        shop, "quick", "Which plan fits you?",
        **{
            "buttons-0-label": "Compare plans", "buttons-0-does": "link", "buttons-0-url": "https://shop.example/plans",
            "buttons-1-label": "The small one", "buttons-1-does": "reply",
        },
    )  # fmt: skip
    visitor = shop.visitor()
    visitor.page.context.route("https://shop.example/**", lambda route: route.fulfill(body="Plans"))
    told = told_by(visitor)
    visitor.arrives(shop.page(page))
    expect(visitor.invitation.get_by_role("button", name="Reply")).to_be_visible()
    assert visitor.page.evaluate("document.activeElement === document.body")
    with visitor.page.expect_popup():
        visitor.invitation.get_by_role("link", name="Compare plans").click()

    visitor.invitation.get_by_role("button", name="The small one").click()

    expect(visitor.log).to_contain_text("Which plan fits you?")
    expect(visitor.log).to_contain_text("The small one")
    expect(visitor.panel.get_by_text("Sent ·")).to_be_visible()
    chat = shop.line.heard("chat", lambda one: one["last_line"] == "The small one")
    assert "quick" in str(chat["invitation"])
    visitor.until(lambda: len([each for each in told if each["kind"] == "clicked"]) >= 2)
    assert [each["link"] for each in told if each["kind"] == "clicked"] == [
        "https://shop.example/plans",
        "The small one",
    ]
    assert visitor.errors == []


def test_an_invitation_in_the_opened_widget_has_its_buttons_there_and_takes_no_focus(shop: Shop) -> None:
    page = says(
        shop, "inside", "Shall we talk?",
        **{"design_open": "panel", "buttons-0-label": "Yes, let us", "buttons-0-does": "reply"},
    )  # fmt: skip
    visitor = shop.visitor()
    told = told_by(visitor)

    visitor.arrives(shop.page(page))

    expect(visitor.log).to_contain_text("Shall we talk?")
    assert visitor.page.evaluate("document.activeElement === document.body")
    visitor.panel.get_by_role("button", name="Yes, let us").click()
    expect(visitor.panel.get_by_text("Sent ·")).to_be_visible()
    expect(visitor.panel.get_by_role("button", name="Yes, let us")).to_have_count(0)
    visitor.until(lambda: "Yes, let us" in [each.get("link") for each in told])


def test_custom_css_changes_the_bubble_and_nothing_outside_it_and_never_hides_the_way_out(shop: Shop) -> None:
    css = """background-color: blue!important; padding: 0px!important;
    width: 4000px!important; height: 4000px!important; min-width: 4000px!important; display: inline!important;
    .proactive-need-help p { color: rgb(1, 2, 3); position: relative; }
    * { color: rgb(4, 5, 6); } h1, body, .launcher, button { background-color: red!important; }
    #invitation-close-btn { display: none!important; visibility: hidden!important; opacity: 0!important; }"""
    visitor = shop.visitor()
    plain = shop.page("no-invitation.html")
    visitor.arrives(plain)
    expect(visitor.launcher).to_be_visible()
    visitor.settles()
    before = visitor.page.evaluate(LOOKS_OUTSIDE)

    visitor.arrives(shop.page(says(shop, "blue", "Out of the blue", design_css=css)))

    expect(visitor.invitation).to_contain_text("Out of the blue")
    visitor.settles()
    expect(visitor.invitation).to_have_css("background-color", "rgb(0, 0, 255)")
    expect(visitor.invitation.locator("p")).to_have_css("color", "rgb(1, 2, 3)")
    assert visitor.page.evaluate(LOOKS_OUTSIDE) == before
    box, page = visitor.invitation.bounding_box(), visitor.page.viewport_size
    assert box is not None
    assert page is not None
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= page["width"]
    visitor.invitation.get_by_role("button", name="Dismiss invitation").click()
    expect(visitor.invitation).to_be_hidden()


def test_an_animation_stands_still_for_who_wants_less_motion_and_can_always_be_paused(shop: Shop) -> None:
    address = animation(shop)
    page = says(shop, "moving", f'<p>Look at this</p><img src="{address}" alt="Two colours" width="900" height="600">')
    calm = shop.visitor(reduced_motion="reduce", viewport={"width": 390, "height": 844})
    lively = shop.visitor()

    calm.arrives(shop.page(page))
    lively.arrives(shop.page(page))

    picture = calm.invitation.get_by_role("img", name="Two colours")
    expect(picture).to_have_attribute("src", f"{shop.server.url}{address}?still")
    expect(calm.invitation.get_by_role("button", name="Play the animation")).to_be_visible()
    box = calm.invitation.bounding_box()
    assert box is not None
    assert box["height"] <= THIRD_OF_A_PHONE
    picture = lively.invitation.get_by_role("img", name="Two colours")
    expect(picture).to_have_attribute("src", f"{shop.server.url}{address}")
    lively.invitation.get_by_role("button", name="Pause the animation").click()
    expect(picture).to_have_attribute("src", f"{shop.server.url}{address}?still")
    expect(lively.invitation).to_be_visible()


def test_next_time_it_is_a_small_bar_and_its_sound_comes_once_in_a_tab_after_a_gesture(shop: Shop) -> None:
    looks = {"design_minimised_next": "y", "design_sound": "y", "sender_name": "The Shop"}
    page = says(shop, "small", "Here is the whole of it", every_match="y", **looks)
    visitor = shop.visitor()
    visitor.page.add_init_script(COUNTS_SOUNDS)
    with visitor.page.expect_request(lambda sent: "shown" in (sent.post_data or "")):
        visitor.page.goto(shop.page(page))
    assert visitor.page.evaluate("window.sounds") == 0
    expect(visitor.invitation).to_contain_text("Here is the whole of it")
    for _time in ("with a sound", "without a second one"):
        with visitor.page.expect_response(lambda answer: "dismissed" in (answer.request.post_data or "")):
            visitor.invitation.get_by_role("button", name="Dismiss invitation").click()
        expect(visitor.invitation).to_be_hidden()
        visitor.page.evaluate("Beckon('invite', 'small')")
        bar = visitor.invitation.get_by_role("button", name="The Shop")
        expect(bar).to_have_attribute("aria-expanded", "false")
        visitor.page.wait_for_function("sounds > 0")
        assert visitor.page.evaluate("sounds") == 1
    expect(visitor.invitation.get_by_role("button", name="Reply")).to_have_count(0)
    bar.click()
    expect(visitor.invitation.get_by_role("button", name="Reply")).to_be_focused()
