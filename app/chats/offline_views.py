"""The pages of offline messages: the list, one of them with its answers, and the settings of the form."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app.chats import offline, offline_queries, offline_settings
from app.chats.cursors import cursor_of, written_cursor
from app.chats.offline_forms import OfflineSettingsForm, WordsForm, present_values
from app.chats.offline_queries import OfflineSnapshot, OfflineState
from app.departments.queries import all_departments
from app.domain.errors import BeckonError, InvalidInput
from app.domain.roles import Permission
from app.domain.snapshots import OperatorSnapshot
from app.foundation import clock, mail, mail_queue, settings
from app.foundation.database import transaction
from app.foundation.i18n import spoken
from app.foundation.json_requests import json_answer
from app.foundation.login import allows, may, signed_in_operator
from app.foundation.mail_server import present_sender
from app.operators import audit
from app.shell import navigation, settings_places
from app.shell.navigation import NavigationEntry
from app.visitors.queries import visitor_by_id

blueprint = Blueprint("requests", __name__, template_folder="templates")
navigation.register(
    NavigationEntry(
        endpoint="requests.index", label=_l("Inbox"), icon="inbox", order=15,
        permission=Permission.ANSWER_OFFLINE,
    )
)  # fmt: skip
navigation.register_count("requests.index", _l("new"), offline_queries.new_count)
settings_places.register(settings_places.SettingsPlace("offline_settings.index", _l("Offline form"), 30))
settings_blueprint = Blueprint("offline_settings", __name__, template_folder="templates")


@blueprint.get("/requests")
@allows(Permission.ANSWER_OFFLINE)
def index() -> str:
    """What was left while nobody was there; what nobody has answered comes first to hand."""
    operator = signed_in_operator()
    wanted = request.args.get("state", "")
    state = OfflineState(wanted) if wanted in {each.value for each in OfflineState} else None
    departments = all_departments()
    department = next((each.id for each in departments if str(each.id) == request.args.get("department")), None)
    found = offline_queries.offline_messages(
        operator,
        state=state,
        department_id=department,
        is_mine=wanted == "mine",
        before=cursor_of(request.args.get("before")),
        limit=offline_queries.PAGE + 1,
    )
    shown, counts = found[: offline_queries.PAGE], offline_queries.counts_by_state(operator)
    return render_template(
        "chats/requests.html",
        messages=shown,
        state=wanted,
        counts={each.value: number for each, number in counts.items()},
        total=sum(counts.values()),
        departments=departments,
        department_choices=[("", _("Every department")), *((str(each.id), each.name) for each in departments)],
        department=department,
        older=written_cursor(shown[-1].created_at, shown[-1].id) if len(found) > len(shown) else None,
        is_on=offline_settings.is_on(),
        may_set=may(operator, Permission.MANAGE_SETTINGS),
    )


@blueprint.get("/requests/number")
@allows(Permission.ANSWER_OFFLINE)
def number() -> Response:
    """How many nobody has taken; asked by open pages for the mark in the rail."""
    return json_answer({"new": offline_queries.new_count(signed_in_operator())})


@blueprint.get("/requests/<key>")
@allows(Permission.ANSWER_OFFLINE)
def show(key: str) -> str:
    """One offline message with everything that was done about it."""
    return _page(offline_queries.offline_message(key, signed_in_operator()))


@blueprint.post("/requests/<key>/answer")
@allows(Permission.ANSWER_OFFLINE)
def answer(key: str) -> str | Response | tuple[str, int]:
    """Answer by e-mail; what was typed stays where it cannot be sent."""
    form = WordsForm.sent("answer-", _("Answer"))

    def act(who: OperatorSnapshot, now: datetime) -> None:
        offline.answer(key, who, form.client_id.data, form.text.data or "", now)

    return _with("answer", form, key, act, _("Your answer is on its way."))


@blueprint.post("/requests/<key>/note")
@allows(Permission.ANSWER_OFFLINE)
def note(key: str) -> str | Response | tuple[str, int]:
    """Write down something for colleagues."""
    form = WordsForm.sent("note-", _("Note"))

    def act(who: OperatorSnapshot, now: datetime) -> None:
        offline.add_note(key, who, form.client_id.data, form.text.data or "", now)

    return _with("note", form, key, act, _("The note is kept."))


@blueprint.post("/requests/<key>/take")
@allows(Permission.ANSWER_OFFLINE)
def take(key: str) -> Response:
    """Take it; ``from`` names the colleague from whom."""
    given = request.form.get("from", "")
    owner = int(given) if given.isascii() and given.isdecimal() and len(given) < len(str(2**63)) else None
    return _done(key, lambda who, now: offline.take(key, who, now, even_from=owner), _("It is yours now."))


@blueprint.post("/requests/<key>/close")
@allows(Permission.ANSWER_OFFLINE)
def close(key: str) -> Response:
    """Nothing more is to be done."""
    return _done(key, lambda who, now: offline.close(key, who, now), _("Closed."))


@blueprint.post("/requests/<key>/reopen")
@allows(Permission.ANSWER_OFFLINE)
def reopen(key: str) -> Response:
    """There is something to be done after all."""
    return _done(key, lambda who, now: offline.reopen(key, who, now), _("Open again, and yours."))


@blueprint.post("/requests/<key>/delete")
@allows(Permission.DELETE_ARCHIVE)
def delete(key: str) -> Response:
    """Delete it for good."""
    offline.delete_offline(key, signed_in_operator(), clock.now())
    flash(_("The offline message is deleted."), "success")
    return redirect(url_for("requests.index"))


@settings_blueprint.route("/settings/offline", methods=["GET", "POST"], endpoint="index")
@allows(Permission.MANAGE_SETTINGS)
def settings_page() -> str | Response | tuple[str, int]:
    """What visitors are asked while nobody is there, and who is told."""
    form = OfflineSettingsForm(departments=all_departments())
    page = {"has_mail": mail.is_configured()}
    if request.method == "GET":
        form.show(present_values())
        return render_template("chats/offline_settings.html", form=form, **page)
    if not form.validate():
        return render_template("chats/offline_settings.html", form=form, **page), InvalidInput.status
    try:
        with transaction():
            settings.change_all(form.values())
            audit.record(signed_in_operator(), audit.Action.SETTINGS_CHANGED, "offline", now=clock.now())
    except InvalidInput as error:
        if not form.attach(error):
            flash(spoken(error), "error")
        return render_template("chats/offline_settings.html", form=form, **page), error.status
    flash(_("Saved. It holds everywhere within a second."), "success")
    return redirect(url_for("offline_settings.index"))


def _page(message: OfflineSnapshot, **forms: WordsForm) -> str:
    operator = signed_in_operator()
    entries = offline_queries.entries_of(message.id)
    letters = mail_queue.states_of([each.letter_id for each in entries if each.letter_id])
    sender = present_sender()
    return render_template(
        "chats/request.html",
        message=message,
        entries=[(each, letters.get(each.letter_id or "")) for each in entries],
        visitor=visitor_by_id(message.visitor_id),
        is_mine=message.operator_id == operator.id,
        is_free=message.operator_id is None,
        has_mail=mail.is_configured(),
        replies_to=sender.reply_to or sender.address,
        may_delete=may(operator, Permission.DELETE_ARCHIVE),
        may_set=may(operator, Permission.MANAGE_SETTINGS),
        **{
            "answer": WordsForm.fresh("answer-", _("Answer")),
            "note": WordsForm.fresh("note-", _("Note")),
            **forms,
        },
    )


def _with(name: str, form: WordsForm, key: str, act: Any, done: str) -> str | Response | tuple[str, int]:
    """Do something with what was written; where it is refused, show it again with the reason."""
    operator = signed_in_operator()
    message = offline_queries.offline_message(key, operator)
    try:
        act(operator, clock.now())
    except BeckonError as error:
        form.text.errors = [spoken(error)]
        return _page(message, **{name: form}), error.status
    flash(done, "success")
    return redirect(url_for("requests.show", key=key))


def _done(key: str, act: Any, words: str) -> Response:
    operator: OperatorSnapshot = signed_in_operator()
    offline_queries.offline_message(key, operator)
    now: datetime = clock.now()
    try:
        act(operator, now)
        flash(words, "success")
    except BeckonError as error:
        flash(spoken(error), "error")
    return redirect(url_for("requests.show", key=key))
