"""The page on which an administrator gets a try-it link: to copy, to open, or to scan with a phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

import segno
from flask import Blueprint, render_template, request, url_for
from flask_login import current_user

from app.domain.errors import InvalidInput, NotFound
from app.domain.roles import Permission
from app.domain.snapshots import InvitationSnapshot, PageSnapshot
from app.domain.translation import N_
from app.foundation import clock
from app.foundation.i18n import spoken
from app.foundation.login import allows, signed_in_operator
from app.invitations import queries, trying
from app.visitors.page_queries import latest_pages
from app.widget.try_it_link import address_with, new_link, token_of

LONGEST_ADDRESS = 2_000
DEMO = "/demo/"

blueprint = Blueprint("try_it_pages", __name__, url_prefix="/invitations", template_folder="templates")


@dataclass(frozen=True, slots=True)
class TryItPage:
    """What the page shows; ``link`` and ``code`` (a QR code as a picture) are empty while ``error`` is set."""

    invitation: InvitationSnapshot
    url: str
    error: str | None
    link: str
    code: str
    expires_at: datetime | None
    is_for_this_computer: bool


@blueprint.get("/<key>/try")
@allows(Permission.MANAGE_INVITATIONS)
def link(key: str) -> str | tuple[str, int]:
    """A link for the page that is asked for, or for a likely one."""
    details = queries.invitation_details(key)
    if details is None:
        raise NotFound(N_("there is no such invitation"))
    typed = request.args.get("url", "").strip()
    url, error = typed or likely_page(key), None
    try:
        url = checked_address(url)
    except InvalidInput as problem:
        error = spoken(problem)
    shown = _page(details.snapshot, details.version, url, error, clock.now())
    return render_template("widget/try_it.html", shown=shown), InvalidInput.status if error else 200


def checked_address(url: str) -> str:
    """The address of a page on the web; without a scheme it is taken for https. Raises InvalidInput."""
    whole = url if "://" in url else f"https://{url}"
    try:
        parts = urlsplit(whole)
        host = parts.hostname if parts.port != 0 else None
    except ValueError:  # no address, or a port that is none
        host = None
    is_clean = len(whole) <= LONGEST_ADDRESS and not any(ord(each) <= 32 or ord(each) == 127 for each in whole)
    if not host or not is_clean or parts.scheme not in ("http", "https") or parts.username is not None:
        raise InvalidInput(N_("write the address of a page, such as https://shop.example/pricing"), field="url")
    return whole


def likely_page(key: str) -> str:
    """The last opened page on which the invitation may show, else the demo shop's."""
    found = trying.first_fitting_page(key, (*latest_pages(), *_demo_pages(key)))
    return found.url if found else _demo_pages(key)[-1].url


def _demo_pages(key: str) -> tuple[PageSnapshot, ...]:
    """The demo shop's pages that the rule itself names, and its first page."""
    base = request.host_url.rstrip("/")
    named = [path for path in trying.named_paths(key) if path.startswith(DEMO)]
    return tuple(PageSnapshot(base + path, "") for path in (*named, url_for("demo.page")))


def _page(invitation: InvitationSnapshot, version: int, url: str, error: str | None, now: datetime) -> TryItPage:
    if error is not None:
        return TryItPage(invitation, url, error, "", "", None, is_for_this_computer=False)
    made = new_link(invitation.key, version, signed_in_operator().id, current_user.session_key, now)
    address = address_with(url, token_of(made))
    return TryItPage(
        invitation=invitation,
        url=url,
        error=None,
        link=address,
        code=segno.make(address, error="l", micro=False).svg_data_uri(scale=4, border=3, dark="#000", light="#fff"),
        expires_at=made.expires_at,
        is_for_this_computer=_is_loopback(url),
    )


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
