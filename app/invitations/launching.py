"""Launches an invitation unless the linter is certain that it could never show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.domain.errors import InvalidInput, NotFound
from app.domain.rules.lint import LintFinding, blocking
from app.domain.snapshots import InvitationSnapshot
from app.domain.translation import N_
from app.invitations import authoring, queries
from app.invitations.lint_words import written_path
from app.invitations.linting import findings_for
from app.invitations.versions import BY_HAND, Saving


class LaunchRefused(InvalidInput):
    """The invitation ``key`` could never show; ``findings`` say why, and ``field`` is the place of the first."""

    def __init__(self, key: str, findings: Sequence[LintFinding]) -> None:
        place = written_path(findings[0].path) or None
        super().__init__(N_("this invitation could never show, so it was not launched"), field=place, code="findings")
        self.key = key
        self.findings = tuple(findings)


def launch_if_sound(
    key: str, *, operator_id: int | None, now: datetime, saving: Saving = BY_HAND
) -> InvitationSnapshot:
    """Offer it to visitors from now on; raises ``LaunchRefused`` where it could never show. Warnings do not matter."""
    details = queries.invitation_details(key)
    if details is None:
        raise NotFound(N_("there is no such invitation"))
    found = blocking(findings_for(details.draft, now=now, key=key))
    if found:
        raise LaunchRefused(key, found)
    return authoring.launch(key, operator_id=operator_id, now=now, saving=saving)
