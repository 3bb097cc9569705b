"""Files both ways, the rating and the transcript, as two people with browsers go through them."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from tests.realtime.at_the_desk import accept, sign_in
from tests.realtime.conftest import House, furnish
from tests.services.accessibility import axe_findings
from tests.services.browsers import NewContext
from tests.services.mail_server import MailServer
from tests.services.servers import StartBeckon

pytestmark = pytest.mark.browser
PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << >>\n%%EOF\n"
HAND_OVER = """(place, [kind, name, type, content]) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], name, { type }));
    const options = { bubbles: true, cancelable: true };
    if (kind === "drop") place.dispatchEvent(new DragEvent("dragover", { ...options, dataTransfer: data }));
    const event = kind === "drop" ? new DragEvent("drop", { ...options, dataTransfer: data })
        : new ClipboardEvent("paste", { ...options, clipboardData: data });
    place.dispatchEvent(event);
}"""


@dataclass
class Meeting:
    """A desk and a visitor's panel in one chat."""

    desk: Page
    panel: Page

    def at_the_desk(self) -> Locator:
        return self.desk.get_by_role("log", name="Conversation")

    def in_the_panel(self) -> Locator:
        return self.panel.get_by_role("log", name="Conversation")


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (1200, 800), (120, 60, 40)).save(made, "PNG")
    return made.getvalue()


def hand_over(place: Locator, how: str, name: str, kind: str, content: bytes) -> None:
    """Drop a file, or paste it."""
    place.evaluate(HAND_OVER, [how, name, kind, base64.b64encode(content).decode()])


@pytest.fixture(scope="module")
def mail() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def house(start_shared_beckon: StartBeckon, mail: MailServer) -> House:
    """A running Beckon that can send letters."""
    return furnish(start_shared_beckon(environment={"BECKON_MAIL_URL": mail.url}))


@pytest.fixture
def meeting(house: House, new_context: NewContext) -> Meeting:
    """Anna has accepted a visitor's chat."""
    desk = sign_in(house, new_context, "anna")
    panel = new_context(viewport={"width": 400, "height": 700}).new_page()
    panel.goto(f"{house.url}/embed/panel")
    panel.get_by_role("textbox", name="Message").fill("My chair arrived broken")
    panel.get_by_role("button", name="Send", exact=True).click()
    accept(desk, "My chair arrived broken")
    return Meeting(desk, panel)


def test_pictures_and_documents_go_both_ways_at_once_and_what_is_not_accepted_says_so(meeting: Meeting) -> None:
    desk, panel = meeting.desk, meeting.panel
    with panel.expect_response("**/file-pass"):
        hand_over(panel.get_by_role("textbox", name="Message"), "paste", "broken.png", "image/png", picture())
    shown = meeting.at_the_desk().get_by_role("img", name="broken.png")
    expect(shown).to_have_js_property("naturalWidth", 1200)
    expect(meeting.in_the_panel().get_by_role("img", name="broken.png")).to_have_js_property("naturalWidth", 1200)

    hand_over(desk.locator(".log").first, "drop", "form.pdf", "application/pdf", PDF)
    link = meeting.in_the_panel().get_by_role("link", name="form.pdf")
    expect(link).to_contain_text("PDF · 65 bytes")
    with panel.expect_download() as saved:
        link.click()
    assert (saved.value.suggested_filename, saved.value.path().read_bytes()) == ("form.pdf", PDF)

    files = desk.locator(".composer input[type=file]")
    files.set_input_files({"name": "x.html", "mimeType": "text/html", "buffer": b"<p>"})
    expect(desk.get_by_role("alert").filter(has_text="not accepted here")).to_be_visible()
    panel.locator("input[type=file]").set_input_files(
        {"name": "lie.png", "mimeType": "image/png", "buffer": b"<script>"}
    )
    expect(panel.get_by_role("alert")).to_have_text("This file is not what its name says, so it cannot be sent.")

    shown.click()
    expect(desk.get_by_role("dialog", name="broken.png")).to_be_visible()
    assert axe_findings(panel) == []
    assert axe_findings(desk) == []
    desk.keyboard.press("Escape")
    desk.get_by_role("button", name="Take x.html away").click()
    expect(desk.locator(".file-row")).to_have_count(0)


def test_a_file_that_finds_no_line_goes_when_it_is_back(meeting: Meeting) -> None:
    desk, panel = meeting.desk, meeting.panel
    panel.route("**/files", lambda route: route.abort())
    panel.locator("input[type=file]").set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": PDF})
    expect(panel.get_by_role("alert")).to_contain_text("No connection")
    panel.unroute("**/files")

    panel.get_by_role("button", name="Try again").click()

    expect(meeting.at_the_desk().get_by_role("link", name="a.pdf")).to_have_count(1)
    expect(panel.locator(".upload")).to_have_count(0)
    expect(desk.locator(".file-row")).to_have_count(0)


def test_files_that_are_dropped_begin_a_chat_and_one_that_is_stopped_never_arrives(
    house: House, new_context: NewContext
) -> None:
    desk = sign_in(house, new_context, "anna")
    panel = new_context(viewport={"width": 400, "height": 700}).new_page()
    panel.goto(f"{house.url}/embed/panel")
    expect(panel.get_by_role("button", name="Send files")).to_be_visible()
    held: list[Route] = []

    def hold(route: Route) -> None:
        """The first file never leaves the browser."""
        held.append(route)
        if len(held) > 1:
            route.continue_()

    panel.route("**/widget/v1/files", hold)

    for name in ("wrong.pdf", "plan.pdf"):
        hand_over(panel.get_by_role("log"), "drop", name, "application/pdf", PDF)
    expect(panel.get_by_role("progressbar", name="Sending wrong.pdf")).to_be_visible()
    expect(panel.get_by_role("log")).not_to_contain_text("wrong.pdf")
    assert axe_findings(panel) == []
    panel.get_by_role("button", name="Stop sending wrong.pdf").click()

    link = panel.get_by_role("log").get_by_role("link", name="plan.pdf")
    expect(link).to_be_visible()
    expect(panel.locator(".upload")).to_have_count(0)
    assert len(held) == 2
    accept(desk, "plan.pdf")
    hand_over(panel.get_by_role("textbox", name="Message"), "drop", "room.png", "image/png", picture())
    log = Meeting(desk, panel).at_the_desk()
    expect(log.get_by_role("img", name="room.png")).to_have_js_property("naturalWidth", 1200)
    expect(log.get_by_role("link", name="plan.pdf")).to_have_count(1)
    expect(log).not_to_contain_text("wrong.pdf")


def test_in_the_end_the_visitor_rates_the_chat_and_has_it_sent(meeting: Meeting, mail: MailServer) -> None:
    desk, panel = meeting.desk, meeting.panel
    panel.get_by_role("button", name="More").click()
    panel.get_by_role("button", name="End chat").click()
    expect(panel.get_by_role("radio", name="Average")).to_be_visible()
    panel.reload()
    panel.get_by_role("radio", name="Average").check()
    panel.keyboard.press("ArrowLeft")
    panel.get_by_label("Anything to add").fill("Anna was quick & kind")
    assert axe_findings(panel) == []
    panel.get_by_role("button", name="Send rating").click()
    expect(panel.get_by_text("Thank you for your rating.")).to_be_visible()
    expect(desk.locator(".chat-rating")).to_have_text("The visitor found this chat: GreatAnna was quick & kind")

    panel.get_by_role("button", name="Get this chat by e-mail").click()
    panel.get_by_label("Your e-mail address").fill("nobody")
    panel.keyboard.press("Enter")
    expect(panel.get_by_role("alert")).to_have_text("This is not an e-mail address.")
    panel.get_by_label("Your e-mail address").fill("ada@example.org")
    with panel.expect_response("**/transcript"):
        panel.keyboard.press("Enter")
    expect(panel.get_by_text("The chat is on its way to ada@example.org.")).to_be_visible()

    desk.get_by_role("button", name="E-mail this chat").click()
    desk.get_by_role("dialog").get_by_label("E-mail address").fill("ben@example.org")
    desk.get_by_role("dialog").get_by_role("button", name="Send").click()
    expect(desk.get_by_text("The chat is on its way to ben@example.org.")).to_be_visible()
    for address in ("ada@example.org", "ben@example.org"):
        _arrived(desk, mail, address)


def _arrived(page: Page, mail: MailServer, address: str) -> None:
    for _ in range(600):
        if mail.to(address):
            assert "My chair arrived broken" in mail.to(address)[0].text
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"no letter came for {address}")
