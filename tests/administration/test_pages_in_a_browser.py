"""The console's pages in a real browser: accessible, within the screen, obedient to the policy, live."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.services.accessibility import axe_findings, faults
from tests.services.browsers import NewContext
from tests.services.servers import BeckonServer, StartBeckon

if TYPE_CHECKING:
    from flask import Flask

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("BECKON_PICTURES")
PASSWORD = "correct horse battery staple"
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
PAGES = (
    "/invitations", "/invitations/new", "/invitations/demo-pricing", "/visitors", "/embed-code", "/embed-code/preview",
    "/plugins", "/plugins/url_targeting", "/statistics",
    "/demo/", "/demo/pricing", "/demo/product", "/demo/cart", "/demo/order", "/demo/login",
    "/events", "/events/new", "/events/1", "/goals", "/goals/new", "/goals/ordered", "/invitations/demo-login",
    "/operators", "/operators/new", "/operators/1", "/operators/roles", "/operators/roles/new", "/operators/rules",
    "/audit-log", "/account", "/account/two-factor", "/account/alerts", "/archive", "/auto-replies", "/blocks",
    "/canned-replies", "/canned-replies/new", "/departments", "/departments/new", "/requests", "/settings/chat-rules",
    "/settings/mail", "/settings/offline", "/statistics/chats", "/statistics/live", "/visitors/invite", "/",
    "/settings", "/embed-code/identity", "/invitations/demo-pricing/history",
    "/invitations/demo-pricing/report",
)  # fmt: skip


NO_PAGES = ("/api/", "/embed/", "/widget/", "/desk/", "/design/", "/push-worker.js", "/healthz", "/readyz", "/metrics")
"""What begins so is read by programs."""
ELSEWHERE = {"/login/code", "/forgotten-password", "/requests/number", "/statistics/live.json"}
"""Seen by people who have not signed in (tests/operators), or no page."""


def test_no_page_is_left_out(app: Flask) -> None:
    addresses = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and not rule.rule.startswith(NO_PAGES)
    }
    assert addresses - {"/login"} - ELSEWHERE - set(PAGES) == set()


@pytest.fixture(scope="module")
def server(start_shared_beckon: StartBeckon) -> BeckonServer:
    """A running Beckon with the demo data and an administrator."""
    made = start_shared_beckon(is_demo=True)
    account = ("--email", "ada@example.org", "--name", "Ada", "--role", "admin", "--password-stdin")
    made.command("operator", "create", *account, stdin=PASSWORD + "\n")
    return made


@pytest.fixture
def signed_in(server: BeckonServer, new_context: NewContext) -> BrowserContext:
    """A browser in which the administrator has signed in."""
    return sign_in(new_context(base_url=server.url, viewport={"width": 1440, "height": 900}))


@pytest.fixture
def ada(signed_in: BrowserContext) -> Iterator[Page]:
    """Her page, which must not complain."""
    page = signed_in.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    yield page
    assert complaints == []


_admitted: dict[str, list[Any]] = {}
"""The cookies of each server's administrator: ten sign-ins in a quarter of an hour are too many for the product."""


def sign_in(context: BrowserContext) -> BrowserContext:
    """Fill in the sign-in page, once for each server; later browsers go on with the session of the first."""
    page = context.new_page()
    page.goto("/login")
    origin = page.url
    if origin in _admitted:
        context.add_cookies(_admitted[origin])
        page.close()
        return context
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).not_to_have_url(re.compile("/login"))
    _admitted[origin] = list(context.cookies())
    page.close()
    return context


@pytest.mark.parametrize(("size", "theme"), [("desktop", "light"), ("phone", "dark")])
def test_every_page_is_accessible_and_fits_the_screen(
    server: BeckonServer, new_context: NewContext, size: str, theme: str
) -> None:
    width, height = SIZES[size]
    viewport = {"width": width, "height": height}
    context = new_context(base_url=server.url, viewport=viewport, color_scheme=theme)
    page = context.new_page()
    found = look_at(page, "/login", f"{size}-{theme}")
    sign_in(context)
    for path in PAGES:
        found += look_at(page, path, f"{size}-{theme}")
    assert not found, "\n".join(each[:400] for each in found)


def look_at(page: Page, path: str, name: str) -> list[str]:
    """Open a page and say what is wrong with it."""
    page.goto(path, wait_until="load")
    page.evaluate("document.fonts.ready")
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/page{path.replace('/', '-')}-{name}.png", full_page=True)
    return [f"{path}: {each}" for each in faults(page)]


def test_an_invitation_is_written_with_its_sentence_and_preview_in_step_and_launched(ada: Page) -> None:
    ada.goto("/invitations/new")
    ada.get_by_label("Name", exact=True).fill("Help with chairs")
    ada.get_by_label("Value").fill("/chairs")
    expect(ada.locator("#sentence")).to_contain_text("page address contains “/chairs”")
    ada.locator("#zone-when").get_by_role("button", name="Add condition").click()
    ada.get_by_label("What to look at").nth(1).fill("time on the page")
    ada.get_by_role("option", name=re.compile("^Time on the page Seconds")).click()
    expect(ada.get_by_label("Comparison").nth(1).locator("option").first).to_have_text("is more than")
    ada.get_by_label("Value").nth(1).fill("10")
    expect(ada.locator("#sentence")).to_contain_text("time on the page is more than 10 seconds")
    ada.get_by_role("button", name="Edit as HTML").first.click()
    source = ada.get_by_role("textbox", name="Message to user", exact=True)
    source.fill("Sit <b>well</b><img src=x><script>alert(2)</script>")
    expect(ada.locator("#preview .words")).to_have_text("Sit well")
    expect(ada.locator("#preview .words")).to_have_js_property("innerHTML", "Sit <b>well</b>")

    ada.get_by_role("button", name="Launch invitation").click()

    expect(ada).to_have_url(re.compile("/invitations/help-with-chairs$"))
    expect(ada.get_by_role("status").get_by_text("is live")).to_be_visible()
    expect(ada.get_by_label("Value")).to_have_count(2)


def look_at_fact(picker: Locator, name: str) -> None:
    """Choose what a condition is about."""
    picker.fill(name)
    picker.page.get_by_role("option", name=re.compile(f"^{name}")).first.click()


def test_a_contradiction_is_named_while_it_is_written_and_led_to(ada: Page) -> None:
    ada.goto("/invitations/new")
    when = ada.locator("#section-when")
    look_at_fact(when.get_by_label("What to look at"), "Time on the page")
    when.get_by_label("Value").fill("30")
    when.get_by_role("button", name="Add condition").click()
    second = when.locator("[data-part=row]").nth(1)
    look_at_fact(second.get_by_label("What to look at"), "Time on the page when about to leave")
    second.get_by_label("Comparison").select_option("less")
    second.get_by_label("Value").fill("10")
    findings = ada.get_by_role("region", name="1 thing stands in the way of a launch")
    expect(findings).to_contain_text("never hold together")

    findings.get_by_role("link", name="Show me").click()

    expect(second).to_be_focused()
    assert axe_findings(ada) == []
    second.get_by_label("Value").fill("40")
    expect(findings).to_be_hidden()


def test_a_setting_is_found_by_its_classic_name_and_the_focus_goes_there(ada: Page) -> None:
    ada.goto("/invitations/demo-pricing")
    field = ada.locator("[name=wait_timeout]")
    expect(field).to_be_hidden()
    ada.get_by_label("Find a setting").fill("wait timeout")
    ada.get_by_role("option", name=re.compile("^Wait timeout")).first.click()

    expect(field).to_be_focused()


def listed(page: Page) -> list[str]:
    """The names in the list of invitations, from top to bottom."""
    return page.locator(".invitation-name").all_text_contents()


def test_invitations_are_put_into_order_with_the_arrow_keys_and_by_dragging(ada: Page) -> None:
    ada.goto("/invitations")
    first, second, third, *others = listed(ada)
    ada.locator("[data-handle]").nth(0).focus()
    ada.keyboard.press("ArrowDown")
    expect(ada.locator("[data-move-said]")).to_contain_text(f"“{first}” is at place 2 of")
    expect(ada.locator("[data-handle]").nth(1)).to_be_focused()
    handle, goal = ada.locator("[data-handle]").nth(2).bounding_box(), ada.locator(".invitations tbody tr").first
    assert handle is not None
    ada.mouse.move(handle["x"] + 8, handle["y"] + 8)
    ada.mouse.down()
    ada.mouse.move(handle["x"] + 8, handle["y"] - 20, steps=5)
    ada.mouse.move(handle["x"] + 8, (goal.bounding_box() or handle)["y"] + 2, steps=10)
    ada.mouse.up()
    expect(ada.locator("[data-move-said]")).to_contain_text(f"“{third}” is at place 1 of")

    ada.reload()

    assert listed(ada) == [third, second, first, *others]


def test_ticked_invitations_are_paused_together_and_the_filter_applies_at_once(ada: Page) -> None:
    ada.goto("/invitations")
    number = len(listed(ada))
    ada.get_by_label("All on this page").check()
    expect(ada.get_by_text(f"{number} ticked")).to_be_visible()
    ada.get_by_role("button", name="Pause the ticked invitations").click()
    expect(ada.get_by_role("status").get_by_text("invitations are paused.")).to_be_visible()
    ada.get_by_label("State").select_option("paused")
    expect(ada).to_have_url(re.compile(r"/invitations\?state=paused$"))
    ada.wait_for_load_state()
    ada.get_by_label("All on this page").check()
    ada.get_by_role("button", name="Launch the ticked invitations").click()
    expect(ada.get_by_text("Nothing fits this filter")).to_be_visible()


def test_rows_are_removed_by_keyboard_and_the_focus_stays_near(ada: Page) -> None:
    ada.goto("/invitations/new")
    ada.locator("#zone-when").get_by_role("button", name="Add condition").press("Enter")
    expect(ada.get_by_label("Value").nth(1)).to_be_focused()
    ada.get_by_role("button", name="Remove condition").nth(1).press("Enter")
    expect(ada.get_by_label("Value")).to_have_count(1)
    expect(ada.get_by_role("button", name="Remove condition")).to_be_focused()


def test_the_return_key_saves_a_draft_and_nothing_else(ada: Page) -> None:
    ada.goto("/invitations/new")
    ada.get_by_role("textbox", name="Message to user", exact=True).fill("Hello")
    ada.get_by_label("Value").fill("/return")
    ada.get_by_label("Name", exact=True).fill("By return")
    ada.get_by_label("Name", exact=True).press("Enter")

    expect(ada.get_by_text("Draft", exact=True)).to_be_visible()
    expect(ada).to_have_url(re.compile("/invitations/by-return$"))


def test_the_embed_code_follows_the_form_and_the_widget_opens_in_the_preview(ada: Page) -> None:
    ada.goto("/embed-code")
    ada.get_by_label("Identifier").fill("</script><b>shop")
    expect(ada.locator("#embed-code")).to_contain_text('{"identifier": "\\u003c/script\\u003e\\u003cb\\u003eshop"}')
    ada.get_by_label("Identifier").fill("shop")
    ada.get_by_label("Classic").check()
    expect(ada.locator("#embed-code")).to_contain_text("LHC_API.args")
    expect(ada).to_have_url(re.compile("identifier=shop&.*format=classic"))

    ada.locator("#embed-preview").evaluate("frame => frame.scrollIntoView({block: 'end'})")
    preview = ada.frame_locator("#embed-preview")
    preview.get_by_role("button", name="Open chat").click()
    expect(preview.frame_locator("iframe").get_by_role("textbox", name="Message")).to_be_visible()


def test_a_visitor_who_comes_is_announced_and_nothing_moves(
    server: BeckonServer, ada: Page, new_context: NewContext
) -> None:
    first, second = new_context().new_page(), new_context().new_page()
    first.goto(f"{server.url}/demo/product")
    ada.goto("/visitors")
    rows = ada.locator("#visitors-online tbody tr")
    expect(rows.filter(has_text="/demo/product").first).to_be_visible()
    rows.first.hover()
    names = "rows => rows.map(row => row.dataset.key)"
    before = rows.evaluate_all(names)

    second.goto(f"{server.url}/demo/cart")

    news = ada.get_by_role("button", name=re.compile("new visitor"))
    expect(news).to_be_visible()
    assert rows.evaluate_all(names) == before
    news.click()
    expect(rows.filter(has_text="/demo/cart").first).to_be_visible()
    assert set(rows.evaluate_all(names)) - set(before)


def test_without_script_the_editor_and_the_embed_code_work(server: BeckonServer, new_context: NewContext) -> None:
    page = sign_in(new_context(base_url=server.url, java_script_enabled=False)).new_page()
    page.goto("/embed-code")
    page.get_by_label("Identifier").fill("plain")
    page.get_by_role("button", name="Make the code").click()
    expect(page.locator("#embed-code")).to_contain_text('"identifier": "plain"')

    page.goto("/invitations/new")
    page.get_by_label("Name", exact=True).fill("Plain")
    page.locator("#zone-when").get_by_role("button", name="Add condition").click()
    expect(page.get_by_label("Value")).to_have_count(2)
    expect(page.get_by_label("Name", exact=True)).to_have_value("Plain")


def test_what_a_page_sends_appears_in_the_live_log_and_can_be_defined(
    server: BeckonServer, ada: Page, new_context: NewContext
) -> None:
    ada.goto("/events")
    visitor = new_context().new_page()
    visitor.goto(f"{server.url}/demo/login")
    visitor.get_by_label("Password").press("Enter")
    visitor.evaluate("Beckon('event', 'cart_full', '3')")

    log = ada.locator("#events-log")
    expect(log.locator("tr", has_text="login_failed")).to_contain_text("stored")
    expect(log.locator("tr", has_text="cart_full")).to_contain_text("not defined")
    ada.get_by_role("link", name="Define “cart_full”").click()
    ada.get_by_role("button", name="Define it").click()
    expect(ada.get_by_role("heading", name="cart_full", level=1)).to_be_visible()

    visitor.evaluate("Beckon('event', 'cart_full', '4')")
    ada.get_by_role("link", name="See what arrives in the live log").click()
    expect(log.locator("tbody tr").first).to_contain_text("stored")
    expect(log.locator("tbody tr").first).to_contain_text("4")
