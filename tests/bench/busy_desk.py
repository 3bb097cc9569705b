"""A busy site, made up row by row but always the same: open chats and visitors online, for measuring the desk."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, cast

from sqlalchemy import Table, insert

from app.chats.archive_index import index_pending
from app.chats.models import Chat, Message
from app.domain.roles import Role
from app.factory import create_app
from app.foundation import clock
from app.foundation.configuration import read_configuration
from app.foundation.database import db, transaction
from app.operators import service as operators
from app.operators.models import OperatorLease
from app.operators.queries import operators as every_operator
from app.visitors.models import Visit, Visitor
from tests.bench.load import EMAIL

ROWS_AT_ONCE = 5_000
COLLEAGUES = 10
WAITING_EACH, MINE_EACH = 5, 50
"""Every fifth chat waits, every fiftieth is the measured operator's own; colleagues have the others."""
MESSAGES_EACH = 8
COUNTRIES = ("DE", "AT", "CH", "FR", "NL", None)
NAMES = ("Ana Ferreira", "Jürgen Groß", "李小龍", "محمد عبد الله", None, None)


def main() -> None:
    """Write so many open chats and visitors online into the installation of the environment."""
    with create_app(read_configuration()).app_context():
        fill_desk(int(sys.argv[1]), int(sys.argv[2]), clock.now())
        index_pending(int(sys.argv[1]))


def fill_desk(chats: int, visitors: int, now: datetime, *, first: int = 1) -> None:
    """Fill an installation that has the operator whose desk is measured; ``first`` goes on where rows are already."""
    if first == 1:
        _hire(now)
    mine = next(each.id for each in every_operator() if each.email == EMAIL)
    team = [each.id for each in every_operator() if each.id != mine]
    _write(Visitor, (_visitor(number, now) for number in range(first, visitors + 1)))
    _write(Visit, (_visit(number, now) for number in range(first, visitors + 1)))
    _write(Chat, (_chat(number, now, mine, team) for number in range(first, chats + 1)))
    _write(Message, (each for number in range(first, chats + 1) for each in _messages(number, now)))


def _hire(now: datetime) -> None:
    for number in range(COLLEAGUES):
        made = operators.create_operator(
            email=f"colleague-{number}@example.org",
            name=f"Colleague {number}",
            role=Role.OPERATOR,
            department_ids=(),
            now=now,
        )
        lease = {"lease_key": f"desk-{number}", "operator_id": made.id, "expires_at": now + timedelta(hours=1)}
        _write(OperatorLease, [lease])


def _write(model: Any, rows: Iterable[dict[str, Any]]) -> None:
    table = cast(Table, model.__table__)
    left = iter(rows)
    while chunk := list(islice(left, ROWS_AT_ONCE)):
        with transaction():
            db.session.connection().execute(insert(table), chunk)


def _visitor(number: int, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "key": f"visitor-{number}",
        "name": NAMES[number % len(NAMES)],
        "created_at": now,
        "last_seen_at": now - timedelta(milliseconds=number),
        "is_present": True,
        "visit_id": number,
        "visits": 1,
        "page_views": 1 + number % 7,
    }


def _visit(number: int, now: datetime) -> dict[str, Any]:
    began = now - timedelta(seconds=number)
    return {
        "id": number,
        "visitor_id": number,
        "number": 1,
        "started_at": began,
        "last_activity_at": now,
        "counted_until": now,
        "open_ms": 0,
        "page_views": 1 + number % 7,
        "page_url": f"https://shop.example/chairs/{number}?colour=green",
        "page_title": f"Chair number {number}, in green",
        "page_began_at": began,
        "page_key": f"page-{number}",
        "landing_url": "https://shop.example/",
        "country": COUNTRIES[number % len(COUNTRIES)],
        "embed_departments": [],
        "is_lasting": True,
    }


def _chat(number: int, now: datetime, mine: int, team: list[int]) -> dict[str, Any]:
    began = now - timedelta(seconds=7 * number)
    waits = number % WAITING_EACH == 0
    owner = mine if number % MINE_EACH == 1 else team[number % len(team)]
    return {
        "id": number,
        "key": f"chat-{number}",
        "secret_hash": f"{number:064}",
        "visitor_id": number,
        "visitor_name": NAMES[number % len(NAMES)],
        "operator_id": None if waits else owner,
        "state": "waiting" if waits else "active",
        "page_url": f"https://shop.example/chairs/{number}",
        "page_title": f"Chair number {number}, in green",
        "last_number": MESSAGES_EACH,
        "visitor_seen_number": 0,
        "operator_seen_number": 0 if waits else MESSAGES_EACH // 2,
        "started_at": began,
        "accepted_at": None if waits else began,
        "last_activity_at": _said_last(number, now),
    }


def _said_last(number: int, now: datetime) -> datetime:
    """Within the last minute and a half, so that no rule about idle chats has anything to do."""
    return now - timedelta(seconds=number % 90)


def _messages(number: int, now: datetime) -> Iterator[dict[str, Any]]:
    waits = number % WAITING_EACH == 0
    for place in range(1, MESSAGES_EACH + 1):
        is_answer = not waits and place % 3 == 0
        yield {
            "chat_id": number,
            "number": place,
            "sender": "operator" if is_answer else "visitor",
            "sender_key": "operator:1" if is_answer else "visitor",
            "sender_name": "Colleague" if is_answer else "Visitor",
            "text": f"Message {place} of chat {number}: is the green chair there, and when would it be with me?",
            "client_id": f"{number}-{place}",
            "at": _said_last(number, now) - timedelta(seconds=MESSAGES_EACH - place),
        }


if __name__ == "__main__":
    main()
