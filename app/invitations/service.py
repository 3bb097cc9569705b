"""From armed to answered: what the browser may watch for, the one transaction of a claim, and what follows."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.chats import queries as chats
from app.chats.automatic import say_in_open_chat
from app.domain import events
from app.domain.errors import NotFound
from app.domain.snapshots import ChatSnapshot, ImpressionSnapshot, PageSnapshot, VisitorSnapshot
from app.foundation.database import Publish, db, transaction
from app.foundation.secrets import new_key
from app.invitations import queries
from app.invitations.arming import arm_page
from app.invitations.circumstances import circumstances
from app.invitations.draft_parts import stored
from app.invitations.greeting import Greeting, prepared_greeting, written_greeting
from app.invitations.impression_log import log_impression, log_refusal
from app.invitations.live_set import LiveSet, live_set
from app.invitations.manual_following import follow, follow_rendered
from app.invitations.manual_queries import open_manual_key
from app.invitations.manual_vocabulary import BY_HAND
from app.invitations.message import plain_text
from app.invitations.models import Impression, Invitation
from app.invitations.refusing import refusal_of
from app.invitations.showings import HOLD, end_showing, granted_showing, open_showing, showing_of
from app.invitations.vocabulary import (
    ArmedInvitation,
    ClaimRequest,
    Granted,
    ImpressionState,
    LogKind,
    Refusal,
    Refused,
)
from app.invitations.withholding import withhold
from app.visitors import service as visitor_service
from app.visitors.queries import url_in_tab

_FOLLOWING = {
    LogKind.SEEN: None,
    LogKind.OPENED: ImpressionState.OPENED,
    LogKind.CLICKED: None,
    LogKind.DISMISSED: ImpressionState.DISMISSED,
    LogKind.EXPIRED: ImpressionState.EXPIRED,
}
_ENDS = {ImpressionState.DISMISSED, ImpressionState.EXPIRED, ImpressionState.REPLIED, ImpressionState.REPLACED}


def arm(
    *, visitor: VisitorSnapshot, page: PageSnapshot, standing: chats.ChatStanding, now: datetime
) -> tuple[ArmedInvitation, ...]:
    """What ``arm_page`` arms, for those who need no more."""
    return arm_page(visitor=visitor, page=page, standing=standing, now=now).armed


def claim(request: ClaimRequest, now: datetime) -> Granted | Refused:
    """Decide, in one transaction, whether the invitation is shown in this tab now; log the decision with its reason."""
    held = live_set()
    greeting = prepared_greeting(request, now)
    try:
        with transaction() as publish:
            return _decide(publish, held, request, greeting, now)
    except IntegrityError:
        return Refused(Refusal.CLAIMED_ELSEWHERE)


def record_signal(
    publish: Publish, *, visitor_id: int, impression_key: str, kind: LogKind, link: str | None, now: datetime
) -> None:
    """The browser says what became of a showing; saying it twice changes nothing, and an end is final."""
    if kind not in _FOLLOWING:
        raise NotFound(f"{kind} is not a signal about an impression", field="kind")
    row = showing_of(visitor_id, impression_key)
    if row is None:
        raise NotFound("there is no such impression", field="impression", code="unknown_impression")
    if row.ended_at is not None and kind is not LogKind.CLICKED:
        return
    if kind is LogKind.SEEN and row.seen_at is not None:
        return
    _keep_first_times(row, kind, now)
    following = _FOLLOWING[kind]
    if following is not None:
        if row.state == following.value:
            return
        row.state = following.value
        row.ended_at = now if following in _ENDS else None
        if following is ImpressionState.DISMISSED:
            row.closed_url = url_in_tab(visitor_id, row.tab_key)
    log_impression(row, kind, now, detail=link)
    db.session.flush()
    follow(publish, row, kind, now)
    if following in _ENDS:
        publish(events.InvitationDismissed(at=now, impression=queries.impression_snapshot(row)))


def record_rendered(publish: Publish, visitor_id: int, impression_key: str, now: datetime) -> None:
    """The invitation is really on the visitor's screen; what was granted and never appeared was not shown."""
    row = showing_of(visitor_id, impression_key)
    if row is not None and row.rendered_at is None:
        row.rendered_at = now
        follow_rendered(publish, row, now)


def impression_for_reply(*, visitor_id: int, impression_key: str) -> ImpressionSnapshot | None:
    """The showing that an answer belongs to, as long as it is open; None lets the chat begin without it."""
    row = showing_of(visitor_id, impression_key)
    if row is None or row.ended_at is not None:
        return None
    return queries.impression_snapshot(row)


def mark_replied(publish: Publish, impression: ImpressionSnapshot, chat: ChatSnapshot, now: datetime) -> None:
    """The visitor answered: the showing ends, the chat has begun."""
    row = showing_of(impression.visitor_id, impression.key)
    if row is None or row.ended_at is not None:
        return
    _keep_first_times(row, LogKind.REPLIED, now)
    row.state, row.ended_at = ImpressionState.REPLIED.value, now
    log_impression(row, LogKind.REPLIED, now)
    db.session.flush()
    follow(publish, row, LogKind.REPLIED, now)
    publish(events.InvitationAccepted(at=now, impression=queries.impression_snapshot(row), chat=chat))


def hold(visitor_id: int, tab_key: str, now: datetime) -> None:
    """The tab lives and keeps what it shows."""
    _move_hold(visitor_id, tab_key, now + HOLD)


def release(visitor_id: int, tab_key: str, now: datetime) -> None:
    """The tab's page is gone; another page or tab may show the invitation again."""
    _move_hold(visitor_id, tab_key, now)


def _decide(
    publish: Publish, held: LiveSet, request: ClaimRequest, greeting: Greeting | None, now: datetime
) -> Granted | Refused:
    visitor = visitor_service.lock_visitor(request.visitor_key)
    if visitor is None or visitor.visit_id is None:
        return Refused(Refusal.NOT_TRACKED)
    live = held.by_key.get(request.invitation_key)
    row = db.session.execute(select(Invitation).where(Invitation.key == request.invitation_key)).scalar_one_or_none()
    if row is None:
        return Refused(Refusal.UNKNOWN)
    refused = refusal_of(row, live, request, visitor, now)
    if refused is None and open_manual_key(visitor.id, now) is not None:
        refused = BY_HAND
    open_row = None if refused else open_showing(visitor.id)
    if open_row is not None:
        settled = _settle(publish, open_row, row, request.tab_key, now)
        if isinstance(settled, Granted):
            return settled
        refused = settled
    if refused is not None:
        log_refusal(row.id, visitor, refused, now)
        return refused
    withheld = withhold(row, visitor, request, now)
    if withheld is not None:
        return withheld
    if open_row is not None and open_row.ended_at is None:
        end_showing(publish, open_row, ImpressionState.REPLACED, LogKind.REPLACED, now)
    if greeting is None or greeting.version != row.version:
        greeting = written_greeting(row, visitor, request.page, now)
    return _show(publish, row, greeting, visitor, request, now)


def _keep_first_times(row: Impression, kind: LogKind, now: datetime) -> None:
    """When it was first on the screen, seen, opened and clicked; saying so again changes nothing."""
    row.rendered_at = row.rendered_at or now
    if kind in (LogKind.SEEN, LogKind.OPENED, LogKind.CLICKED, LogKind.REPLIED) and row.seen_at is None:
        row.seen_at = now  # who opens, clicks or answers within the first second has seen it too
        if kind is not LogKind.SEEN:
            log_impression(row, LogKind.SEEN, now)
    if kind in (LogKind.OPENED, LogKind.REPLIED):
        row.opened_at = row.opened_at or now
    if kind is LogKind.CLICKED:
        row.clicked_at = row.clicked_at or now


def _settle(
    publish: Publish, open_row: Impression, row: Invitation, tab_key: str, now: datetime
) -> Granted | Refused | None:
    """What an invitation that is still open means for this claim; None when it is over or makes room."""
    if open_row.expires_at is not None and open_row.expires_at <= now:
        end_showing(publish, open_row, ImpressionState.EXPIRED, LogKind.EXPIRED, now)
        return None
    if open_row.tab_key != tab_key and open_row.held_until > now:
        return Refused(Refusal.CLAIMED_ELSEWHERE, "another tab shows an invitation to this visitor")
    if open_row.invitation_id != row.id:
        return None
    open_row.tab_key, open_row.held_until = tab_key, now + HOLD
    return granted_showing(open_row, now)


def _show(
    publish: Publish,
    row: Invitation,
    greeting: Greeting,
    visitor: VisitorSnapshot,
    request: ClaimRequest,
    now: datetime,
) -> Granted:
    shown = Impression(
        key=new_key(),
        state=ImpressionState.SHOWN.value,
        tab_key=request.tab_key,
        held_until=now + HOLD,
        html=greeting.html,
        text=plain_text(greeting.html),
        sender_name=greeting.sender_name,
        operator_id=greeting.operator_id,
        assigns_chat=greeting.assigns_chat,
        buttons=[stored(each) for each in greeting.buttons],
        design=stored(greeting.appearance),
        is_returning=greeting.is_returning,
        shown_at=now,
        expires_at=None if row.expires_after is None else now + timedelta(seconds=row.expires_after),
        variant=greeting.variant,
        **circumstances(row, visitor, request),
    )
    db.session.add(shown)
    db.session.flush()
    log_impression(shown, LogKind.SHOWN, now)
    db.session.flush()
    publish(events.InvitationShown(at=now, impression=queries.impression_snapshot(shown)))
    say_in_open_chat(
        publish, visitor.id, html=shown.html, text=shown.text, sender_name=shown.sender_name, now=now
    )  # only those that are about waiting get here while a chat is open
    return granted_showing(shown, now)


def _move_hold(visitor_id: int, tab_key: str, until: datetime) -> None:
    db.session.execute(
        update(Impression)
        .where(Impression.visitor_id == visitor_id, Impression.tab_key == tab_key, Impression.ended_at.is_(None))
        .values(held_until=until)
    )
