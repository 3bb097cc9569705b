"""Keeping the texts that are said by themselves, one set for each department and language."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.exc import IntegrityError

from app.chats.auto_replies import texts_of
from app.chats.auto_reply_texts import PLACES_OF, AutoReplyTexts, unknown_places
from app.chats.models import AutoReply
from app.departments.models import Department
from app.departments.queries import of_department
from app.domain.errors import Conflict, InvalidInput
from app.domain.language_tags import is_tag, plain_tag
from app.domain.snapshots import OperatorSnapshot
from app.domain.translation import N_
from app.foundation.database import db, transaction
from app.foundation.text import clean_text
from app.operators import audit

TEXT_LIMIT = 1_000
LONGEST_TAG = 20
SECONDS = range(10, 3_601)
TIMES = range(1, 6)


@dataclass(frozen=True, slots=True)
class KeptReply:
    """The texts of one language for one department, or for all."""

    department_id: int | None
    department_name: str | None
    language: str
    texts: AutoReplyTexts


def kept_replies() -> tuple[KeptReply, ...]:
    """Every set of texts: those for all departments first, then by department, each by language."""
    rows = db.session.execute(
        select(AutoReply, Department.name)
        .outerjoin(Department, Department.id == AutoReply.department_id)
        .order_by(AutoReply.department_id.is_not(None), Department.name, AutoReply.language)
    )
    return tuple(KeptReply(row.department_id, name, row.language, texts_of(row)) for row, name in rows)


def reply_of(department_id: int | None, language: str) -> AutoReplyTexts | None:
    """The texts that are kept for exactly this department and language."""
    wanted = select(AutoReply).where(*_which(department_id, plain_tag(language)))
    row = db.session.execute(wanted).scalar_one_or_none()
    return None if row is None else texts_of(row)


def save(
    department_id: int | None, language: str, texts: AutoReplyTexts, operator: OperatorSnapshot, now: datetime
) -> None:
    """Keep the texts; what was kept before for this department and language is replaced."""
    tag = _checked_tag(language)
    checked = _checked(texts)
    with transaction():
        if department_id is not None and db.session.get(Department, department_id) is None:
            raise InvalidInput(N_("there is no such department"), field="department", code="unknown_department")
        values = {each.name: getattr(checked, each.name) for each in fields(checked)}
        changed = update(AutoReply).where(*_which(department_id, tag)).values(values).returning(AutoReply.id)
        if db.session.execute(changed).first() is None:
            db.session.add(AutoReply(department_id=department_id, language=tag, **values))
        try:
            db.session.flush()
        except IntegrityError as error:
            raise Conflict(N_("somebody else has just saved these texts; load the page again")) from error
        audit.record(operator, audit.Action.SETTINGS_CHANGED, _subject(department_id, tag), now=now)


def drop(department_id: int | None, language: str, operator: OperatorSnapshot, now: datetime) -> None:
    """Forget the texts of this department and language."""
    tag = plain_tag(language)
    with transaction():
        gone = delete(AutoReply).where(*_which(department_id, tag)).returning(AutoReply.id)
        if db.session.execute(gone).first() is not None:
            audit.record(operator, audit.Action.SETTINGS_CHANGED, _subject(department_id, tag), now=now)


def _which(department_id: int | None, tag: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return of_department(AutoReply.department_id, department_id), AutoReply.language == tag


def _checked_tag(language: str) -> str:
    tag = plain_tag(language)
    if not is_tag(language) or len(tag) > LONGEST_TAG or len(tag.partition("-")[0]) > 3:
        words = N_("“%(text)s” is no language such as en or de-AT")
        raise InvalidInput(words, field="language", code="not_an_option", values={"text": language[:40]})
    return tag


def _checked(texts: AutoReplyTexts) -> AutoReplyTexts:
    cleaned: dict[str, Any] = {}
    for name in PLACES_OF:
        written: str = getattr(texts, name)
        if len(written) > TEXT_LIMIT:
            words = N_("this text has at most %(limit)s characters")
            raise InvalidInput(words, field=name, code="too_long", values={"limit": TEXT_LIMIT})
        unknown = unknown_places(name, written)
        if unknown:
            words = N_("{%(name)s} is not known when this is said")
            raise InvalidInput(words, field=name, code="unknown_place", values={"name": unknown[0]})
        cleaned[name] = clean_text(written, TEXT_LIMIT).strip()
    for name, limits in (("unanswered_seconds", SECONDS), ("unanswered_times", TIMES)):
        if getattr(texts, name) not in limits:
            words = N_("must be from %(least)s to %(most)s")
            raise InvalidInput(words, field=name, values={"least": limits.start, "most": limits.stop - 1})
    return replace(texts, **cleaned)


def _subject(department_id: int | None, tag: str) -> str:
    return f"auto-replies {department_id or 'all'} {tag}"
