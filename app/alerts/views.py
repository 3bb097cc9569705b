"""One's own alerts: the page with the table, the browsers that take push messages, and ways to try everything."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from limits import parse
from werkzeug.wrappers import Response as AnyResponse

from app.alerts import queries, service, web_push
from app.alerts.forms import AlertsForm
from app.alerts.pushing import PushMessage, send
from app.alerts.wishes import wishes_document
from app.domain.errors import Conflict, InvalidInput, TooManyRequests, Unavailable
from app.domain.roles import Role
from app.domain.translation import N_
from app.foundation import clock, mail
from app.foundation.i18n import spoken
from app.foundation.json_requests import NothingBody, body_of, json_answer
from app.foundation.limits import is_allowed
from app.foundation.login import requires, signed_in_operator
from app.foundation.mail import Letter
from app.operators.devices import this_device
from app.shell.assets import STATIC_FOLDER

WORKER = "build/push_worker.js"
TRIES = parse("10 per 10 minutes")

blueprint = Blueprint("alerts", __name__, template_folder="templates")


class KeysBody(msgspec.Struct, forbid_unknown_fields=True):
    """The keys of a browser's subscription, as browsers write them."""

    p256dh: str
    auth: str


class SubscriptionBody(msgspec.Struct, forbid_unknown_fields=True):
    """A browser takes push messages."""

    endpoint: str
    keys: KeysBody


class EndpointBody(msgspec.Struct, forbid_unknown_fields=True):
    """A browser takes no more push messages."""

    endpoint: str


@blueprint.route("/account/alerts", methods=["GET", "POST"])
@requires(Role.OPERATOR)
def index() -> str | AnyResponse | tuple[str, int]:
    """What one wants to be alerted to, and how."""
    operator, form = signed_in_operator(), AlertsForm()
    if request.method == "GET":
        form.fill(queries.wishes_of(operator.id))
        return _page(form)
    if not form.validate():
        return _page(form), InvalidInput.status
    try:
        service.save_wishes(operator.id, form.wishes())
    except InvalidInput as error:
        form[error.field or "volume"].errors = [spoken(error)]
        return _page(form), error.status
    flash(_("Your alerts are saved."), "success")
    return redirect(url_for("alerts.index"))


@blueprint.get("/desk/alerts/wishes")
@requires(Role.OPERATOR)
def wishes() -> Response:
    """What one wants, for open desks that hear that it changed."""
    return json_answer(wishes_document(queries.wishes_of(signed_in_operator().id)))


@blueprint.post("/desk/alerts/browsers")
@requires(Role.OPERATOR)
def subscribe() -> Response:
    """This browser takes push messages from now on."""
    operator, body = signed_in_operator(), body_of(SubscriptionBody)
    device = this_device()
    browser = ", ".join(each for each in (device.browser, device.system) if each)
    service.subscribe(operator.id, body.endpoint, body.keys.p256dh, body.keys.auth, browser, clock.now())
    return json_answer({})


@blueprint.post("/desk/alerts/browsers/forget")
@requires(Role.OPERATOR)
def unsubscribe() -> Response:
    """This browser takes no more of them."""
    service.unsubscribe(signed_in_operator().id, body_of(EndpointBody).endpoint)
    return json_answer({})


@blueprint.post("/account/alerts/browsers/<int:subscription_id>/drop")
@requires(Role.OPERATOR)
def drop(subscription_id: int) -> AnyResponse:
    """Take one of one's browsers out of the list."""
    service.drop_browser(signed_in_operator().id, subscription_id)
    flash(_("That browser gets no more push messages."), "success")
    return redirect(url_for("alerts.index") + "#push")


@blueprint.post("/desk/alerts/test-push")
@requires(Role.OPERATOR)
def test_push() -> Response:
    """Send a push message to all of one's browsers, and say how many took it."""
    operator = signed_in_operator()
    body_of(NothingBody)
    _count_try(operator.id)
    browsers = queries.subscribers([operator.id])
    if not browsers:
        raise Conflict(N_("none of your browsers takes push messages yet"), code="no_browser")
    message = PushMessage(_("It works"), _("Alerts from Beckon look like this."), "test", url_for("alerts.index"))
    taken = sum(send(each, message, clock.now()) for each in browsers)
    if not taken:
        raise Unavailable(N_("the push services of your browsers did not take it; try again later"), code="not_taken")
    return json_answer({"taken": taken, "browsers": len(browsers)})


@blueprint.post("/desk/alerts/test-letter")
@requires(Role.OPERATOR)
def test_letter() -> Response:
    """Send a letter to oneself."""
    operator = signed_in_operator()
    body_of(NothingBody)
    _count_try(operator.id)
    if not mail.is_configured():
        raise Unavailable(N_("no mail server is set; ask an administrator"), code="no_mail")
    mail.send_later(Letter(operator.email, _("It works"), _("Alerts from Beckon look like this.")))
    return json_answer({"to": operator.email})


@blueprint.get("/push-worker.js")
def worker() -> Response:
    """The script that shows push messages while no page is open; browsers ask for it at an address without a mark."""
    script = current_app.extensions.setdefault("beckon.push_worker", (STATIC_FOLDER / WORKER).read_bytes())
    return Response(script, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


@blueprint.app_template_global("alert_wishes")
def alert_wishes() -> dict[str, object]:
    """What the operator of this page wants, for its script."""
    return wishes_document(queries.wishes_of(signed_in_operator().id))


def _page(form: AlertsForm) -> str:
    return render_template(
        "alerts/alerts.html",
        form=form,
        browsers=queries.subscribers([signed_in_operator().id]),
        push_key=web_push.public_key(),
        has_mail=mail.is_configured(),
    )


def _count_try(operator_id: int) -> None:
    if not is_allowed(TRIES, "alert-test", str(operator_id)):
        raise TooManyRequests(N_("that was often enough; try again in ten minutes"))
