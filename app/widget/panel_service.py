"""What the chat panel does for the visitor: it opens a session, starts a chat from the first message, and goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.chats import message_queries, previewing, rating, receiving
from app.chats import queries as chat_queries
from app.chats import service as chats
from app.chats.access import chat_for_visitor
from app.chats.keeping_out import demand_welcome
from app.chats.posting import FileDraft
from app.chats.queue_places import place_of
from app.chats.wire import wire_acknowledgement, wire_chat, wire_message, wire_missed, wire_queue
from app.departments.queries import departments_by_alias
from app.domain.errors import BadRequest, NotFound
from app.domain.language_tags import plain_tag
from app.domain.snapshots import ChatSnapshot, PageSnapshot, VisitorSnapshot
from app.foundation.database import transaction
from app.foundation.secrets import new_key
from app.foundation.text import clean_line
from app.foundation.visitor_language import visitor_language
from app.invitations import service as invitations
from app.invitations.answering import opening_of
from app.visitors import queries as visitor_queries
from app.visitors import service as visitors
from app.visitors.addresses import clean_url
from app.visitors.blocking import is_kept_out
from app.visitors.models import LONGEST_TITLE
from app.visitors.tokens import token_for, visitor_key_from
from app.widget import pace
from app.widget.bodies import FirstMessageBody, MessageBody, PageAddressBody, SessionBody
from app.widget.offline_form import OfflineBody, keep_message, offline_document
from app.widget.service import team_document

SECRET_LENGTHS = range(22, 129)
NOBODY = 0
LONGEST_LANGUAGE = 20
LARGEST_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class PanelCaller:
    """The two things a panel shows: who the visitor is, and the secret that opens this panel's chats."""

    token: str | None
    secret: str
    address: str | None


def panel_caller(authorization: str, secret: str, address: str | None) -> PanelCaller:
    """Read the two headers of a panel's call; a panel without a proper secret is refused."""
    if len(secret) not in SECRET_LENGTHS or not secret.isascii() or not secret.isprintable():
        raise BadRequest("X-Beckon-Panel must hold the panel's secret, 22 to 128 characters", field="X-Beckon-Panel")
    kind, _, token = authorization.partition(" ")
    return PanelCaller(token.strip() if kind.lower() == "bearer" else None, secret, address)


def open_session(caller: PanelCaller, body: SessionBody, now: datetime) -> dict[str, Any]:
    """Open the panel: opening is consent to be known, so a visitor without a valid token gets one."""
    visitor = _known_visitor(caller)
    known_key = visitor.key if visitor else None
    if is_kept_out(known_key, caller.address, now):
        # A newcomer's token is of nobody: nothing is kept of them, and nothing tells them so.
        token = token_for(known_key or new_key())
        return {"token": token, "chat": None, "team": {"online": False}, "typing_preview": False, "offline": None}
    if visitor is None:
        pace.demand_newcomer(caller.address)
        with transaction() as publish:
            visitor = visitors.new_visitor(publish, now)
    embed = body.embed.snapshot()
    chat = chat_queries.open_chat_of(visitor.id, caller.secret)
    if chat is None:
        chat = rating.still_asked(visitor.id, caller.secret, now)
    return {
        "token": token_for(visitor.key),
        "chat": _waiting_chat(chat, now) if chat else None,
        "team": team_document(embed, now),
        "offline": offline_document(embed, visitor),
        "typing_preview": previewing.is_on(),
    }


def start_chat(
    caller: PanelCaller, body: FirstMessageBody, now: datetime, file: FileDraft | None = None
) -> tuple[dict[str, Any], bool]:
    """Start a chat with the visitor's first message; an answered invitation becomes its first line.

    ``file`` is one that has been looked into and kept; the text is its name then.
    """
    visitor_key = visitor_key_from(caller.token) or ""
    demand_welcome(visitor_key, caller.address, now)
    embed = body.embed.snapshot()
    department = next(iter(departments_by_alias(embed.departments)), None)
    with transaction() as publish:
        visitor = visitors.lock_visitor(visitor_key)
        if visitor is None:
            raise unknown_visitor()
        impression = None
        if body.impression:
            impression = invitations.impression_for_reply(visitor_id=visitor.id, impression_key=body.impression)
        started = chats.start_chat(
            publish,
            visitor=visitor,
            panel_secret=caller.secret,
            client_id=body.client_id,
            text=body.text,
            department_id=department.id if department else None,
            opening=opening_of(impression, visitor) if impression else None,
            page=_page(body.page),
            now=now,
            language=_language(embed.language),
            file=file,
        )
        if impression is not None and started.is_new:
            invitations.mark_replied(publish, impression, started.chat, now)
    answer = {"chat": _waiting_chat(started.chat, now), "message": wire_message(started.message)}
    return answer, started.is_new


def leave_message(caller: PanelCaller, body: OfflineBody, now: datetime) -> tuple[dict[str, Any], bool]:
    """Keep what a visitor wrote while nobody was there; whether it is new."""
    return keep_message(visitor_key_from(caller.token) or "", caller.address, body, _page(body.page), now)


def messages_after(
    caller: PanelCaller, chat_key: str, after: int, changes_after: int | None, now: datetime
) -> dict[str, Any]:
    """The messages of a chat after an id, and what was changed after a change."""
    chat = chat_for_visitor(chat_key, visitor_id_of(caller), caller.secret)
    missed = message_queries.missed(chat, min(after, chat.last_id), changes_after)
    receiving.mark_received(chat, after, now)
    return {"chat": wire_chat(chat), **wire_missed(missed)}


def post_message(caller: PanelCaller, chat_key: str, body: MessageBody, now: datetime) -> dict[str, Any]:
    """A further message of the visitor; the same ``client_id`` gives the same answer."""
    posted = chats.post_visitor_message(
        chat_key,
        visitor_id_of(caller),
        caller.secret,
        body.client_id,
        body.text,
        now,
        quote=body.quote,
        address=caller.address,
    )
    return wire_acknowledgement(posted)


def mark_seen(caller: PanelCaller, chat_key: str, message_id: int, now: datetime) -> None:
    """The visitor has read up to a message; a number that no message can have is unknown."""
    if not 1 <= message_id <= LARGEST_NUMBER:
        raise NotFound("there is no such message", field="id")
    receiving.mark_seen_by_visitor(chat_key, visitor_id_of(caller), caller.secret, message_id, now)


def close_chat(caller: PanelCaller, chat_key: str, now: datetime) -> dict[str, Any]:
    """The visitor ends the chat."""
    return wire_chat(chats.close_by_visitor(chat_key, visitor_id_of(caller), caller.secret, now))


def _waiting_chat(chat: ChatSnapshot, now: datetime) -> dict[str, Any]:
    """A chat with its place in the queue; later the panel's line tells it whenever it changes."""
    return {**wire_chat(chat), **wire_queue(place_of(chat, now))}


def _language(named: str | None) -> str:
    """The language in which the chat is begun: what the embed code names, else the one that the panel speaks."""
    return plain_tag(named or "")[:LONGEST_LANGUAGE] or visitor_language(None)


def _known_visitor(caller: PanelCaller) -> VisitorSnapshot | None:
    visitor_key = visitor_key_from(caller.token)
    return visitor_queries.visitor_by_key(visitor_key) if visitor_key else None


def unknown_visitor() -> NotFound:
    """The answer to a token that belongs to nobody."""
    return NotFound("there is no such visitor; open a session first", code="unknown_visitor")


def visitor_id_of(caller: PanelCaller) -> int:
    """The visitor's number; nobody's for somebody unknown, so that every chat is equally unknown to them."""
    visitor = _known_visitor(caller)
    return visitor.id if visitor else NOBODY


def _page(body: PageAddressBody) -> PageSnapshot | None:
    url = clean_url(body.url)
    return PageSnapshot(url, clean_line(body.title, LONGEST_TITLE)) if url else None
