"""Says which pages the console's rail offers, in which order and to whom; each feature registers its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import Flask, current_app, has_app_context
from flask_babel import LazyString

from app.domain.roles import Permission, Role
from app.domain.snapshots import OperatorSnapshot
from app.foundation.login import meets
from app.shell.assets import require_icon


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One place of the rail.

    `endpoint` is the Flask endpoint of the page, `label` its translatable name, `icon` a name of the icon set,
    `order` its place (lower is higher up) and `permission` the permission, or the least role, that an operator needs
    to see it. `values` are the variable parts of the page's address.
    """

    endpoint: str
    label: str | LazyString
    icon: str
    order: int
    permission: Role | Permission = Role.OPERATOR
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def section(self) -> str:
        """The blueprint that the entry stands for: its pages all mark this entry as the current one."""
        return self.endpoint.rpartition(".")[0] or self.endpoint

    def agrees_with(self, other: NavigationEntry) -> bool:
        """Say whether both put the same page on the rail in the same way; labels may be translated and do not count."""
        mine = (self.endpoint, self.icon, self.order, self.permission)
        return mine == (other.endpoint, other.icon, other.order, other.permission)


class NavigationError(ValueError):
    """A navigation entry that cannot be kept; `endpoint` names it."""

    def __init__(self, endpoint: str, problem: str) -> None:
        super().__init__(f"navigation entry {endpoint!r}: {problem}")
        self.endpoint = endpoint


Counting = Callable[[OperatorSnapshot], int]
"""How many things wait for an operator behind an entry."""

_entries: dict[str, NavigationEntry] = {}
_rail_parts: list[str] = []
_counts: dict[str, tuple[str | LazyString, Counting]] = {}

Source = Callable[[OperatorSnapshot], list[NavigationEntry]]
"""Gives the entries that one operator may see besides the registered ones."""
SOURCES = "beckon.navigation_sources"


def register(entry: NavigationEntry) -> None:
    """Put an entry on the rail.

    The same entry may be registered again (an application may be built twice in one process); another entry for
    the same endpoint, or an icon outside the set, is refused by name.
    """
    require_icon(entry.icon)
    present = _entries.get(entry.endpoint)
    if present is not None and not present.agrees_with(entry):
        raise NavigationError(entry.endpoint, "is registered already, with another icon, order or permission")
    _entries[entry.endpoint] = entry


def register_count(endpoint: str, word: str | LazyString, counting: Counting) -> None:
    """Show a number beside an entry while it is not zero; ``word`` says what is counted, for instance `new`."""
    _counts[endpoint] = (word, counting)


def count_of(entry: NavigationEntry, operator: OperatorSnapshot) -> tuple[int, str | LazyString]:
    """Return the number beside an entry, 0 for none, and the word for what is counted."""
    word, counting = _counts.get(entry.endpoint, ("", None))
    return (counting(operator) if counting else 0), word


def offer_source(app: Flask, source: Source) -> None:
    """Ask a function for further entries, whenever a page of this application is rendered for an operator."""
    app.extensions.setdefault(SOURCES, []).append(source)


def register_rail_part(template: str) -> None:
    """Include a template at the foot of the rail, above the account menu (the presence switch uses this)."""
    if template not in _rail_parts:
        _rail_parts.append(template)


def entries(operator: OperatorSnapshot) -> list[NavigationEntry]:
    """Return the entries that an operator sees, in the order of the rail."""
    visible = [entry for entry in _entries.values() if meets(operator, entry.permission)]
    sources: list[Source] = current_app.extensions.get(SOURCES, []) if has_app_context() else []
    visible += [entry for source in sources for entry in source(operator)]
    return sorted(visible, key=lambda entry: (entry.order, entry.endpoint))


def rail_parts() -> list[str]:
    """Return the templates to include at the foot of the rail."""
    return list(_rail_parts)


def require_endpoints(app: Flask) -> None:
    """Refuse to start when an entry names a page that the application does not have; names all such entries."""
    missing = sorted(endpoint for endpoint in _entries if endpoint not in app.view_functions)
    if missing:
        raise NavigationError(", ".join(missing), "no such page")
