"""Sending a transcript by e-mail: for the visitor who asks for it, and for operators; never more than a few letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

from flask_babel import force_locale, gettext
from limits import RateLimitItemPerDay, RateLimitItemPerHour

from app.chats import access, message_queries
from app.chats.site_settings import TRANSCRIPTS
from app.chats.transcript import Transcript, transcript_of
from app.domain.errors import Forbidden, TooManyRequests, Unavailable
from app.domain.snapshots import ChatSnapshot, MessageSnapshot, OperatorSnapshot
from app.domain.translation import N_
from app.foundation import mail, settings
from app.foundation.database import transaction
from app.foundation.i18n import LANGUAGES
from app.foundation.limits import address_key, is_allowed
from app.foundation.mail_addresses import checked_address
from app.operators import audit
from app.visitors.queries import visitor_by_id

OF_A_CHAT = RateLimitItemPerHour(3)
TO_AN_ADDRESS = RateLimitItemPerDay(5)
FROM_AN_ADDRESS = RateLimitItemPerDay(20)
BY_AN_OPERATOR = RateLimitItemPerHour(60)
MOST_MESSAGES = 2_000
"""A transcript that is longer begins later."""

FIELD = "address"

_ZONES = frozenset(available_timezones())


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a transcript: their address, their language and their IANA time zone, as far as known."""

    address: str
    language: str | None = None
    time_zone: str | None = None


def is_offered() -> bool:
    """Whether visitors are asked for an address: only where letters can be sent and the site wants it."""
    return mail.is_configured() and bool(settings.recent(TRANSCRIPTS))


def send_for_visitor(
    chat_key: str, visitor_id: int, panel_secret: str, reader: Reader, network: str | None, now: datetime
) -> str:
    """Send the visitor's own chat to the address they give, and return it; ``network`` is where they ask from.

    Whoever gets the letter may be somebody else, so it says who asked, and few are sent.
    """
    chat = access.chat_for_visitor(chat_key, visitor_id, panel_secret)
    if not is_offered():
        raise Forbidden(N_("transcripts are not sent from here"), code="transcripts_off")
    address = checked_address(reader.address, FIELD)
    if not (
        is_allowed(OF_A_CHAT, "transcript", "chat", chat.key)
        and is_allowed(TO_AN_ADDRESS, "transcript", "to", address.lower())
        and is_allowed(FROM_AN_ADDRESS, "transcript", "from", address_key(network))
    ):
        raise _too_many()
    language = _language(reader.language, chat)
    with force_locale(language):
        asked = gettext(
            "Somebody asked for this on %(site)s and gave your address. If it was not you, just delete it.",
            site=settings.get("site.name"),
        )
    _send(chat, Reader(address, language, reader.time_zone), asked)
    return address


def send_for_operator(chat_key: str, operator: OperatorSnapshot, address: str, now: datetime) -> str:
    """Send a chat that this operator may see to an address, in the visitor's language and time; returns the address."""
    chat = access.chat_for_operator(chat_key, operator)
    if not mail.is_configured():
        raise Unavailable(N_("no mail server is set up, so nothing can be sent"), code="no_mail")
    checked = checked_address(address, FIELD)
    is_few = is_allowed(TO_AN_ADDRESS, "transcript", "to", checked.lower())
    if not is_few or not is_allowed(BY_AN_OPERATOR, "transcript", "operator", str(operator.id)):
        raise _too_many()
    language = _language(None, chat)
    with force_locale(language):
        asked = gettext("%(name)s from %(site)s sends you this.", name=operator.name, site=settings.get("site.name"))
    with transaction():
        _send(chat, Reader(checked, language), asked)
        audit.record(operator, audit.Action.CHATS_EXPORTED, chat.key, {"sent_to": checked}, now=now)
    return checked


def whole_chat(chat: ChatSnapshot) -> tuple[MessageSnapshot, ...]:
    """All messages of a chat, or the latest of a very long one."""
    found: list[MessageSnapshot] = []
    after, more = max(0, chat.last_id - MOST_MESSAGES), True
    while more:
        page, more = message_queries.messages_after(chat.id, after)
        found.extend(page)
        after = page[-1].id if page else after
    return tuple(found)


def _send(chat: ChatSnapshot, reader: Reader, introduction: str) -> None:
    written = _written(chat, reader, introduction)
    mail.send_later(mail.Letter(to=reader.address, subject=written.title, text=written.text, html=written.html))


def _written(chat: ChatSnapshot, reader: Reader, introduction: str) -> Transcript:
    visitor = visitor_by_id(chat.visitor_id)
    wanted = (reader.time_zone, visitor.time_zone if visitor else None, settings.get("site.time_zone"))
    return transcript_of(
        chat,
        whole_chat(chat),
        site_name=settings.get("site.name"),
        time_zone=next(zone for zone in wanted if zone in _ZONES),
        language=reader.language or "en",
        introduction=introduction,
    )


def _language(wanted: str | None, chat: ChatSnapshot) -> str:
    known = (wanted, chat.language, settings.get("site.language"))
    return next((each for each in known if each in LANGUAGES), "en")


def _too_many() -> TooManyRequests:
    return TooManyRequests(N_("this was sent several times already; try again later"), field=FIELD)
