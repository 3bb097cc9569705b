"""Gives the templates their words for times, names and places, and installs the shell in an application."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from babel.dates import format_timedelta
from flask import Flask, request
from flask_babel import format_datetime, get_locale
from flask_login import current_user

from app.domain.roles import Permission
from app.domain.snapshots import OperatorSnapshot
from app.foundation import clock
from app.foundation.locale_names import country_name, language_name
from app.foundation.login import may
from app.shell import assets, navigation, settings_places

HOUR_SECONDS = 3600
MINUTE_SECONDS = 60


def initials(name: str | None) -> str:
    """Return one or two letters that stand for a name in its avatar; a name without letters gives a dot."""
    words = [word for word in (name or "").replace("-", " ").split() if unicodedata.category(word[0])[0] in "LN"]
    chosen = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0].upper() for word in chosen) or "·"


def iso_time(at: datetime) -> str:
    """Return the machine-readable form of an aware moment."""
    return at.isoformat(timespec="seconds")


def exact_time(at: datetime) -> str:
    """Return the moment in words, with its zone, for people without script and for tooltips."""
    return f"{format_datetime(at, 'medium')} UTC"


def time_ago(at: datetime) -> str:
    """Return how long ago the moment was, in the reader's language."""
    age = at - clock.now()
    words = format_timedelta(age, add_direction=True, threshold=1.0, format="short", locale=get_locale() or "en")
    return words.replace(". ", " ").removesuffix(".")


def clock_since(at: datetime) -> str:
    """Return the time since the moment as a running clock shows it: 0:07, 12:30, 1:02:03."""
    seconds = max(0, int((clock.now() - at).total_seconds()))
    hours, rest_seconds = divmod(seconds, HOUR_SECONDS)
    minutes, left_seconds = divmod(rest_seconds, MINUTE_SECONDS)
    return f"{hours}:{minutes:02}:{left_seconds:02}" if hours else f"{minutes}:{left_seconds:02}"


def page_language() -> str:
    """Return the language of the page as browsers want it, for instance `de` or `pt-BR`."""
    locale = get_locale()
    return str(locale).replace("_", "-") if locale else "en"


def page_direction() -> str:
    """Return the direction of the page's script: `ltr` or `rtl`."""
    locale = get_locale()
    return locale.text_direction if locale else "ltr"


def current_operator() -> OperatorSnapshot | None:
    """Return the operator who is signed in, or None."""
    return current_user.snapshot if current_user and current_user.is_authenticated else None


def allowed(permission: str) -> bool:
    """Say whether the operator who is signed in has a permission, named by its value such as `goals.manage`."""
    operator = current_operator()
    return operator is not None and may(operator, Permission(permission))


def navigation_entries() -> list[navigation.NavigationEntry]:
    """Return the rail of the operator who is signed in."""
    operator = current_operator()
    return navigation.entries(operator) if operator else []


def is_current(entry: navigation.NavigationEntry) -> bool:
    """Say whether the page that is being rendered belongs to this entry."""
    has_its_own = any(_is_here(each) for each in navigation_entries())
    return _is_here(entry) or (not has_its_own and not entry.values and request.blueprint == entry.section)


def settings_tabs() -> list[dict[str, object]]:
    """Return the tabs of the settings for the operator who is signed in."""
    return settings_places.tabs(current_operator())


def _is_here(entry: navigation.NavigationEntry) -> bool:
    if entry.endpoint == "settings.index" and settings_places.is_settings(request.endpoint):
        return True
    return request.endpoint == entry.endpoint and (not entry.values or dict(entry.values) == request.view_args)


def install(app: Flask) -> None:
    """Register the shell's templates and assets in an application and give its templates their words."""
    app.register_blueprint(assets.blueprint)
    for name_filter in (initials, iso_time, exact_time, time_ago, clock_since, country_name, language_name):
        app.add_template_filter(name_filter)
    app.jinja_env.globals.update(
        asset_url=assets.asset_url,
        icon_url=assets.icon_url,
        page_language=page_language,
        page_direction=page_direction,
        current_operator=current_operator,
        allowed=allowed,
        navigation_entries=navigation_entries,
        rail_parts=navigation.rail_parts,
        is_current=is_current,
        rail_count=navigation.count_of,
        settings_places=settings_tabs,
    )


def day_of_month() -> str:
    """The day in a pattern for dates: German and its like write "2. Nov" where English writes "2 Nov"."""
    locale = get_locale()
    return "d." if locale and "d." in locale.date_formats["long"].pattern else "d"
