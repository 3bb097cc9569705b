"""Signals: what happens on a page after it was opened, told in order and answered one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec

from app.domain.errors import BeckonError
from app.domain.snapshots import EmbedSnapshot, VisitorSnapshot
from app.foundation import strict_json
from app.foundation.database import Publish, db
from app.foundation.group_commit import group_writer
from app.invitations import service as invitations
from app.invitations.vocabulary import LogKind
from app.visitors import service as visitors
from app.visitors.models import ReceivedKind, ReceivedOutcome
from app.visitors.tokens import visitor_key_from
from app.widget import pace
from app.widget.bodies import Short, SignalsBody, WhoBody
from app.widget.callers import Caller
from app.widget.service import describe_visitor, team_document


class HeartbeatBody(msgspec.Struct, forbid_unknown_fields=True):
    """The page is still open; only a visible one is a sign of life."""

    visible: bool = True


class LeftBody(msgspec.Struct, forbid_unknown_fields=True):
    """The page is going away."""


class TitleBody(msgspec.Struct, forbid_unknown_fields=True):
    """The title of the page changed."""

    title: str


class TagBody(msgspec.Struct, forbid_unknown_fields=True):
    """A tag by name."""

    name: Short


class ReportBody(msgspec.Struct, forbid_unknown_fields=True):
    """A visitor event or a conversion by its identifier."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    value: Annotated[str, msgspec.Meta(max_length=2000)] | int | float | None = None
    currency: Annotated[str, msgspec.Meta(max_length=3)] | None = None


class ImpressionBody(msgspec.Struct, forbid_unknown_fields=True):
    """What became of an invitation on the screen."""

    impression: Short
    link: Annotated[str, msgspec.Meta(max_length=2000)] | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """The visitor, page and tab that a signal comes from."""

    visitor: VisitorSnapshot
    page_key: str
    tab_key: str
    now: datetime


Handler = Callable[[Publish, Speaker, Mapping[str, Any]], dict[str, Any] | None]
"""Handles one signal; answers a refusal that is to be kept, or None when all is well."""


def take_signals(body: SignalsBody, caller: Caller, now: datetime) -> dict[str, Any]:
    """Handle signals in order; each gets its own result, and a refused one does not stop the others."""
    visitor_key = visitor_key_from(body.token)
    if visitor_key is not None:
        pace.SIGNAL_PACE.demand(visitor_key)
    results: list[dict[str, Any]] | None = None
    embed = EmbedSnapshot()
    if visitor_key is not None and caller.untracked is None:
        key = visitor_key

        def handle(publish: Publish) -> tuple[EmbedSnapshot, list[dict[str, Any]]] | None:
            return _handle_all(publish, key, body, now)

        handled = group_writer.write(handle, key)
        if handled is not None:
            embed, results = handled
    if results is None:
        results = [_refusal("not_tracked", "this visitor is not tracked")] * len(body.signals)
    return {"results": results, "team": team_document(embed, now)}


def _handle_all(
    publish: Publish, visitor_key: str, body: SignalsBody, now: datetime
) -> tuple[EmbedSnapshot, list[dict[str, Any]]] | None:
    visitor = visitors.lock_visitor(visitor_key)
    if visitor is None:
        return None
    if any(_is_sign_of_life(signal) for signal in body.signals):
        visitor = visitors.record_activity(publish, visitor_key, body.page_id, now)
        invitations.hold(visitor.id, body.tab_id, now)
    speaker = Speaker(visitor, body.page_id, body.tab_id, now)
    return visitor.embed, [_handle(publish, speaker, signal) for signal in body.signals]


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
            refusal = handler(publish, speaker, fields)
    except BeckonError as error:
        return _refusal(error.code, error.message)
    return refusal or {"ok": True}


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


def _on_identify(publish: Publish, speaker: Speaker, fields: Mapping[str, Any]) -> None:
    describe_visitor(publish, speaker.visitor.key, strict_json.convert(fields, WhoBody), speaker.now)


def _on_attributes(publish: Publish, speaker: Speaker, fields: Mapping[str, Any]) -> None:
    visitors.set_attributes(publish, speaker.visitor.key, fields, speaker.now)


def _on_event(publish: Publish, speaker: Speaker, fields: Mapping[str, Any]) -> dict[str, Any] | None:
    return _receive(publish, speaker, ReceivedKind.EVENT, strict_json.convert(fields, ReportBody))


def _on_conversion(publish: Publish, speaker: Speaker, fields: Mapping[str, Any]) -> dict[str, Any] | None:
    return _receive(publish, speaker, ReceivedKind.CONVERSION, strict_json.convert(fields, ReportBody))


def _receive(publish: Publish, speaker: Speaker, kind: ReceivedKind, said: ReportBody) -> dict[str, Any] | None:
    outcome = visitors.receive(
        publish,
        speaker.visitor.key,
        kind,
        said.id,
        value=None if said.value is None else str(said.value),
        currency=said.currency,
        is_known=False,
        now=speaker.now,
    )
    if outcome is ReceivedOutcome.RECORDED:
        return None
    what = "event" if kind is ReceivedKind.EVENT else "goal"
    return _refusal(outcome.value, f"no {what} with the identifier {said.id!r} is defined")


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
    """The claim has recorded the showing already."""
    strict_json.convert(fields, ImpressionBody)


_HANDLERS: dict[str, Handler] = {
    "heartbeat": _on_heartbeat,
    "left": _on_left,
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
}
