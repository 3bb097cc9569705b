"""The archive as a file: a table, lines of JSON, or a page to print; written while it is read, a page at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from babel import Locale
from babel.dates import format_datetime
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from app.chats.archive_filter import ArchiveFilter
from app.chats.archive_finding import Cursor, Found, find
from app.chats.message_queries import messages_after
from app.chats.offline_queries import EntryKind, entries_of
from app.chats.transcript import text_of
from app.chats.wire import wire_time
from app.domain.snapshots import ChatSnapshot, MessageSnapshot, OperatorSnapshot
from app.foundation.database import db
from app.foundation.spreadsheets import BYTE_ORDER_MARK, harmless
from app.foundation.unhurried import unhurried

AT_ONCE = 50
READ_AT_ONCE = 40
"""Messages are read in small pieces, because nobody else works while the database reads."""

PIECE = 16_384
HEAD = (
    "kind", "id", "began", "ended", "state", "visitor", "email", "phone", "country", "department", "operator", "rating",
    "comment", "reason", "missed", "invitation", "tags", "page", "messages", "transcript",
)  # fmt: skip


class FileKind(StrEnum):
    """What kind of file; the value is its ending."""

    CSV = "csv"
    JSON = "jsonl"
    HTML = "html"


CONTENT_TYPES = {
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.JSON: "application/x-ndjson; charset=utf-8",
    FileKind.HTML: "text/html; charset=utf-8",
}


def everything(wanted: ArchiveFilter, operator: OperatorSnapshot) -> Iterator[Found]:
    """All that is found, the latest first; what is written meanwhile may or may not be among it."""
    before: Cursor | None = None
    while True:
        page, has_more = find(wanted, operator, before, AT_ONCE)
        yield from page
        db.session.rollback()  # nobody waits for us while the file is sent
        if not has_more or not page:
            return
        before = page[-1].cursor


def written(kind: FileKind, lines: Iterator[Found], *, site_name: str, time_zone: str) -> Iterator[str]:
    """The file, piece by piece; even a chat of many thousand messages is never whole in the memory."""
    if kind is FileKind.CSV:
        pieces = _as_table(lines, site_name, time_zone)
    elif kind is FileKind.JSON:
        pieces = (piece for each in lines for piece in _as_line(each))
    else:
        pieces = _as_page(lines, site_name, time_zone)
    return _gathered(unhurried(pieces))


def all_messages(chat: ChatSnapshot) -> Iterator[MessageSnapshot]:
    """Every message of a chat in order, however many there are."""
    after, has_more = 0, True
    while has_more:
        page, has_more = messages_after(chat.id, after, READ_AT_ONCE)
        yield from page
        after = page[-1].id if page else after
        has_more = has_more and bool(page)


def _gathered(pieces: Iterable[str]) -> Iterator[str]:
    """Small pieces together, because each that is sent has its price; the first one at once."""
    waiting: list[str] = []
    size, wanted = 0, 1
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= wanted:
            yield "".join(waiting)
            waiting, size, wanted = [], 0, PIECE
    yield "".join(waiting)


def _as_table(lines: Iterator[Found], site_name: str, time_zone: str) -> Iterator[str]:
    yield BYTE_ORDER_MARK + _row(HEAD)
    for each in lines:
        row = _row([harmless(text) for text in _cells(each)])
        yield row.removesuffix("\r\n") + ',"'
        for number, piece in enumerate(_said(each, site_name, time_zone)):
            yield (piece if number else harmless(piece)).replace('"', '""')
        yield '"\r\n'


def _row(cells: Any) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerow(cells)
    return line.getvalue()


def _said(found: Found, site_name: str, time_zone: str) -> Iterator[str]:
    if found.chat is not None:
        yield from text_of(all_messages(found.chat), site_name=site_name, time_zone=time_zone)
    else:
        yield "\n\n".join(f"{by}: {text}" for by, text in _steps(found))


def _cells(found: Found) -> list[str]:
    """All columns of a line but the last, which is what was said."""
    values: tuple[object, ...]
    if found.chat is not None:
        chat = found.chat
        values = (
            found.kind.value, chat.key, wire_time(chat.started_at), _time(chat.closed_at), chat.state.value,
            chat.visitor_name, chat.visitor_email, chat.visitor_phone, chat.visitor_country, chat.department_name,
            chat.operator_name, chat.rating, chat.rating_comment, chat.close_reason, _time(chat.missed_at),
            chat.invitation_name, ", ".join(chat.tags), chat.page.url if chat.page else None, chat.last_id,
        )  # fmt: skip
    else:
        message = found.offline
        if message is None:
            return []
        values = (
            found.kind.value, message.key, wire_time(message.created_at), _time(message.closed_at),
            message.state.value, message.name, message.email, message.phone, message.country, message.department_name,
            message.operator_name, None, None, None, None, None, None, message.page.url if message.page else None, 1,
        )  # fmt: skip
    return ["" if value is None else str(value) for value in values]


def _as_line(found: Found) -> Iterator[str]:
    """One line of JSON; the messages of a chat come last, one by one."""
    line = orjson.dumps(_document(found)).decode()
    if found.chat is not None:
        line = line.removesuffix("}") + ',"messages":['
        yield line
        kept = (each for each in all_messages(found.chat) if each.deleted_at is None)
        for number, message in enumerate(kept):
            yield ("," if number else "") + orjson.dumps(_message(message)).decode()
        line = "]}"
    yield line + "\n"


def _document(found: Found) -> dict[str, Any]:
    if found.chat is not None:
        chat = found.chat
        return {
            "kind": found.kind.value, "id": chat.key, "began": wire_time(chat.started_at),
            "ended": _time(chat.closed_at) or None, "state": chat.state.value,
            "visitor": {"key": chat.visitor_key, "name": chat.visitor_name, "email": chat.visitor_email,
                        "phone": chat.visitor_phone, "country": chat.visitor_country},
            "department": chat.department_name, "operator": chat.operator_name, "rating": chat.rating,
            "comment": chat.rating_comment, "reason": chat.close_reason, "missed": _time(chat.missed_at) or None,
            "invitation": chat.invitation_name, "tags": list(chat.tags), "page": chat.page.url if chat.page else None,
        }  # fmt: skip
    message = found.offline
    if message is None:
        return {}
    return {
        "kind": found.kind.value, "id": message.key, "began": wire_time(message.created_at),
        "ended": _time(message.closed_at) or None, "state": message.state.value,
        "visitor": {"key": message.visitor_key, "name": message.name, "email": message.email, "phone": message.phone,
                    "country": message.country},
        "department": message.department_name, "operator": message.operator_name, "text": message.text,
        "consent": message.consent, "page": message.page.url if message.page else None,
        "steps": [{"kind": each.kind.value, "by": each.operator_name, "text": each.text, "at": wire_time(each.at)}
                  for each in entries_of(message.id)],
    }  # fmt: skip


def _message(message: MessageSnapshot) -> dict[str, Any]:
    return {
        "id": message.id, "from": message.sender.value, "name": message.sender_name, "text": message.text,
        "code": message.code, "file": message.file.name if message.file else None, "at": wire_time(message.at),
    }  # fmt: skip


_HEAD_OF_PAGE = Markup(
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title><style>'
    "body{{margin:2rem auto;max-width:46rem;padding:0 1rem;font:15px/1.5 system-ui,sans-serif;color:#1b1d22}}"
    "article{{break-after:page;padding-block-end:2rem}}h1{{font-size:20px}}h2{{margin:0;font-size:17px}}"
    "dl{{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;font-size:13px}}"
    "dt{{color:#5a5f6b}}dd{{margin:0}}"
    "p{{margin:12px 0 0;white-space:pre-wrap;overflow-wrap:anywhere}}small{{display:block;color:#5a5f6b}}"
    "</style></head><body><h1>{title}</h1>"
)
_ARTICLE = Markup("<article><h2><bdi>{who}</bdi></h2><dl>{facts}</dl>")
_FACT = Markup('<dt>{name}</dt><dd dir="auto">{value}</dd>')
_SAID = Markup('<p dir="auto"><small><bdi>{by}</bdi> {at}</small>{text}</p>')


def _as_page(lines: Iterator[Found], site_name: str, time_zone: str) -> Iterator[str]:
    title = _("Chats of %(site)s", site=site_name)
    yield str(_HEAD_OF_PAGE.format(language=str(get_locale() or "en"), title=title))
    for each in lines:
        yield from map(str, _article(each, ZoneInfo(time_zone)))
    yield "</body></html>"


def _article(found: Found, zone: ZoneInfo) -> Iterator[Markup]:
    of = found.chat or found.offline
    if of is None:
        return
    name = of.visitor_name if isinstance(of, ChatSnapshot) else of.name
    email = of.visitor_email if isinstance(of, ChatSnapshot) else of.email
    facts = (
        (_("Began"), _clock(found.at, zone)),
        (_("E-mail"), email),
        (_("Department"), of.department_name),
        (_("Operator"), of.operator_name),
        (_("Page"), of.page.url if of.page else None),
        (_("Tags"), ", ".join(of.tags) if isinstance(of, ChatSnapshot) else None),
    )
    shown = (_FACT.format(name=word, value=value) for word, value in facts if value)
    yield _ARTICLE.format(who=name or _("Visitor"), facts=Markup().join(shown))
    for by, at, text in _spoken(found, zone):
        if text:
            yield _SAID.format(by=by, at=at, text=text)
    yield Markup("</article>")


def _spoken(found: Found, zone: ZoneInfo) -> Iterator[tuple[str, str, str]]:
    if found.chat is not None:
        for each in all_messages(found.chat):
            yield each.sender_name or _("Visitor"), _clock(each.at, zone), _words(each)
    else:
        yield from ((by, "", text) for by, text in _steps(found))


def _words(message: MessageSnapshot) -> str:
    if message.deleted_at is not None:
        return ""
    return _("File: %(name)s", name=message.file.name) if message.file else message.text


def _steps(found: Found) -> list[tuple[str, str]]:
    """What was written about an offline message, beginning with itself; notes are for operators and included."""
    message = found.offline
    if message is None:
        return []
    steps = entries_of(message.id)
    own = (message.name or _("Visitor"), message.text)
    return [own, *((each.operator_name, each.text) for each in steps if each.kind is EntryKind.ANSWER)]


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return _second(moment.astimezone(zone).replace(tzinfo=None, microsecond=0), str(get_locale() or "en"))


@lru_cache(maxsize=1_000)
def _second(local: datetime, language: str) -> str:
    return format_datetime(local, "medium", locale=Locale.parse(language))


def _time(moment: datetime | None) -> str:
    return wire_time(moment) if moment else ""
