"""The message section of the editor as a form: what is posted is kept, what is wrong is said beside its field."""

from __future__ import annotations

import html
import io
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from app.domain.roles import Role
from app.invitations.draft_parts import Button, ButtonKind, Content
from tests.invitations.conftest import CHROME
from tests.invitations.writing import Fields, details, form
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask

STORED = "/embed/files/" + "0a" * 16 + ".gif"


@pytest.fixture
def writer(app: Flask) -> Desk:
    """A supervisor's browser with the editor open."""
    desk = desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))
    desk.opens("/invitations/new")
    return desk


WHOLE = {
    "message_html": "<p>Hello <strong>you</strong></p>",
    "returning_html": "Back again, {nick}?",
    "returning_nick": "friend",
    "buttons-0-label": "Prices",
    "buttons-0-does": "link",
    "buttons-0-url": "https://a.test/prices",
    "buttons-1-label": "",
    "buttons-2-label": "Call me",
    "buttons-2-does": "reply",
    "pictures-0": "",
    "pictures-1": STORED,
    "translations-0-language": "de",
    "translations-0-html": "Hallo",
    "translations-0-returning_html": "<p>Wieder da?</p>",
    "translations-0-buttons-0-label": "",
    "translations-0-buttons-1-label": "Preise",
    "translations-0-buttons-1-does": "chat",
    "translations-3-language": "pt-br",
    "translations-3-html": "Olá",
}


def test_all_words_are_kept_and_stand_in_the_form_again(app: Flask, writer: Desk) -> None:
    response = writer.submits("/invitations/new", form(**WHOLE))

    assert response.status_code == 302
    draft = details(app, "pricing-help").draft
    assert draft.content == Content(
        html="<p>Hello <strong>you</strong></p>",
        returning_html="<p>Back again, {nick}?</p>",
        returning_nick="friend",
        buttons=(
            Button(label="Prices", does=ButtonKind.LINK, url="https://a.test/prices"),
            Button(label="Call me", does=ButtonKind.REPLY),
        ),
    )
    assert draft.pictures == ("", STORED)
    assert dict(draft.translations) == {
        "de": Content(
            html="<p>Hallo</p>",
            returning_html="<p>Wieder da?</p>",
            buttons=(Button(label="Preise", does=ButtonKind.CHAT),),
        ),
        "pt-BR": Content(html="<p>Olá</p>"),
    }
    shown = Fields(writer.opens("/invitations/pricing-help").text)
    same = ("message_html", "returning_nick", "buttons-0-url", "pictures-1", "translations-0-language")
    assert [shown.one(name) for name in same] == [WHOLE[name] for name in same]
    assert (shown.one("buttons-1-label"), shown.one("translations-0-buttons-0-label")) == ("Call me", "Preise")
    assert (shown.one("translations-1-language"), shown.one("translations-0-html")) == ("pt-BR", "Hallo")
    writer.submits("/invitations/pricing-help", shown.sending(version="1", action="save"))
    assert details(app, "pricing-help").draft == draft


LINK = {"buttons-0-label": "Go", "buttons-0-does": "link"}
GERMAN = {"translations-0-language": "de", "translations-0-html": "x"}
WRONG = (
    ({"message_html": "W" * 200_000}, "Field cannot be longer than 20000 characters."),
    ({"returning_html": "<p></p>"}, "An invitation needs a message."),
    ({"message_html": f'<p>a<img src="{STORED}"></p>'}, "Describe the picture in a few words"),
    (LINK, "Write where the button leads"),
    (LINK | {"buttons-0-url": "javascript:alert(1)"}, "Write where the button leads"),
    ({"buttons-2-url": "https://a.test"}, "Write what stands on the button."),
    ({"buttons-1-label": "x" * 61}, "at most 60 characters"),
    ({"buttons-1-label": "x", "buttons-1-does": "explode"}, "Not a valid choice."),
    ({"pictures-0": "javascript:alert(1)"}, "Upload a picture"),
    ({"translations-0-language": "de"}, "An invitation needs a message."),
    ({"translations-0-html": "Hallo"}, "Say which language this is."),
    ({"translations-0-language": "<b>", "translations-0-html": "x"}, "is no language"),
    (GERMAN | {"translations-1-language": "ger", "translations-1-html": "y"}, "This language is there twice."),
    (GERMAN | {"translations-0-buttons-0-url": "https://a.test"}, "Write what stands on the button."),
)


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(app: Flask, writer: Desk) -> None:
    for wrong, said in WRONG:
        response = writer.submits("/invitations/new", form(**wrong))

        assert response.status_code == 422, wrong
        assert html.unescape(response.text).count(said) >= 2, f"at the top and beside the field: {said}"
        typed = {name: value for name, value in wrong.items() if not name.endswith("-does")}
        sent = Fields(response.text)
        assert {name: sent.one(name) for name in typed} == typed


def test_without_script_a_language_is_added_and_taken_away_by_a_button(writer: Desk) -> None:
    page = writer.submits("/invitations/new", form(action="add-language", message_html="Hi")).text
    filled = Fields(page).sending(
        {"translations-0-language": "de", "translations-0-html": "Hallo"}, action="add-language"
    )
    two = Fields(writer.submits("/invitations/new", filled).text)

    assert (two.one("translations-0-html"), two.all("translations-1-html")) == ("Hallo", [""])
    one = Fields(writer.submits("/invitations/new", two.sending(action="remove-language:translations-0")).text)
    assert one.one("message_html") == "Hi"
    assert one.all("translations-0-html") == []


def test_pages_in_a_language_that_nothing_is_written_in_are_named(app: Flask, writer: Desk) -> None:
    body: dict[str, Any] = {"page_id": "page-0001", "tab_id": "tab-00001", "url": "https://shop.test/", "title": ""}
    body |= {"embed": {"language": "lit"}, "storage": "full"}
    assert app.test_client().post("/embed/v1/page", json=body, headers={"User-Agent": CHROME}).status_code == 200

    assert "Lithuanian: pages use it" in writer.opens("/invitations/new").text
    words = {"returning_html": "Back", "translations-0-language": "lt", "translations-0-html": "Labas"}
    writer.submits("/invitations/new", form(**words))
    page = writer.opens("/invitations/pricing-help").text
    assert "Lithuanian: pages use it" not in page
    assert "Lithuanian: there is no message to returning users." in page


def gif(frames: int = 3) -> io.BytesIO:
    """A small picture that moves."""
    made = io.BytesIO()
    shades = [Image.new("RGB", (8, 8), (60 * shade, 0, 0)) for shade in range(frames)]
    shades[0].save(made, "GIF", save_all=True, append_images=shades[1:])
    made.seek(0)
    return made


def sends(desk: Desk, content: io.BytesIO, name: str, kind: str) -> Any:
    """Upload a picture as the composer does."""
    return desk.submits(
        "/invitations/pictures", {"picture": (content, name, kind)}, headers={"Accept": "application/json"}
    )


def test_an_uploaded_gif_is_served_to_every_site_as_nothing_but_a_picture(app: Flask, writer: Desk) -> None:
    answer = sends(writer, gif(), "ball.gif", "image/gif")

    assert answer.status_code == 200
    assert answer.json == {"address": answer.json["address"], "width": 8, "height": 8, "is_animated": True}
    served = app.test_client().get(answer.json["address"])
    assert served.data == gif().getvalue()
    headers = {
        "Content-Type": "image/gif",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Cache-Control": "public, max-age=31536000, immutable",
    }
    assert {name: served.headers[name] for name in headers} == headers
    still = app.test_client().get(answer.json["address"] + "?still")
    assert (still.content_type, Image.open(io.BytesIO(still.data)).size) == ("image/png", (8, 8))


def test_what_is_no_picture_is_refused_in_a_sentence(app: Flask, writer: Desk) -> None:
    svg = sends(writer, io.BytesIO(b"<svg onload='alert(1)'/>"), "x.svg", "image/svg+xml")
    large = sends(writer, io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"\0" * 5 * 1024 * 1024), "x.png", "image/png")
    huge = sends(writer, io.BytesIO(b"\0" * 6 * 1024 * 1024), "x.png", "image/png")

    assert (svg.status_code, svg.json["error"]["message"]) == (
        415, "Only PNG, JPEG, GIF and WebP pictures can be uploaded.",
    )  # fmt: skip
    assert (large.status_code, large.json["error"]["message"]) == (413, "A picture may have at most 5 MB.")
    assert huge.status_code == 413
    assert app.test_client().get("/embed/files/..%2fconfig.toml").status_code == 404
