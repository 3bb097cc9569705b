"""The block list, and blocking a visitor from the desk."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from app.chats.keeping_out import block_visitor, unblock_visitor
from app.chats.wire import wire_time
from app.domain.errors import BeckonError, InvalidInput
from app.domain.roles import Permission
from app.foundation import clock, settings
from app.foundation.i18n import spoken
from app.foundation.json_requests import NothingBody, body_of, json_answer
from app.foundation.login import allows, signed_in_operator
from app.foundation.text import clean_line
from app.shell import navigation
from app.shell.navigation import NavigationEntry
from app.visitors.blocking import LONGEST_NOTE, BlockKind, BlockSnapshot, block, blocks, unblock

blueprint = Blueprint("blocks", __name__, template_folder="templates")
navigation.register(
    NavigationEntry(
        endpoint="blocks.index", label=_l("Block list"), icon="shield", order=64,
        permission=Permission.BLOCK_VISITORS,
    )
)  # fmt: skip


class BlockForm(FlaskForm):  # type: ignore[misc]
    """Somebody to be kept away."""

    kind = SelectField(_l("Block by"))
    value = StringField(_l("What"), [Length(max=300)])
    until = DateField(_l("Until the end of"), [Optional()])
    note = StringField(_l("Note"), [Length(max=LONGEST_NOTE)])

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.kind.choices = [SelectChoice(each.value, word) for each, word in kind_words().items()]


class BlockBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How long a visitor is blocked (``seconds`` null: until somebody lifts it), and whether by e-mail too."""

    seconds: int | None = None
    note: Annotated[str, msgspec.Meta(max_length=LONGEST_NOTE)] = ""
    email: bool = False


@blueprint.get("/blocks")
@allows(Permission.BLOCK_VISITORS)
def index() -> str:
    """Whom the team does not want to hear from."""
    return _page(BlockForm(formdata=None))


@blueprint.post("/blocks")
@allows(Permission.BLOCK_VISITORS)
def add() -> str | AnyResponse | tuple[str, int]:
    """Put somebody on the list."""
    form = BlockForm()
    if not form.validate():
        return _page(form), InvalidInput.status
    try:
        until = _end_of(form.until.data)
        kind = BlockKind(form.kind.data)
        made = block(kind, form.value.data or "", signed_in_operator(), clock.now(), note=form.note.data or "",
                     expires_at=until)  # fmt: skip
    except BeckonError as error:
        field = {"value": form.value, "expires_at": form.until}.get(error.field or "", form.value)
        field.errors = [*field.errors, spoken(error)]
        return _page(form), error.status
    flash(_("“%(value)s” is blocked. It holds everywhere within a second.", value=made.value), "success")
    return redirect(url_for("blocks.index"))


@blueprint.post("/blocks/<key>/lift")
@allows(Permission.BLOCK_VISITORS)
def lift(key: str) -> AnyResponse:
    """Take somebody off the list."""
    lifted = unblock(key, signed_in_operator(), clock.now())
    flash(_("“%(value)s” is not blocked any more.", value=lifted.value), "success")
    return redirect(url_for("blocks.index"))


@blueprint.post("/desk/visitors/<key>/block")
@allows(Permission.BLOCK_VISITORS)
def block_from_desk(key: str) -> Response:
    """Block a visitor; their open chats end."""
    body = body_of(BlockBody)
    kept_out = block_visitor(
        key, signed_in_operator(), clock.now(), seconds=body.seconds, note=body.note, with_email=body.email
    )
    made = [_document(each) for each in kept_out.blocks]
    return json_answer({"blocks": made, "block": made[0], "closed": list(kept_out.chats)})


@blueprint.post("/desk/visitors/<key>/unblock")
@allows(Permission.BLOCK_VISITORS)
def unblock_from_desk(key: str) -> Response:
    """Lift the block of a visitor."""
    body_of(NothingBody)
    unblock_visitor(key, signed_in_operator(), clock.now())
    return json_answer({"block": None})


def kind_words() -> dict[BlockKind, str]:
    """By what somebody can be blocked."""
    return {
        BlockKind.ADDRESS: _("Internet address or range"),
        BlockKind.EMAIL: _("E-mail address or domain"),
        BlockKind.COUNTRY: _("Country (two letters)"),
        BlockKind.VISITOR: _("Visitor (the key in the address of their page)"),
    }


def _page(form: BlockForm) -> str:
    wanted = clean_line(request.args.get("q", ""), 100)
    return render_template(
        "chats/blocks.html",
        form=form,
        blocks=blocks(clock.now(), wanted),
        wanted=wanted,
        words={
            BlockKind.ADDRESS: _("Address"),
            BlockKind.EMAIL: _("E-mail"),
            BlockKind.COUNTRY: _("Country"),
            BlockKind.VISITOR: _("Visitor"),
        },
    )


def _end_of(day: Any) -> datetime | None:
    """The end of a day on the site's clock."""
    if day is None:
        return None
    zone = ZoneInfo(settings.get("site.time_zone"))
    try:
        return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    except OverflowError:
        return None


def _document(made: BlockSnapshot) -> dict[str, Any]:
    until = wire_time(made.expires_at) if made.expires_at else None
    return {"key": made.key, "kind": made.kind.value, "value": made.value, "until": until, "note": made.note}
