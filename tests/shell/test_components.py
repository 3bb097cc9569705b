"""The components: what people typed stays text, errors are tied to their fields, times are machine-readable."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from app.foundation import clock
from app.shell import presentation
from app.shell.assets import STATIC_FOLDER, UnknownAssetError, icon_names
from tests.shell.gallery import PAGES

HOSTILE = "\"><img src=x onerror=alert(1)>'</script>"
TEMPLATES = Path(presentation.__file__).parent / "templates"
AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def render(gallery: Flask, call: str, **values: object) -> str:
    """Render one call of the components."""
    with gallery.test_request_context("/components"):
        return render_template_string('{% import "shell/components.html" as ui %}{{ ' + call + " }}", **values)


@pytest.mark.parametrize(
    "call",
    [
        "ui.button(value, attrs={'data-name': value})",
        "ui.icon_button(value, 'x')",
        "ui.page_header(value, text=value, back=value, back_text=value)",
        "ui.input('name', value, value, help=value)",
        "ui.select('name', value, [(value, value)])",
        "ui.search_field('q', value, value)",
        "ui.segmented('s', value, [(value, value)], value)",
        "ui.empty_state(value, value, href=value, action=value)",
        "ui.badge('live', value)",
        "ui.badge(value)",
        "ui.tag(value)",
        "ui.count(3, value)",
        "ui.avatar(value)",
        "ui.country(value, value)",
        "ui.notice(value, title=value)",
        "ui.code_block(value, 'code', value)",
        "ui.facts([(value, value)])",
        "ui.tabs(value, [{'label': value, 'href': value}])",
        "ui.menu_link(value, value)",
        "ui.page_data('page', {'value': value})",
        "ui.texts({'value': value})",
        "ui.confirm_dialog('ask', value, value, value, value, fields={value: value})",
    ],
)
def test_what_people_typed_stays_text_in_every_component(gallery: Flask, call: str) -> None:
    html = render(gallery, call, value=HOSTILE)
    assert "<img" not in html
    assert html.count("</script>") == html.count("<script")


def test_an_unknown_icon_is_refused_by_name(gallery: Flask) -> None:
    with pytest.raises(UnknownAssetError, match="no-such-icon"):
        render(gallery, "ui.icon('no-such-icon')")


def test_a_field_with_an_error_says_so_to_a_screen_reader(gallery_client: FlaskClient) -> None:
    html = gallery_client.get("/form?errors=1").get_data(as_text=True)
    control = re.search(r'<input[^>]*id="password"[^>]*>', html)
    assert control is not None
    assert 'aria-invalid="true"' in control[0]
    assert 'aria-describedby="password-help password-error"' in control[0]
    assert 'id="password-error"' in html
    assert 'id="password-help"' in html


def test_a_time_carries_the_exact_moment_and_the_words(gallery: Flask) -> None:
    with clock.frozen(AT):
        html = render(gallery, "ui.time_ago(at)", at=AT - timedelta(minutes=2))
    assert 'datetime="2026-11-21T09:58:00+00:00"' in html
    assert ">2 min ago<" in html


def test_a_running_clock_counts_from_its_moment() -> None:
    with clock.frozen(AT):
        shown = [presentation.clock_since(AT - timedelta(seconds=seconds)) for seconds in (-5, 7, 750, 3723)]
    assert shown == ["0:00", "0:07", "12:30", "1:02:03"]


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Anna Berger", "AB"),
        ("anna", "A"),
        ("Jean-Baptiste", "JB"),
        ("Ana María de la Cruz", "AC"),
        ("", "·"),
        (None, "·"),
        ("🦊", "·"),
        ("🦊 Fox", "F"),
    ],
)
def test_an_avatar_shows_the_first_letters_of_a_name(name: str | None, letters: str) -> None:
    assert presentation.initials(name) == letters


@pytest.mark.parametrize("page", [*PAGES, "error"])
def test_no_page_has_an_inline_style_or_script(gallery_client: FlaskClient, page: str) -> None:
    html = gallery_client.get(f"/{page}").get_data(as_text=True)
    assert re.findall(r"<[^>]*\sstyle=", html) == []
    assert re.findall(r"<[^>]*\son[a-z]+=", html) == []
    assert [
        tag for tag in re.findall(r"<script[^>]*>", html) if "src=" not in tag and "application/json" not in tag
    ] == []


def test_every_post_form_carries_its_csrf_field(gallery_client: FlaskClient) -> None:
    html = gallery_client.get("/components").get_data(as_text=True)
    forms = re.findall(r'<form[^>]*method="post".*?</form>', html, flags=re.S)
    assert forms
    assert all('name="csrf_token"' in form for form in forms)


def test_an_asset_may_be_kept_for_a_year_because_its_address_changes_with_its_content(
    gallery_client: FlaskClient,
) -> None:
    html = gallery_client.get("/components").get_data(as_text=True)
    address = re.search(r'href="(/console/static/css/tokens\.css\?v=[0-9a-f]{12})"', html)
    assert address is not None
    assert gallery_client.get(address[1]).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "max-age=31536000" not in gallery_client.get("/console/static/css/tokens.css").headers.get(
        "Cache-Control", ""
    )


def test_every_icon_that_the_shell_names_is_in_the_set() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    named = set(re.findall(r'(?:icon\(|icon_name=)"([a-z0-9-]+)"', source))
    assert named - icon_names() == set()


def test_font_and_icons_come_with_their_licences() -> None:
    assert "SIL Open Font License" in (STATIC_FOLDER / "fonts" / "LICENSE-Inter.txt").read_text(encoding="utf-8")
    assert "ISC License" in (STATIC_FOLDER / "LICENSE-Lucide.txt").read_text(encoding="utf-8")


def test_no_console_script_uses_a_sink_that_turns_text_into_markup() -> None:
    folder = Path(__file__).parents[2] / "embed" / "src" / "console"
    readers = {
        "page_parts.ts": ["DOMParser"],  # reads pages of our own server, whose templates escape every value
        "preview/words.ts": ["DOMParser"],  # inert: what comes out is copied by list into the bubble
    }
    banned = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment"
        r"|\beval\(|new Function|setHTMLUnsafe"
    )
    found = {
        str(path.relative_to(folder)): banned.findall(path.read_text(encoding="utf-8")) for path in folder.rglob("*.ts")
    }
    assert {name: hits for name, hits in found.items() if hits} == readers
