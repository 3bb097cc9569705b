"""A message as the editor's plain text field shows it, and as the visitor will see it."""

from __future__ import annotations

import html
import re

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from app.domain.errors import InvalidInput
from app.invitations.message import clean_message, plain_text
from app.invitations.sentence import quoted
from app.invitations.vocabulary import InvitationDraft

SUMMARY_LENGTH = 60

_MARKUP = re.compile(r"<(?!/?p>|br>)")


def preview_of(written: str) -> Markup:
    """The message as the visitor would see it; nothing that cannot be saved is shown as markup."""
    try:
        return Markup(clean_message(written))  # noqa: S704 - this is the output of the cleaner
    except InvalidInput:
        return Markup("")


def plain_message(saved: str) -> str:
    """The message without tags where it has only paragraphs, so that most people never see one."""
    if _MARKUP.search(saved):
        return saved
    text = html.unescape(saved.replace("</p>", "\n\n").replace("<p>", "").replace("<br>", "\n")).strip()
    return text if preview_of(text) == saved else saved


def message_summary(draft: InvitationDraft) -> str:
    """What the section about the message says while it is closed."""
    text = " ".join(plain_text(preview_of(draft.message_html)).split())
    if len(text) > SUMMARY_LENGTH:
        text = text[: SUMMARY_LENGTH - 1].rstrip() + "…"
    parts = [quoted(text) if text else str(_("no message yet"))]
    if draft.buttons:
        parts.append(str(ngettext("%(num)d button", "%(num)d buttons", len(draft.buttons))))
    if draft.returning_html.strip():
        parts.append(str(_("another one for who returns")))
    if draft.translations:
        parts.append(str(ngettext("%(num)d more language", "%(num)d more languages", len(draft.translations))))
    return ", ".join(parts)
