"""How a chore goes through many chats: each in a transaction of its own, and other work goes on in between."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Select, select

from app.chats.models import Chat
from app.foundation import clock
from app.foundation.database import Publish, db, locked, transaction

CHATS_PER_ROUND = 200
"""At most so many in one round; what is left is found by the next one."""

Step = Callable[[Publish, int], bool]


def found(chats: Select[Any]) -> list[int]:
    """The numbers of those chats, read without keeping a transaction open."""
    numbers = list(db.session.execute(chats.limit(CHATS_PER_ROUND)).scalars())
    db.session.rollback()
    return numbers


def each_still(due: Select[int], step: Step) -> int:
    """Take one step in each chat whose number is due, as far as it still is once the chat's row is locked."""
    [number] = due.selected_columns

    def take(publish: Publish, chat_id: int) -> bool:
        is_due = db.session.execute(due.where(number == chat_id)).first() is not None
        return is_due and step(publish, chat_id)

    return one_by_one(found(due), take)


def one_by_one(chat_ids: Iterable[int], step: Step) -> int:
    """Take one step in each of these chats, under the chat's row lock; how many steps did something."""
    done = 0
    for chat_id in chat_ids:
        with transaction() as publish:
            if db.session.execute(locked(select(Chat.id).where(Chat.id == chat_id))).first() is not None:
                done += step(publish, chat_id)
        clock.sleep(0)
    return done
