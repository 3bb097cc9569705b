"""What happens when a visitor's page speaks: it is recorded, invitations are armed for it, and claims are decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.chats import queries as chats
from app.chats.wire import wire_time
from app.conversions import service as conversions
from app.domain.snapshots import EmbedSnapshot, PageSnapshot, VisitorSnapshot
from app.foundation.database import Publish
from app.foundation.group_commit import group_writer
from app.foundation.text import clean_line
from app.invitations import service as invitations
from app.invitations.arming import Arming, arm_page
from app.invitations.draft_parts import Button
from app.invitations.event_history import event_document, events_of
from app.invitations.known_facts import CLOSED, visit_seconds
from app.invitations.site_settings import has_sound
from app.invitations.vocabulary import ClaimRequest, Granted, Refusal
from app.operators.teams import back_at, was_somebody_there
from app.visitors import queries as visitor_queries
from app.visitors import service as visitors
from app.visitors.addresses import clean_url
from app.visitors.agents import merge_hints
from app.visitors.identity import vouch
from app.visitors.models import LONGEST_TITLE
from app.visitors.reports import PageReport, first_language
from app.visitors.service import PageViewOutcome
from app.visitors.tokens import token_for, visitor_key_from
from app.widget import pace
from app.widget.appearance import widget_document
from app.widget.bodies import ClaimBody, PageBody, WhoBody
from app.widget.callers import Caller
from app.widget.listening import push_document


def open_page(body: PageBody, caller: Caller, base_path: str, now: datetime) -> dict[str, Any]:
    """Record a page view and answer what the page needs; answered after the commit."""
    embed = body.embed.snapshot(body.theme)
    visitor_key = visitor_key_from(body.token)
    has_consent = body.storage != "none" or visitor_key is not None
    if caller.untracked is not None or not has_consent:
        known = visitor_queries.visitor_by_key(visitor_key) if visitor_key else None
        return _answer(known, embed, base_path, now)
    if visitor_key is None:
        pace.demand_newcomer(caller.address)
    else:
        pace.PAGE_PACE.demand(visitor_key)
    report = _report(body, caller, embed)

    def record(publish: Publish) -> tuple[PageViewOutcome, chats.ChatStanding, Arming]:
        outcome = visitors.record_page_view(publish, report, visitor_key=visitor_key, now=now)
        visitor = _describe(publish, outcome.visitor, body, now)
        page = _page_of_this_tab(body) if outcome.is_repeat or visitor.page is None else visitor.page
        if not outcome.is_repeat and not outcome.is_new_visitor:
            conversions.record_page(publish, visitor, page, now)
        standing = chats.NEVER_CHATTED if outcome.is_new_visitor else chats.standing_of(visitor.id)
        return (
            outcome,
            standing,
            arm_page(visitor=visitor, page=page, standing=standing, now=now, is_new=outcome.is_new_visitor),
        )

    outcome, standing, arming = group_writer.write(record, visitor_key or "")
    visitor = outcome.visitor
    return _answer(visitor if standing.has_open else None, embed, base_path, now) | {
        "token": body.token if visitor.key == visitor_key else token_for(visitor.key),
        "tracking": True,
        "visit": visit_document(visitor, now),
        "armed": [each.as_document() for each in arming.armed],
        "events": events_document(visitor.id, now) if arming.armed and not outcome.is_new_visitor else [],
        "facts": {**closed_document(visitor, now), **arming.facts},
        "ask_again_after": arming.ask_again_after,
        "push": push_document(visitor.id, now),
    }


def claim(body: ClaimBody, caller: Caller, now: datetime) -> dict[str, Any]:
    """Decide whether an armed invitation is shown in this tab now, and hand over its words if so."""
    visitor_key = visitor_key_from(body.token)
    if visitor_key is None or caller.untracked is not None:
        return refused_document(Refusal.NOT_TRACKED.value)
    pace.SIGNAL_PACE.demand(visitor_key)
    decision = invitations.claim(
        ClaimRequest(
            visitor_key=visitor_key,
            invitation_key=body.key,
            version=body.version,
            page=PageSnapshot(clean_url(body.url), clean_line(body.title, LONGEST_TITLE), _language(body.facts)),
            tab_key=body.tab_id,
            facts=body.facts,
            moment=body.moment,
        ),
        now,
    )
    return granted_document(decision) if isinstance(decision, Granted) else refused_document(decision.reason.value)


def events_document(visitor_id: int, now: datetime) -> list[list[Any]]:
    """What was recorded of the events that rules ask for: event and seconds ago, for the browser to judge by."""
    return event_document(events_of(visitor_id, now), now)


def visit_document(visitor: VisitorSnapshot, now: datetime) -> dict[str, Any]:
    """The present visit as the browser counts on from it."""
    return {
        "number": visitor.visit_number,
        "page_views": visitor.page_views,
        "seconds": round(visit_seconds(visitor, now), 3),
    }


def closed_document(visitor: VisitorSnapshot, now: datetime) -> dict[str, float]:
    """How long ago the visitor closed the panel or an invitation, in whichever tab; empty if never."""
    at = visitor.closed_at
    return {} if at is None else {CLOSED: max(0.0, (now - at).total_seconds())}


def team_document(embed: EmbedSnapshot, now: datetime) -> dict[str, Any]:
    """Whether somebody who serves the departments of the embed code is online, or was a second ago.

    ``back_at`` says when they open again, where hours keep them closed.
    """
    if was_somebody_there(embed.departments, now):
        return {"online": True}
    moment = back_at(embed.departments, now)
    return {"online": False, **({} if moment is None else {"back_at": wire_time(moment)})}


def describe_visitor(publish: Publish, visitor_key: str, who: WhoBody, now: datetime) -> bool:
    """Store what a page says about its visitor; False when it passed an id with a signature that is not ours."""
    visitors.identify(publish, visitor_key, name=who.name, email=who.email, now=now)
    if who.attributes:
        visitors.set_attributes(publish, visitor_key, who.attributes, now)
    if who.id is None:
        return True
    return vouch(publish, visitor_key, str(who.id), who.signature, now) or who.signature is None


def _report(body: PageBody, caller: Caller, embed: EmbedSnapshot) -> PageReport:
    return PageReport(
        url=body.url,
        page_key=body.page_id,
        tab_key=body.tab_id,
        title=body.title,
        referrer=body.referrer,
        languages=tuple(body.languages) or (body.language,),
        time_zone=body.time_zone,
        user_agent=caller.user_agent,
        hints=merge_hints(body.hints.hints(body.screen.touch_points), caller.hints),
        address=caller.address,
        embed=embed,
        page_language=body.page_language,
        is_lasting=body.storage == "full" and body.keeps,
    )


def _page_of_this_tab(body: PageBody) -> PageSnapshot:
    """The page that asks again; the visitor may have opened others since, in other tabs."""
    language = first_language([body.page_language])
    return PageSnapshot(clean_url(body.url), clean_line(body.title, LONGEST_TITLE), language)


def _language(facts: Mapping[str, Any]) -> str | None:
    said = facts.get("page.language")
    return first_language([said]) if isinstance(said, str) else None


def _describe(publish: Publish, visitor: VisitorSnapshot, body: PageBody, now: datetime) -> VisitorSnapshot:
    present = {name.casefold() for name in visitor.tags}
    added = [name for name in body.tags if name.strip() and name.strip().casefold() not in present]
    for name in added:
        visitors.tag(publish, visitor.key, name, now)
    is_signed_out = visitor.user_id is not None and (body.visitor is None or body.visitor.id is None)
    if is_signed_out:
        vouch(publish, visitor.key, "", None, now)
    if body.visitor is not None:
        describe_visitor(publish, visitor.key, body.visitor, now)
    if not added and body.visitor is None and not is_signed_out:
        return visitor
    return visitors.lock_visitor(visitor.key) or visitor


def _answer(chatting: VisitorSnapshot | None, embed: EmbedSnapshot, base_path: str, now: datetime) -> dict[str, Any]:
    """The answer to a page; ``chatting`` is the visitor when there may be an open chat to tell of."""
    chat = chats.open_chats_of_visitors([chatting.id]).get(chatting.id) if chatting else None
    return {
        "token": None,
        "tracking": False,
        "visit": {"number": None, "page_views": None, "seconds": None},
        "team": team_document(embed, now),
        "chat": {"open": True, "unread": chat.unread_by_visitor} if chat else None,
        "widget": widget_document(embed, base_path),
        "armed": [],
        "events": [],
        "facts": {},
        "ask_again_after": None,
        "push": None,
    }


def refused_document(reason: str) -> dict[str, Any]:
    """The answer to a claim that was refused."""
    return {"granted": False, "reason": reason}


def granted_document(decision: Granted) -> dict[str, Any]:
    """The answer to a claim that was granted: the words of the invitation, its buttons, and how it looks.

    ``design.css`` reaches nothing but the bubble; in it, addresses that begin with ``/embed/files/`` are ours.
    """
    shown, looks = decision.impression, decision.appearance
    return {
        "granted": True,
        "impression": shown.key,
        "invitation": {
            "key": shown.invitation_key,
            "html": shown.html,
            "text": shown.text,
            "sender": {"name": shown.sender_name},
            "buttons": [_button_document(each) for each in decision.buttons],
            "design": {
                "width": looks.width,
                "css": looks.css,
                "open": looks.open.value,
                "minimised": looks.minimised,
                "sound": looks.sound and has_sound(),
            },
            "language": looks.language,
            "expires_after": decision.expires_after or 0,
        },
    }


def _button_document(button: Button) -> dict[str, str]:
    document = {"label": button.label, "does": button.does.value}
    return document if button.url is None else document | {"url": button.url}
