"""What the pages of canned replies say, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.canned_replies.vocabulary import CannedSnapshot, Scope, may_change
from app.domain.snapshots import OperatorSnapshot
from app.foundation.text import clean_line

LONGEST_WORDS = 200
LONGEST_PREVIEW = 160


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is asked for; ``scope`` None is all."""

    words: str
    scope: Scope | None
    tag: str

    @property
    def is_set(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.words or self.scope or self.tag)


@dataclass(frozen=True, slots=True)
class Line:
    """One canned reply in the list."""

    key: str
    title: str
    preview: str
    tags: tuple[str, ...]
    who: str
    languages: str
    uses: int
    last_used_at: datetime | None
    may_change: bool


def filter_of(given: Mapping[str, str]) -> Filter:
    """What the address asks for; unknown scopes are none."""
    scope = given.get("scope", "")
    return Filter(
        words=clean_line(given.get("q", ""), LONGEST_WORDS),
        scope=Scope(scope) if scope in set(Scope) else None,
        tag=clean_line(given.get("tag", ""), LONGEST_WORDS),
    )


def scope_options() -> list[tuple[str, str]]:
    """The choices of the filter."""
    return [
        ("", _("All")),
        (Scope.OWN.value, _("Mine")),
        (Scope.DEPARTMENT.value, _("Of a department")),
        (Scope.SHARED.value, _("Everybody’s")),
    ]


def tag_options(tags: Sequence[str]) -> list[tuple[str, str]]:
    """The choices of the filter by tag; none where there are no tags."""
    return [("", _("Every tag")), *((tag, tag) for tag in tags)] if tags else []


def lines_of(replies: Sequence[CannedSnapshot], operator: OperatorSnapshot) -> list[Line]:
    """The list."""
    return [
        Line(
            key=each.key,
            title=each.title,
            preview=clean_line(each.text, LONGEST_PREVIEW),
            tags=each.tags,
            who=_who(each),
            languages=", ".join(each.texts),
            uses=each.uses,
            last_used_at=each.last_used_at,
            may_change=may_change(operator, each),
        )
        for each in replies
    ]


def _who(reply: CannedSnapshot) -> str:
    if reply.scope is Scope.DEPARTMENT:
        return reply.department_name or ""
    return str(_("Mine") if reply.scope is Scope.OWN else _("Everybody"))
