"""Looking through what was said: pages of chats and offline messages, the latest first, with what was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from app.chats import offline_queries, pictures
from app.chats.archive_filter import ArchiveFilter, Kind, chats_of, offline_of
from app.chats.archive_index import index_pending
from app.chats.archive_words import Term, hits
from app.chats.models import Chat, ChatTag, Message
from app.chats.offline_models import OfflineMessage
from app.chats.offline_queries import OfflineSnapshot
from app.domain.snapshots import ChatSnapshot, OperatorSnapshot, SenderKind
from app.foundation.database import db
from app.foundation.text import clean_line

PAGE = 25
COUNTED = 10_000
READ_OF_A_CHAT = 400
BEFORE_A_HIT = 60
SNIPPET = 220
MOST_CHOICES = 200


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last line of a page: its time, what it was, and its number."""

    at: datetime
    kind: Kind
    number: int


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a snippet; ``is_hit`` is what was looked for."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Found:
    """One chat or offline message; ``snippet`` is empty where no words were looked for."""

    kind: Kind
    at: datetime
    number: int
    chat: ChatSnapshot | None = None
    offline: OfflineSnapshot | None = None
    snippet: tuple[Part, ...] = ()
    snippet_by: str = ""

    @property
    def key(self) -> str:
        """The public key."""
        of = self.chat or self.offline
        return of.key if of else ""

    @property
    def cursor(self) -> Cursor:
        """Where the list goes on after this one."""
        return Cursor(self.at, self.kind, self.number)


def find(
    wanted: ArchiveFilter, operator: OperatorSnapshot, before: Cursor | None = None, limit: int = PAGE
) -> tuple[tuple[Found, ...], bool]:
    """A page of what is found, and whether there is more. What was said a moment ago is found too."""
    index_pending()
    lines = sorted(_lines(wanted, operator, before, limit + 1), key=_place, reverse=True)
    page = lines[:limit]
    chats = {each.id: each for each in pictures.many(Chat.id.in_([n for _at, kind, n in page if kind is Kind.CHAT]))}
    ids = [number for _at, kind, number in page if kind is Kind.OFFLINE]
    rows = db.session.execute(offline_queries.rows_where(OfflineMessage.id.in_(ids)))
    offline = {each.id: each for each in (offline_queries.snapshot(row) for row in rows)}
    snippets = snippets_of(list(chats), wanted.terms) if wanted.terms else {}
    found = []
    for at, kind, number in page:
        if kind is Kind.CHAT and number in chats:
            parts, by = snippets.get(number, ((), ""))
            found.append(Found(kind, at, number, chat=chats[number], snippet=parts, snippet_by=by))
        elif kind is Kind.OFFLINE and number in offline:
            parts = snippet(offline[number].text, wanted.terms)
            found.append(Found(kind, at, number, offline=offline[number], snippet=parts))
    return tuple(found), len(lines) > limit


def count(wanted: ArchiveFilter, operator: OperatorSnapshot, most: int = COUNTED) -> int:
    """How many are found, counted up to one more than ``most``."""
    total = 0
    for _kind, number, conditions in _questions(wanted, operator):
        some = select(number).where(*conditions).limit(most + 1).subquery()
        total += db.session.execute(select(func.count()).select_from(some)).scalar_one()
    return min(total, most + 1)


def snippets_of(chat_ids: Sequence[int], terms: Sequence[Term]) -> dict[int, tuple[tuple[Part, ...], str]]:
    """For each chat the message that has most of what was looked for, cut to the place, and who said it."""
    rows = db.session.execute(
        select(Message.chat_id, Message.text, Message.sender_name)
        .where(
            Message.chat_id.in_(chat_ids),
            Message.number <= READ_OF_A_CHAT,
            Message.sender != SenderKind.SYSTEM.value,
            Message.deleted_at.is_(None),
        )
        .order_by(Message.chat_id, Message.number)
    )
    best: dict[int, tuple[int, str, str]] = {}
    for chat_id, text, by in rows:
        number = len(hits(text, tuple(terms)))
        if number > best.get(chat_id, (0, "", ""))[0]:
            best[chat_id] = (number, text, by)
    return {chat_id: (snippet(text, terms), by) for chat_id, (_number, text, by) in best.items()}


def snippet(text: str, terms: Sequence[Term]) -> tuple[Part, ...]:
    """The words around the first hit, with every hit marked; nothing of it is markup."""
    line = clean_line(text, len(text))
    found = hits(line, tuple(terms))
    if not found:
        return (Part(line[:SNIPPET], is_hit=False),) if line else ()
    start = max(0, found[0][0] - BEFORE_A_HIT)
    if start:
        blank = line.find(" ", start, found[0][0])
        start = blank + 1 if blank >= 0 else start
    end = min(len(line), start + SNIPPET)
    parts = [Part("…", is_hit=False)] if start else []
    at = start
    for first, last in found:
        if first >= end:
            break
        parts += [Part(line[at:first], is_hit=False), Part(line[first : min(last, end)], is_hit=True)]
        at = min(last, end)
    parts.append(Part(line[at:end] + ("…" if end < len(line) else ""), is_hit=False))
    return tuple(part for part in parts if part.text)


def tag_choices() -> tuple[str, ...]:
    """The tags that chats have."""
    return tuple(db.session.execute(select(ChatTag.tag).distinct().order_by(ChatTag.tag).limit(MOST_CHOICES)).scalars())


def _questions(
    wanted: ArchiveFilter, operator: OperatorSnapshot
) -> Iterable[tuple[Kind, Any, list[ColumnElement[bool]]]]:
    if wanted.kind is not Kind.OFFLINE:
        yield Kind.CHAT, Chat.id, chats_of(wanted, operator)
    if wanted.kind is not Kind.CHAT and not wanted.asks_of_chats_only:
        yield Kind.OFFLINE, OfflineMessage.id, offline_of(wanted, operator)


def _lines(
    wanted: ArchiveFilter, operator: OperatorSnapshot, before: Cursor | None, limit: int
) -> list[tuple[datetime, Kind, int]]:
    lines: list[tuple[datetime, Kind, int]] = []
    for kind, number, conditions in _questions(wanted, operator):
        moment = Chat.started_at if kind is Kind.CHAT else OfflineMessage.created_at
        asked = select(moment, number).where(*conditions)
        if before is not None:
            asked = asked.where(_behind(moment, number, kind, before))
        rows = db.session.execute(asked.order_by(moment.desc(), number.desc()).limit(limit))
        lines += [(at, kind, found) for at, found in rows]
    return lines


def _behind(moment: Any, number: Any, kind: Kind, last: Cursor) -> ColumnElement[bool]:
    if kind is last.kind:
        return or_(moment < last.at, (moment == last.at) & (number < last.number))
    behind: ColumnElement[bool] = moment <= last.at if kind is Kind.CHAT else moment < last.at
    return behind


def _place(line: tuple[datetime, Kind, int]) -> tuple[datetime, bool, int]:
    at, kind, number = line
    return at, kind is Kind.OFFLINE, number
