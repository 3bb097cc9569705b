"""Checks the words of an invitation when it is saved: its message, its buttons, its pictures, its other languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.errors import InvalidInput
from app.domain.language_tags import LONGEST_TAG, is_tag, plain_tag
from app.domain.translation import N_
from app.foundation.text import clean_line
from app.invitations.draft_parts import Button, ButtonKind, Content, stored
from app.invitations.message import LONGEST_ADDRESS, clean_message, is_link_address
from app.invitations.pictures import checked_pictures
from app.invitations.vocabulary import InvitationDraft

MOST_BUTTONS = 3
LONGEST_LABEL = 60
LONGEST_NICK = 120
MOST_LANGUAGES = 60


def message_columns(draft: InvitationDraft) -> dict[str, object]:
    """The columns ``message_html`` and ``message``; raises InvalidInput naming the first field that cannot be kept."""
    content = checked_content(draft.content, html_field="message_html")
    translations = {tag: stored(each) for tag, each in _checked_translations(draft.translations).items()}
    pictures = list(checked_pictures(draft.pictures))
    rest = stored(content) or {}
    html = rest.pop("html", "")
    return {
        "message_html": html,
        "message": {
            **rest,
            **({"translations": translations} if translations else {}),
            **({"pictures": pictures} if pictures else {}),
        },
    }


def checked_content(content: Content, path: str = "", *, html_field: str = "") -> Content:
    """Words that can be kept; raises InvalidInput naming the field below ``path``, such as ``buttons[0].url``.

    ``html_field`` names the message where it is not called ``html``.
    """
    returning = content.returning_html
    return Content(
        html=clean_message(content.html, html_field or f"{path}html"),
        returning_html=clean_message(returning, f"{path}returning_html") if returning.strip() else "",
        returning_nick=clean_line(content.returning_nick, LONGEST_NICK),
        buttons=_checked_buttons(content.buttons, path),
    )


def _checked_translations(written: Mapping[str, Content]) -> dict[str, Content]:
    if len(written) > MOST_LANGUAGES:
        raise InvalidInput(
            N_("an invitation speaks at most %(limit)s languages"),
            field="translations",
            values={"limit": MOST_LANGUAGES},
        )
    checked: dict[str, Content] = {}
    for tag, content in written.items():
        plain = plain_tag(tag)
        if not is_tag(tag):
            raise InvalidInput(
                N_("“%(tag)s” is no language; write a tag such as de or pt-BR"),
                field=f"translations.{tag}",
                values={"tag": clean_line(tag, LONGEST_TAG)},
            )
        if plain in checked:
            raise InvalidInput(
                N_("the language %(tag)s is there twice"), field=f"translations.{tag}", values={"tag": plain}
            )
        checked[plain] = checked_content(content, f"translations.{tag}.")
    return checked


def _checked_buttons(buttons: Sequence[Button], path: str) -> tuple[Button, ...]:
    if len(buttons) > MOST_BUTTONS:
        raise InvalidInput(
            N_("a message has at most %(limit)s buttons"), field=f"{path}buttons", values={"limit": MOST_BUTTONS}
        )
    return tuple(_checked_button(button, f"{path}buttons[{place}]") for place, button in enumerate(buttons))


def _checked_button(button: Button, path: str) -> Button:
    label = clean_line(button.label, LONGEST_LABEL + 1)
    if not label:
        raise InvalidInput(N_("write what stands on the button"), field=f"{path}.label")
    if len(label) > LONGEST_LABEL:
        raise InvalidInput(
            N_("the words on a button have at most %(limit)s characters"),
            field=f"{path}.label",
            values={"limit": LONGEST_LABEL},
        )
    if button.does is not ButtonKind.LINK:
        return Button(label=label, does=button.does)
    url = clean_line(button.url or "", LONGEST_ADDRESS + 1)
    if not is_link_address(url):
        raise InvalidInput(
            N_("write where the button leads: an address that begins with https://, http://, mailto: or tel:"),
            field=f"{path}.url",
        )
    return Button(label=label, does=ButtonKind.LINK, url=url)
