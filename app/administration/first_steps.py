"""The first steps of a new site: what an administrator has still to do before visitors are helped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.domain.roles import Permission
from app.domain.snapshots import InvitationState, OperatorSnapshot
from app.foundation import mail, settings
from app.foundation.login import may
from app.invitations.queries import details_after
from app.operators.queries import operators
from app.visitors.queries import recent_visitors

PUT_AWAY = "console.first_steps_put_away"
settings.declare(PUT_AWAY, False)


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One line of the list; ``seen_at`` is when the site was last seen, where that is what the step waits for."""

    title: str
    text: str
    href: str
    is_done: bool
    seen_at: datetime | None = None


def first_steps(operator: OperatorSnapshot | None) -> tuple[FirstStep, ...]:
    """What is to do, for those who set up the site; nothing once all of it is done or the list was put away."""
    if operator is None or not may(operator, Permission.MANAGE_SETTINGS) or settings.recent(PUT_AWAY):
        return ()
    steps = _steps(operator)
    return () if all(each.is_done for each in steps) else steps


def _steps(operator: OperatorSnapshot) -> tuple[FirstStep, ...]:
    seen = recent_visitors(limit=1)
    offered = {
        Permission.MANAGE_EMBED_CODES: FirstStep(
            _("Paste the embed code"),
            _("Two lines for every page of your site."),
            url_for("administration.embed_code"),
            bool(seen),
            seen[0].last_seen_at if seen else None,
        ),
        Permission.MANAGE_INVITATIONS: FirstStep(
            _("Launch your first invitation"),
            _("A few words for the right visitor on the right page."),
            url_for("invitations.new"),
            bool(details_after(None, 1, InvitationState.LIVE)),
        ),
        Permission.MANAGE_OPERATORS: FirstStep(
            _("Invite a colleague"),
            _("They get a link and choose a password."),
            url_for("people.new"),
            len(operators()) > 1,
        ),
        Permission.MANAGE_SETTINGS: FirstStep(
            _("Set up mail"),
            _("For offline messages, transcripts and forgotten passwords."),
            url_for("mail.index"),
            mail.is_configured(),
        ),
    }
    return tuple(step for permission, step in offered.items() if may(operator, permission))
