"""What a plugin does when nobody asks (jobs), and what an administrator can ask of it in a terminal (commands)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.rules import Schema
from app.plugin_api.context import PluginContext

LEAST_SECONDS: Final = 10


class _Required:
    """Stands where an argument has no default."""

    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED: Final = _Required()


@dataclass(frozen=True, slots=True)
class Job:
    """Something that is done again and again while the server runs, by one of its processes at a time.

    Either ``every_seconds`` (10 or more) or ``daily_at`` ("03:30", in the site's time zone) says when. A day that was
    missed is made up for once. What ``run`` raises is logged against the plugin, and the next run happens. A run that
    has not ended is never joined by a second one.
    """

    id: str
    run: Callable[[PluginContext], None]
    every_seconds: int | None = None
    daily_at: str | None = None


@dataclass(frozen=True, slots=True)
class Argument:
    """Something that a command is told. Without ``default`` it is a word of the command, else an option ``--name``."""

    name: str
    help: str
    schema: Schema
    default: object = REQUIRED


@dataclass(frozen=True, slots=True)
class Command:
    """``beckon <plugin id> <name>``.

    ``run`` gets the checked arguments by name and gives what is printed: nothing, a text, or line after line. Raise
    ``InvalidInput`` to end with one line on stderr and exit code 1. ``name`` has small letters, digits and hyphens.
    """

    name: str
    help: str
    run: Callable[[Mapping[str, object], PluginContext], str | Iterable[str] | None]
    arguments: tuple[Argument, ...] = ()

    @property
    def id(self) -> str:
        """The same as ``name``: unique within the plugin."""
        return self.name
