"""The pages of the archive: looking for chats, reading one, taking them out as a file, deleting them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, stream_with_context, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from app.chats import access, archive_deleting, archive_export, archive_finding
from app.chats.archive_export import CONTENT_TYPES, FileKind
from app.chats.archive_filter import Kind
from app.chats.archive_finding import Found
from app.chats.archive_reading import NAMES, Wanted, read_cursor, read_wanted, write_cursor
from app.chats.message_queries import messages_after
from app.departments.queries import all_departments
from app.domain.errors import BeckonError, NotFound
from app.domain.roles import Permission
from app.foundation import clock, settings
from app.foundation.database import transaction
from app.foundation.i18n import spoken
from app.foundation.login import allows, may, signed_in_operator
from app.operators import audit
from app.operators.queries import operators
from app.shell import navigation
from app.shell.navigation import NavigationEntry
from app.visitors.queries import visitor_by_id

MOST_DIGITS = 15

blueprint = Blueprint("archive", __name__, url_prefix="/archive", template_folder="templates")
navigation.register(
    NavigationEntry(
        endpoint="archive.index", label=_l("Archive"), icon="archive", order=25, permission=Permission.SEE_ARCHIVE
    )
)


@blueprint.get("")
@allows(Permission.SEE_ARCHIVE)
def index() -> str:
    """What is looked for, and a page of what was found."""
    operator = signed_in_operator()
    wanted = _wanted(request.args)
    found, has_more = archive_finding.find(wanted.filter, operator, read_cursor(request.args.get("after")))
    number = archive_finding.count(wanted.filter, operator)
    return render_template(
        "chats/archive.html",
        wanted=wanted,
        found=found,
        number=number,
        counted=archive_finding.COUNTED,
        older=write_cursor(found[-1].cursor) if has_more else None,
        is_filtered=bool(wanted.given.keys() - {"q"}),
        may_export=may(operator, Permission.EXPORT_ARCHIVE),
        may_delete=may(operator, Permission.DELETE_ARCHIVE),
        time_zone=settings.get("site.time_zone"),
        **_choices(),
    )


@blueprint.get("/<key>")
@allows(Permission.SEE_ARCHIVE)
def show(key: str) -> str:
    """One chat with its messages, to be read only."""
    operator = signed_in_operator()
    chat = access.chat_for_operator(key, operator)
    given = request.args.get("after", "0")
    after = int(given) if given.isascii() and given.isdecimal() and len(given) <= MOST_DIGITS else 0
    messages, has_more = messages_after(chat.id, after)
    return render_template(
        "chats/archived.html",
        chat=chat,
        messages=messages,
        after=after,
        further=messages[-1].id if has_more and messages else None,
        visitor=visitor_by_id(chat.visitor_id),
        back=_page_of(_wanted(request.args)),
        is_open=chat.closed_at is None,
        may_export=may(operator, Permission.EXPORT_ARCHIVE),
        may_delete=may(operator, Permission.DELETE_ARCHIVE),
    )


@blueprint.get("/export.<ending>")
@allows(Permission.EXPORT_ARCHIVE)
def export(ending: str) -> Response:
    """Everything that is found as a file, sent while it is read."""
    operator = signed_in_operator()
    wanted = _wanted(request.args)
    number = archive_finding.count(wanted.filter, operator)
    with transaction():
        audit.record(
            operator, audit.Action.CHATS_EXPORTED, str(number), {**wanted.given, "file": ending}, now=clock.now()
        )
    return _file(_kind(ending), archive_export.everything(wanted.filter, operator), "chats")


@blueprint.get("/<key>/export.<ending>")
@allows(Permission.EXPORT_ARCHIVE)
def export_one(key: str, ending: str) -> Response:
    """One chat as a file."""
    operator = signed_in_operator()
    chat = access.chat_for_operator(key, operator)
    with transaction():
        details = {"chat": chat.key, "file": ending}
        audit.record(operator, audit.Action.CHATS_EXPORTED, chat.visitor_name or chat.key, details, now=clock.now())
    return _file(_kind(ending), iter([Found(Kind.CHAT, chat.started_at, chat.id, chat=chat)]), "chat")


@blueprint.post("/<key>/delete")
@allows(Permission.DELETE_ARCHIVE)
def delete(key: str) -> AnyResponse:
    """Delete one chat for good."""
    operator = signed_in_operator()
    try:
        archive_deleting.delete_chat(key, operator, clock.now())
    except NotFound:
        raise
    except BeckonError as error:
        flash(spoken(error), "error")
        return redirect(url_for("archive.show", key=key))
    flash(_("The chat is deleted."), "success")
    return redirect(url_for("archive.index"))


@blueprint.post("/delete")
@allows(Permission.DELETE_ARCHIVE)
def delete_found() -> AnyResponse:
    """Delete everything that is found, after its number was typed."""
    operator = signed_in_operator()
    wanted = _wanted(request.form)
    back = redirect(_page_of(wanted))
    number = archive_finding.count(wanted.filter, operator, most=10**9)
    if request.form.get("number", "").strip() != str(number):
        flash(_("Nothing was deleted: the number that you typed is not the number of what is found."), "error")
        return back
    gone = archive_deleting.delete_found(wanted.filter, operator, clock.now(), told=wanted.given)
    words = [_("%(number)s deleted.", number=gone.number)]
    if gone.left:
        words.append(_("%(number)s are left; delete again to go on.", number=gone.left))
    if gone.open:
        words.append(_("%(number)s are open and stay.", number=gone.open))
    flash(" ".join(words), "warning" if gone.left or gone.open else "success")
    return back


def _wanted(asked: Any) -> Wanted:
    return read_wanted({name: asked.get(name, "") for name in NAMES}, settings.get("site.time_zone"))


def _page_of(wanted: Wanted) -> str:
    values: dict[str, Any] = dict(wanted.given)
    return url_for("archive.index", **values)


def _kind(ending: str) -> FileKind:
    if ending not in {each.value for each in FileKind}:
        raise NotFound(_("There is no such file."))
    return FileKind(ending)


def _file(kind: FileKind, lines: Any, name: str) -> Response:
    site, zone = settings.get("site.name"), settings.get("site.time_zone")
    body = archive_export.written(kind, lines, site_name=site, time_zone=zone)
    answer = Response(stream_with_context(body), content_type=CONTENT_TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind.value}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _choices() -> dict[str, Any]:
    anybody, every = ("", _("Anybody")), ("", _("Every department"))
    return {
        "operators": [anybody, *((str(each.id), each.name) for each in operators())],
        "departments": [every, *((str(each.id), each.name) for each in all_departments())],
        "tags": [("", _("Any tag")), *((tag, tag) for tag in archive_finding.tag_choices())],
    }
