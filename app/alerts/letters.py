"""Letters to people who do not look: about chats that wait, own chats that nobody reads, and notes that call them.

Whoever writes the row of a letter queues it in the same transaction, so each goes once, however many processes look.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, islice

from flask_babel import gettext as _

from app.alerts.models import AlertSent
from app.alerts.pushing import desk_address
from app.alerts.situations import Recipient, recipients_among
from app.alerts.unattended import Due, Unattended, called_in_vain, unread_for_long, waiting_too_long
from app.alerts.words import Call, alert_words, in_language_of
from app.chats import access, notes, queries
from app.domain.alerts import Occasion
from app.domain.errors import InvalidInput
from app.foundation import clock
from app.foundation.configuration import configuration
from app.foundation.database import db, insert_if_new, transaction
from app.foundation.mail import Letter, is_configured, send_later
from app.operators.queries import operators

logger = logging.getLogger(__name__)

LETTERS_AT_ONCE = 50
"""The others are found again by the next round, as far as they are still true by then."""


def write_letters(now: datetime) -> int:
    """Write to everybody whose patience with a chat is over; returns how many letters went out."""
    if not is_configured():
        return 0
    people = {each.operator_id: each for each in recipients_among([each.id for each in operators()], now)}
    unread, waiting = unread_for_long(people.values(), now), waiting_too_long(people.values(), now)
    due = list(islice(chain(unread, _called(people, now), waiting), LETTERS_AT_ONCE))
    written = 0
    for each, person in due:
        written += _write(each, person, now)
        clock.sleep(0)  # others may work before the next letter
    return written


def note_alert(chat_id: int, operator_id: int, occasion: Occasion, seen_number: int, now: datetime) -> bool:
    """Whether this is the one who may alert about it; everybody else who asks is told no."""
    return bool(note_alerts(chat_id, (operator_id,), occasion, seen_number, now))


def note_alerts(
    chat_id: int, operator_ids: Sequence[int], occasion: Occasion, seen_number: int, now: datetime
) -> tuple[int, ...]:
    """Those of these people who may be alerted about it now, because nobody has done it."""
    what = {"chat_id": chat_id, "occasion": occasion.value, "seen_number": seen_number, "at": now}
    if not operator_ids:
        return ()
    with transaction():
        rows = [{**what, "operator_id": each} for each in sorted(operator_ids)]
        made = insert_if_new(AlertSent).values(rows).returning(AlertSent.operator_id)
        return tuple(db.session.execute(made).scalars())


def _called(recipients: Mapping[int, Recipient], now: datetime) -> Iterator[Due]:
    people = {each.id: each for each in operators()}
    for each, person in called_in_vain(recipients.values(), now):
        if person.operator_id in people and access.may_see(people[person.operator_id], each.chat_id):
            note = notes.note_by_number(queries.chat_by_id(each.chat_id), each.seen_number)
            yield replace(each, call=Call(note.id, note.operator_name, note.text)), person


def _write(each: Unattended, person: Recipient, now: datetime) -> int:
    chat = queries.chat_by_id(each.chat_id)
    with in_language_of(person.operator_id):
        words = alert_words(each.occasion, chat, each.call)
        minutes = int((now - each.since).total_seconds() // 60)
        text = "\n\n".join(
            (
                words.title + ".",
                *([f"“{words.line}”"] if words.line else []),
                f"{_asking(each, minutes)}\n{desk_address(chat.key, each.call)}",
                _("When you get such letters is up to you:") + f"\n{configuration().base_url}/account/alerts",
            )
        )
    with transaction():
        if not note_alert(each.chat_id, person.operator_id, each.occasion, each.seen_number, now):
            return 0
        try:
            send_later(Letter(person.email, words.title, text))
        except InvalidInput as error:  # it stays noted: else each round would try again, and nothing else would go out
            logger.warning("a letter to operator %d was not sent: %s", person.operator_id, error.code)
            return 0
    return 1


def _asking(each: Unattended, minutes: int) -> str:
    if each.call is not None:
        return str(_("You have not looked for %(n)s minutes. The note stands here:", n=minutes))
    return str(_("Nobody has looked for %(n)s minutes. Answer here:", n=minutes))
