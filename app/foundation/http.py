"""How Beckon speaks HTTP: every error in one shape, security headers on every answer, health checks."""

from __future__ import annotations

import errno
import logging
import secrets
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any, TypeVar
from urllib.parse import urlsplit

import orjson
from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.globals import request_ctx
from flask_wtf.csrf import CSRFError, CSRFProtect
from redis import Redis, RedisError
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from app.domain.errors import (
    BadRequest,
    BeckonError,
    Conflict,
    Forbidden,
    NotFound,
    NotSignedIn,
    SecondFactorNeeded,
    StorageFull,
    TooLarge,
    TooManyRequests,
    Unavailable,
    UnsupportedMedia,
)
from app.domain.translation import N_
from app.foundation.configuration import Configuration, configuration
from app.foundation.database import db, is_reachable
from app.foundation.i18n import spoken

logger = logging.getLogger(__name__)
csrf = CSRFProtect()
blueprint = Blueprint("health", __name__)

LOGIN_ENDPOINT = "operators.login"
SECOND_FACTOR_ENDPOINT = "account.two_factor_page"
BODY_LIMIT = 1024 * 1024
FORM_FIELDS_LIMIT = 500
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
JSON_PREFIXES = (
    "/embed/v1/",
    "/embed/static/",
    "/embed/plugins/",
    "/embed/files/",
    "/widget/",
    "/desk/",
    "/api/",
    "/socket.io",
)
REDIS_SECONDS = 2.0
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
View = TypeVar("View", bound=Callable[..., Any])
_KINDS: dict[int, type[BeckonError]] = {
    kind.status: kind
    for kind in (BadRequest, Forbidden, NotFound, TooLarge, UnsupportedMedia, TooManyRequests, Unavailable)
}
"""What an error of the framework is called, so that a status has one code whoever noticed it."""

CONSOLE_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)


def init_http(app: Flask, config: Configuration) -> None:
    """Install error handlers, limits, CSRF protection and headers."""
    app.config.update(
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        MAX_FORM_MEMORY_SIZE=BODY_LIMIT,
        MAX_FORM_PARTS=FORM_FIELDS_LIMIT,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        WTF_CSRF_HEADERS=["X-CSRFToken"],
        SESSION_COOKIE_NAME="__Host-beckon" if config.is_secure else "beckon",
        SESSION_COOKIE_SECURE=config.is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.before_request(_check_host)
    app.before_request(_admit_files)
    app.before_request(_check_form)  # before the CSRF check, which reads the form
    csrf.init_app(app)
    app.register_blueprint(blueprint)
    app.after_request(_add_headers)
    app.register_error_handler(BeckonError, _on_beckon_error)
    app.register_error_handler(CSRFError, _on_csrf_error)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(OperationalError, _on_database_error)
    app.register_error_handler(InterfaceError, _on_database_error)
    app.register_error_handler(PoolExhausted, _on_pool_exhausted)
    app.register_error_handler(DataError, _on_data_error)
    app.register_error_handler(IntegrityError, _on_integrity_error)
    app.register_error_handler(OSError, _on_system_error)
    app.register_error_handler(Exception, _on_anything)
    app.add_template_global(csp_nonce, "csp_nonce")


def takes_bodies_of(limit: int) -> Callable[[View], View]:
    """A view that takes files: bodies of up to ``limit`` bytes instead of the usual limit."""

    def mark(view: View) -> View:
        view.body_limit = limit  # type: ignore[attr-defined]
        return view

    return mark


def csp_nonce() -> str:
    """This answer's nonce for the content policy."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def wants_json() -> bool:
    """Whether the caller is a program: by the address it calls, by what it accepts, or by a host that is no name.

    Without a host no address can be built, so there is no page to show.
    """
    if request_ctx.url_adapter is None:
        return True
    accepted = request.accept_mimetypes
    return request.path.startswith(JSON_PREFIXES) or (
        accepted["application/json"] > accepted["text/html"] and "application/json" in request.headers.get("Accept", "")
    )


@blueprint.get("/healthz")
def healthz() -> Response:
    """Whether the process lives."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Whether the database answers, and Redis where it is configured; ``status`` names what does not."""
    if not is_reachable():
        return jsonify(status="database"), 503
    if not _is_redis_reachable(configuration().redis_url):
        return jsonify(status="redis"), 503
    return jsonify(status="ok"), 200


def _is_redis_reachable(url: str | None) -> bool:
    if url is None:
        return True
    try:
        with Redis.from_url(url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS) as connection:
            connection.ping()
    except RedisError as error:
        logger.warning("Redis does not answer: %s", type(error).__name__)
        return False
    return True


def answer_error(error: BeckonError) -> tuple[Response | str, int]:
    """The answer to an error: JSON for programs, a page for people."""
    if wants_json():
        return Response(orjson.dumps(error.as_document()), mimetype="application/json"), error.status
    return render_template("shell/error.html", error=error, message=spoken(error)), error.status


def _check_host() -> None:
    """A request for a host that is not ours is refused: links and caches must never learn a foreign name."""
    if request.path in ("/healthz", "/readyz"):
        return
    name = urlsplit(f"//{request.host}").hostname or ""
    config = configuration()
    if name in LOCAL_NAMES or name == urlsplit(config.base_url).hostname:
        return
    if not config.is_base_url_given and _is_address(name):
        return
    raise BadRequest(N_("this server does not answer for that host name; set base_url"), field="Host")


def _admit_files() -> None:
    limit = getattr(current_app.view_functions.get(request.endpoint or ""), "body_limit", None)
    if limit is not None:
        request.max_content_length = limit


def _check_form() -> None:
    """A form of very many fields is refused unread; Werkzeug itself counts only the parts of multipart forms."""
    if request.mimetype != "application/x-www-form-urlencoded":
        return
    if request.get_data(cache=True, parse_form_data=False).count(b"&") >= FORM_FIELDS_LIMIT:
        raise TooLarge(N_("the form has more than %(limit)s fields"), values={"limit": FORM_FIELDS_LIMIT})


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _add_headers(response: Response) -> Response:
    present = {name.lower() for name, _value in response.headers}
    wanted = {
        "Content-Security-Policy": CONSOLE_POLICY.format(nonce=csp_nonce()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "Cache-Control": "no-store",
    }
    if not present & {"access-control-allow-origin", "cross-origin-resource-policy"}:
        wanted |= {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"}
    if configuration().is_secure:
        wanted["Strict-Transport-Security"] = "max-age=31536000"
    # Asking werkzeug's headers for one that is missing costs an exception each, a tenth of a page view in all.
    for name, value in wanted.items():
        if name.lower() not in present:
            response.headers.add(name, value)
    return response


def _on_beckon_error(error: BeckonError) -> tuple[Response | str, int] | BaseResponse:
    db.session.rollback()
    if isinstance(error, NotSignedIn) and not wants_json():
        return redirect(url_for(LOGIN_ENDPOINT, next=request.full_path if request.method == "GET" else None))
    if isinstance(error, SecondFactorNeeded) and not wants_json():
        return redirect(url_for(SECOND_FACTOR_ENDPOINT))
    return answer_error(error)


def _on_csrf_error(error: CSRFError) -> tuple[Response | str, int]:
    return answer_error(BadRequest(N_("the form has expired; load the page again and repeat"), code="csrf"))


def _on_http_error(error: HTTPException) -> tuple[Response | str, int] | BaseResponse | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    message = error.description or error.name
    if message == type(error).description and not wants_json():
        message = ""  # the framework's own words are English, and the page says the same in the reader's language
    answer = make_response(answer_error(_as_beckon_error(status, error.name, message)))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _as_beckon_error(status: int, name: str, message: str) -> BeckonError:
    code = name.lower().replace(" ", "_")
    kind = _KINDS.get(status) or type("HttpError", (BeckonError,), {"status": status, "default_code": code})
    made: BeckonError = kind(message)
    return made


def _on_database_error(error: OperationalError | InterfaceError) -> tuple[Response | str, int]:
    db.session.rollback()
    logger.warning("database: %s", error.orig)
    if "full" in str(error.orig):
        return answer_error(StorageFull(N_("the disk is full; reading goes on, writing resumes when there is room")))
    return answer_error(Unavailable(N_("the database is busy; try again in a few seconds"), code="busy"))


def _on_pool_exhausted(error: PoolExhausted) -> tuple[Response | str, int]:
    db.session.rollback()
    logger.warning("database: every connection is in use")
    return answer_error(Unavailable(N_("the database is busy; try again in a few seconds"), code="busy"))


def _on_data_error(error: DataError) -> tuple[Response | str, int]:
    """The driver's own words are not logged: they may quote what somebody wrote."""
    db.session.rollback()
    logger.warning("database: %s on %s", type(error.orig).__name__, _route())
    return answer_error(BadRequest(N_("a value does not fit")))


def _on_integrity_error(error: IntegrityError) -> tuple[Response | str, int]:
    """Two did the same at once, and the database let only one."""
    db.session.rollback()
    logger.warning("database: %s on %s", type(error.orig).__name__, _route())
    return answer_error(Conflict(N_("somebody else has just done that; load again and look")))


def _on_system_error(error: OSError) -> tuple[Response | str, int]:
    """A large body is put down on the disk while it arrives."""
    if error.errno not in DISK_FULL:
        return _on_anything(error)
    logger.warning("the disk is full: %s", _route())
    return answer_error(StorageFull(N_("the disk is full; reading goes on, writing resumes when there is room")))


def _on_anything(error: Exception) -> tuple[Response | str, int]:
    db.session.rollback()
    number = secrets.token_hex(4)
    logger.error("unexpected error %s on %s", number, _route(), exc_info=error)
    return answer_error(
        BeckonError(N_("something went wrong here; the log explains it under %(number)s"), values={"number": number})
    )


def _route() -> str:
    """What was called, for the log: the rule and not the address, which may hold a one-time secret."""
    return f"{request.method} {request.url_rule or '(no such page)'}"
