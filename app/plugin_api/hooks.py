"""Every place where Beckon asks or tells plugins; a plugin implements the ones it needs, with any of their arguments.

Four shapes. ``register_*`` is called once at start-up and returns objects; an error there stops the start.
A hook in the past tense tells what happened, after it is stored; its answer is ignored. ``prepare_*`` hands a value
from plugin to plugin before it is stored. ``choose_*`` asks one plugin after the other until one has an opinion.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from app.domain.rules import Fact
from app.domain.snapshots import (
    ChatSnapshot,
    ImpressionSnapshot,
    MessageSnapshot,
    OperatorSnapshot,
    PageSnapshot,
    PresenceState,
    VisitorSnapshot,
)
from app.plugin_api.cards import VisitorCard
from app.plugin_api.context import PluginContext
from app.plugin_api.goals import GoalKind
from app.plugin_api.kinds import InvitationType
from app.plugin_api.markers import hookspec
from app.plugin_api.moments import Moment
from app.plugin_api.pages import AdminPage, Permission
from app.plugin_api.panels import DashboardPanel
from app.plugin_api.settings import Setting
from app.plugin_api.tasks import Command, Job


@hookspec
def register_conditions(context: PluginContext) -> Iterable[Fact]:  # type: ignore[empty-body]
    """The facts that this plugin adds to what invitations may depend on."""


@hookspec
def register_invitation_types(context: PluginContext) -> Iterable[InvitationType]:  # type: ignore[empty-body]
    """The invitation types that this plugin offers."""


@hookspec
def register_moments(context: PluginContext) -> Iterable[Moment]:  # type: ignore[empty-body]
    """What this plugin's browser modules notice, and an invitation can wait for."""


@hookspec
def register_goals(context: PluginContext) -> Iterable[GoalKind]:  # type: ignore[empty-body]
    """The ways in which this plugin recognises that a goal is reached."""


@hookspec
def register_settings(context: PluginContext) -> Iterable[Setting]:  # type: ignore[empty-body]
    """What an administrator can set on the plugin's page; read with ``context.settings[name]``.

    Asked before the other hooks that register. What exists may depend on the installation, never on a setting.
    """


@hookspec
def register_permissions(context: PluginContext) -> Iterable[Permission]:  # type: ignore[empty-body]
    """What of this plugin not everybody may do; administrators choose the role on the plugin's page."""


@hookspec
def register_admin_pages(context: PluginContext) -> Iterable[AdminPage]:  # type: ignore[empty-body]
    """The plugin's own pages in the console, at ``/plugins/<plugin id>/<path>``."""


@hookspec
def register_dashboard_panels(context: PluginContext) -> Iterable[DashboardPanel]:  # type: ignore[empty-body]
    """What the plugin shows on the page of statistics."""


@hookspec
def register_visitor_cards(context: PluginContext) -> Iterable[VisitorCard]:  # type: ignore[empty-body]
    """What the plugin tells operators about a visitor, beside the chat and on the visitor's page."""


@hookspec
def register_jobs(context: PluginContext) -> Iterable[Job]:  # type: ignore[empty-body]
    """What the plugin does again and again while the server runs."""


@hookspec
def register_commands(context: PluginContext) -> Iterable[Command]:  # type: ignore[empty-body]
    """What an administrator can ask of the plugin in a terminal: ``beckon <plugin id> <command>``."""


@hookspec
def visit_started(visitor: VisitorSnapshot, at: datetime, context: PluginContext) -> None:
    """A visitor came for the first time, or again after more than 30 minutes without activity."""


@hookspec
def pageview_recorded(visitor: VisitorSnapshot, page: PageSnapshot, at: datetime, context: PluginContext) -> None:
    """A page was opened in the visitor's browser; secrets are already cut from its address."""


@hookspec
def visitor_event_recorded(
    visitor: VisitorSnapshot, identifier: str, value: str | None, at: datetime, context: PluginContext
) -> None:
    """An event that is defined on the page “Events” was recorded; one that came too soon or again is not told."""


@hookspec
def invitation_shown(impression: ImpressionSnapshot, at: datetime, context: PluginContext) -> None:
    """An invitation was claimed and is on the visitor's screen.

    ``impression.is_manual``: an operator sent it by hand; then ``invitation_id`` is None.
    """


@hookspec
def invitation_accepted(
    impression: ImpressionSnapshot, chat: ChatSnapshot, at: datetime, context: PluginContext
) -> None:
    """The visitor answered an invitation; ``chat`` exists now."""


@hookspec
def invitation_dismissed(impression: ImpressionSnapshot, at: datetime, context: PluginContext) -> None:
    """The visitor closed an invitation, or it expired."""


@hookspec
def chat_started(chat: ChatSnapshot, at: datetime, context: PluginContext) -> None:
    """A visitor wrote the first message of a chat."""


@hookspec
def chat_assigned(chat: ChatSnapshot, operator: OperatorSnapshot, at: datetime, context: PluginContext) -> None:
    """An operator accepted a chat or was given it."""


@hookspec
def chat_closed(chat: ChatSnapshot, by: str, at: datetime, context: PluginContext) -> None:
    """A chat came to its end; ``by`` is ``visitor``, ``operator`` or ``system``."""


@hookspec
def message_posted(chat: ChatSnapshot, message: MessageSnapshot, at: datetime, context: PluginContext) -> None:
    """A message is stored; everybody in the chat may see it. ``message.sender`` says who wrote it.

    ``automatic`` is what is said by itself to somebody who waits; it answers nobody.
    """


@hookspec
def operator_presence_changed(
    operator: OperatorSnapshot, state: PresenceState, at: datetime, context: PluginContext
) -> None:
    """An operator came, went, or says something else about being there."""


@hookspec
def conversion_recorded(
    visitor: VisitorSnapshot, goal: str, value: str | None, at: datetime, context: PluginContext
) -> None:
    """A goal was reached in its window after an invitation; ``goal`` is its identifier, ``value`` a plain number.

    Where an invitation names its goal itself, that is its event id. A report is told once for each identifier, however
    many goals and invitations it was credited to; nothing is told about visitors of a holdout, who were shown nothing.
    """


@hookspec
def prepare_invitation(
    html: str, invitation_key: str, visitor: VisitorSnapshot, page: PageSnapshot, context: PluginContext
) -> str | None:
    """The message to greet this visitor with instead of ``html``, or None to leave it; asked just before a claim.

    The answer is cleaned like a message that an administrator writes; one that is empty afterwards changes nothing.
    The claim may still be refused, so nothing should be counted here. A plugin that takes longer than 50 milliseconds
    is not waited for: the message goes on unchanged.
    """


@hookspec
def choose_sender(
    visitor: VisitorSnapshot, candidates: Sequence[OperatorSnapshot], context: PluginContext
) -> OperatorSnapshot | None:
    """The one of ``candidates`` in whose name an invitation greets this visitor, or None for no opinion.

    Asked just before a claim, for invitations that name no sender and no operator; ``candidates`` are the operators who
    are online and serve the page's department, out of the invitation's own list where it has one. A plugin that takes
    longer than 50 milliseconds has no opinion.
    """
