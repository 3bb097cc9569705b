"""A German browser shows German: the console, its messages, the demo shop, the bubble and the panel."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, expect

from app.installation import DEMO_DEPARTMENTS, DEMO_EVENTS, DEMO_GOAL, DEMO_INVITATIONS, DEMO_REPLIES
from tests.i18n.catalogues import catalogue_of, messages, places, sources, translations
from tests.services.browsers import NewContext
from tests.services.servers import BeckonServer, StartBeckon

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("BECKON_PICTURES")
PASSWORD = "correct horse battery staple"
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
PAGES = (
    "/", "/visitors", "/invitations", "/invitations/new", "/invitations/demo-pricing", "/invitations/demo-login",
    "/events", "/events/new", "/goals", "/goals/new", "/goals/ordered", "/statistics", "/embed-code", "/settings",
    "/invitations/demo-pricing/report", "/invitations/demo-pricing/history", "/visitors/invite",
    "/embed-code/identity", "/embed-code/preview", "/plugins", "/plugins/dynamic_invitations", "/no-such-page",
    "/invitations/no-such-invitation", "/demo/", "/demo/pricing", "/demo/product", "/demo/cart", "/demo/order",
    "/demo/no-such-page",
)  # fmt: skip
WITH_WIDGET = ("/embed-code/preview", "/demo/", "/demo/pricing", "/demo/product", "/demo/cart", "/demo/order")
ENGLISH = re.compile(
    r"(?<!\.)\b(the|and|your|you|with|this|that|not|when|has|have|are|nobody|somebody|from|page|of|is)\b", re.I
)
BEGINNING = re.compile("„([^“]+)…")
"""The beginning of a longer text, as summaries quote it."""
DATA = [
    *(invitation.name for _key, invitation in DEMO_INVITATIONS),
    *(re.sub("<[^>]+>", "", invitation.message_html) for _key, invitation in DEMO_INVITATIONS),
    *(invitation.sender_name or "" for _key, invitation in DEMO_INVITATIONS),
    *(name for _alias, name in DEMO_DEPARTMENTS),
    *(event.name for event in DEMO_EVENTS),
    DEMO_GOAL.name,
    *(reply.title for reply in DEMO_REPLIES),
]
"""What the shop's owner wrote; it is in the language of the shop."""
BEGUN = tuple(text[:20] for text in DATA if len(text) > 20)
CANNED = tuple(reply.text.partition("{")[0][:20] for reply in DEMO_REPLIES)
"""How the demo's canned replies begin; lists cut them and fill in names."""
READ = """() => {
  const found = [];
  const walk = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.closest("script, style, code, template, pre, noscript")) continue;
      if (element.shadowRoot) walk(element.shadowRoot);
      for (const name of ["title", "aria-label", "placeholder", "alt", "data-tooltip"]) {
        if (element.hasAttribute(name)) found.push(element.getAttribute(name));
      }
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) found.push(node.data);
    }
  };
  walk(document);
  return found.map((text) => text.replace(/\\s+/g, " ").trim()).filter((text) => /\\p{L}{2}/u.test(text));
}"""


CUT = """() => [...document.querySelectorAll(".button, .rail-label, .badge, .segment span, th, .field-label")]
  .filter((element) => element.getClientRects().length && getComputedStyle(element).display !== "inline")
  .filter((element) => element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1)
  .map((element) => element.textContent.trim())"""


@pytest.fixture(scope="module")
def server(start_shared_beckon: StartBeckon) -> BeckonServer:
    """A running Beckon with the demo data and an administrator."""
    made = start_shared_beckon(is_demo=True)
    account = ("--email", "ada@example.org", "--name", "Ada", "--role", "admin", "--password-stdin")
    made.command("operator", "create", *account, stdin=PASSWORD + "\n")
    return made


@pytest.fixture(scope="module")
def only_english() -> frozenset[str]:
    """Every English text that is another one in German."""
    german = {text for message in messages(catalogue_of("de")) for text in translations(message)}
    english = {text for message in messages(catalogue_of("de")) for text in sources(message) if not places(text)}
    return frozenset(english - german)


@pytest.fixture
def ada(server: BeckonServer, new_context: NewContext) -> BrowserContext:
    """An administrator with a German browser."""
    context = german(server, new_context)
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("E-Mail-Adresse").fill("ada@example.org")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page).not_to_have_url(re.compile("/login"))
    page.close()
    return context


def german(server: BeckonServer, new_context: NewContext, size: str = "desktop") -> BrowserContext:
    width, height = SIZES[size]
    return new_context(base_url=server.url, locale="de-DE", viewport={"width": width, "height": height})


def without_data(cut: re.Match[str]) -> str:
    """Nothing in place of the beginning of what the shop's owner wrote."""
    return "" if cut[1].startswith(BEGUN) else cut[0]


def english_on(shown: Page | Frame, only_english: frozenset[str]) -> list[str]:
    """What an English reader would understand: known English texts, and sentences with English words."""
    texts = [text for text in shown.evaluate(READ) if text not in DATA and not text.startswith(CANNED)]
    for data in DATA:
        texts = [text.replace(data, "") for text in texts]
    texts = [BEGINNING.sub(without_data, text) for text in texts]
    return [text for text in texts if text in only_english or (ENGLISH.search(text) and " " in text)]


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/german-{name}.png")


def too_wide(page: Page) -> list[str]:
    """Elements of the page whose words do not fit, unless they are cut on purpose or scroll."""
    is_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [*page.evaluate(CUT), *(["the page"] if is_wide else [])]


@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_the_console_and_the_shop_is_german_and_fits(
    server: BeckonServer, ada: BrowserContext, only_english: frozenset[str], size: str
) -> None:
    page = ada.new_page()
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    found: list[str] = []
    for path in PAGES:
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", "de")
        if path in WITH_WIDGET:
            expect(page.get_by_role("button", name="Chat öffnen")).to_be_visible()
        found += [f"{path}: {text}" for text in english_on(page, only_english)]
        found += [f"{path}: does not fit: {text}" for text in too_wide(page)]
        picture(page, f"{path.replace('/', '-')}-{size}")

    assert found == [], "\n".join(found)


def test_the_sign_in_page_and_its_errors_are_german(
    server: BeckonServer, new_context: NewContext, only_english: frozenset[str]
) -> None:
    page = german(server, new_context).new_page()
    page.goto("/login")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_text("Geben Sie Ihr Passwort ein.")).to_be_visible()
    assert english_on(page, only_english) == []
    page.get_by_label("E-Mail-Adresse").fill("ada@example.org")
    page.get_by_label("Passwort").fill("wrong wrong wrong")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_text("Die E-Mail-Adresse oder das Passwort ist falsch.")).to_be_visible()
    picture(page, "login-refused")

    assert english_on(page, only_english) == []


def test_the_editor_says_in_german_what_it_cannot_save(ada: BrowserContext, only_english: frozenset[str]) -> None:
    page = ada.new_page()
    page.goto("/invitations/new")
    page.get_by_label("Position").fill("-1")
    page.get_by_role("button", name="Als Entwurf speichern").click()
    expect(page.get_by_text("Das ließ sich noch nicht speichern")).to_be_visible()
    expect(page.get_by_text("Geben Sie ihr einen Namen.").first).to_be_visible()
    picture(page, "editor-refused")
    assert english_on(page, only_english) == []

    page.get_by_label("Name", exact=True).fill("Hilfe bei Stühlen")
    page.get_by_label("Position").fill("1")
    page.get_by_role("textbox", name="Nachricht an den Besucher", exact=True).fill("Guten Tag")
    page.get_by_role("button", name="Als Entwurf speichern").click()

    expect(page.get_by_text("Schreiben Sie, womit verglichen wird").first).to_be_visible()
    assert english_on(page, only_english) == []


def test_the_embed_code_page_says_in_german_what_is_wrong(ada: BrowserContext, only_english: frozenset[str]) -> None:
    page = ada.new_page()
    page.goto("/embed-code?identifier=" + "x" * 51)
    expect(page.get_by_text("Korrigieren Sie das markierte Feld")).to_be_visible()

    assert english_on(page, only_english) == []


def test_a_visitor_with_a_german_browser_is_invited_and_helped_in_german(
    server: BeckonServer, new_context: NewContext, ada: BrowserContext, only_english: frozenset[str]
) -> None:
    desk = ada.new_page()
    desk.goto("/")
    expect(desk.get_by_role("button", name=re.compile("Anwesenheit: Online"))).to_be_visible()
    page = german(server, new_context).new_page()
    page.goto("/demo/pricing")
    expect(page.get_by_role("button", name="Einladung schließen")).to_be_visible()
    picture(page, "bubble")
    assert english_on(page, only_english) == []
    page.get_by_role("button", name="Antworten").click()
    panel = page.frame_locator("iframe[title='Live-Hilfe']")
    panel.get_by_role("textbox").fill("Passt der Tisch in 160 cm?")
    panel.get_by_role("button", name="Senden", exact=True).click()
    desk.locator(".chat-row", has_text="Passt der Tisch").first.click()
    desk.get_by_role("button", name="Chat annehmen").click()
    desk.get_by_role("textbox", name="Nachricht").fill("Ja, genau.")
    desk.get_by_role("button", name="Senden", exact=True).click()
    expect(panel.get_by_text("Ja, genau.")).to_be_visible()
    picture(page, "panel")
    picture(desk, "desk-chat")
    frame = next(each for each in page.frames if "/embed/panel" in each.url)

    assert english_on(frame, only_english) == []
    assert english_on(page, only_english) == []
    assert english_on(desk, only_english) == []
    desk.goto("/visitors")
    desk.locator("tbody a").first.click()
    expect(desk).to_have_url(re.compile("/visitors/."))
    desk.wait_for_load_state()
    picture(desk, "visitor")
    assert english_on(desk, only_english) == []
