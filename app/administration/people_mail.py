"""The letter with which somebody is invited to join the team, or to choose a new password."""

from __future__ import annotations

from flask_babel import gettext as _

from app.domain.snapshots import OperatorSnapshot
from app.foundation import settings
from app.foundation.mail import Letter, is_configured, send_later
from app.operators.password_reset import address_of_link
from app.operators.queries import has_password


def send_invitation(owner: OperatorSnapshot, sender: OperatorSnapshot, secret: str) -> bool:
    """Send a one-time link to its owner; False where this site sends no e-mail."""
    if not is_configured():
        return False
    site, words = settings.get("site.name"), {"name": owner.name, "sender": sender.name}
    if has_password(owner.id):
        subject = _("Your new password for %(site)s", site=site)
        text = _(
            "Hello %(name)s,\n\n%(sender)s made a link with which you choose a new password for %(site)s. "
            "It is good for one hour and one use:\n\n%(address)s",
            site=site,
            address=address_of_link(secret),
            **words,
        )
    else:
        subject = _("Join the team of %(site)s", site=site)
        text = _(
            "Hello %(name)s,\n\n%(sender)s invites you to answer visitors of %(site)s. "
            "Choose your password here; the link is good for seven days and one use:\n\n%(address)s",
            site=site,
            address=address_of_link(secret),
            **words,
        )
    return send_later(Letter(to=owner.email, subject=subject, text=text, is_private=True)) is not None
