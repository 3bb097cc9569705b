"""What an administrator decides about chats: which files may be sent, and what is asked when a chat has ended."""

from __future__ import annotations

from dataclasses import dataclass

from app.foundation import settings
from app.foundation.file_kinds import KINDS, FileGroup

LEAST_MEGABYTES, MOST_MEGABYTES = 1, 25
MEGABYTE = 1024 * 1024

FROM_VISITORS = "chats.files_from_visitors"
MEGABYTES = "chats.file_megabytes"
GROUPS: dict[FileGroup, str] = {group: f"chats.files_{group.value}" for group in FileGroup}
"""The setting behind each group of kinds."""

SURVEY = "chats.survey"
TRANSCRIPTS = "chats.transcripts"

settings.declare(FROM_VISITORS, True)
settings.declare(MEGABYTES, 10, settings.whole_number(MEGABYTES, LEAST_MEGABYTES, MOST_MEGABYTES))
for _group, _name in GROUPS.items():
    settings.declare(_name, _group is not FileGroup.ZIP)
settings.declare(SURVEY, True)
settings.declare(TRANSCRIPTS, True)


@dataclass(frozen=True, slots=True)
class FileRules:
    """Which files may be sent, how large, and whether visitors may send any."""

    groups: frozenset[FileGroup]
    bytes: int
    from_visitors: bool

    @property
    def endings(self) -> tuple[str, ...]:
        """The endings of names that are taken, as a file picker wants them: ``.png``, ``.pdf`` …"""
        return tuple(f".{ending}" for ending, kind in KINDS.items() if kind.group in self.groups)


def file_rules() -> FileRules:
    """What is in force."""
    found = settings.recent_values_of((FROM_VISITORS, MEGABYTES, *GROUPS.values()))
    groups = frozenset(group for group, name in GROUPS.items() if found[name])
    return FileRules(groups, found[MEGABYTES] * MEGABYTE, found[FROM_VISITORS] and bool(groups))
