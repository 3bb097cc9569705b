"""What somebody looks for in the archive, and the conditions that this means for the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, column, exists, func, select, table
from sqlalchemy.dialects.postgresql import TSQUERY

from app.chats import offline_queries, queries
from app.chats.archive_index import is_sqlite
from app.chats.archive_models import ArchivePiece
from app.chats.archive_words import Term, terms_of, words_of
from app.chats.models import Chat, ChatTag
from app.chats.offline_models import OfflineMessage
from app.domain.snapshots import ChatState, OperatorSnapshot
from app.visitors.models import Visit, Visitor

_WORDS = table("archive_words", column("rowid"), column("archive_words"))
BODY, WHO = "body", "who"


class Kind(StrEnum):
    """What is found."""

    CHAT = "chat"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class ArchiveFilter:
    """What is looked for; None and empty texts leave a question open. Times are aware, ``until`` is not included.

    ``state`` is a state of chats (also ``missed``) or of offline messages, ``rating`` a rating or ``any``;
    ``invitation`` is its name, ``any`` or ``none``; ``page`` is a part of the page's address.
    """

    text: str = ""
    kind: Kind | None = None
    since: datetime | None = None
    until: datetime | None = None
    operator_id: int | None = None
    department_id: int | None = None
    visitor: str = ""
    rating: str = ""
    tag: str = ""
    invitation: str = ""
    state: str = ""
    page: str = ""
    country: str = ""

    @property
    def terms(self) -> tuple[Term, ...]:
        """What the text asks for."""
        return terms_of(self.text)

    @property
    def asks_of_chats_only(self) -> bool:
        """Whether something is asked that no offline message has."""
        is_state_of_chats = self.state in {*(each.value for each in ChatState), "missed"} - {ChatState.CLOSED.value}
        return bool(self.rating or self.tag or self.invitation or is_state_of_chats)


def chats_of(wanted: ArchiveFilter, operator: OperatorSnapshot) -> list[ColumnElement[bool]]:
    """The conditions for chats."""
    found = [queries.visible_to(operator), *_words(wanted, Chat.id, ArchivePiece.chat_id)]
    found += _when(wanted, Chat.started_at)
    asked: list[tuple[Any, Callable[[], ColumnElement[bool]]]] = [
        (wanted.operator_id, lambda: Chat.operator_id == wanted.operator_id),
        (wanted.department_id, lambda: Chat.department_id == wanted.department_id),
        (wanted.rating, lambda: Chat.rating.is_not(None) if wanted.rating == "any" else Chat.rating == wanted.rating),
        (wanted.tag, lambda: exists().where(ChatTag.chat_id == Chat.id, ChatTag.tag == wanted.tag)),
        (wanted.invitation, lambda: _invitation(wanted.invitation)),
        (wanted.state, lambda: Chat.missed_at.is_not(None) if wanted.state == "missed" else Chat.state == wanted.state),
        (wanted.page, lambda: _contains(Chat.page_url, wanted.page)),
        (wanted.country, lambda: Chat.visitor_id.in_(_from_country(wanted.country))),
    ]
    return found + [condition() for value, condition in asked if value]


def offline_of(wanted: ArchiveFilter, operator: OperatorSnapshot) -> list[ColumnElement[bool]]:
    """The conditions for offline messages."""
    found = [offline_queries.visible_to(operator), *_words(wanted, OfflineMessage.id, ArchivePiece.offline_id)]
    found += _when(wanted, OfflineMessage.created_at)
    asked: list[tuple[Any, Callable[[], ColumnElement[bool]]]] = [
        (wanted.operator_id, lambda: OfflineMessage.operator_id == wanted.operator_id),
        (wanted.department_id, lambda: OfflineMessage.department_id == wanted.department_id),
        (wanted.state, lambda: OfflineMessage.state == wanted.state),
        (wanted.page, lambda: _contains(OfflineMessage.page_url, wanted.page)),
        (wanted.country, lambda: OfflineMessage.country == wanted.country),
    ]
    return found + [condition() for value, condition in asked if value]


def pieces_with(term: Term, part: str, of: Any) -> Select[Any]:
    """The chats or offline messages in which something stands; ``of`` is the column of ``archive_pieces`` to give."""
    found = select(of).where(of.is_not(None))
    if is_sqlite():
        star = " *" if term.is_beginning else ""
        wanted = f'{part} : "{" ".join(term.words)}"{star}'  # words hold letters, digits and marks only
        return found.join(_WORDS, _WORDS.c.rowid == ArchivePiece.id).where(_WORDS.c.archive_words.op("MATCH")(wanted))
    words = [f"'{each}'" for each in term.words]
    words[-1] += ":*" if term.is_beginning else ""
    tsquery = cast(cast(" <-> ".join(words), Text), TSQUERY)
    return found.where(getattr(ArchivePiece, part).op("@@")(tsquery))


def _words(wanted: ArchiveFilter, number: Any, of: Any) -> list[ColumnElement[bool]]:
    found = []
    for term in wanted.terms:
        inside = number.in_(pieces_with(term, BODY, of))
        found.append(~inside if term.is_not else inside)
    names = [Term((each.folded,), is_beginning=True) for each in words_of(wanted.visitor)]
    return found + [number.in_(pieces_with(term, WHO, of)) for term in names]


def _when(wanted: ArchiveFilter, moment: Any) -> list[ColumnElement[bool]]:
    since = [moment >= wanted.since] if wanted.since else []
    return since + ([moment < wanted.until] if wanted.until else [])


def _invitation(name: str) -> ColumnElement[bool]:
    if name in ("any", "none"):
        return Chat.invitation_name.is_not(None) if name == "any" else Chat.invitation_name.is_(None)
    return Chat.invitation_name == name


def _contains(url: Any, part: str) -> ColumnElement[bool]:
    return func.lower(url).contains(part.lower(), autoescape=True)


def _from_country(code: str) -> Select[Any]:
    return select(Visitor.id).join(Visit, Visit.id == Visitor.visit_id).where(Visit.country == code)
