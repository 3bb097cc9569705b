"""The namespace ``/visitor``: the panel's line to its own chat, opened with a signed token and the panel's secret."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import request
from flask_socketio import Namespace, emit, join_room

from app.chats import access, message_queries, previewing, queries, receiving, service
from app.chats.queue_places import place_of
from app.chats.wire import wire_acknowledgement, wire_chat, wire_missed, wire_queue
from app.departments.queries import departments_by_alias
from app.domain.errors import BadRequest, NotFound, TooManyRequests
from app.domain.snapshots import SenderKind
from app.foundation import clock
from app.foundation.secrets import hash_secret
from app.realtime import rooms
from app.realtime.answers import MessageBody, ResumeBody, SeenBody, UnsentBody, answered, joined, this_socket
from app.realtime.pace import Pace
from app.realtime.teams import panel_joined, panel_left
from app.visitors.blocking import is_kept_out
from app.visitors.queries import visitor_by_key
from app.visitors.tokens import visitor_key_from

SOCKETS_PER_VISITOR = 30
EVENTS = frozenset({"message", "typing", "seen", "received", "resume"})


@dataclass(frozen=True, slots=True)
class Panel:
    """Who is on a socket."""

    visitor_id: int
    visitor_key: str
    secret: str
    departments: tuple[int, ...]
    address: str | None


class VisitorSockets(Namespace):  # type: ignore[misc]  # Flask-SocketIO has no types
    """One visitor's panels. Each event takes one object and is answered."""

    def __init__(self) -> None:
        super().__init__(rooms.VISITORS)
        self._panels: dict[str, Panel] = {}
        self._per_visitor: Counter[int] = Counter()
        self._events = Pace(burst=60, per_second=5.0)
        self._typing = Pace(burst=2, per_second=1.0)

    def on_connect(self, auth: Any = None) -> bool:
        """Accept a known visitor with a panel secret; everything else is refused with a reason, whatever it is."""
        return joined(lambda: self._join(auth))

    def on_disconnect(self, reason: Any = None) -> None:
        """Forget the socket; may be called more than once."""
        panel = self._panels.pop(this_socket(), None)
        if panel is not None:
            self._per_visitor[panel.visitor_id] -= 1
            if self._per_visitor[panel.visitor_id] <= 0:
                del self._per_visitor[panel.visitor_id]
            panel_left(panel.departments)
        self._events.forget(this_socket())
        self._typing.forget(this_socket())

    def on_message(self, data: Any) -> dict[str, Any]:
        """The visitor writes; answered after the commit."""

        def work(body: MessageBody) -> dict[str, Any]:
            panel = self._panel()
            message = service.post_visitor_message(
                body.chat,
                panel.visitor_id,
                panel.secret,
                body.client_id,
                body.text,
                clock.now(),
                quote=body.quote,
                address=panel.address,
            )
            return wire_acknowledgement(message)

        return answered(data, MessageBody, work, self._at_pace)

    def on_resume(self, data: Any) -> dict[str, Any]:
        """What the panel missed."""

        def work(body: ResumeBody) -> dict[str, Any]:
            panel = self._panel()
            chat = access.chat_for_visitor(body.chat, panel.visitor_id, panel.secret)
            found = message_queries.missed(chat, body.after, body.changes_after)
            receiving.mark_received(chat, body.after, clock.now())
            return {"chat": wire_chat(chat), **wire_missed(found)}

        return answered(data, ResumeBody, work, self._at_pace)

    def on_seen(self, data: Any) -> dict[str, Any]:
        """The visitor has read up to a message."""

        def work(body: SeenBody) -> dict[str, Any]:
            panel = self._panel()
            receiving.mark_seen_by_visitor(body.chat, panel.visitor_id, panel.secret, body.id, clock.now())
            return {}

        return answered(data, SeenBody, work, self._at_pace)

    def on_received(self, data: Any) -> dict[str, Any]:
        """The panel has everything up to a message, though nobody has looked at it."""

        def work(body: SeenBody) -> dict[str, Any]:
            panel = self._panel()
            receiving.received_by_visitor(body.chat, panel.visitor_id, panel.secret, body.id, clock.now())
            return {}

        return answered(data, SeenBody, work, self._at_pace)

    def on_typing(self, data: Any) -> dict[str, Any]:
        """The visitor is writing; told on, never stored. What they write goes only to those who may see it."""

        def work(body: UnsentBody) -> dict[str, Any]:
            panel = self._panel()
            chat = access.chat_for_visitor(body.chat, panel.visitor_id, panel.secret)
            if self._is_kept_out(panel):
                return {}
            told = {"chat": chat.key, "from": SenderKind.VISITOR.value, "name": chat.visitor_name or ""}
            preview = previewing.preview_of(body.text)
            if preview != "":
                emit("typing", told, to=rooms.that_see(chat), namespace=rooms.OPERATORS)
            if preview is not None:
                those = [rooms.of_previews(room) for room in rooms.that_see(chat)]
                emit("typing_preview", {"chat": chat.key, "text": preview}, to=those, namespace=rooms.OPERATORS)
            return {}

        return answered(data, UnsentBody, work, partial(self._typing.demand, this_socket()))

    def _at_pace(self) -> None:
        self._events.demand(this_socket())

    def _join(self, auth: Any) -> None:
        token, secret = (auth.get("token"), auth.get("secret")) if isinstance(auth, dict) else (None, None)
        if not isinstance(token, str) or not isinstance(secret, str) or len(secret) not in service.SECRET_LENGTHS:
            raise BadRequest("a panel shows its visitor's token and its own secret", code="bad_auth")
        visitor_key = visitor_key_from(token)
        visitor = visitor_by_key(visitor_key) if visitor_key else None
        if visitor is None:
            raise NotFound("there is no such visitor", code="unknown_visitor")
        if self._per_visitor[visitor.id] >= SOCKETS_PER_VISITOR:
            raise TooManyRequests("too many open panels", code="too_many_sockets")
        departments = tuple(each.id for each in departments_by_alias(visitor.embed.departments))
        panel = Panel(visitor.id, visitor.key, secret, departments, request.remote_addr)
        self._panels[this_socket()] = panel
        self._per_visitor[visitor.id] += 1
        join_room(rooms.of_panel(visitor.id, hash_secret(secret)))
        panel_joined(departments)
        if self._is_kept_out(panel):
            return  # for whom the team does not want to hear nobody is there
        join_room(rooms.of_departments(departments))
        chat = queries.open_chat_of(visitor.id, secret)
        if chat is not None:
            queue = wire_queue(place_of(chat, clock.now()))
            emit("chat", {**wire_chat(chat), **queue})  # it may have begun between the panel's session and this line

    @staticmethod
    def _is_kept_out(panel: Panel) -> bool:
        return is_kept_out(panel.visitor_key, panel.address, clock.now())

    def _panel(self) -> Panel:
        panel = self._panels.get(this_socket())
        if panel is None:
            raise NotFound("this socket has not joined", code="not_joined")
        return panel
