"""The link with which an administrator tries an invitation: signed, short-lived, and dead once its maker signs out.

The token stands at the end of the address's fragment, as the query of a route: no server and no referrer ever sees it,
redirects keep it, applications that route by fragment read it as a parameter, and the loader takes it out of the
address bar before anything is told about the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.domain.errors import Forbidden
from app.domain.roles import Permission
from app.domain.translation import N_
from app.foundation import secrets
from app.foundation.login import may
from app.operators import queries as operators

LIFETIME = timedelta(minutes=30)
LONGEST_TOKEN = 300
PARAMETER = "beckon-try"
_PURPOSE = "try-it"
_BETWEEN = "~"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TryItLink:
    """What a link is good for: one version of one invitation, as long as one operator's session lasts, until then."""

    invitation_key: str
    version: int
    operator_id: int
    session_mark: str
    expires_at: datetime


def new_link(invitation_key: str, version: int, operator_id: int, session_key: str, now: datetime) -> TryItLink:
    """A link for the operator who is signed in with this session."""
    mark = operators.session_mark(session_key)
    return TryItLink(invitation_key, version, operator_id, mark, (now + LIFETIME).replace(microsecond=0))


def token_of(link: TryItLink) -> str:
    """The link as a signed text that may stand in an address."""
    seconds = int(link.expires_at.timestamp())
    parts = (link.invitation_key, str(link.version), str(link.operator_id), link.session_mark, str(seconds))
    return secrets.sign(_PURPOSE, _BETWEEN.join(parts))


def link_of(token: str, now: datetime) -> TryItLink:
    """What a token is good for now; raises Forbidden with a sentence for the panel on the page."""
    signed = secrets.unsign(_PURPOSE, token) if len(token) <= LONGEST_TOKEN else None
    parts = signed.split(_BETWEEN) if signed else []
    if len(parts) != 5:
        raise Forbidden(N_("This is no try-it link of this server. Make a new one in the editor."), code="try_it_link")
    key, version, operator_id, mark, seconds = parts
    link = TryItLink(key, int(version), int(operator_id), mark, _EPOCH + timedelta(seconds=int(seconds)))
    if link.expires_at <= now:
        raise Forbidden(N_("This try-it link has expired. Make a new one in the editor."), code="try_it_expired")
    operator = operators.operator_of_mark(link.operator_id, link.session_mark, now)
    if operator is None or not may(operator, Permission.MANAGE_INVITATIONS):
        raise Forbidden(
            N_("Whoever made this link has signed out since. Make a new one in the editor."), code="try_it_signed_out"
        )
    return link


def address_with(url: str, token: str) -> str:
    """The address of a page with a token at its end."""
    page, _, fragment = url.partition("#")
    return f"{page}#{fragment}{'&' if '?' in fragment else '?'}{PARAMETER}={token}"
