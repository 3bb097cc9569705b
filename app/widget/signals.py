"""Signals: what happens on a page after it was opened, told in order and answered one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec

from app.conversions import service as conversions
from app.conversions.vocabulary import ReportOutcome, worth_of
from app.domain.errors import BeckonError
from app.domain.snapshots import EmbedSnapshot, VisitorSnapshot
from app.foundation import strict_json
from app.foundation.database import Publish, db
from app.foundation.group_commit import group_writer
from app.foundation.text import clean_line
from app.invitations import service as invitations
from app.invitations.vocabulary import LogKind
from app.plugin_api.goals import SightingSource
from app.plugin_host import host
from app.plugin_host.health import LONGEST_DETAIL
from app.visitors import service as visitors
from app.visitors.event_rule import happened_at
from app.visitors.models import ReceivedOutcome
from app.visitors.receiving import Report
from app.visitors.tokens import visitor_key_from
from app.widget import pace
from app.widget.bodies import Short, SignalsBody, WhoBody
from app.widget.callers import Caller
from app.widget.listening import waiting_document
from app.widget.service import closed_document, describe_visitor, events_document, team_document, visit_document


class HeartbeatBody(msgspec.Struct, forbid_unknown_fields=True):
    """The page is still open; only a visible one is a sign of life."""

    visible: bool = True


class LeftBody(msgspec.Struct, forbid_unknown_fields=True):
    """The page is going away."""


class ClosedBody(msgspec.Struct, forbid_unknown_fields=True):
    """The visitor closed the panel."""


class TitleBody(msgspec.Struct, forbid_unknown_fields=True):
    """The title of the page changed."""

    title: str


class TagBody(msgspec.Struct, forbid_unknown_fields=True):
    """A tag by name."""

    name: Short


class ReportBody(msgspec.Struct, forbid_unknown_fields=True):
    """A visitor event or a conversion by its identifier, and how long ago it happened on the page."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    value: Annotated[str, msgspec.Meta(max_length=2000)] | int | float | None = None
    currency: Annotated[str, msgspec.Meta(max_length=3)] | None = None
    seconds_ago: Annotated[float, msgspec.Meta(ge=0)] = 0.0

    def report(self, page_key: str) -> Report:
        """As it is kept."""
        value = None if self.value is None else str(self.value)
        return Report(self.id, value, self.seconds_ago, page_key)


class ImpressionBody(msgspec.Struct, forbid_unknown_fields=True):
    """What became of an invitation on the screen."""

    impression: Short
    link: Annotated[str, msgspec.Meta(max_length=2000)] | None = None


class MomentFailedBody(msgspec.Struct, forbid_unknown_fields=True):
    """A plugin's browser module failed, so that its moment is off on this page."""

    moment: Short
    problem: Annotated[str, msgspec.Meta(max_length=2000)] = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """The visitor, page and tab that a signal comes from."""

    visitor: VisitorSnapshot
    page_key: str
    tab_key: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Handled:
    """The results of a post; ``events`` is what is recorded now, where the page reported an event."""

    embed: EmbedSnapshot
    results: list[dict[str, Any]]
    events: list[list[Any]] | None
    visit: dict[str, Any]
    facts: dict[str, float]
    push: dict[str, Any]


Handler = Callable[[Publish, Speaker, Mapping[str, Any]], dict[str, Any] | None]
"""Handles one signal; answers its result where there is more to say than that all is well."""


def take_signals(body: SignalsBody, caller: Caller, now: datetime) -> dict[str, Any]:
    """Handle signals in order; each gets its own result, and a refused one does not stop the others."""
    visitor_key = visitor_key_from(body.token)
    if visitor_key is not None:
        pace.SIGNAL_PACE.demand(visitor_key)
    handled: Handled | None = None
    if visitor_key is not None and caller.untracked is None:
        key = visitor_key

        def handle(publish: Publish) -> Handled | None:
            return _handle_all(publish, key, body, now)

        handled = group_writer.write(handle, key)
    if handled is None:
        refused = _refusal("not_tracked", "this visitor is not tracked")
        return {"results": [refused] * len(body.signals), "team": team_document(EmbedSnapshot(), now)}
    answer: dict[str, Any] = {
        "results": handled.results,
        "team": team_document(handled.embed, now),
        "visit": handled.visit,
        "facts": handled.facts,
        "push": handled.push,
    }
    if handled.events is not None:
        answer["events"] = handled.events
    return answer


def _handle_all(publish: Publish, visitor_key: str, body: SignalsBody, now: datetime) -> Handled | None:
    visitor = visitors.lock_visitor(visitor_key)
    if visitor is None:
        return None
    if any(_is_sign_of_life(signal) for signal in body.signals):
        visitor = visitors.record_activity(publish, visitor_key, body.page_id, now)
        invitations.hold(visitor.id, body.tab_id, now)
    speaker = Speaker(visitor, body.page_id, body.tab_id, now)
    results = [_handle(publish, speaker, signal) for signal in body.signals]
    has_event = any(signal.get("kind") == "event" for signal in body.signals)
    recorded = events_document(visitor.id, now) if has_event else None
    return Handled(
        visitor.embed,
        results,
        recorded,
        visit_document(visitor, now),
        closed_document(visitor, now),
        waiting_document(visitor.id, now),
    )


def _is_sign_of_life(signal: Mapping[str, Any]) -> bool:
    kind = signal.get("kind")
    return kind != "left" and not (kind == "heartbeat" and signal.get("visible") is False)


def _handle(publish: Publish, speaker: Speaker, signal: Mapping[str, Any]) -> dict[str, Any]:
    fields = {name: value for name, value in signal.items() if name != "kind"}
    handler = _HANDLERS.get(str(signal.get("kind")))
    if handler is None:
        return _refusal("unknown_kind", f"there is no signal of the kind {str(signal.get('kind'))[:50]!r}")
    try:
        with db.session.begin_nested():
            result = handler(publish, speaker, fields)
    except BeckonError as error:
        return _refusal(error.code, error.message)
    return result or {"ok": True}


def _refusal(code: str, message: str) -> dict[str, Any]:
    return {"ok": False, "code": code, "message": message}


def _on_heartbeat(publish: Publish, speaker: Speaker, fields: Mapping[str, Any]) -> None:
    strict_json.convert(fields, HeartbeatBody)


def _on_left(publish: Publish, speaker: Speaker, fields: Mapping[str, Any]) -> None:
    strict_json.convert(fields, LeftBody)
    visitors.record_left(publish, speaker.visitor.key, speaker.page_key, speaker.now)
    invitations.release(speaker.visitor.id, speaker.tab_key, speaker.now)


def _on_title(publish: Publish, speaker: Speaker, fields: Mapping[str, Any]) -> None:
    said = strict_json.convert(fields, TitleBody)
    visitors.rename_page(publish, speaker.visitor.key, speaker.page_key, said.title, speaker.now)


def _on_tag(publish: Publish, speaker: Speaker, fields: Mapping[str, Any]) -> None:
    visitors.tag(publish, speaker.visitor.key, strict_json.convert(fields, TagBody).name, speaker.now)


def _on_untag(publish: Publish, speaker: Speaker, fields: Mapping[str, Any]) -> None:
    visitors.untag(publish, speaker.visitor.key, strict_json.convert(fields, TagBody).name, speaker.now)


def _on_identify(publish: Publish, speaker: Speaker, fields: Mapping[str, Any]) -> dict[str, Any] | None:
    if describe_visitor(publish, speaker.visitor.key, strict_json.convert(fields, WhoBody), speaker.now):
        return None
    return _refusal("wrong_signature", "the signature does not belong to this id; the visitor stays anonymous")


def _on_closed(publish: Publish, speaker: Speaker, fields: Mapping[str, Any]) -> None:
    strict_json.convert(fields, ClosedBody)
    visitors.note_closed(publish, speaker.visitor.key, speaker.now)


def _on_attributes(publish: Publish, speaker: Speaker, fields: Mapping[str, Any]) -> None:
    visitors.set_attributes(publish, speaker.visitor.key, fields, speaker.now)


def _on_event(publish: Publish, speaker: Speaker, fields: Mapping[str, Any]) -> dict[str, Any] | None:
    report = strict_json.convert(fields, ReportBody).report(speaker.page_key)
    pace.REPORT_PACE.demand(speaker.visitor.key)
    outcome = visitors.receive_event(publish, speaker.visitor.key, report, speaker.now)
    if outcome is not ReceivedOutcome.UNKNOWN_EVENT:
        return {"ok": True, "outcome": outcome.value}
    return _refusal(
        outcome.value,
        f"no event with the identifier {report.identifier!r} is defined; define it on Beckon's page Events",
    )


def _on_conversion(publish: Publish, speaker: Speaker, fields: Mapping[str, Any]) -> dict[str, Any] | None:
    said = strict_json.convert(fields, ReportBody)
    pace.REPORT_PACE.demand(speaker.visitor.key)
    at = happened_at(said.seconds_ago, speaker.now)
    worth = worth_of(said.value, said.currency)
    outcome = conversions.record_report(publish, speaker.visitor, said.id, SightingSource.SCRIPT, worth, at)
    if outcome is not ReportOutcome.UNKNOWN_GOAL:
        return {"ok": True, "outcome": outcome.value}
    return _refusal(
        outcome.value,
        f"no goal with the identifier {said.id!r} is defined; define it on Beckon's page Goals, "
        "or name it in an invitation",
    )


def _on_impression(kind: LogKind) -> Handler:
    def handle(publish: Publish, speaker: Speaker, fields: Mapping[str, Any]) -> dict[str, Any] | None:
        said = strict_json.convert(fields, ImpressionBody)
        invitations.record_signal(
            publish,
            visitor_id=speaker.visitor.id,
            impression_key=said.impression,
            kind=kind,
            link=said.link,
            now=speaker.now,
        )
        return None

    return handle


def _on_shown(publish: Publish, speaker: Speaker, fields: Mapping[str, Any]) -> None:
    """The claim has recorded the showing; now it is really on the screen."""
    said = strict_json.convert(fields, ImpressionBody)
    invitations.record_rendered(publish, speaker.visitor.id, said.impression, speaker.now)


def _on_moment_failed(publish: Publish, speaker: Speaker, fields: Mapping[str, Any]) -> None:
    said = strict_json.convert(fields, MomentFailedBody)
    host().report_moment(said.moment, clean_line(said.problem, LONGEST_DETAIL))


_HANDLERS: dict[str, Handler] = {
    "heartbeat": _on_heartbeat,
    "left": _on_left,
    "closed": _on_closed,
    "title": _on_title,
    "tag": _on_tag,
    "untag": _on_untag,
    "identify": _on_identify,
    "attributes": _on_attributes,
    "event": _on_event,
    "conversion": _on_conversion,
    "shown": _on_shown,
    "seen": _on_impression(LogKind.SEEN),
    "opened": _on_impression(LogKind.OPENED),
    "clicked": _on_impression(LogKind.CLICKED),
    "dismissed": _on_impression(LogKind.DISMISSED),
    "expired": _on_impression(LogKind.EXPIRED),
    "moment_failed": _on_moment_failed,
}
