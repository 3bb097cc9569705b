"""Settings that administrators change while the server runs; each is declared with its default before it is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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


def whole_number(name: str, least: int, most: int) -> Callable[[Any], None]:
    """A check for ``declare``: the number is within these bounds."""

    def check(value: Any) -> None:
        if not least <= value <= most:
            raise InvalidInput(
                N_("must be from %(least)s to %(most)s"), field=name, values={"least": least, "most": most}
            )

    return check


def get(name: str) -> Any:
    """The value of a setting, or its default; an undeclared name is an error of the code."""
    default = _defaults[name]
    found = db.session.execute(select(Setting.value).where(Setting.name == name)).scalar_one_or_none()
    return default if found is None else found


def recent(name: str) -> Any:
    """The value of a setting at most a second ago; for what happens at every page view."""
    return briefly.remembered(TOPIC, name, lambda: get(name))


def values_of(names: tuple[str, ...]) -> dict[str, Any]:
    """The values of several settings, looked up together."""
    rows = db.session.execute(select(Setting.name, Setting.value).where(Setting.name.in_(names)))
    stored = {row.name: row.value for row in rows}
    return {name: stored.get(name, _defaults[name]) for name in names}


def recent_values_of(names: tuple[str, ...]) -> dict[str, Any]:
    """The values of several settings at most a second ago; for what happens at every page view."""
    found: dict[str, Any] = briefly.remembered(TOPIC, names, lambda: values_of(names))
    return found


def change(name: str, value: Any) -> None:
    """Store a new value of the same type as the default."""
    change_all({name: value})


def change_all(values: Mapping[str, Any]) -> None:
    """Store several new values, or none of them where one cannot be kept; the error's field names it."""
    for name, value in values.items():
        if name not in _defaults:
            raise InvalidInput(f"there is no setting {name!r}", field=name)
        if type(value) is not type(_defaults[name]):
            raise InvalidInput(f"{name} must be of the kind {type(_defaults[name]).__name__}", field=name)
        if name in _checks:
            _checks[name](value)
    with transaction():
        for name, value in values.items():
            db.session.merge(Setting(name=name, value=value))
    briefly.forget(TOPIC)
