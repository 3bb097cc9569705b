"""Everything that is written about canned replies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from app.canned_replies import queries
from app.canned_replies.models import CannedReply
from app.canned_replies.vocabulary import (
    LONGEST_TAG,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_LANGUAGES,
    MOST_TAGS,
    CannedDraft,
    CannedSnapshot,
    Scope,
    may_change,
)
from app.departments.queries import all_departments
from app.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.domain.language_tags import is_tag, plain_tag
from app.domain.roles import Permission
from app.domain.rules.text import fold
from app.domain.snapshots import OperatorSnapshot
from app.domain.translation import N_
from app.foundation.database import db, transaction
from app.foundation.login import demand
from app.foundation.secrets import new_key
from app.foundation.text import clean_line, clean_text

MOST_REPLIES = 2_000


def create_reply(draft: CannedDraft, operator: OperatorSnapshot | None, now: datetime) -> CannedSnapshot:
    """Keep a new canned reply; ``operator`` None is a program, which keeps none of its own.

    Raises InvalidInput, Forbidden, and Conflict where the site has as many as it can keep.
    """
    _demand_scope(operator, draft.scope)
    values = _checked(draft, operator)
    with transaction():
        if db.session.execute(select(func.count(CannedReply.id))).scalar_one() >= MOST_REPLIES:
            raise Conflict(
                N_("%(limit)s canned replies are kept at most; delete one first"), values={"limit": MOST_REPLIES}
            )
        row = CannedReply(key=new_key(), created_at=now, updated_at=now, uses=0, **values)
        db.session.add(row)
        db.session.flush()
        return _known(row.key)


def change_reply(key: str, draft: CannedDraft, operator: OperatorSnapshot | None, now: datetime) -> CannedSnapshot:
    """Save over a canned reply; how often it was used stays. Raises NotFound, Forbidden, InvalidInput."""
    with transaction():
        _demand_change(operator, key)
        _demand_scope(operator, draft.scope)
        values = _checked(draft, operator)
        db.session.execute(update(CannedReply).where(CannedReply.key == key).values(updated_at=now, **values))
        return _known(key)


def delete_reply(key: str, operator: OperatorSnapshot | None) -> None:
    """Forget a canned reply. Raises NotFound, Forbidden."""
    with transaction():
        _demand_change(operator, key)
        db.session.execute(delete(CannedReply).where(CannedReply.key == key))


def count_use(key: str, operator: OperatorSnapshot, now: datetime) -> None:
    """Somebody took this text into a message. Raises NotFound for one that they cannot use."""
    with transaction():
        if key not in {each.key for each in queries.usable_by(operator)}:
            raise _unknown()
        counted = {"uses": CannedReply.uses + 1, "last_used_at": now}
        db.session.execute(update(CannedReply).where(CannedReply.key == key).values(counted))


def _demand_scope(operator: OperatorSnapshot | None, scope: Scope) -> None:
    if operator is not None:
        demand(operator, Permission.OWN_CANNED_REPLIES if scope is Scope.OWN else Permission.SHARED_CANNED_REPLIES)
    elif scope is Scope.OWN:
        raise InvalidInput(N_("a program has no canned replies of its own"), field="scope")


def _demand_change(operator: OperatorSnapshot | None, key: str) -> None:
    reply = queries.reply_by_key(key)
    is_hidden = (
        reply is not None and reply.operator_id is not None and (operator is None or reply.operator_id != operator.id)
    )
    if reply is None or is_hidden:
        raise _unknown()
    if operator is not None and not may_change(operator, reply):
        raise Forbidden(N_("your role does not allow this; ask an administrator"))


def _checked(draft: CannedDraft, operator: OperatorSnapshot | None) -> dict[str, Any]:
    department_id = draft.department_id if draft.scope is Scope.DEPARTMENT else None
    if draft.scope is Scope.DEPARTMENT and department_id not in {each.id for each in all_departments()}:
        raise InvalidInput(N_("choose a department"), field="department")
    return {
        "title": _checked_title(draft.title),
        "text": _checked_text(draft.text, "text"),
        "texts": _checked_texts(draft.texts),
        "tags": _checked_tags(draft.tags),
        "operator_id": operator.id if operator is not None and draft.scope is Scope.OWN else None,
        "department_id": department_id,
    }


def _checked_title(title: str) -> str:
    cleaned = clean_line(title, LONGEST_TITLE + 1)
    if not 1 <= len(cleaned) <= LONGEST_TITLE:
        raise InvalidInput(N_("a title has 1 to %(limit)s characters"), field="title", values={"limit": LONGEST_TITLE})
    return cleaned


def _checked_text(text: str, field: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(N_("use at most %(most)s characters"), field=field, values={"most": LONGEST_TEXT})
    cleaned = clean_text(text, LONGEST_TEXT).strip()
    if not cleaned:
        raise InvalidInput(N_("write the text of the reply"), field=field, code="empty")
    return cleaned


def _checked_texts(texts: Mapping[str, str]) -> dict[str, str]:
    if len(texts) > MOST_LANGUAGES:
        raise InvalidInput(N_("use at most %(most)s further languages"), field="texts", values={"most": MOST_LANGUAGES})
    checked: dict[str, str] = {}
    for tag, text in texts.items():
        if not is_tag(tag):
            raise InvalidInput(N_("write a language such as de or pt-BR"), field="texts", code="not_a_language")
        if plain_tag(tag) in checked:
            raise InvalidInput(
                N_("“%(language)s” is written twice"), field="texts", values={"language": plain_tag(tag)}
            )
        checked[plain_tag(tag)] = _checked_text(text, "texts")
    return checked


def _checked_tags(tags: Iterable[str]) -> list[str]:
    cleaned = [clean_line(tag.strip().removeprefix("#"), LONGEST_TAG + 1) for tag in tags]
    kept = list({fold(tag): tag for tag in cleaned if tag}.values())
    if len(kept) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in kept):
        raise InvalidInput(
            N_("use at most %(most)s tags of at most %(limit)s characters"),
            field="tags",
            values={"most": MOST_TAGS, "limit": LONGEST_TAG},
        )
    return kept


def _known(key: str) -> CannedSnapshot:
    reply = queries.reply_by_key(key)
    if reply is None:
        raise _unknown()
    return reply


def _unknown() -> NotFound:
    return NotFound(N_("there is no such canned reply"), field="canned_reply", code="unknown_canned_reply")
