"""What a letter is, and how it is written down for the mail server; nothing in it can add a line to its head."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from app.foundation.mail_addresses import named
from app.foundation.text import clean_line, clean_text

LONGEST_SUBJECT = 200
LONGEST_TEXT = 1_000_000
LONGEST_REFERENCE = 250
MOST_REFERENCES = 20
LONGEST_LINE = 500
"""Longer than any reference, because the library would encode a reference that it cannot fold."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail to one person, as plain text and, where it helps, as HTML.

    ``message_id`` is made when the letter is queued; sending it again after a crash repeats it, so that mail programs
    show it once. ``in_reply_to``, ``references`` and ``reply_to`` join the letters of one conversation. ``to_name`` and
    ``from_name`` are shown beside the addresses; without ``from_name`` it is the site's. ``is_private`` letters hold
    something that opens a door, such as a link for a new password: they wait sealed, and nobody is shown what they say.
    """

    to: str
    subject: str
    text: str
    html: str | None = None
    reply_to: str | None = None
    in_reply_to: str | None = None
    message_id: str | None = None
    references: tuple[str, ...] = ()
    to_name: str = ""
    from_name: str = ""
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name letters leave. ``reply_to`` is where answers go where a letter does not say otherwise."""

    address: str
    name: str = ""
    reply_to: str = ""


def written(letter: Letter, sender: Sender, at: datetime) -> EmailMessage:
    """The letter as it travels. Every line of its head is one line, whatever the values were."""
    is_plain = all(each.isascii() for each in (letter.to, sender.address, letter.reply_to or "", sender.reply_to))
    message = EmailMessage(policy=(SMTP if is_plain else SMTPUTF8).clone(max_line_length=LONGEST_LINE))
    message["From"] = named(letter.from_name or sender.name, sender.address)
    message["To"] = named(letter.to_name, letter.to)
    message["Subject"] = clean_line(letter.subject, LONGEST_SUBJECT)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = _reference(letter.message_id or "")
    answers = letter.reply_to or sender.reply_to
    if answers:
        message["Reply-To"] = Address(addr_spec=answers)
    if letter.in_reply_to:
        message["In-Reply-To"] = _reference(letter.in_reply_to)
    if letter.references:
        message["References"] = " ".join(_reference(each) for each in letter.references[-MOST_REFERENCES:])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(clean_text(letter.text, LONGEST_TEXT))
    if letter.html:
        message.add_alternative(clean_text(letter.html, LONGEST_TEXT), subtype="html")
    return message


def _reference(text: str) -> str:
    return "".join(each for each in clean_line(text, LONGEST_REFERENCE) if each.isascii() and not each.isspace())
