"""The objects that plugins register, besides facts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InvitationType:
    """A way to invite, offered when an invitation is created.

    ``id`` is the word in invitation files (``type: url``); ``label`` and ``help`` are English source texts shown in the
    form. ``facts`` names the facts that the form offers first; each must be registered by somebody, or start-up stops.
    """

    id: str
    label: str
    help: str
    facts: tuple[str, ...] = ()
