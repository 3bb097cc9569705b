"""The pages on which events are defined, and on which one sees what the sites send."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app.administration.event_forms import EventForm
from app.administration.event_pages import (
    day_periods,
    event_lines,
    live_among,
    log_lines,
    snippets_of,
    undefined_lines,
)
from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.roles import Permission
from app.foundation import clock, settings
from app.foundation.database import transaction
from app.foundation.i18n import spoken
from app.foundation.login import allows, signed_in_operator
from app.invitations.event_use import invitations_by_event
from app.operators.audit import Action, record
from app.shell import navigation
from app.shell.navigation import NavigationEntry
from app.visitors import event_queries as queries
from app.visitors.event_definitions import (
    EventDraft,
    change_event,
    define_event,
    is_event_identifier,
    remove_event,
)
from app.visitors.event_rule import DefinedEvent

UNDEFINED_DAYS = 30
EXAMPLE = "login_failed"

blueprint = Blueprint("events", __name__, url_prefix="/events", template_folder="templates")
navigation.register(
    NavigationEntry(
        endpoint="events.index",
        label=_l("Events"),
        icon="zap",
        order=34,
        permission=Permission.MANAGE_EVENTS,
    )
)


@blueprint.get("")
@allows(Permission.MANAGE_EVENTS)
def index() -> str:
    """What is defined, what nobody defined, and what the sites are sending."""
    now = clock.now()
    periods = day_periods(now, settings.get("site.time_zone"))
    events = queries.defined_events()
    only = request.args.get("event") or None
    return render_template(
        "administration/events.html",
        lines=event_lines(events, queries.event_totals(periods), periods, invitations_by_event()),
        undefined=undefined_lines(queries.undefined_events(now - timedelta(days=UNDEFINED_DAYS))),
        log=log_lines(queries.received_log(only)),
        only=only,
        snippets=snippets_of(only or (events[0].identifier if events else EXAMPLE)),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@allows(Permission.MANAGE_EVENTS)
def new() -> str | Response | tuple[str, int]:
    """Define an event; the address may carry the identifier that pages send already."""
    form = EventForm()
    if request.method == "GET":
        form.identifier.data = request.args.get("identifier", "")
        return _page(form, None)
    return _saved(form, None)


@blueprint.route("/<int:event_id>", methods=["GET", "POST"])
@allows(Permission.MANAGE_EVENTS)
def edit(event_id: int) -> str | Response | tuple[str, int]:
    """Change an event."""
    event, form = _event(event_id), EventForm()
    if request.method == "GET":
        form.fill(event)
        return _page(form, event)
    form.identifier.data = event.identifier
    return _saved(form, event)


@blueprint.post("/<int:event_id>/delete")
@allows(Permission.MANAGE_EVENTS)
def delete(event_id: int) -> Response:
    """Take an event away, unless visitors are being invited by it."""
    event = _event(event_id)
    live = live_among(invitations_by_event().get(event.identifier, ()))
    if live:
        names = ", ".join(f"“{each.name}”" for each in live)
        flash(
            _("“%(name)s” stays: it is used by %(names)s. Pause those first.", name=event.name, names=names), "warning"
        )
        return redirect(url_for("events.edit", event_id=event.id))
    with transaction():
        remove_event(event.identifier)
        record(signed_in_operator(), Action.EVENT_DELETED, event.name, now=clock.now())
    flash(_("“%(name)s” is deleted. What was recorded of it stays in the log.", name=event.name), "success")
    return redirect(url_for("events.index"))


def _saved(form: EventForm, event: DefinedEvent | None) -> str | Response | tuple[str, int]:
    if not form.validate():
        return _page(form, event), InvalidInput.status
    try:
        saved = _write(form.draft(), event)
    except (InvalidInput, Conflict) as error:
        field = error.field if error.field in form else "identifier"
        form[field].errors = [*form[field].errors, spoken(error)]
        return _page(form, event), error.status
    flash(_("“%(name)s” is saved.", name=saved.name), "success")
    return redirect(url_for("events.index") if event else url_for("events.edit", event_id=saved.id))


def _write(draft: EventDraft, event: DefinedEvent | None) -> DefinedEvent:
    if event is None:
        return define_event(draft, clock.now())
    return change_event(event.identifier, draft, clock.now())


def _page(form: EventForm, event: DefinedEvent | None) -> str:
    used_by = invitations_by_event().get(event.identifier, ()) if event else ()
    return render_template(
        "administration/event.html",
        form=form,
        event=event,
        used_by=used_by,
        live=live_among(used_by),
        snippets=snippets_of(event.identifier if event else _identifier_so_far(form)),
    )


def _identifier_so_far(form: EventForm) -> str:
    written = (form.identifier.data or "").strip()
    return written if is_event_identifier(written) else EXAMPLE


def _event(event_id: int) -> DefinedEvent:
    found = next((each for each in queries.defined_events() if each.id == event_id), None)
    if found is None:
        raise NotFound(_("There is no such event."))
    return found
