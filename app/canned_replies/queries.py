"""Canned replies as others read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from unicodedata import combining, normalize

from sqlalchemy import ColumnElement, Row, Select, or_, select

from app.canned_replies.models import CannedReply
from app.canned_replies.vocabulary import CannedSnapshot, Scope
from app.departments.models import Department
from app.domain.roles import Permission
from app.domain.rules.text import fold
from app.domain.snapshots import OperatorSnapshot
from app.foundation.database import db
from app.foundation.login import may


def usable_by(operator: OperatorSnapshot) -> tuple[CannedSnapshot, ...]:
    """What an operator can use, the most used first: their own, those of their departments, and everybody's."""
    return _found(or_(CannedReply.operator_id == operator.id, _common_to(operator)))


def common_replies() -> tuple[CannedSnapshot, ...]:
    """Those that are nobody's own, for programs."""
    return _found(CannedReply.operator_id.is_(None))


def reply_by_key(key: str) -> CannedSnapshot | None:
    """One canned reply, whoever it belongs to."""
    found = _found(CannedReply.key == key)
    return found[0] if found else None


def matching(
    replies: Sequence[CannedSnapshot], words: str = "", scope: Scope | None = None, tag: str = ""
) -> tuple[CannedSnapshot, ...]:
    """Those that hold every one of the words in title, tags or text, in that order of likeness."""
    wanted = _plain(words).split()
    kept = [
        each
        for each in replies
        if (scope is None or each.scope is scope) and (not tag or _plain(tag) in {_plain(one) for one in each.tags})
    ]
    ranked = [(rank, each) for each in kept if (rank := _rank(each, wanted)) is not None]
    return tuple(each for _rank_of, each in sorted(ranked, key=lambda pair: pair[0]))


def tags_of(replies: Sequence[CannedSnapshot]) -> tuple[str, ...]:
    """The tags in use, in alphabetical order."""
    return tuple(sorted({tag for each in replies for tag in each.tags}, key=_plain))


def _plain(text: str) -> str:
    """Small letters without accents, so that "cafe" finds "Café"."""
    return "".join(each for each in normalize("NFD", fold(text)) if not combining(each))


def _rank(reply: CannedSnapshot, wanted: list[str]) -> int | None:
    title, tags = _plain(reply.title), [_plain(tag) for tag in reply.tags]
    everything = " ".join((title, *tags, _plain(reply.text), *(_plain(text) for text in reply.texts.values())))
    if not all(word.removeprefix("#") in everything for word in wanted):
        return None
    if all(title.startswith(word) or word in tags for word in wanted):
        return 0
    return 1 if all(word in title for word in wanted) else 2


def _common_to(operator: OperatorSnapshot) -> ColumnElement[bool]:
    is_common = CannedReply.operator_id.is_(None)
    if may(operator, Permission.SHARED_CANNED_REPLIES) or not operator.departments:
        return is_common
    serves = or_(CannedReply.department_id.is_(None), CannedReply.department_id.in_(operator.departments))
    return is_common & serves


def _found(*conditions: ColumnElement[bool]) -> tuple[CannedSnapshot, ...]:
    order = (CannedReply.uses.desc(), CannedReply.title, CannedReply.id)
    return tuple(_snapshot(row) for row in db.session.execute(_replies().where(*conditions).order_by(*order)))


def _replies() -> Select[*tuple[Any, ...]]:
    return (
        select(CannedReply, Department.name.label("department_name"))
        .outerjoin(Department, Department.id == CannedReply.department_id)
        .execution_options(populate_existing=True)
    )


def _snapshot(found: Row[Any]) -> CannedSnapshot:
    row: CannedReply = found.CannedReply
    return CannedSnapshot(
        id=row.id,
        key=row.key,
        title=row.title,
        text=row.text,
        texts=dict(row.texts),
        tags=tuple(row.tags),
        operator_id=row.operator_id,
        department_id=row.department_id,
        department_name=found.department_name,
        uses=row.uses,
        last_used_at=row.last_used_at,
        updated_at=row.updated_at,
    )
