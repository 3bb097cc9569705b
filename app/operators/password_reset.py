"""A new password by e-mail: whoever asks gets one answer, and what the address is worth is found out elsewhere."""

from __future__ import annotations

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from app.foundation import clock, jobs, settings
from app.foundation.configuration import configuration
from app.foundation.database import transaction
from app.foundation.mail import Letter, send_later
from app.operators import queries, service
from app.operators.audit import Action, record

TASK = "operators.password_reset"


def ask_for_reset(email: str, language: str) -> None:
    """Send a link to the account of this address, if there is one, from the queue and not while somebody waits."""
    runner: jobs.JobRunner = current_app.extensions["beckon.jobs"]
    runner.schedule(TASK, email=email, language=language)


@jobs.task(TASK)
def send_reset(email: str, language: str) -> None:
    """Make a link for one hour and one use, and write to its owner; earlier links stay good."""
    operator = queries.operator_by_email(email)
    if operator is None or not operator.is_active or not queries.has_password(operator.id):
        return
    now = clock.now()
    with transaction(), force_locale(language):
        record(None, Action.PASSWORD_RESET_ASKED, operator.name, now=now)
        secret = service.issue_link(operator.id, now, service.RESET_LIFETIME, ends_earlier=False)
        send_later(_letter(operator.email, operator.name, address_of_link(secret)))


def address_of_link(secret: str) -> str:
    """Where a one-time link leads; always below the configured address, whatever a request called us."""
    return f"{configuration().base_url.rstrip('/')}/set-password/{secret}"


def _letter(to: str, name: str, address: str) -> Letter:
    site = settings.get("site.name")
    text = _(
        "Hello %(name)s,\n\n"
        "somebody, hopefully you, asked for a new password for %(site)s. Choose it here within one hour:\n\n"
        "%(address)s\n\n"
        "If it was not you, do nothing: your password stays as it is.",
        name=name,
        site=site,
        address=address,
    )
    return Letter(to=to, subject=_("Your new password for %(site)s", site=site), text=text, is_private=True)
