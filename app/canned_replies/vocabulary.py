"""What a canned reply is, and who may use and change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.roles import Permission
from app.domain.snapshots import OperatorSnapshot
from app.foundation.login import may

LONGEST_TITLE = 120
LONGEST_TEXT = 4_000
LONGEST_TAG = 40
MOST_TAGS = 10
MOST_LANGUAGES = 20


class Scope(StrEnum):
    """Who a canned reply is for."""

    OWN = "own"
    DEPARTMENT = "department"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class CannedDraft:
    """A canned reply as it is written. ``texts`` are those in further languages, by tag (``de``, ``pt-BR``)."""

    title: str
    text: str
    scope: Scope = Scope.OWN
    department_id: int | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CannedSnapshot:
    """A canned reply. ``operator_id`` is its owner, None for one that is a department's or everybody's."""

    id: int
    key: str
    title: str
    text: str
    texts: Mapping[str, str]
    tags: tuple[str, ...]
    operator_id: int | None
    department_id: int | None
    department_name: str | None
    uses: int
    last_used_at: datetime | None
    updated_at: datetime

    @property
    def scope(self) -> Scope:
        """Who it is for."""
        if self.operator_id is not None:
            return Scope.OWN
        return Scope.SHARED if self.department_id is None else Scope.DEPARTMENT


def may_change(operator: OperatorSnapshot, reply: CannedSnapshot) -> bool:
    """Whether this operator may change and delete it: one's own, and with the permission those of others."""
    if reply.operator_id is not None:
        return reply.operator_id == operator.id and may(operator, Permission.OWN_CANNED_REPLIES)
    return may(operator, Permission.SHARED_CANNED_REPLIES)
