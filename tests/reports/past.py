"""A past made by hand: showings, chats and conversions as rows, for reports to count."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from app.chats.models import Chat, Message
from app.conversions.models import Conversion, Goal
from app.foundation.database import db, transaction
from app.invitations.models import Impression, ImpressionLog, Invitation, InvitationEpoch
from app.visitors.models import Visit, Visitor


@dataclass
class Past:
    """Writes what happened; ``at`` is when, unless it is said otherwise."""

    at: datetime
    _numbers: Any = field(default_factory=lambda: count(1))

    def invitation(self, key: str = "help", **fields: Any) -> int:
        """An invitation; its number."""
        values: dict[str, Any] = {
            "key": key,
            "name": key.title(),
            "type": "url",
            "state": "live",
            "position": 0,
            "departments": [],
            "when_team": "either",
            "conditions": {"all": []},
            "message_html": "<p>Help?</p>",
            "version": 1,
            "created_at": self.at,
            "updated_at": self.at,
            **fields,
        }
        return self._add(Invitation(**values))

    def visitor(self) -> int:
        """A visitor with a visit of the same number."""
        number = next(self._numbers)
        with transaction():
            db.session.add(
                Visitor(
                    id=number, key=f"visitor-{number}", created_at=self.at, last_seen_at=self.at, visits=1, page_views=1
                )
            )
            db.session.flush()
            db.session.add(
                Visit(
                    id=number,
                    visitor_id=number,
                    number=1,
                    started_at=self.at,
                    last_activity_at=self.at,
                    counted_until=self.at,
                    page_url="https://shop.test/",
                    page_title="",
                    page_began_at=self.at,
                    page_key=f"page-{number}",
                    landing_url="https://shop.test/",
                )
            )
        return number

    def showing(self, invitation: int | None, visitor: int | None = None, **fields: Any) -> int:
        """A showing that was rendered, seen and has ended as dismissed; fields say otherwise."""
        who = self.visitor() if visitor is None else visitor
        at = fields.pop("at", self.at)
        values: dict[str, Any] = {
            "key": f"impression-{next(self._numbers)}",
            "invitation_id": invitation,
            "visitor_id": who,
            "visit_id": who,
            "state": "dismissed",
            "tab_key": "tab",
            "held_until": at,
            "html": "",
            "text": "",
            "sender_name": "Anna",
            "shown_at": at,
            "rendered_at": at,
            "seen_at": at,
            "ended_at": at,
            **fields,
        }
        return self._add(Impression(**values))

    def ghost(self, invitation: int, visitor: int | None = None, **fields: Any) -> int:
        """A showing that was withheld."""
        values: dict[str, Any] = {"kind": "withheld", "state": "withheld", "rendered_at": None, "seen_at": None}
        return self.showing(invitation, visitor, **{**values, **fields})

    def chat(self, showing: int, *, answered: bool = False) -> int:
        """A chat that began with a showing; ``answered`` by a person."""
        row = db.session.get_one(Impression, showing)
        number = next(self._numbers)
        made = self._add(
            Chat(
                key=f"chat-{number}",
                secret_hash=f"{number}",
                visitor_id=row.visitor_id,
                impression_id=showing,
                state="closed",
                started_at=row.shown_at,
                last_activity_at=row.shown_at,
            )
        )
        for place, sender in enumerate(("automatic", "operator", "operator") if answered else ("automatic",)):
            self._add(
                Message(
                    chat_id=made,
                    number=place + 1,
                    sender=sender,
                    sender_key=sender,
                    sender_name="",
                    text="",
                    at=row.shown_at,
                )
            )
        return made

    def goal(self, key: str, **fields: Any) -> int:
        """A goal; its number."""
        values: dict[str, Any] = {
            "key": key,
            "name": key.title(),
            "kind": "event",
            "settings": {},
            "window_seconds": 86_400,
            "counted_from": "shown",
            "is_active": True,
            "created_at": self.at,
            "updated_at": self.at,
            **fields,
        }
        return self._add(Goal(**values))

    def conversion(
        self, showing: int, goal: int | None = None, micros: int | None = None, currency: str | None = None
    ) -> int:
        """A goal reached after a showing; without ``goal`` the invitation's own."""
        row = db.session.get_one(Impression, showing)
        return self._add(
            Conversion(
                goal_id=goal,
                impression_id=showing,
                invitation_id=row.invitation_id,
                visitor_id=row.visitor_id,
                source="script",
                value_micros=micros,
                currency=currency,
                at=row.shown_at,
            )
        )

    def line(self, invitation: int, visitor: int, kind: str, **fields: Any) -> int:
        """A line of the log."""
        values = {"at": self.at, "invitation_id": invitation, "visitor_id": visitor, "visit_id": visitor, "kind": kind}
        return self._add(ImpressionLog(**{**values, **fields}))

    def epoch(self, invitation: int, number: int = 1, **fields: Any) -> int:
        """An epoch of an experiment with a holdout of half the visitors."""
        values: dict[str, Any] = {"started_at": self.at, "experiment": {"holdout_percent": 50}, "conversion": None}
        return self._add(InvitationEpoch(invitation_id=invitation, number=number, **{**values, **fields}))

    def _add(self, row: Any) -> int:
        with transaction():
            db.session.add(row)
            db.session.flush()
            return int(row.id)
