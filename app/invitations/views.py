"""The pages on which invitations are listed, written, launched and paused."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.roles import Permission
from app.domain.snapshots import InvitationSnapshot, InvitationState
from app.foundation import clock
from app.foundation.i18n import spoken
from app.foundation.login import allows, signed_in_operator
from app.invitations import authoring, queries
from app.invitations.address_tests import LONGEST_URL, AddressTest, address_test_of
from app.invitations.classic_rows import classic_rows
from app.invitations.editor import (
    Editor,
    editor_from,
    editor_of,
    empty_editor,
    pick_lists,
    said,
)
from app.invitations.editor_findings import findings_document, findings_of
from app.invitations.fields_general import channel_cards
from app.invitations.launching import LaunchRefused, launch_if_sound
from app.invitations.lint_overview import finding_summaries
from app.invitations.list_forms import filter_choices, filter_from
from app.invitations.list_queries import list_page
from app.invitations.message_text import preview_of
from app.invitations.missing_words import missing_lines
from app.invitations.pages import list_lines, spoken_log
from app.invitations.preview_looks import preview_looks
from app.invitations.reasons_view import reasons_lately
from app.invitations.rule_choices import choices_by_id, fact_groups
from app.invitations.rule_form import MOST_PARTS_SHOWN
from app.invitations.rule_moves import DEEPEST_GROUP, change_rule, first_row
from app.invitations.unknown_facts import demand_known_facts
from app.invitations.vocabulary import InvitationDetails
from app.plugin_host import host
from app.shell import navigation
from app.shell.navigation import NavigationEntry
from app.themes import widget_variables

blueprint = Blueprint("invitations", __name__, url_prefix="/invitations", template_folder="templates")
blueprint.add_app_template_global(reasons_lately, "reasons_lately")
blueprint.add_app_template_global(channel_cards, "channel_cards")
blueprint.add_app_template_global(queries.campaigns, "campaigns")
navigation.register(
    NavigationEntry(
        endpoint="invitations.index",
        label=_l("Invitations"),
        icon="megaphone",
        order=30,
        permission=Permission.MANAGE_INVITATIONS,
    )
)


@blueprint.get("")
@allows(Permission.MANAGE_INVITATIONS)
def index() -> str:
    """The invitations in their order, with state, rule as a sentence, and what became of them in seven days."""
    wanted = filter_from(request.args)
    found = list_page(wanted)
    return render_template(
        "invitations/index.html",
        wanted=wanted,
        found=found,
        lines=list_lines(found),
        choices=filter_choices(found),
        here=request.full_path.rstrip("?"),
        finding_summaries=finding_summaries(clock.now()),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@allows(Permission.MANAGE_INVITATIONS)
def new() -> str | Response | tuple[str, int]:
    """Write a new invitation."""
    editor = editor_from(request.form) if request.method == "POST" else empty_editor()
    if request.method == "GET" or _changes_rule(editor):
        return _page(editor, None)
    return _save(editor, None)


@blueprint.post("/sentence")
@allows(Permission.MANAGE_INVITATIONS)
def sentence() -> Response:
    """What the form says so far, in words; the editor's script asks while somebody writes."""
    editor = editor_from(request.form)
    findings = findings_of(editor, request.form.get("key") or None, clock.now())
    looks = preview_looks(editor.form.draft_so_far(), clock.now())
    return jsonify(said(editor).as_document() | findings_document(findings) | {"looks": looks})


@blueprint.route("/<key>", methods=["GET", "POST"])
@allows(Permission.MANAGE_INVITATIONS)
def edit(key: str) -> str | Response | tuple[str, int]:
    """Change an invitation; its log is below."""
    details = _details(key)
    editor = editor_from(request.form) if request.method == "POST" else editor_of(details)
    if request.method == "GET" or _changes_rule(editor):
        return _page(editor, details)
    return _save(editor, details)


@blueprint.post("/<key>/launch")
@allows(Permission.MANAGE_INVITATIONS)
def launch(key: str) -> Response:
    """Offer it to visitors from now on."""
    try:
        launched = launch_if_sound(key, operator_id=signed_in_operator().id, now=clock.now())
    except LaunchRefused as error:
        flash(spoken(error), "error")
        return redirect(url_for("invitations.edit", key=key, _anchor="findings"))
    flash(_("“%(name)s” is live.", name=launched.name), "success")
    return redirect(url_for("invitations.index"))


@blueprint.post("/<key>/pause")
@allows(Permission.MANAGE_INVITATIONS)
def pause(key: str) -> Response:
    """Offer it to nobody for now."""
    try:
        paused = authoring.pause(key, operator_id=signed_in_operator().id, now=clock.now())
    except Conflict:
        flash(_("A draft was never launched, so it cannot be paused."), "warning")
    else:
        flash(_("“%(name)s” is paused.", name=paused.name), "success")
    return redirect(url_for("invitations.index"))


def _save(editor: Editor, details: InvitationDetails | None) -> str | Response | tuple[str, int]:
    is_valid = editor.form.validate()
    try:
        conditions = editor.conditions()
        demand_known_facts(conditions, details.draft.conditions if details else {}, host().registry.facts)
        if not is_valid:
            return _page(editor, details), InvalidInput.status
        saved = _write(editor, details, conditions)
    except LaunchRefused as error:
        flash(_("Saved, but not launched, because it could never show."), "error")
        return redirect(url_for("invitations.edit", key=error.key, _anchor="findings"))
    except InvalidInput as error:
        if not editor.attach(error):
            flash(spoken(error), "error")
        return _page(editor, details), error.status
    except Conflict as error:
        editor.is_conflict = True
        return _page(editor, _details(details.snapshot.key) if details else None), error.status
    flash(_said_about(saved), "success")
    if details is not None and _details(saved.key).epoch > details.epoch:
        flash(_("A new measurement has begun, because what is compared has changed."), "info")
    return redirect(url_for("invitations.edit", key=saved.key))


def _write(editor: Editor, details: InvitationDetails | None, conditions: dict[str, object]) -> InvitationSnapshot:
    operator_id, now = signed_in_operator().id, clock.now()
    draft = replace(editor.form.draft(conditions), moment=editor.moment.document(editor.form.type.data or ""))
    if details is None:
        saved = authoring.create_invitation(draft, operator_id=operator_id, now=now)
    else:
        written = editor.form.version.data or ""
        version = int(written) if written.isdecimal() and len(written) < 10 else 0
        key = details.snapshot.key
        saved = authoring.change_invitation(key, draft, expected_version=version, operator_id=operator_id, now=now)
    if _action() == "launch":
        return launch_if_sound(saved.key, operator_id=operator_id, now=now)
    if _action() == "pause" and saved.state is InvitationState.LIVE:
        return authoring.pause(saved.key, operator_id=operator_id, now=now)
    return saved


def _page(editor: Editor, details: InvitationDetails | None) -> str:
    facts, now = host().registry.facts, clock.now()
    groups, lists = fact_groups(facts), pick_lists(editor, now)
    state = details.snapshot.state if details else InvitationState.DRAFT
    if editor.is_conflict and details:
        editor.form.version.data = str(details.version)
    return render_template(
        "invitations/editor.html",
        editor=editor,
        form=editor.form,
        details=details,
        state=state.value,
        groups=groups,
        choices=choices_by_id(groups),
        fact_help={choice.id: choice.help for group in groups for choice in group.facts},
        pick_lists=lists,
        value_names={kind: {each.value: each.label for each in found if each.label} for kind, found in lists.items()},
        tests=_tests(editor, now),
        classic_rows=classic_rows(facts),
        deepest_group=DEEPEST_GROUP,
        most_parts=MOST_PARTS_SHOWN,
        type_choices=editor.moment.choices(editor.form.type.data or "url"),
        type_errors=editor.form.type.errors,
        blank_rows={zone: first_row("@@", zone, facts) for zone in ("who", "when", "unless")},
        said=said(editor),
        findings=findings_of(editor, details.snapshot.key, now) if details else [],
        preview=preview_of(editor.form.message_html.data or ""),
        looks=preview_looks(editor.form.draft_so_far(), now),
        widget_variables=widget_variables(),
        missing_words=missing_lines(editor.form.draft_so_far(), now),
        log=spoken_log(queries.log_of_invitation(details.snapshot.key)) if details else [],
    )


def _details(key: str) -> InvitationDetails:
    details = queries.invitation_details(key)
    if details is None:
        raise NotFound(_("There is no such invitation."))
    return details


def _tests(editor: Editor, now: datetime) -> dict[str, AddressTest]:
    """The row at which somebody without script asked to try an address."""
    asked = _action().removeprefix("test:")
    url = request.form.get(f"{asked}-test", "")[:LONGEST_URL]
    facts = host().registry.facts
    return {row.id: address_test_of(row, url, facts, now) for row in editor.rule.rows() if row.id == asked}


def _changes_rule(editor: Editor) -> bool:
    if _action().startswith("test:"):
        return True
    form, action = editor.form, _action()
    if form.change_languages(action) or form.change_variants(action) or form.change_schedule(action):
        return True
    return change_rule(editor.rule, action, host().registry.facts)


def _action() -> str:
    return request.form.get("action", "")


def _said_about(saved: InvitationSnapshot) -> str:
    if _action() == "launch":
        return str(_("Saved. “%(name)s” is live.", name=saved.name))
    if _action() == "pause":
        return str(_("Saved. “%(name)s” is paused.", name=saved.name))
    return str(_("Saved."))
