"""What a plugin needs for pages of its own in the console: the page, the request that it sees, and its answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.domain.roles import Role
from app.domain.snapshots import OperatorSnapshot
from app.plugin_api.context import PluginContext

NOTHING_SENT: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Permission:
    """Something that not everybody may do. ``id`` begins with the plugin's id and a dot.

    ``role`` is the least role that may do it until an administrator chooses another one on the plugin's page; ``label``
    and ``help`` are English source texts.
    """

    id: str
    label: str
    help: str
    role: Role = Role.ADMINISTRATOR


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Who asks for a page, and what was sent along. Signing in, permission and the form's token are checked before.

    ``query`` and ``form`` hold every value by name, in order; ``form`` is empty where nothing was sent.
    """

    operator: OperatorSnapshot
    query: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NOTHING_SENT)
    form: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NOTHING_SENT)

    def value(self, name: str, default: str = "") -> str:
        """The first value of that name in the form, else in the address."""
        found = self.form.get(name) or self.query.get(name)
        return found[0] if found else default


@dataclass(frozen=True, slots=True)
class PageContent:
    """A page to show: a template of the plugin (``weather/places.html``) and the values for its names.

    The template holds the inside of the page only; head, navigation and title come from Beckon. It may use ``ui``,
    the console's components, ``_`` for texts and ``page_url(path)`` for addresses of the plugin's pages.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageDone:
    """A form was dealt with: go to the page at ``path`` (the same one where it is None) and show ``message``."""

    message: str = ""
    path: str | None = None


@dataclass(frozen=True, slots=True)
class AdminPage:
    """A page of the plugin at ``/plugins/<plugin id>/<path>``.

    ``permission`` is a role or the id of a permission that the plugin registers. ``show`` gives the content; ``submit``
    deals with a form that was sent to the page, and raises ``InvalidInput`` to refuse it: then ``show`` gives the
    content again, under the error. Each has five seconds. ``icon`` is a name of the console's icon set;
    ``in_navigation`` puts the page into everybody's menu who may see it. ``label`` is an English source text.
    """

    path: str
    label: str
    show: Callable[[PageRequest, PluginContext], PageContent]
    permission: Role | str = Role.ADMINISTRATOR
    submit: Callable[[PageRequest, PluginContext], PageDone | PageContent] | None = None
    icon: str = "puzzle"
    in_navigation: bool = True

    @property
    def id(self) -> str:
        """The same as ``path``: unique within the plugin."""
        return self.path
