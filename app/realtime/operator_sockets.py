"""The namespace ``/operator``: the desk's line, opened with the session cookie, a CSRF token and the right origin."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from flask import request
from flask_login import current_user
from flask_socketio import Namespace, emit, join_room
from flask_wtf.csrf import validate_csrf
from wtforms.validators import ValidationError

from app.chats import access, message_queries, receiving, service
from app.chats.wire import wire_acknowledgement
from app.domain.errors import BadRequest, Forbidden, NotSignedIn, TooManyRequests
from app.domain.snapshots import OperatorSnapshot, SenderKind
from app.foundation import clock
from app.foundation.login import signed_in_operator
from app.foundation.sockets import socketio
from app.operators import presence
from app.operators.queries import operator_of_session, operators_of_sessions
from app.realtime import rooms
from app.realtime.answers import (
    ChatBody,
    CloseBody,
    IdleBody,
    MessageBody,
    PresenceBody,
    ResumeBody,
    SeenBody,
    TypingBody,
    answered,
    joined,
    this_socket,
)
from app.realtime.desk_rows import desk_chat
from app.realtime.message_rows import desk_missed
from app.realtime.pace import Pace
from app.realtime.presence_views import state_of

DESKS_PER_OPERATOR = 30
EVENTS = frozenset({"message", "typing", "seen", "resume", "accept", "close", "presence", "idle"})


class OperatorSockets(Namespace):  # type: ignore[misc]  # Flask-SocketIO has no types
    """The open desks. The session is asked again at every event, so that signing out takes effect at once."""

    def __init__(self) -> None:
        super().__init__(rooms.OPERATORS)
        self._session_keys: dict[str, tuple[int, str]] = {}
        self._typing = Pace(burst=4, per_second=2.0)
        self._events = Pace(burst=200, per_second=30.0)

    def on_connect(self, auth: Any = None) -> bool:
        """Accept a signed-in operator's own page; everything else is refused with a reason."""
        return joined(lambda: self._join(auth))

    def on_disconnect(self, reason: Any = None) -> None:
        """The desk was closed or its line broke; may be called more than once."""
        self._typing.forget(this_socket())
        self._events.forget(this_socket())
        if self._session_keys.pop(this_socket(), None) is not None:
            presence.presence_disconnected(this_socket(), clock.now())

    def on_message(self, data: Any) -> dict[str, Any]:
        """The operator writes; answered after the commit."""

        def work(body: MessageBody) -> dict[str, Any]:
            operator = self._operator()
            sent = service.post_operator_message(
                body.chat, operator, body.client_id, body.text, clock.now(), quote=body.quote
            )
            return wire_acknowledgement(sent)

        return answered(data, MessageBody, work, self._at_pace)

    def on_accept(self, data: Any) -> dict[str, Any]:
        """Take a waiting chat."""

        def work(body: ChatBody) -> dict[str, Any]:
            return {"chat": desk_chat(service.accept(body.chat, self._operator(), clock.now()))}

        return answered(data, ChatBody, work, self._at_pace)

    def on_close(self, data: Any) -> dict[str, Any]:
        """End a chat."""

        def work(body: CloseBody) -> dict[str, Any]:
            closed = service.close_by_operator(body.chat, self._operator(), clock.now(), body.reason)
            return {"chat": desk_chat(closed)}

        return answered(data, CloseBody, work, self._at_pace)

    def on_resume(self, data: Any) -> dict[str, Any]:
        """What this desk missed of a chat."""

        def work(body: ResumeBody) -> dict[str, Any]:
            chat = access.chat_for_operator(body.chat, self._operator())
            found = message_queries.missed(chat, body.after, body.changes_after)
            return {"chat": desk_chat(chat), **desk_missed(found)}

        return answered(data, ResumeBody, work, self._at_pace)

    def on_seen(self, data: Any) -> dict[str, Any]:
        """The operator has read up to a message."""

        def work(body: SeenBody) -> dict[str, Any]:
            receiving.mark_seen_by_operator(body.chat, self._operator(), body.id, clock.now())
            return {}

        return answered(data, SeenBody, work, self._at_pace)

    def on_typing(self, data: Any) -> dict[str, Any]:
        """The operator is writing; told to the visitor, never stored."""

        def work(body: TypingBody) -> dict[str, Any]:
            operator = self._operator()
            chat = access.chat_for_operator(body.chat, operator)
            if chat.operator_id == operator.id:
                told = {"chat": chat.key, "from": SenderKind.OPERATOR.value, "name": operator.name}
                emit("typing", told, to=rooms.of_chat(chat), namespace=rooms.VISITORS)
            return {}

        return answered(data, TypingBody, work, partial(self._typing.demand, this_socket()))

    def on_presence(self, data: Any) -> dict[str, Any]:
        """The operator says online, away or invisible."""

        def work(body: PresenceBody) -> dict[str, Any]:
            presence.set_presence(self._operator().id, state_of(body.state), clock.now(), body.reason)
            return {"state": body.state, "reason": body.reason}

        return answered(data, PresenceBody, work, self._at_pace)

    def on_idle(self, data: Any) -> dict[str, Any]:
        """Nobody has touched this desk for a while, or somebody does again."""

        def work(body: IdleBody) -> dict[str, Any]:
            self._operator()
            presence.set_idle(this_socket(), clock.now(), is_idle=body.is_idle)
            return {}

        return answered(data, IdleBody, work, self._at_pace)

    def change_rooms(self, operator: OperatorSnapshot) -> None:
        """The desks of an operator who may see other chats now hear those from now on, and read everything again."""
        wanted = set(rooms.of_operator(operator))
        for sid in self.sids_of(operator.id, None):
            present = {name for name in socketio.server.rooms(sid, rooms.OPERATORS) if name.startswith("operator")}
            for name in present - wanted:
                socketio.server.leave_room(sid, name, rooms.OPERATORS)
            for name in wanted - present:
                socketio.server.enter_room(sid, name, rooms.OPERATORS)
            if present != wanted:
                told = {"rights": any(name.startswith(rooms.RIGHTS) for name in wanted - present)}
                socketio.emit("refresh", told, to=sid, namespace=rooms.OPERATORS, ignore_queue=True)

    def sids(self) -> tuple[str, ...]:
        """The open desks of this process."""
        return tuple(self._session_keys)

    def sids_of_ended_sessions(self, now: datetime) -> tuple[str, ...]:
        """The open desks of this process whose browser is no longer signed in; the others get the rooms they may hear.

        So a change that was made in another process reaches them too.
        """
        keys = {key for _owner, key in self._session_keys.values()}
        operators = operators_of_sessions(keys, now)
        for operator in {each.id: each for each in operators.values()}.values():
            self.change_rooms(operator)
        return tuple(sid for sid, (_owner, key) in self._session_keys.items() if key in keys - operators.keys())

    def sids_of(self, operator_id: int, session_key: str | None) -> tuple[str, ...]:
        """The open desks of one operator, or of one of their sessions."""
        return tuple(
            sid
            for sid, (owner, key) in self._session_keys.items()
            if owner == operator_id and (session_key is None or key == session_key)
        )

    def _at_pace(self) -> None:
        self._events.demand(this_socket())

    def _join(self, auth: Any) -> None:
        if not isinstance(auth, dict) or not isinstance(auth.get("csrf"), str):
            raise BadRequest("a desk shows its page's CSRF token", code="bad_auth")
        if urlsplit(request.headers.get("Origin", "")).netloc != request.host:
            raise Forbidden("a desk's line is opened by our own pages only", code="foreign_origin")
        operator = signed_in_operator()
        try:
            validate_csrf(auth["csrf"])
        except ValidationError as error:
            raise BadRequest("the page is too old; load it again", code="csrf") from error
        if sum(owner == operator.id for owner, _key in self._session_keys.values()) >= DESKS_PER_OPERATOR:
            raise TooManyRequests("too many open desks", code="too_many_sockets")
        presence.presence_connected(operator.id, this_socket(), clock.now())
        for room in rooms.of_operator(operator):
            join_room(room)
        self._session_keys[this_socket()] = (operator.id, current_user.session_key)

    def _operator(self) -> OperatorSnapshot:
        _owner, session_key = self._session_keys.get(this_socket(), (0, ""))
        operator = operator_of_session(session_key, clock.now()) if session_key else None
        if operator is None:
            raise NotSignedIn("you have been signed out; load the page again")
        return operator
