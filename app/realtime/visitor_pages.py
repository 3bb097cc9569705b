"""The pages about visitors: who came lately, and everything about one of them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app.chats.forgetting import forget_visitor
from app.domain.errors import Conflict, NotFound
from app.domain.roles import Permission
from app.domain.snapshots import OperatorSnapshot, VisitorSnapshot
from app.foundation import clock
from app.foundation.i18n import spoken
from app.foundation.login import allows, may, signed_in_operator
from app.invitations.manual_queries import manuals_of_visitor
from app.invitations.pages import spoken_log
from app.invitations.queries import log_of_visitor
from app.invitations.ready_texts import ready_texts
from app.realtime.context_rows import context_document, name_and_value, what_may_be_done
from app.realtime.context_texts import context_texts, person_texts
from app.realtime.explain_view import explain_view
from app.realtime.list_texts import list_texts
from app.realtime.manual_forms import InviteForm
from app.realtime.manual_words import manual_texts
from app.realtime.visitor_columns import COLUMNS, COOKIE, ROWS, layout_of, layout_of_cookie
from app.realtime.visitor_filter import SORTS, read_filter, read_page
from app.realtime.visitor_lines import manual_line, trail_lines, visit_lines, visitor_lines
from app.realtime.visitor_list import earlier_lines, list_page, selection
from app.realtime.visitor_map import HEIGHT, WIDTH, map_places
from app.realtime.visitor_words import page_words
from app.shell import navigation
from app.shell.navigation import NavigationEntry
from app.visitors import queries

blueprint = Blueprint("visitors", __name__, url_prefix="/visitors", template_folder="templates")
navigation.register(
    NavigationEntry(
        endpoint="visitors.index", label=_l("Visitors"), icon="users", order=20, permission=Permission.SEE_VISITORS
    )
)

COOKIE_SECONDS = 365 * 24 * 3600


@blueprint.get("")
@allows(Permission.SEE_VISITORS)
def index() -> str:
    """Who is here now, filtered and in order, as a table or on a map; and who came lately."""
    now, wanted = clock.now(), read_filter(request.args)
    chosen, layout = selection(wanted, now), layout_of_cookie(request.cookies.get(COOKIE, ""))
    is_map = wanted.view == "map"
    page = list_page(chosen, layout, read_page(request.args))
    is_first = page.number == 1 and not is_map
    return render_template(
        "realtime/visitors.html",
        wanted=wanted,
        chosen=chosen,
        page=page,
        layout=layout,
        columns=COLUMNS,
        rows_to_choose=ROWS,
        sorts=SORTS,
        next_texts=list_texts(),
        earlier=earlier_lines(wanted, layout, [each.id for each in chosen.here], now) if is_first else [],
        places=map_places(chosen.found, wanted) if is_map else [],
        map_size=(WIDTH, HEIGHT),
        can=what_may_be_done(signed_in_operator()),
        context_words=context_texts(),
        **page_words(),
        **inviting(signed_in_operator()),
        may_embed=may(signed_in_operator(), Permission.MANAGE_EMBED_CODES),
    )


@blueprint.post("/columns")
@allows(Permission.SEE_VISITORS)
def choose_columns() -> Response:
    """Remember in this browser which columns the table has and how many rows a page."""
    layout = layout_of(request.form.getlist("column"), request.form.get("rows", ""))
    query: dict[str, Any] = dict(read_filter(request.form).as_query())
    answer = redirect(url_for("visitors.index", **query))
    answer.set_cookie(
        COOKIE,
        layout.as_cookie(),
        max_age=COOKIE_SECONDS,
        path="/visitors",
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return answer


@blueprint.get("/<key>/explain")
@allows(Permission.SEE_VISITORS)
def explain(key: str) -> str:
    """Why no invitation shows to this visitor, or why one does; and what if it were otherwise."""
    return explain_view(_visitor(key))


@blueprint.get("/<key>")
@allows(Permission.SEE_VISITORS)
def show(key: str) -> str:
    """One visitor: where from, which pages, which invitations and what became of them."""
    visitor = _visitor(key)
    here = {each.key for each in queries.visitors_online(clock.now()) if each.key == key}
    return render_template(
        "realtime/visitor.html",
        visitor=visitor,
        line=visitor_lines([visitor], here)[0],
        pages=trail_lines(queries.page_history(visitor.id)),
        visits=visit_lines(queries.visit_history(visitor.id)),
        document=context_document(visitor, signed_in_operator(), clock.now()),
        person_words=person_texts(),
        pairs_of=name_and_value,
        log=spoken_log(log_of_visitor(visitor.id)),
        manuals=[manual_line(each) for each in manuals_of_visitor(visitor.id)],
        **inviting(signed_in_operator()),
        may_edit=may(signed_in_operator(), Permission.MANAGE_INVITATIONS),
    )


@blueprint.post("/<key>/forget")
@allows(Permission.ERASE_VISITORS)
def forget(key: str) -> Response:
    """Delete everything about a visitor; not while they are in a chat."""
    visitor = _visitor(key)
    try:
        forget_visitor(visitor.key, clock.now(), signed_in_operator())
    except Conflict as error:
        flash(spoken(error), "error")
        return redirect(url_for("visitors.show", key=key))
    flash(_("The visitor is forgotten. Whoever opens the next page in that browser is somebody new."), "success")
    return redirect(url_for("visitors.index"))


def inviting(operator: OperatorSnapshot) -> dict[str, Any]:
    """What a page with the dialog for inviting needs: the form, and the words of its script."""
    return {"invite": InviteForm.with_texts(ready_texts(operator)), "invite_words": manual_texts()}


def _visitor(key: str) -> VisitorSnapshot:
    visitor = queries.visitor_by_key(key)
    if visitor is None:
        raise NotFound(_("There is no such visitor."))
    return visitor
