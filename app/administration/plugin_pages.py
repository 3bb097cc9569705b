"""The pages that plugins bring: who may see them, and their inside, made where a mistake of theirs hurts nobody."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from flask import copy_current_request_context, current_app, url_for
from flask_babel import get_translations
from jinja2 import ChoiceLoader, FileSystemLoader
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from app.domain.errors import Forbidden, NotFound
from app.domain.roles import Role
from app.domain.snapshots import OperatorSnapshot
from app.domain.translation import N_
from app.foundation.login import has_role
from app.plugin_api.context import PluginContext
from app.plugin_api.pages import AdminPage, PageContent, PageDone, PageRequest
from app.plugin_host import host
from app.plugin_host.dispatch import UnusableAnswerError

T = TypeVar("T")
PAGE_SECONDS = 5.0
LARGEST_PAGE = 1024 * 1024
EXTENSION = "beckon.plugin_templates"
SHARED_WORDS = ("asset_url", "icon_url", "page_language", "page_direction", "csrf_token", "get_flashed_messages")


def needed_role(plugin_id: str, page: AdminPage) -> Role:
    """The least role that may see a page."""
    if isinstance(page.permission, Role):
        return page.permission
    return host().permission_roles.of(plugin_id)[page.permission]


def pages_for(operator: OperatorSnapshot) -> list[tuple[str, AdminPage]]:
    """The plugins' pages for the console's menu, with their plugins' ids."""
    found = [(owner, page) for owner, page in host().registry.offers.admin_pages if page.in_navigation]
    return [(owner, page) for owner, page in found if has_role(operator, needed_role(owner, page))]


def permitted_page(plugin_id: str, path: str, operator: OperatorSnapshot) -> AdminPage:
    """The page at that path; raises ``NotFound``, or ``Forbidden`` where the operator's role does not allow it."""
    page = host().registry.offers.admin_pages.get(plugin_id, path)
    if page is None:
        raise NotFound(N_("there is no such page"))
    if not has_role(operator, needed_role(plugin_id, page)):
        raise Forbidden(N_("your role does not allow this; ask an administrator"))
    return page


def inside(plugin_id: str, page: AdminPage, request: PageRequest) -> Markup:
    """What the page shows; raises ``PluginFailed``, or an error of ours that the plugin answers with."""
    return _asked(plugin_id, page, lambda context: _rendered(plugin_id, page.show(request, context)))


def submitted(plugin_id: str, page: AdminPage, request: PageRequest) -> Markup | PageDone:
    """What becomes of a form that was sent to the page; raises the same, and ``InvalidInput`` for a refused form."""
    submit = page.submit
    if submit is None:
        raise NotFound(N_("nothing can be sent to this page"))

    def deal(context: PluginContext) -> Markup | PageDone:
        answer = submit(request, context)
        return _checked(plugin_id, answer) if isinstance(answer, PageDone) else _rendered(plugin_id, answer)

    return _asked(plugin_id, page, deal)


def _asked(plugin_id: str, page: AdminPage, deal: Callable[[PluginContext], T]) -> T:
    around = copy_current_request_context
    return host().attendant.ask(plugin_id, f"page {page.path}", deal, PAGE_SECONDS, around)


def _checked(plugin_id: str, done: PageDone) -> PageDone:
    if done.path is not None and host().registry.offers.admin_pages.get(plugin_id, done.path) is None:
        raise UnusableAnswerError(f"{done.path!r:.200} is no page of this plugin")
    return done


def _rendered(plugin_id: str, content: object) -> Markup:
    if not isinstance(content, PageContent):
        raise UnusableAnswerError(f"{content!r:.200} is no PageContent")
    if not content.template.startswith(f"{plugin_id}/"):
        raise UnusableAnswerError(f"the template {content.template!r:.200} must begin with '{plugin_id}/'")
    html = _environment(plugin_id).get_template(content.template).render(dict(content.values))
    if len(html) > LARGEST_PAGE:
        raise UnusableAnswerError(f"the page has more than {LARGEST_PAGE} characters")
    return Markup(html)  # noqa: S704 - rendered with escaping on, like every page


def _environment(plugin_id: str) -> ImmutableSandboxedEnvironment:
    """Templates of one plugin see the console's components and what the plugin gives them; not the application."""
    known: dict[str, ImmutableSandboxedEnvironment] = current_app.extensions.setdefault(EXTENSION, {})
    if plugin_id not in known:
        known[plugin_id] = _made_environment(plugin_id)
    return known[plugin_id]


def _made_environment(plugin_id: str) -> ImmutableSandboxedEnvironment:
    core = current_app.jinja_env
    folder = next(plugin.folder for plugin in host().plugins if plugin.id == plugin_id)
    shell = current_app.create_global_jinja_loader()
    made = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(folder / "templates"), shell]),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: get_translations().ugettext(text),
        ngettext=lambda one, many, number: get_translations().ungettext(one, many, number),
        newstyle=True,
    )
    made.filters.update(core.filters)
    made.globals.update({name: core.globals[name] for name in SHARED_WORDS if name in core.globals})
    made.globals["page_url"] = partial(_page_url, plugin_id)
    made.globals["ui"] = made.get_template("shell/components.html").module
    return made


def _page_url(plugin_id: str, path: str, **query: Any) -> str:
    return url_for("plugins.page", plugin_id=plugin_id, path=path, **query)
