"""The pages of the demo shop, on Beckon's own server but written like a stranger's site."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from markupsafe import Markup

from app.foundation.configuration import configuration
from app.widget.embed_code import EmbedCode, EmbedFormat, render_embed_code

blueprint = Blueprint("demo", __name__, url_prefix="/demo", template_folder="templates", static_folder="static")

OTHER_LOOPBACK = {"127.0.0.1": "localhost", "localhost": "127.0.0.1"}


@dataclass(frozen=True, slots=True)
class DemoPage:
    """One page: its place in the shop, its word in the menu, its title, and what to try on it."""

    path: str
    label: str
    title: str
    hint: str


PAGES = (
    DemoPage(
        "",
        _l("Home"),
        _l("Furniture that outlives fashions"),
        _l("Nothing is set for this page: only the launcher shows."),
    ),
    DemoPage(
        "pricing", _l("Pricing"), _l("Pricing"), _l("An invitation waits here while somebody is online at the desk.")
    ),
    DemoPage(
        "product",
        _l("Oak desk"),
        _l("Oak desk"),
        _l("Move the pointer out of the window through the top: an invitation asks before you leave."),
    ),
    DemoPage(
        "cart", _l("Cart"), _l("Your cart"), _l("A second invitation waits here; it shows unless you closed the first.")
    ),
    DemoPage(
        "login",
        _l("Log in"),
        _l("Log in"),
        _l("Every password is wrong. Each attempt reports login_failed; after five an invitation offers help."),
    ),
    DemoPage(
        "order", _l("Order"), _l("Thank you"), _l("The page after the purchase: a good place to count a conversion.")
    ),
)


@blueprint.get("/")
@blueprint.get("/<path:path>")
def page(path: str = "") -> str:
    """One page of the shop, with its embed code beside it."""
    shown = next((each for each in PAGES if each.path == path.strip("/")), None)
    if shown is None:
        abort(404, _("The demo shop has no such page."))
    wanted = EmbedCode(identifier=request.args.get("identifier", "demo")[:50] or None)
    code = render_embed_code(wanted, EmbedFormat.BECKON, request.host_url.rstrip("/"))
    return render_template(
        "demo/page.html",
        page=shown,
        pages=PAGES,
        embed_code=code,
        embed_markup=Markup(code),  # noqa: S704 - the generator escapes every value for its place
        is_operator=current_user.is_authenticated,
        visitor_url=_as_visitor(),
    )


def _as_visitor() -> str | None:
    """The same page under this machine's other name, where the operator's cookie is not sent."""
    name = request.host.partition(":")[0]
    other = OTHER_LOOPBACK.get(name)
    if other is None or configuration().is_base_url_given:
        return None
    return request.url.replace(f"//{name}", f"//{other}", 1)
