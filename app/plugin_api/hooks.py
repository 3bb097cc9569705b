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
from app.plugin_api.context import PluginContext
from app.plugin_api.kinds import InvitationType
from app.plugin_api.markers import hookspec


@hookspec
def register_conditions(context: PluginContext) -> Iterable[Fact]:  # type: ignore[empty-body]
    """The facts that this plugin adds to what invitations may depend on."""


@hookspec
def register_invitation_types(context: PluginContext) -> Iterable[InvitationType]:  # type: ignore[empty-body]
    """The invitation types that this plugin offers."""


@hookspec
def visit_started(visitor: VisitorSnapshot, at: datetime, context: PluginContext) -> None:
    """A visitor came for the first time, or again after more than 30 minutes without activity."""


@hookspec
def pageview_recorded(visitor: VisitorSnapshot, page: PageSnapshot, at: datetime, context: PluginContext) -> None:
    """A page was opened in the visitor's browser; secrets are already cut from its address."""


@hookspec
def invitation_shown(impression: ImpressionSnapshot, at: datetime, context: PluginContext) -> None:
    """An invitation was claimed and is on the visitor's screen."""


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
    """A message is stored; everybody in the chat may see it."""


@hookspec
def operator_presence_changed(
    operator: OperatorSnapshot, state: PresenceState, at: datetime, context: PluginContext
) -> None:
    """An operator came, went, or says something else about being there."""


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

    Asked just before a claim, for invitations that name no sender; ``candidates`` are the operators who are online.
    A plugin that takes longer than 50 milliseconds has no opinion.
    """
