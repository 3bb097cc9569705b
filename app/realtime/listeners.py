"""What is pushed, to whom, and when: domain events become socket events after the commit, visitor rows in batches."""

from __future__ import annotations

import threading

from app.chats.wire import wire_chat, wire_message
from app.domain import events
from app.domain.snapshots import ChatSnapshot, ManualSnapshot, VisitorSnapshot
from app.foundation import clock, jobs
from app.foundation.events import listen
from app.foundation.sockets import close_socket, socketio
from app.invitations.manual_queries import latest_manuals
from app.operators import presence
from app.operators.queries import operator_by_id
from app.operators.standing import Standing
from app.realtime import catching_up, flow_listeners, message_listeners, rooms, teams
from app.realtime.desk_rows import desk_chat, visitor_rows
from app.realtime.manual_rows import manual_row
from app.realtime.message_rows import desk_message
from app.realtime.operator_sockets import EVENTS as OPERATOR_EVENTS
from app.realtime.operator_sockets import OperatorSockets
from app.realtime.presence_rows import presence_row
from app.realtime.visitor_sockets import EVENTS as VISITOR_EVENTS
from app.realtime.visitor_sockets import VisitorSockets
from app.visitors.queries import visitors_by_ids

CHORES = (catching_up,)
"""Modules imported for the chores that they register with ``jobs.every``."""

CLIENT_EVENTS = {rooms.VISITORS: VISITOR_EVENTS, rooms.OPERATORS: OPERATOR_EVENTS}
ROWS_PER_BATCH = 200

operator_sockets = OperatorSockets()
visitor_sockets = VisitorSockets()
_changed: dict[int, VisitorSnapshot | None] = {}
_gone: set[str] = set()
_batch_lock = threading.Lock()


def subscribe() -> None:
    """Open both namespaces and listen to what happens."""
    socketio.on_namespace(visitor_sockets)
    socketio.on_namespace(operator_sockets)
    message_listeners.subscribe()
    flow_listeners.subscribe()
    listen(events.MessagePosted, _on_message_posted)
    listen(events.ChatStarted, _on_chat)
    listen(events.ChatAssigned, _on_chat)
    listen(events.ChatClosed, _on_chat)
    listen(events.ChatSeen, _on_chat)
    listen(events.ChatChanged, _on_chat)
    listen(events.OperatorPresenceChanged, _on_presence_changed)
    listen(events.TeamsChanged, _on_teams_changed)
    listen(events.OperatorChanged, _on_operator_changed)
    listen(events.OperatorSignedOut, _on_signed_out)
    listen(events.VisitStarted, _on_visitor)
    listen(events.PageviewRecorded, _on_visitor)
    listen(events.VisitorChanged, _on_visitor)
    listen(events.VisitorLeft, _on_visitor_left)
    listen(events.InvitationShown, _on_invitation)
    listen(events.InvitationDismissed, _on_invitation)
    listen(events.InvitationAccepted, _on_invitation)
    listen(events.ManualInvitationChanged, _on_manual)


@jobs.every(0.25, "realtime.rows")
def push_visitor_rows() -> None:
    """Tell the desks what changed about visitors since the last time; many changes of one visitor are one row."""
    with _batch_lock:
        changed = dict(list(_changed.items())[:ROWS_PER_BATCH])
        for visitor_id in changed:
            del _changed[visitor_id]
        gone = list(_gone)
        _gone.clear()
    if gone:
        socketio.emit("visitors_left", gone, to=rooms.SEE_VISITORS, namespace=rooms.OPERATORS)
    unread = [visitor_id for visitor_id, snapshot in changed.items() if snapshot is None]
    known = visitors_by_ids(unread) if unread else {}
    found = [snapshot or known.get(visitor_id) for visitor_id, snapshot in changed.items()]
    rows = visitor_rows([visitor for visitor in found if visitor is not None])
    if rows:
        socketio.emit("visitors", rows, to=rooms.SEE_VISITORS, namespace=rooms.OPERATORS)


@jobs.every(5.0, "realtime.leases")
def renew_leases() -> None:
    """The desks of this process are still there."""
    presence.presence_renewed(operator_sockets.sids(), clock.now())


@jobs.every(2.0, "realtime.sessions")
def close_ended_desks() -> None:
    """Close the desks of this process whose session ended in another one, or because its time was up."""
    for sid in operator_sockets.sids_of_ended_sessions(clock.now()):
        close_socket(sid, rooms.OPERATORS)


@jobs.every(2.0, "realtime.teams")
def tell_panels() -> None:
    """The panels of this process hear of the team, also when it changed in another process."""
    teams.tell_panels()


def _on_message_posted(event: events.MessagePosted) -> None:
    panel, desks = rooms.of_chat(event.chat), rooms.that_see(event.chat)
    socketio.emit("message", wire_message(event.message), to=panel, namespace=rooms.VISITORS)
    socketio.emit("message", desk_message(event.message), to=desks, namespace=rooms.OPERATORS)
    _tell_chat(event.chat)


def _on_chat(
    event: events.ChatStarted | events.ChatAssigned | events.ChatClosed | events.ChatSeen | events.ChatChanged,
) -> None:
    _tell_chat(event.chat)
    _mark_changed(event.chat.visitor_id, None)


def _tell_chat(chat: ChatSnapshot) -> None:
    socketio.emit("chat", wire_chat(chat), to=rooms.of_chat(chat), namespace=rooms.VISITORS)
    socketio.emit("chat", desk_chat(chat), to=rooms.that_see(chat), namespace=rooms.OPERATORS)


def _on_presence_changed(event: events.OperatorPresenceChanged) -> None:
    told = presence_row(event.operator, Standing(event.state, event.reason, event.is_idle))
    socketio.emit("presence", [told], to=rooms.EVERY_OPERATOR, namespace=rooms.OPERATORS)
    teams.tell_panels()


def _on_teams_changed(event: events.TeamsChanged) -> None:
    for operator in map(operator_by_id, event.operator_ids):
        if operator is not None:
            operator_sockets.change_rooms(operator)
    teams.tell_panels()


def _on_operator_changed(_event: events.OperatorChanged) -> None:
    """Their desks hear what they may hear now, and those whose session ended are closed."""
    close_ended_desks()


def _on_signed_out(event: events.OperatorSignedOut) -> None:
    for sid in operator_sockets.sids_of(event.operator_id, event.session_key):
        close_socket(sid, rooms.OPERATORS)


def _on_visitor(event: events.VisitStarted | events.PageviewRecorded | events.VisitorChanged) -> None:
    _mark_changed(event.visitor.id, event.visitor)


def _on_visitor_left(event: events.VisitorLeft) -> None:
    with _batch_lock:
        _changed.pop(event.visitor_id, None)
        _gone.add(event.visitor_key)
    manual = latest_manuals([event.visitor_id]).get(event.visitor_id)
    if manual is not None and manual.ended_at is None:
        _tell_sender(manual, has_left=True)


def _on_invitation(
    event: events.InvitationShown | events.InvitationDismissed | events.InvitationAccepted,
) -> None:
    _mark_changed(event.impression.visitor_id, None)


def _on_manual(event: events.ManualInvitationChanged) -> None:
    """Every desk shows it in the visitor's row; its sender is told in person."""
    _mark_changed(event.manual.visitor_id, None)
    _tell_sender(event.manual)


def _tell_sender(manual: ManualSnapshot, *, has_left: bool = False) -> None:
    if manual.operator_id is not None:
        own = rooms.of_one(manual.operator_id)
        socketio.emit("invitation", manual_row(manual, has_left=has_left), to=own, namespace=rooms.OPERATORS)


def _mark_changed(visitor_id: int, snapshot: VisitorSnapshot | None) -> None:
    with _batch_lock:
        _changed[visitor_id] = snapshot or _changed.get(visitor_id)
        if snapshot is not None:
            _gone.discard(snapshot.key)
