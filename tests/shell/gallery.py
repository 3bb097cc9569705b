"""A small application that renders every part of the shell, so that tests can look at it without the product."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, Response, flash, render_template, request
from flask_babel import Babel
from flask_login import LoginManager
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect
from wtforms import (
    BooleanField,
    EmailField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, NumberRange

from app.domain.errors import NotFound
from app.domain.roles import Role
from app.domain.snapshots import OperatorSnapshot
from app.foundation.login import SignedIn
from app.shell import navigation, presentation

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'"
)
PAGES = ("components", "form", "table", "desk", "visitors", "editor", "embed_code", "first_run", "sign_in", "empty")
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff " * 8
PLACES = (
    ("desk", "Desk", "messages-square"),
    ("visitors", "Visitors", "users"),
    ("editor", "Invitations", "megaphone"),
    ("embed_code", "Embed code", "code-xml"),
    ("table", "Plugins", "puzzle"),
    ("form", "Settings", "settings"),
)


class SampleForm(FlaskForm):  # type: ignore[misc]
    """One field of each kind."""

    name = StringField("Name", validators=[DataRequired()], description="Only your team sees this name.")
    email = EmailField("E-mail", validators=[DataRequired(), Email()])
    password = PasswordField("Password", validators=[DataRequired()])
    delay_seconds = IntegerField("Wait", validators=[NumberRange(min=0, max=600)])
    language = SelectField(
        "Language",
        choices=[SelectChoice("", "Any language"), SelectChoice("en", "English"), SelectChoice("de", "German")],
    )
    message = TextAreaField("Message")
    team = RadioField(
        "Show when the team is",
        choices=[SelectChoice("online", "Online"), SelectChoice("offline", "Offline"), SelectChoice("any", "Either")],
    )
    once = BooleanField("Only once per visitor")


def _people(at: datetime, long_texts: bool) -> list[dict[str, Any]]:
    names = ["Amber Fox", "Jonas Weber", "Quiet Otter", "محمد العبدالله", "Silver Heron", "Priya Raman", "Brave Lynx"]
    pages = [
        "/pricing",
        "/product/espresso-machine-with-grinder-and-milk-system",
        "/",
        "/cart",
        "/pricing",
        "/order",
        "/",
    ]
    lines = [
        "Is the yearly plan cheaper?",
        "Thanks, that works",
        "",
        "مرحبا، هل تشحنون إلى دبي؟",
        "Where is my order",
        "",
        "",
    ]
    return [
        {
            "name": LONG_NAME if long_texts and place == 0 else name,
            "page": pages[place] + ("?" + "x" * 300 if long_texts and place == 0 else ""),
            "last_line": lines[place] * (20 if long_texts else 1),
            "country": ["DE", "US", "", "AE", "GB", "IN", "FR"][place],
            "since": at - timedelta(seconds=[145, 31, 4, 610, 75, 3800, 12][place]),
            "unread": [2, 0, 0, 1, 0, 0, 0][place],
        }
        for place, name in enumerate(names)
    ]


def _operator() -> SignedIn:
    person = OperatorSnapshot(
        id=1, email="anna@shop.example", name="Anna Berger", role=Role.ADMINISTRATOR, is_active=True
    )
    return SignedIn(person, "session")


def _render(page: str) -> str:
    at = datetime.now(UTC)
    form = SampleForm(formdata=None, name="Pricing help", delay_seconds=-4, team="online", language="de")
    if request.args.get("errors"):
        form.validate()
    if request.args.get("flash"):
        flash("The invitation is live.", "success")
        flash("Nobody is online, so nothing will show.", "warning")
    is_long = bool(request.args.get("long"))
    people = [] if request.args.get("empty") else _people(at, is_long)
    return render_template(
        f"gallery/{page}.html",
        now=at,
        form=form,
        people=people,
        timedelta=timedelta,
        is_long=is_long,
        view=request.args.get("view", "list"),
    )


def create_gallery() -> Flask:
    """Build the application; `?lang=ar` turns a page right to left, `?empty=1` and `?long=1` change its data."""
    app = Flask("gallery", template_folder=str(Path(__file__).parent / "templates"))
    app.config.update(SECRET_KEY="only for looking at pages", WTF_CSRF_TIME_LIMIT=None)
    Babel(app, locale_selector=lambda: request.args.get("lang", "en"))
    CSRFProtect(app)
    login = LoginManager(app)
    login.request_loader(lambda _request: _operator())
    presentation.install(app)
    for page in PAGES:
        app.add_url_rule(f"/{page}", page, lambda page=page: _render(page))
    app.add_url_rule(
        "/error",
        "error",
        lambda: (
            render_template("shell/error.html", error=NotFound("no such visitor"), message="No such visitor."),
            404,
        ),
    )
    app.context_processor(lambda: {"sign_out_url": "/sign-out"})

    @app.before_request
    def _rail() -> None:
        for order, (endpoint, label, icon) in enumerate(PLACES):
            navigation.register(navigation.NavigationEntry(endpoint, label, icon, order))
        navigation.register_rail_part("gallery/presence.html")

    @app.after_request
    def _policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return app
