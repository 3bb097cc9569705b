"""What a try-it's page asks: which invitation to watch for, what it waits for, and the words when it may show.

Nothing is written. The visitor is made up anew for every call from what the browser says of itself.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.experiments import ORIGINAL
from app.domain.rules import EventRecord
from app.domain.rules.finding import as_json
from app.domain.snapshots import PageSnapshot, VisitorSnapshot
from app.foundation import settings
from app.foundation.configuration import configuration
from app.foundation.text import clean_line
from app.invitations import trying
from app.invitations.trying import NOBODY, Trial
from app.invitations.vocabulary import Granted
from app.invitations.what_if import PREFIX, WhatIf, read_what_if, supposed_now
from app.plugin_host import host
from app.visitors.addresses import clean_url, external_referrer, merge_utm
from app.visitors.agents import describe_agent, merge_hints
from app.visitors.geography import place_of
from app.visitors.models import LONGEST_TITLE
from app.visitors.reports import first_language, known_time_zone
from app.widget import pace
from app.widget.appearance import widget_document
from app.widget.callers import Caller
from app.widget.service import granted_document, refused_document, team_document
from app.widget.try_it_bodies import TryItBody
from app.widget.try_it_link import TryItLink, link_of
from app.widget.try_it_words import VARIANT, explanation_document

VISITOR_KEY = "try-it"
PANEL_PATH = "/embed/try/panel"
TEAM = "team.online"


def open_page(body: TryItBody, caller: Caller, base_path: str, now: datetime) -> dict[str, Any]:
    """A page of a try-it was opened; the answer has the form of the answer to a page."""
    link = _link(body, now)
    what_if = _what_if(body)
    trial = _trial(body, caller, what_if, now)
    embed = trial.visitor.embed
    armed = trying.arm_tried(link.invitation_key, link.version, trial)
    widget = widget_document(embed, base_path)
    return {
        "team": _team(trial, now),
        "chat": None,
        "widget": widget | {"panel_url": f"{base_path}{PANEL_PATH}?language={widget['language']}"},
        "armed": [each.as_document() for each in armed],
        "ask_again_after": trying.seconds_until_armed(link.invitation_key, link.version, trial) if not armed else None,
        "pretended": {name: as_json(value) for name, value in what_if.changes.items()},
    }


def claim(body: TryItBody, caller: Caller, now: datetime) -> dict[str, Any]:
    """The test of the invitation holds: decide as for a visitor, and hand over its words if so."""
    link = _link(body, now)
    trial = _trial(body, caller, _what_if(body), now)
    decision = trying.grant_tried(link.invitation_key, link.version, trial)
    return granted_document(decision) if isinstance(decision, Granted) else refused_document(decision.reason.value)


def explain(body: TryItBody, caller: Caller, now: datetime) -> dict[str, Any]:
    """Why the invitation shows on this page now, or what it waits for; in the language of whoever tries it."""
    link = _link(body, now)
    what_if = _what_if(body)
    trial = _trial(body, caller, what_if, now)
    return explanation_document(
        trying.explain_tried(link.invitation_key, link.version, trial), what_if, trial.variant
    ) | {
        "ends_in": max(0.0, (link.expires_at - now).total_seconds()),
        "team": _team(trial, now),
    }


def _link(body: TryItBody, now: datetime) -> TryItLink:
    link = link_of(body.trial, now)
    pace.TRY_PACE.demand(link.session_mark)
    return link


def _what_if(body: TryItBody) -> WhatIf:
    typed = {PREFIX + name: text for name, text in body.pretend.items() if name != VARIANT}
    return read_what_if(typed, host().registry.facts, settings.get("site.time_zone"))


def _trial(body: TryItBody, caller: Caller, what_if: WhatIf, real_now: datetime) -> Trial:
    now = supposed_now(what_if.changes, real_now).astimezone(UTC) + timedelta(milliseconds=body.shift_ms)
    page = PageSnapshot(
        clean_url(body.url), clean_line(body.title, LONGEST_TITLE), first_language([body.page_language])
    )
    attributes = body.visitor.attributes if body.visitor else {}
    return Trial(
        visitor=_nobody(body, caller, page, now),
        page=page,
        now=now,
        facts=body.facts,
        known={f"visitor.attribute.{name}": value for name, value in attributes.items()}
        | {"invitations.shown": body.times_shown},
        events=tuple(EventRecord(each.id, now - timedelta(seconds=each.seconds_ago)) for each in body.events),
        changes=what_if.changes,
        times_shown=body.times_shown,
        has_dismissed=body.has_dismissed,
        variant=body.pretend.get(VARIANT) or ORIGINAL,
    )


def _nobody(body: TryItBody, caller: Caller, page: PageSnapshot, now: datetime) -> VisitorSnapshot:
    """The throw-away visitor: what a page view would have recorded about this browser."""
    agent = describe_agent(caller.user_agent, merge_hints(body.hints.hints(body.screen.touch_points), caller.hints))
    geoip_database = configuration().geoip_database
    place = place_of(caller.address, str(geoip_database) if geoip_database else None)
    landing_url = body.landing_url or body.url
    domains = settings.get("site.domains")
    return VisitorSnapshot(
        id=NOBODY,
        key=VISITOR_KEY,
        name=clean_line(body.visitor.name, 120) or None if body.visitor and body.visitor.name else None,
        page=page,
        referrer=external_referrer(body.referrer, landing_url, domains) if body.referrer else None,
        country=place.country,
        city=place.city,
        device=agent.device,
        browser=agent.browser,
        system=agent.system,
        language=first_language(body.languages),
        time_zone=known_time_zone(body.time_zone),
        visit_id=NOBODY,
        visit_number=body.visits,
        page_views=body.page_views,
        visit_started_at=now - timedelta(seconds=body.visit_seconds),
        last_seen_at=now,
        landing_url=clean_url(landing_url),
        utm=merge_utm({}, landing_url),
        tags=tuple(body.tags),
        embed=body.embed.snapshot(body.theme),
        user_agent=caller.user_agent,
        open_seconds=body.visit_seconds,
    )


def _team(trial: Trial, now: datetime) -> dict[str, Any]:
    pretended = trial.changes.get(TEAM)
    return {"online": pretended} if isinstance(pretended, bool) else team_document(trial.visitor.embed, now)
