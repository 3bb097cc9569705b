"""What is said to a visitor who waits for a person: something at once, and something again while nobody accepts.

What is still to be said lies in the database with its next moment, so it survives a restart and needs no tab that is
awake. It ends with the accept, the close, or the visitor's going.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from app.chats import posting, queries, rounds
from app.chats.models import Chat, ChatWait
from app.domain import events
from app.domain.snapshots import ChatState, SenderKind
from app.foundation.database import Publish, db
from app.visitors.models import Visitor
from app.visitors.visit_rule import LEAVING_GRACE, VISIT_PAUSE

PUNCTUAL = timedelta(seconds=10)
"""What is said later than this has been held up; the next time is counted anew, so that nothing comes in a burst."""

LOOK_AGAIN = timedelta(seconds=5)
"""How soon to see whether a visitor who left is back."""

SENDER_KEY = SenderKind.AUTOMATIC.value


@dataclass(frozen=True, slots=True)
class WaitingWords:
    """What to say: ``message`` at once, ``timeout_message`` after ``timeout_seconds`` and ``times`` times in all.

    Both are plain text; an empty one is not said. Without ``timeout_seconds`` nothing comes later.
    """

    sender_name: str
    message: str = ""
    timeout_seconds: int | None = None
    timeout_message: str = ""
    times: int = 1


def begin(publish: Publish, chat_id: int, words: WaitingWords, now: datetime) -> None:
    """A chat begins to wait: say the first words and note when the next are due."""
    if words.message:
        _say(publish, chat_id, words.sender_name, words.message, now)
    if words.timeout_seconds and words.timeout_message:
        db.session.add(
            ChatWait(
                chat_id=chat_id,
                sender_name=words.sender_name,
                text=words.timeout_message,
                every_seconds=words.timeout_seconds,
                times_left=max(1, words.times),
                next_at=now + timedelta(seconds=words.timeout_seconds),
            )
        )
        db.session.flush()


def end(chat_id: int) -> None:
    """Nobody waits here any more; to be called in the transaction that accepts or closes the chat."""
    db.session.execute(delete(ChatWait).where(ChatWait.chat_id == chat_id))


def say_what_is_due(now: datetime) -> int:
    """Say in every waiting chat what is due, each once however many processes do this; how many messages it made."""
    due = select(ChatWait.chat_id).where(ChatWait.next_at <= now).order_by(ChatWait.next_at)
    return rounds.one_by_one(rounds.found(due), lambda publish, chat_id: _say_next(publish, chat_id, now))


def _say_next(publish: Publish, chat_id: int, now: datetime) -> bool:
    """Runs under the lock of the chat's row, which whoever accepts or closes takes too, so that one is earlier."""
    state = db.session.execute(select(Chat.state).where(Chat.id == chat_id)).scalar_one()
    wait = db.session.execute(
        select(ChatWait).where(ChatWait.chat_id == chat_id, ChatWait.next_at <= now)
    ).scalar_one_or_none()
    if wait is None:
        return False
    if state != ChatState.WAITING.value:
        end(chat_id)
        return False
    away = _time_away(chat_id, now)
    if away is not None:
        _wait_for_return(chat_id, away, now)
        return False
    if not _claimed(wait, now):
        return False
    _say(publish, chat_id, wait.sender_name, wait.text, now)
    return True


def _claimed(wait: ChatWait, now: datetime) -> bool:
    """Whether this process is the one that says it: the first to move the row on."""
    is_this = (ChatWait.chat_id == wait.chat_id, ChatWait.next_at == wait.next_at)
    if wait.times_left <= 1:
        return db.session.execute(delete(ChatWait).where(*is_this).returning(ChatWait.chat_id)).first() is not None
    counted_from = wait.next_at if now - wait.next_at <= PUNCTUAL else now
    moved = {"times_left": wait.times_left - 1, "next_at": counted_from + timedelta(seconds=wait.every_seconds)}
    done = update(ChatWait).where(*is_this).values(moved).returning(ChatWait.chat_id)
    return db.session.execute(done.execution_options(synchronize_session=False)).first() is not None


def _time_away(chat_id: int, now: datetime) -> timedelta | None:
    """How long ago the visitor closed their last page; None while one is open or only silent, as sleeping tabs are."""
    left_at = db.session.execute(
        select(Visitor.left_at).join(Chat, Chat.visitor_id == Visitor.id).where(Chat.id == chat_id)
    ).scalar_one_or_none()
    return None if left_at is None or now - left_at <= LEAVING_GRACE else now - left_at


def _wait_for_return(chat_id: int, away: timedelta, now: datetime) -> None:
    """Nothing is said to somebody who left. Within the same visit it goes on when they are back; later it is over."""
    if away > VISIT_PAUSE:
        end(chat_id)
        return
    later = update(ChatWait).where(ChatWait.chat_id == chat_id).values(next_at=now + LOOK_AGAIN)
    db.session.execute(later.execution_options(synchronize_session=False))


def _say(publish: Publish, chat_id: int, sender_name: str, text: str, now: datetime) -> None:
    message = posting.add(chat_id, posting.Draft(SenderKind.AUTOMATIC, SENDER_KEY, sender_name, text), now)
    publish(events.MessagePosted(at=now, chat=queries.chat_by_id(chat_id), message=message))
