"""Letters wait in the database, are tried again with growing pauses for a day, and are then kept as failed."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.errors import MessageError
from enum import StrEnum

from sqlalchemy import delete, func, select, update

from app.foundation import clock, jobs
from app.foundation.database import db, transaction
from app.foundation.mail_letters import Letter, Sender, written
from app.foundation.mail_line import MailLine, Problem, Undelivered
from app.foundation.mail_models import QueuedLetter
from app.foundation.mail_server import MailServer, present_sender, present_server
from app.foundation.sealing import seal, unseal

logger = logging.getLogger(__name__)
AT_ONCE = 20
LEASE = timedelta(minutes=5)
TRIED_FOR = timedelta(hours=24)
PAUSES_MINUTES = (1, 2, 5, 10, 20, 40, 60, 120, 240)
FAILED_KEPT_FOR = timedelta(days=30)
CHORE_SECONDS = 2.0
PRIVATE = "letters"


class _LineLost(Exception):
    """The connection ended in the middle of a letter."""


class LetterState(StrEnum):
    """A letter that was taken is nowhere any more."""

    WAITING = "waiting"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter of the queue as its page lists it; what it says is nobody's business."""

    id: int
    message_id: str
    recipient: str
    subject: str
    state: LetterState
    tries: int
    problem: Problem | None
    answer: str | None
    created_at: datetime
    next_at: datetime


def keep(letter: Letter, message_id: str, now: datetime) -> None:
    """Put a letter into the queue, in the caller's transaction where there is one."""
    with transaction():
        db.session.add(
            QueuedLetter(
                message_id=message_id,
                recipient=letter.to,
                recipient_name=letter.to_name,
                sender_name=letter.from_name,
                subject=letter.subject,
                text=_kept(letter.text, letter),
                html=_kept(letter.html, letter) if letter.html else None,
                reply_to=letter.reply_to,
                in_reply_to=letter.in_reply_to,
                reference_ids=list(letter.references),
                is_private=letter.is_private,
                state=LetterState.WAITING.value,
                created_at=now,
                next_at=now,
            )
        )


@jobs.every(CHORE_SECONDS, "mail.send")
def send_what_is_due() -> None:
    """Hand over what is due, while there is a mail server."""
    server = present_server()
    if server is not None:
        deliver_due(server, present_sender(), clock.now())


def deliver_due(server: MailServer, sender: Sender, now: datetime) -> int:
    """Hand over the letters whose time has come, at most twenty over one line; how many were taken.

    A letter is reserved before it is sent and goes from the queue after it was taken. Who dies in between leaves it
    there: it is sent once more under the same Message-ID when the reservation has run out.
    """
    reserved = _reserve(now)
    db.session.rollback()
    letters = [(number, letter) for number, letter in reserved if letter is not None]
    for number in (number for number, letter in reserved if letter is None):
        _put_off(number, Undelivered(Problem.UNREADABLE, "", is_final=True), now)
    if not letters:
        return 0
    taken = 0
    left = dict(letters)
    try:
        with MailLine(server) as line:
            for number, letter in letters:
                del left[number]
                taken += _hand_over(line, number, letter, sender, now)
    except _LineLost:
        _release(list(left), now)  # the letter that ended the line waits; the others need not wait for it
    except Undelivered as error:
        for number in left:
            _put_off(number, error, now)
    return taken


def letters_waiting(limit: int = 200) -> tuple[LetterLine, ...]:
    """The letters that wait, the next one first."""
    return _lines(LetterState.WAITING, limit)


def letters_failed(limit: int = 200) -> tuple[LetterLine, ...]:
    """The letters that were given up, the latest first."""
    return _lines(LetterState.FAILED, limit)


def counts() -> dict[LetterState, int]:
    """How many letters wait, and how many failed."""
    rows = db.session.execute(select(QueuedLetter.state, func.count()).group_by(QueuedLetter.state))
    found = {LetterState(state): number for state, number in rows}
    return {state: found.get(state, 0) for state in LetterState}


def states_of(message_ids: Sequence[str]) -> dict[str, LetterLine]:
    """Those of these letters that are still here, by Message-ID; the others have been taken (or dropped)."""
    rows = db.session.execute(select(QueuedLetter).where(QueuedLetter.message_id.in_(message_ids))).scalars()
    return {row.message_id: _line(row) for row in rows}


def try_again(letter_id: int, now: datetime) -> bool:
    """Let a letter wait anew, to be sent at once; False when it is gone."""
    with transaction():
        found = db.session.execute(
            update(QueuedLetter)
            .where(QueuedLetter.id == letter_id)
            .values(state=LetterState.WAITING.value, next_at=now, created_at=now, tries=0)
            .returning(QueuedLetter.id)
        ).first()
        return found is not None


def drop(letter_id: int) -> str | None:
    """Take a letter out of the queue for good; its recipient, or None when it is gone already."""
    with transaction():
        return db.session.execute(
            delete(QueuedLetter).where(QueuedLetter.id == letter_id).returning(QueuedLetter.recipient)
        ).scalar_one_or_none()


def drop_letters_to(addresses: Collection[str]) -> None:
    """Take every letter to these out of the queue, in the caller's transaction; for forgetting a person.

    Private ones stay: they are about the account of an operator, whose address anybody may have given.
    """
    lowered = [each.lower() for each in addresses]
    with transaction():
        theirs = (func.lower(QueuedLetter.recipient).in_(lowered), QueuedLetter.is_private.is_(False))
        db.session.execute(delete(QueuedLetter).where(*theirs))


@jobs.every(3600.0, "mail.forget")
def forget_old_failures() -> None:
    """Failed letters are kept for a month."""
    with transaction():
        db.session.execute(
            delete(QueuedLetter).where(
                QueuedLetter.state == LetterState.FAILED.value, QueuedLetter.next_at < clock.now() - FAILED_KEPT_FOR
            )
        )


def _reserve(now: datetime) -> list[tuple[int, Letter | None]]:
    """The letters whose time has come, kept from all other processes for a while; None where one cannot be read."""
    due = select(QueuedLetter.id).where(QueuedLetter.state == LetterState.WAITING.value, QueuedLetter.next_at <= now)
    if db.session.execute(due.limit(1)).first() is None:
        return []
    with transaction():
        found = db.session.execute(due.order_by(QueuedLetter.next_at, QueuedLetter.id).limit(AT_ONCE)).scalars().all()
        rows = db.session.execute(
            update(QueuedLetter)
            .where(QueuedLetter.id.in_(found), QueuedLetter.next_at <= now)
            .values(next_at=now + LEASE, tries=QueuedLetter.tries + 1)
            .returning(QueuedLetter)
        ).scalars()
        return [(row.id, _letter(row)) for row in sorted(rows, key=lambda row: row.id)]


def _hand_over(line: MailLine, number: int, letter: Letter, sender: Sender, now: datetime) -> int:
    try:
        line.send(written(letter, sender, now), sender.address, letter.to)
    except (ValueError, MessageError) as error:
        _put_off(number, Undelivered(Problem.LETTER_REFUSED, str(error)[:200], is_final=True), now)
        return 0
    except Undelivered as error:
        _put_off(number, error, now)
        if error.problem in (Problem.BROKE_OFF, Problem.TIMED_OUT):
            raise _LineLost from error
        return 0
    with transaction():
        db.session.execute(delete(QueuedLetter).where(QueuedLetter.id == number))
    return 1


def _release(numbers: list[int], now: datetime) -> None:
    """Letters that were reserved and not tried are free again."""
    with transaction():
        free = update(QueuedLetter).where(QueuedLetter.id.in_(numbers))
        db.session.execute(free.values(next_at=now, tries=QueuedLetter.tries - 1))


def _put_off(number: int, error: Undelivered, now: datetime) -> None:
    """Try again later, or never; a letter that was taken meanwhile is not here any more."""
    with transaction():
        row = db.session.execute(
            select(QueuedLetter).where(QueuedLetter.id == number).with_for_update()
        ).scalar_one_or_none()
        if row is None or row.state == LetterState.FAILED.value:
            return
        pause = timedelta(minutes=PAUSES_MINUTES[min(max(row.tries, 1), len(PAUSES_MINUTES)) - 1])
        is_over = error.is_final or now + pause > row.created_at + TRIED_FOR
        row.state = (LetterState.FAILED if is_over else LetterState.WAITING).value
        row.next_at = now if is_over else now + pause
        row.problem, row.answer = error.problem.value, error.answer
    level = logging.WARNING if is_over else logging.INFO
    logger.log(level, "a letter was not taken (%s); %s", error.problem.value, "given up" if is_over else "trying later")


def _lines(state: LetterState, limit: int) -> tuple[LetterLine, ...]:
    order = QueuedLetter.next_at if state is LetterState.WAITING else QueuedLetter.next_at.desc()
    rows = db.session.execute(
        select(QueuedLetter).where(QueuedLetter.state == state.value).order_by(order, QueuedLetter.id).limit(limit)
    ).scalars()
    return tuple(_line(row) for row in rows)


def _line(row: QueuedLetter) -> LetterLine:
    return LetterLine(
        id=row.id,
        message_id=row.message_id,
        recipient=row.recipient,
        subject=row.subject,
        state=LetterState(row.state),
        tries=row.tries,
        problem=Problem(row.problem) if row.problem else None,
        answer=row.answer,
        created_at=row.created_at,
        next_at=row.next_at,
    )


def _kept(words: str, letter: Letter) -> str:
    """Words as they lie on disk: what opens a door is sealed, so that no copy of the database opens it."""
    return seal(PRIVATE, words) if letter.is_private else words


def _letter(row: QueuedLetter) -> Letter | None:
    text, html = row.text, row.html
    if row.is_private:
        opened, html = unseal(PRIVATE, text), unseal(PRIVATE, html) if html else None
        if opened is None or (row.html and html is None):
            return None
        text = opened
    return Letter(
        to=row.recipient,
        subject=row.subject,
        text=text,
        html=html,
        reply_to=row.reply_to,
        in_reply_to=row.in_reply_to,
        message_id=row.message_id,
        references=tuple(row.reference_ids),
        to_name=row.recipient_name,
        from_name=row.sender_name,
        is_private=row.is_private,
    )
