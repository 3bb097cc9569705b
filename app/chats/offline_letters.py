"""The letters around offline messages: to those who should know, and the answer to the visitor, as one conversation.

Beckon reads no mailbox. What a visitor answers goes to the shop's own mailbox, which is what the page says too.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask_babel import force_locale, get_locale, gettext

from app.chats.offline_queries import OfflineSnapshot, letters_of
from app.chats.offline_settings import recipients_of
from app.domain.snapshots import OperatorSnapshot
from app.foundation import mail, settings
from app.foundation.configuration import configuration
from app.foundation.i18n import LANGUAGES
from app.foundation.mail_letters import Letter
from app.foundation.mail_server import own_host
from app.foundation.text import clean_line, cut
from app.foundation.visitor_language import language_of

LONGEST_PREVIEW = 60


def tell_the_team(message: OfflineSnapshot) -> int:
    """Send a letter to each recipient of the department; how many. Answering it answers the visitor directly."""
    with force_locale(language_of(settings.get("site.language"))):
        subject, text = _subject_for_team(message), _text_for_team(message)
    told = 0
    for address in recipients_of(message.department_id):
        letter = Letter(
            to=address, subject=subject, text=text, reply_to=message.email, references=(root_of(message),),
            in_reply_to=root_of(message),
        )  # fmt: skip
        told += mail.send_later(letter) is not None
    return told


def send_answer(message: OfflineSnapshot, operator: OperatorSnapshot, text: str) -> str | None:
    """Send an answer to the visitor, with what they wrote below it; the Message-ID."""
    if message.email is None:
        return None
    before = letters_of(message.id)
    site = settings.get("site.name")
    with force_locale(_language(message)):
        subject = gettext("Re: Your message to %(site)s", site=site)
        body = f"{text}\n\n{operator.name}\n{site}\n\n{_quoted(message)}"
    return mail.send_later(
        Letter(
            to=message.email,
            to_name=message.name or "",
            from_name=f"{operator.name} ({site})",
            subject=subject,
            text=body,
            in_reply_to=before[-1] if before else root_of(message),
            references=(root_of(message), *before),
        )
    )


def root_of(message: OfflineSnapshot) -> str:
    """The id under which mail programs keep the letters of one offline message together."""
    return f"<offline.{message.key}@{own_host()}>"


def address_of(message: OfflineSnapshot) -> str:
    """Where operators read it."""
    return f"{configuration().base_url}/requests/{message.key}"


def _language(message: OfflineSnapshot) -> str:
    base = (message.language or "").lower().partition("-")[0]
    return base if base in LANGUAGES else language_of(settings.get("site.language"))


def _subject_for_team(message: OfflineSnapshot) -> str:
    who = message.name or message.email or gettext("a visitor")
    preview = cut(clean_line(message.text, LONGEST_PREVIEW + 1), LONGEST_PREVIEW)
    return str(gettext("Offline message from %(who)s: %(words)s", who=who, words=preview))


def _text_for_team(message: OfflineSnapshot) -> str:
    pairs = (
        (gettext("Name"), message.name),
        (gettext("E-mail"), message.email),
        (gettext("Phone"), message.phone),
        (gettext("Department"), message.department_name),
        (gettext("Page"), message.page.url if message.page else None),
        (gettext("Country"), message.country),
    )
    facts = "\n".join(f"{name}: {value}" for name, value in pairs if value)
    here = gettext("Read and answer it here: %(address)s", address=address_of(message))
    direct = gettext("Answering this letter answers the visitor directly; your colleagues will not see it in Beckon.")
    return "\n\n".join(part for part in (message.text, facts, here, direct if message.email else "") if part)


def _quoted(message: OfflineSnapshot) -> str:
    zone = ZoneInfo(settings.get("site.time_zone"))
    at = format_datetime(message.created_at.astimezone(zone), "medium", locale=get_locale())
    lines = "\n".join(f"> {line}" for line in message.text.splitlines())
    return f"{gettext('You wrote on %(date)s:', date=at)}\n{lines}"
