"""Settings that administrators change while the server runs; each is declared with its default before it is used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.errors import InvalidInput
from app.domain.translation import N_
from app.foundation import briefly
from app.foundation.database import JsonDocument, db, transaction

TOPIC = "settings"

_ZONES = frozenset(available_timezones())


def _check_time_zone(value: Any) -> None:
    if value not in _ZONES:
        raise InvalidInput(
            N_("“%(name)s” is no known time zone such as Europe/Berlin"),
            field="site.time_zone",
            code="not_an_option",
            values={"name": str(value)[:60]},
        )


_defaults: dict[str, Any] = {
    "site.name": "Beckon",
    "site.language": "en",
    "site.time_zone": "UTC",
    "invitations.pause_after_chat_hours": 24,
}


class Setting(db.Model):  # type: ignore[name-defined,misc]
    """One changed setting; what is not here has its default."""

    __tablename__ = "settings"
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    value: Mapped[Any] = mapped_column(JsonDocument)


_checks: dict[str, Callable[[Any], None]] = {"site.time_zone": _check_time_zone}


def declare(name: str, default: Any, check: Callable[[Any], None] | None = None) -> None:
    """Make a setting known; declaring it twice with different defaults is an error of the code.

    ``check`` raises InvalidInput for a value that cannot be kept.
    """
    if _defaults.setdefault(name, default) != default:
        raise ValueError(f"the setting {name!r} is declared twice")
    if check is not None:
        _checks[name] = check


def get(name: str) -> Any:
    """The value of a setting, or its default; an undeclared name is an error of the code."""
    default = _defaults[name]
    found = db.session.execute(select(Setting.value).where(Setting.name == name)).scalar_one_or_none()
    return default if found is None else found


def recent(name: str) -> Any:
    """The value of a setting at most a second ago; for what happens at every page view."""
    return briefly.remembered(TOPIC, name, lambda: get(name))


def change(name: str, value: Any) -> None:
    """Store a new value of the same type as the default."""
    if name not in _defaults:
        raise InvalidInput(f"there is no setting {name!r}", field=name)
    if type(value) is not type(_defaults[name]):
        raise InvalidInput(f"{name} must be of the kind {type(_defaults[name]).__name__}", field=name)
    if name in _checks:
        _checks[name](value)
    with transaction():
        db.session.merge(Setting(name=name, value=value))
    briefly.forget(TOPIC)
