"""A long history of showings, made up row by row but always the same: what the statistics page is measured on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any, cast

from sqlalchemy import Table, insert

from app.chats.models import Chat, Message
from app.conversions.models import Conversion
from app.factory import create_app
from app.foundation import clock
from app.foundation.configuration import read_configuration
from app.foundation.database import db, transaction
from app.invitations.models import Impression, ImpressionLog, Invitation, InvitationEpoch
from app.visitors.models import Visit, Visitor

ROWS_AT_ONCE = 5_000
DAYS = 90
INVITATIONS = 20
SHOWINGS_EACH = 5
WORDS = "<p>Can we help you to choose? We answer within a minute, and we know every chair in the shop.</p>"
COUNTRIES = ("DE", "AT", "CH", "FR", "NL", None)
DEVICES = ("desktop", "phone", "tablet")
LANGUAGES = ("de-DE", "en-GB", "fr-FR", "nl-NL")
FATES = ("dismissed",) * 8 + ("expired",) * 7 + ("replied",) * 1 + ("replaced",) * 2 + ("shown",) * 2


def main() -> None:
    """Write so many showings into the installation of the environment."""
    with create_app(read_configuration()).app_context():
        write_history(int(sys.argv[1]), clock.now())


def write_history(showings: int, now: datetime) -> None:
    """Fill an empty installation with so many showings over 90 days, and with what follows from them."""
    visitors = max(1, showings // SHOWINGS_EACH)
    began = now - timedelta(days=DAYS)
    _write(Invitation, (_invitation(number, began) for number in range(1, INVITATIONS + 1)))
    _write(InvitationEpoch, (_epoch(number, began) for number in range(1, INVITATIONS + 1)))
    _write(Visitor, (_visitor(number, began) for number in range(1, visitors + 1)))
    _write(Visit, (_visit(number, began) for number in range(1, visitors + 1)))
    _write(Impression, _made(showings, visitors, began, _showing))
    _write(Chat, (each for each in _made(showings, visitors, began, _chat) if each))
    _write(Message, (each for each in _made(showings, visitors, began, _answer) if each))
    _write(Conversion, (each for each in _made(showings, visitors, began, _conversion) if each))
    _write(ImpressionLog, _made(showings, visitors, began, _refusal))


def _write(model: Any, rows: Iterable[dict[str, Any]]) -> None:
    table = cast(Table, model.__table__)
    left = iter(rows)
    while chunk := list(islice(left, ROWS_AT_ONCE)):
        with transaction():
            db.session.connection().execute(insert(table), chunk)


def _made(
    showings: int, visitors: int, began: datetime, make: Callable[[int, int, datetime, Random], dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    apart = timedelta(days=DAYS) / showings
    for number in range(1, showings + 1):
        yield make(number, 1 + number % visitors, began + apart * number, Random(number))


def _invitation(number: int, at: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "key": f"invitation-{number}",
        "name": f"Invitation {number}",
        "type": "url",
        "state": "live",
        "position": number,
        "departments": [],
        "when_team": "either",
        "conditions": {"all": []},
        "message_html": WORDS,
        "max_shows": 0,
        "once_per_visitor": False,
        "campaign": f"campaign {number % 4}",
        "conversion": {"event": "ordered", "within": 86_400},
        "version": 1,
        "created_at": at,
        "updated_at": at,
    }


def _epoch(number: int, at: datetime) -> dict[str, Any]:
    experiment = {"holdout_percent": 10, "variants": [{"key": "short"}]}
    goal = {"event": "ordered", "within": 86_400}
    return {"invitation_id": number, "number": 1, "started_at": at, "experiment": experiment, "conversion": goal}


def _visitor(number: int, at: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "key": f"visitor-{number}",
        "created_at": at,
        "last_seen_at": at,
        "is_present": False,
        "visit_id": number,
        "visits": 1,
        "page_views": 1,
    }


def _visit(number: int, at: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "visitor_id": number,
        "number": 1,
        "started_at": at,
        "last_activity_at": at,
        "counted_until": at,
        "open_ms": 0,
        "page_views": 1,
        "page_url": "https://shop.example/",
        "page_title": "Shop",
        "page_began_at": at,
        "page_key": f"page-{number}",
        "landing_url": "https://shop.example/",
        "embed_departments": [],
        "is_lasting": True,
    }


def _showing(number: int, visitor: int, at: datetime, dice: Random) -> dict[str, Any]:
    fate, invitation = dice.choice(FATES), 1 + int(INVITATIONS * dice.random() ** 2)
    is_held_out = visitor % 10 == 0
    seen = at + timedelta(seconds=1) if dice.random() < 0.9 or fate == "replied" else None
    used = at + timedelta(seconds=9) if fate == "replied" or (seen and dice.random() < 0.05) else None
    return {
        "id": number,
        "key": f"impression-{number}",
        "kind": "withheld" if is_held_out else "automatic",
        "invitation_id": invitation,
        "visitor_id": visitor,
        "visit_id": visitor,
        "state": "withheld" if is_held_out else fate,
        "tab_key": "tab",
        "held_until": at,
        "html": "" if is_held_out else WORDS,
        "text": "" if is_held_out else WORDS,
        "sender_name": "Anna",
        "epoch": 1,
        "variant": "original" if visitor // 10 % 2 else "short",
        "campaign": f"campaign {invitation % 4}",
        "page_url": f"https://shop.example/chairs/{dice.randrange(500)}?utm_source=mail",
        "country": dice.choice(COUNTRIES),
        "device": dice.choice(DEVICES),
        "language": dice.choice(LANGUAGES),
        "shown_at": at,
        "rendered_at": None if is_held_out else at,
        "seen_at": None if is_held_out else seen,
        "opened_at": None if is_held_out else used,
        "clicked_at": None if is_held_out else used,
        "ended_at": at + timedelta(minutes=1),
    }


def _chat(number: int, visitor: int, at: datetime, dice: Random) -> dict[str, Any]:
    if dice.choice(FATES) != "replied" or visitor % 10 == 0:
        return {}
    return {
        "id": number,
        "key": f"chat-{number}",
        "secret_hash": f"{number}",
        "visitor_id": visitor,
        "impression_id": number,
        "invitation_name": "Invitation",
        "state": "closed",
        "last_number": 1,
        "visitor_seen_number": 1,
        "operator_seen_number": 1,
        "started_at": at,
        "last_activity_at": at,
    }


def _answer(number: int, visitor: int, at: datetime, dice: Random) -> dict[str, Any]:
    if not _chat(number, visitor, at, dice) or number % 5 == 0:
        return {}
    said = {"sender": "operator", "sender_key": "operator:1", "sender_name": "Anna", "client_id": "1", "text": "Hello"}
    return {"chat_id": number, "number": 1, "at": at, **said}


def _conversion(number: int, visitor: int, at: datetime, dice: Random) -> dict[str, Any]:
    invitation = _showing(number, visitor, at, Random(number))["invitation_id"]
    if dice.random() > 0.03:
        return {}
    return {
        "impression_id": number,
        "invitation_id": invitation,
        "visitor_id": visitor,
        "source": "script",
        "value_micros": 1_000_000 * dice.randrange(10, 200),
        "currency": "EUR",
        "at": at + timedelta(minutes=5),
    }


def _refusal(number: int, visitor: int, at: datetime, dice: Random) -> dict[str, Any]:
    kind = "refused" if number % 10 == 0 else "seen"
    reason = dice.choice(("recent_chat", "team_offline", "max_shows")) if kind == "refused" else None
    line = {"at": at, "invitation_id": 1 + number % INVITATIONS, "visitor_id": visitor, "visit_id": visitor}
    return {**line, "kind": kind, "reason": reason}


if __name__ == "__main__":
    main()
