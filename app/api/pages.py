"""Lists in pages: how many, and where the next page begins."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping

from app.api.operations import QueryParameter
from app.domain.errors import InvalidInput
from app.domain.translation import N_

DEFAULT_LIMIT = 50
MOST = 200
_CURSOR = re.compile(r"after:(\d{1,18})")

PAGING = (
    QueryParameter(
        "limit", "How many at most", {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT}
    ),
    QueryParameter("cursor", "next_cursor of the page before", {"type": "string"}),
)


def read_limit(arguments: Mapping[str, str]) -> int:
    """How many are wanted; raises InvalidInput."""
    text = arguments.get("limit", str(DEFAULT_LIMIT))
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(MOST)) else 0
    if not 1 <= number <= MOST:
        raise InvalidInput(N_("limit must be a number from 1 to %(most)s"), field="limit", values={"most": MOST})
    return number


def read_cursor(arguments: Mapping[str, str]) -> int | None:
    """The number after which the page begins, None for the first page; raises InvalidInput."""
    text = arguments.get("cursor")
    if not text:
        return None
    try:
        found = _CURSOR.fullmatch(urlsafe_b64decode(text.encode("ascii")).decode("ascii"))
    except ValueError:
        found = None
    if found is None:
        raise InvalidInput(N_("cursor must be the next_cursor of an answer"), field="cursor")
    return int(found[1])


def cursor_after(number: int) -> str:
    """The cursor of the page that begins after a number; what is in it may change."""
    return urlsafe_b64encode(f"after:{number}".encode()).decode("ascii")


def read_flag(arguments: Mapping[str, str], name: str) -> bool:
    """A parameter that is true or false, false when it is missing; raises InvalidInput."""
    text = arguments.get(name, "false")
    if text not in ("true", "false"):
        raise InvalidInput(N_("%(name)s must be true or false"), field=name, values={"name": name})
    return text == "true"


def demand_known(arguments: Mapping[str, str], *known: str, prefix: str | None = None) -> None:
    """Refuse parameters that mean nothing here, so that a misspelt one is noticed."""
    for name in arguments:
        if name not in known and not (prefix and name.startswith(prefix)):
            shown = name[:100]
            raise InvalidInput(
                N_("there is no parameter %(name)s here"),
                field=shown,
                code="unknown_parameter",
                values={"name": shown},
            )
