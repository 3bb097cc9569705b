"""What is said by itself in a chat: a welcome with the place in the queue, words while nobody answers, a goodbye.

Each is said in the transaction of what it belongs to, so it is said once whatever is restarted or repeated.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from babel.dates import format_timedelta
from sqlalchemy import or_, select

from app.chats import posting, queries, waiting
from app.chats.auto_reply_texts import DEPARTMENT, NAME, PLACE, WAIT, AutoReplyTexts, field_names, first_said, said
from app.chats.models import AutoReply
from app.chats.queue_places import place_of
from app.chats.waiting import WaitingWords
from app.domain import events
from app.domain.rules.kinds.languages import subtags
from app.domain.snapshots import ChatSnapshot, SenderKind
from app.foundation import settings
from app.foundation.database import Publish, db
from app.foundation.i18n import LANGUAGES
from app.foundation.visitor_language import language_of
from app.operators.queries import team_is_online

GOODBYES = {
    "ended_by_operator": "closed_by_operator",
    "ended_idle": "closed_idle",
    "ended_abandoned": "closed_abandoned",
    "ended_unanswered": "closed_abandoned",
}
MINUTE = 60


def texts_for(department_id: int | None, language: str | None) -> AutoReplyTexts:
    """The texts for a chat: in its language before any other, and its department's before those of all."""
    own = or_(AutoReply.department_id.is_(None), AutoReply.department_id == department_id)
    rows = list(db.session.execute(select(AutoReply).where(own)).scalars())
    found = {(row.department_id, subtags(row.language)): texts_of(row) for row in rows}
    wanted = [*_shorter(language or ""), *_shorter(settings.recent("site.language"))]
    keys = [(department, parts) for parts in wanted for department in dict.fromkeys((department_id, None))]
    return first_said(found[key] for key in keys if key in found)


def texts_of(row: AutoReply) -> AutoReplyTexts:
    """What a row says."""
    return AutoReplyTexts(**{name: getattr(row, name) for name in field_names()})


def greet(publish: Publish, chat: ChatSnapshot, now: datetime) -> None:
    """Somebody has begun to wait: say hello, where they stand and how long it takes; or that nobody is there."""
    texts = texts_for(chat.department_id, chat.language)
    departments = None if chat.department_id is None else [chat.department_id]
    if not team_is_online(departments, now):
        _say(publish, chat, said(texts.offline, _values(chat)), now)
        return
    queue = place_of(chat, now)
    values = _values(chat)
    lines = [said(texts.welcome, values)]
    if queue is not None:
        lines.append(said(texts.place, {**values, PLACE: str(queue.place)}))
        if queue.wait_seconds is not None:
            lines.append(said(texts.wait, {**values, WAIT: spoken_wait(queue.wait_seconds, chat.language)}))
    waiting.begin(publish, chat.id, _words(chat, texts, "\n".join(filter(None, lines))), now)


def go_on_waiting(publish: Publish, chat: ChatSnapshot, now: datetime) -> None:
    """A chat lies in the queue again: what is said while nobody answers is said again."""
    waiting.begin(publish, chat.id, _words(chat, texts_for(chat.department_id, chat.language), ""), now)


def say_goodbye(publish: Publish, chat_id: int, code: str, now: datetime) -> None:
    """What is said at the end of a chat, by the code of its last line; nothing where the visitor ends it."""
    name = GOODBYES.get(code)
    if name is not None:
        chat = queries.chat_by_id(chat_id)
        words: str = getattr(texts_for(chat.department_id, chat.language), name)
        _say(publish, chat, said(words, _values(chat)), now)


def spoken_wait(seconds: int, language: str | None) -> str:
    """A length of time in whole minutes, in the visitor's language, never less than one."""
    minutes = max(1, -(-seconds // MINUTE))
    return str(format_timedelta(minutes * MINUTE, granularity="minute", threshold=99, locale=_locale(language)))


def _locale(language: str | None) -> str:
    base = next(iter(subtags(language or "")), "")
    return base if base in LANGUAGES else language_of(settings.recent("site.language"))


def _words(chat: ChatSnapshot, texts: AutoReplyTexts, message: str) -> WaitingWords:
    return WaitingWords(
        sender_name=chat.department_name or "",
        message=message,
        timeout_seconds=texts.unanswered_seconds,
        timeout_message=said(texts.unanswered, _values(chat)),
        times=texts.unanswered_times,
    )


def _values(chat: ChatSnapshot) -> Mapping[str, str]:
    return {NAME: chat.visitor_name or "", DEPARTMENT: chat.department_name or ""}


def _say(publish: Publish, chat: ChatSnapshot, text: str, now: datetime) -> None:
    if text:
        automatic = SenderKind.AUTOMATIC
        draft = posting.Draft(automatic, automatic.value, chat.department_name or "", text)
        message = posting.add(chat.id, draft, now)
        publish(events.MessagePosted(at=now, chat=queries.chat_by_id(chat.id), message=message))


def _shorter(tag: str) -> list[tuple[str, ...]]:
    parts = subtags(tag)
    return [parts[:length] for length in range(len(parts), 0, -1)]
