"""What a message may hold, and what is refused with a sentence that names its field; no database is needed."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import InvalidInput
from app.domain.language_tags import content_for, plain_tag
from app.invitations.checked_message import MOST_BUTTONS, message_columns
from app.invitations.draft_parts import Button, ButtonKind, Content
from app.invitations.message import MESSAGE_LIMIT, clean_message, is_link_address, plain_text
from app.invitations.pictures import css_with_pictures, with_pictures
from app.invitations.translations import Missing, missing_words
from app.invitations.vocabulary import InvitationDraft

STORED = "/embed/files/" + "0a" * 16 + ".gif"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('<img src="{proactive_img_1}" alt="" />', '<img src="{proactive_img_1}" alt="">'),
        (f'<img src="{STORED}" alt="A ball" width="240" height="160">',) * 2,
        ('<p>a<img src="https://a.test/x.png?y=1&amp;z=2" alt="b"></p>',) * 2,
        ('<p>a<img src="{proactive_img_6}" alt="b"></p>', "<p>a</p>"),
        ('<p>a<img src="{lhc.var.picture}" alt="b"></p>', "<p>a</p>"),
        ('<p>a<img src="/embed/files/../config.toml" alt="b"></p>', "<p>a</p>"),
        ('<p>a<img src="/logout" alt="b"></p>', "<p>a</p>"),
        ('<p>a<img src="//canary.test/x.png" alt="b"></p>', "<p>a</p>"),
        ('<p>a<img src="data:image/svg+xml,<svg onload=alert(1)>" alt="b"></p>', "<p>a</p>"),
        ('<p>a<img src="https:canary.test/x.png" alt="b"></p>', "<p>a</p>"),
        ("<p>a<img src=x onerror=__xss('N01')></p>", "<p>a</p>"),
        (
            '<p>a<img src="https://a.test/x.png" alt="b" width="90000" height="-1" onload="x()" srcset="y 2x"></p>',
            '<p>a<img src="https://a.test/x.png" alt="b"></p>',
        ),
        ("<p>a<svg><animate onbegin=__xss('M11') attributeName=x dur=1s></p>", "<p>a</p>"),
        (
            "<p>a<style>*{background:url(http://canary.test/)}</style><link rel=stylesheet href=//c.test></p>",
            "<p>a</p>",
        ),
        ("<p>a<form action=//c.test><input name=b><button>c</button></form></p>", "<p>a</p>c<p></p>"),
        ("<p>a<iframe srcdoc='<script>alert(1)</script>'></iframe></p>", "<p>a</p>"),
        ('<p>a</p><p style="position:fixed" class="x" id="y">b</p>', "<p>a</p><p>b</p>"),
        ("<p>{{ config.items() }} {visitor.__init__.__globals__[SECRET_KEY]}</p>",) * 2,
    ],
)
def test_a_message_keeps_pictures_and_nothing_that_acts(written: str, kept: str) -> None:
    assert clean_message(written) == kept
    assert clean_message(kept) == kept


@pytest.mark.parametrize(
    ("href", "is_kept"),
    [
        ("https://a.test/x?n={visitor.name|there}", True),
        ("mailto:a@b.test?subject={nick}", True),
        ("/pricing", True),
        ("{lhc.var.link}", False),
        ("https://{lhc.var.host}/x", False),
        ("https://a.test{nick}", False),
        ("javascript:alert(1)", False),
        ("data:text/html,<script>alert(1)</script>", False),
    ],
)
def test_no_value_of_a_variable_decides_where_a_link_leads(href: str, is_kept: bool) -> None:
    cleaned = clean_message(f'<p><a href="{href}">x</a></p>')

    assert ("href" in cleaned) is is_kept


def test_a_picture_that_nobody_described_is_refused_and_a_decorative_one_is_not() -> None:
    with pytest.raises(InvalidInput, match="describe the picture") as refused:
        clean_message(f'<p>Look <img src="{STORED}"></p>', "translations.de.html")

    assert (refused.value.field, refused.value.code) == ("translations.de.html", "no_alt")
    assert clean_message(f'<p>Look <img src="{STORED}" alt=""></p>')


def test_a_picture_is_its_description_where_only_text_can_stand() -> None:
    assert (
        plain_text(clean_message(f'<p>Look <img src="{STORED}" alt="a &lt;ball&gt;"></p><p>!</p>'))
        == "Look  a <ball>\n!"
    )
    assert plain_text(clean_message('<img src="{proactive_img_1}" alt="" />')) == "🖼"


@pytest.mark.parametrize("written", ["", "   ", "<p></p>", "<p><br></p>", "<b> </b>", "\u0000", "<script>x</script>"])
def test_a_message_that_says_nothing_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput, match="needs a message"):
        clean_message(written)


def test_a_message_of_200_kilobytes_is_refused_with_its_limit() -> None:
    with pytest.raises(InvalidInput, match=str(MESSAGE_LIMIT)):
        clean_message("W" * 200_000)


def test_numbered_pictures_come_into_their_places_and_empty_places_vanish() -> None:
    cleaned = clean_message('<p>a<img alt="b" src="{proactive_img_1}"><img src="{proactive_img_5}" alt="c"></p>')

    assert (
        with_pictures(cleaned, ["https://a.test/?x=1&y=2"]) == '<p>a<img alt="b" src="https://a.test/?x=1&amp;y=2"></p>'
    )
    assert with_pictures("<p>{proactive_img_1}</p>", [STORED]) == "<p>{proactive_img_1}</p>"
    assert css_with_pictures("p{background:url({proactive_img_2})}", ["", STORED]) == f"p{{background:url({STORED})}}"


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://a.test", True), ("http://a.test/x?y#z", True), ("HTTPS://a.test", True), ("mailto:a@b.test", True),
        ("tel:+491234", True), ("https://a.test/{nick}", True), ("/pricing", False), ("a.test", False), ("", False),
        ("https:", False), ("https://", False), ("https:///x", False), ("javascript:alert(1)", False),
        ("data:text/html,x", False), ("vbscript:x", False), ("file:///etc/passwd", False), ("//a.test", False),
        ("https:a.test", False), ("https://{nick}", False), ("{lhc.var.x}", False),
        ("https://a.test/" + "x" * 2000, False),
    ],
)  # fmt: skip
def test_a_button_leads_to_the_web_to_a_mail_or_to_a_telephone(address: str, may: bool) -> None:
    assert is_link_address(address) is may


def draft(**fields: Any) -> InvitationDraft:
    """An invitation of which only the words matter."""
    values: dict[str, Any] = {"name": "x", "message_html": "Hello", **fields}
    return InvitationDraft(**values)


GREETING = Content(html="x")
LINK = Button(label="Prices", does=ButtonKind.LINK, url="https://a.test/prices")


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"message_html": ""}, "message_html"),
        ({"returning_html": "x" * 20_001}, "returning_html"),
        ({"returning_html": "<p></p>"}, "returning_html"),
        ({"buttons": (LINK, Button(label=""))}, "buttons[1].label"),
        ({"buttons": (Button(label="x" * 61),)}, "buttons[0].label"),
        ({"buttons": (LINK, Button(label="x", does=ButtonKind.LINK, url="javascript:alert(1)"))}, "buttons[1].url"),
        ({"buttons": (Button(label="x", does=ButtonKind.LINK),)}, "buttons[0].url"),
        ({"buttons": (LINK,) * (MOST_BUTTONS + 1)}, "buttons"),
        ({"pictures": ("", "javascript:alert(1)")}, "pictures[1]"),
        ({"pictures": (STORED,) * 6}, "pictures"),
        ({"translations": {"de": Content(html="")}}, "translations.de.html"),
        ({"translations": {"de": Content(html="x", buttons=(Button(label=""),))}}, "translations.de.buttons[0].label"),
        ({"translations": {"de": Content(html="x", returning_html="<p></p>")}}, "translations.de.returning_html"),
        ({"translations": {"<b>": Content(html="x")}}, "translations.<b>"),
        ({"translations": {"de": Content(html="x"), "ger": Content(html="y")}}, "translations.ger"),
        ({"translations": {f"x{chr(97 + n // 26)}{chr(97 + n % 26)}": GREETING for n in range(61)}}, "translations"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_by_the_name_of_its_field(fields: dict[str, object], named: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        message_columns(draft(**fields))

    assert refused.value.field == named


def test_words_are_kept_clean_in_every_language() -> None:
    kept = message_columns(
        draft(
            returning_html="<p>Back, {nick}<script>x</script></p>",
            returning_nick=" friend\n",
            buttons=(LINK, Button(label=" Call\tme ", does=ButtonKind.REPLY, url="javascript:alert(1)")),
            translations={"deu": Content(html="Hallo<img src=x onerror=y>"), "pt_br": Content(html="<b>Olá</b>")},
            pictures=(STORED, "", ""),
        )
    )

    assert kept == {
        "message_html": "<p>Hello</p>",
        "message": {
            "returning_html": "<p>Back, {nick}</p>",
            "returning_nick": "friend",
            "buttons": (
                {"label": "Prices", "does": "link", "url": "https://a.test/prices"},
                {"label": "Call me", "does": "reply"},
            ),
            "translations": {"de": {"html": "Hallo"}, "pt-BR": {"html": "<b>Olá</b>"}},
            "pictures": [STORED],
        },
    }


def test_an_austrian_reads_austrian_else_german_else_the_first_language() -> None:
    first, german, austrian = Content(html="Hi"), Content(html="Hallo"), Content(html="Servus")

    assert content_for(first, {"de": german, "de-AT": austrian}, "de-at") == ("de-AT", austrian)
    assert content_for(first, {"de": german}, "de-AT") == ("de", german)
    assert content_for(first, {"de": german}, "ger") == ("de", german)
    assert content_for(first, {"de-AT": austrian}, "de") == (None, first)
    assert content_for(first, {"de": german}, None) == (None, first)
    assert content_for(first, {"zh-Hant": german}, "zh-TW") == ("zh-Hant", german)


def test_languages_in_use_without_words_and_languages_that_say_less_are_found() -> None:
    first = Content(html="Hi", returning_html="Back", buttons=(LINK,))

    found = missing_words(first, "en", {"de": Content(html="Hallo")}, ["en-GB", "de-AT", "fre", "fr", "lt"])

    assert found == (Missing("fr"), Missing("lt"), Missing("de", ("returning", "buttons")))
    assert plain_tag("zh-tw") == "zh-Hant-TW"
