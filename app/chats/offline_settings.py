"""What the offline form asks, and who is told of an offline message; for the site, and otherwise for a department."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.errors import InvalidInput
from app.domain.roles import Permission
from app.domain.translation import N_
from app.foundation import settings
from app.foundation.login import may
from app.foundation.mail_addresses import checked_address
from app.operators.queries import operators

IS_ON = "offline.is_on"
NAME, EMAIL, PHONE = "offline.name", "offline.email", "offline.phone"
CONSENT = "offline.consent"
TELL = "offline.tell"
ADDRESSES = "offline.addresses"
DEPARTMENTS = "offline.departments"
NAMES = (IS_ON, NAME, EMAIL, PHONE, CONSENT, TELL, ADDRESSES, DEPARTMENTS)
LONGEST_CONSENT = 500
MOST_ADDRESSES = 20


class Asked(StrEnum):
    """Whether a field is in the form."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    HIDDEN = "hidden"


class Tell(StrEnum):
    """Who gets a letter: everybody who answers for the department, these addresses, nobody; or as the site says."""

    TEAM = "team"
    ADDRESSES = "addresses"
    NOBODY = "nobody"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class OfflineForm:
    """What visitors are asked. ``consent`` are the words beside a box that must be ticked; empty: no box."""

    name: Asked
    email: Asked
    phone: Asked
    consent: str


def is_on() -> bool:
    """Whether there is an offline form; without it a message that is written then waits as a chat."""
    return bool(settings.recent(IS_ON))


def present_form() -> OfflineForm:
    """The form as it is now."""
    values = settings.recent_values_of((NAME, EMAIL, PHONE, CONSENT))
    return OfflineForm(Asked(values[NAME]), Asked(values[EMAIL]), Asked(values[PHONE]), values[CONSENT])


def recipients_of(department_id: int | None) -> tuple[str, ...]:
    """The addresses that get a letter of their own for each offline message of a department."""
    values = settings.values_of((TELL, ADDRESSES, DEPARTMENTS))
    own = values[DEPARTMENTS].get(str(department_id), {}) if department_id is not None else {}
    tell, addresses = Tell(own.get("tell", Tell.SITE.value)), own.get("addresses", [])
    if tell is Tell.SITE:
        tell, addresses = Tell(values[TELL]), values[ADDRESSES]
    if tell is Tell.ADDRESSES:
        return tuple(dict.fromkeys(addresses))
    return _team(department_id) if tell is Tell.TEAM else ()


def _team(department_id: int | None) -> tuple[str, ...]:
    serving = [
        each
        for each in operators()
        if each.is_active and (department_id is None or not each.departments or department_id in each.departments)
    ]
    return tuple(each.email for each in serving if may(each, Permission.ANSWER_OFFLINE))


def checked_addresses(written: str, field: str) -> list[str]:
    """Addresses, one on each line or with commas between them; raises InvalidInput for the first that is none."""
    parts = [part.strip() for part in written.replace(",", "\n").replace(";", "\n").splitlines() if part.strip()]
    found = list(dict.fromkeys(checked_address(part, field) for part in parts))
    if len(found) > MOST_ADDRESSES:
        raise InvalidInput(N_("at most %(most)s addresses can be kept"), field=field, values={"most": MOST_ADDRESSES})
    return found


def _one_of(kind: type[StrEnum], name: str) -> Any:
    def check(value: str) -> None:
        if value not in {each.value for each in kind}:
            raise InvalidInput(N_("choose one of the list"), field=name)

    return check


def _check_departments(value: Mapping[str, Any]) -> None:
    for own in value.values():
        _one_of(Tell, DEPARTMENTS)(own.get("tell"))


settings.declare(IS_ON, True)
settings.declare(NAME, Asked.REQUIRED.value, _one_of(Asked, NAME))
settings.declare(EMAIL, Asked.REQUIRED.value, _one_of(Asked, EMAIL))
settings.declare(PHONE, Asked.HIDDEN.value, _one_of(Asked, PHONE))
settings.declare(CONSENT, "")
settings.declare(TELL, Tell.TEAM.value, _one_of(Tell, TELL))
settings.declare(ADDRESSES, [])
settings.declare(DEPARTMENTS, {}, _check_departments)
