"""The public surface for plugins: hooks, the objects they exchange, and helpers; nothing else of Beckon is theirs.

A name that can be imported from here stays, or is announced in the changelog before it goes.
"""

from __future__ import annotations

from app.domain.errors import BeckonError, InvalidInput
from app.domain.roles import Role
from app.domain.rules import (
    ABSENT,
    EVERYWHERE,
    N_,
    ON_SERVER,
    UNAVAILABLE,
    Comparison,
    EventRecord,
    Fact,
    Facts,
    Parameter,
    Reading,
    Reason,
    Schema,
    ValueKind,
)
from app.domain.snapshots import (
    ChatSnapshot,
    ChatState,
    EmbedSnapshot,
    ImpressionSnapshot,
    MessageSnapshot,
    OperatorSnapshot,
    PageSnapshot,
    PresenceState,
    SenderKind,
    VisitorSnapshot,
)
from app.plugin_api.cards import CardContent, CardLine, VisitorCard
from app.plugin_api.context import PluginContext, PluginReads, PluginStore
from app.plugin_api.goals import GoalKind, GoalSetting, Judge, ReachedGoal, Sighting, SightingSource
from app.plugin_api.kinds import EVERY_MOMENT, InvitationType
from app.plugin_api.markers import API_VERSION, hookimpl
from app.plugin_api.moments import Moment, MomentParameter
from app.plugin_api.pages import AdminPage, PageContent, PageDone, PageRequest, Permission
from app.plugin_api.panels import Bar, DashboardPanel, Figure, PanelContent
from app.plugin_api.settings import Setting
from app.plugin_api.tasks import REQUIRED, Argument, Command, Job

__all__ = [
    "ABSENT",
    "API_VERSION",
    "EVERYWHERE",
    "EVERY_MOMENT",
    "N_",
    "ON_SERVER",
    "REQUIRED",
    "UNAVAILABLE",
    "AdminPage",
    "Argument",
    "Bar",
    "BeckonError",
    "CardContent",
    "CardLine",
    "ChatSnapshot",
    "ChatState",
    "Command",
    "Comparison",
    "DashboardPanel",
    "EmbedSnapshot",
    "EventRecord",
    "Fact",
    "Facts",
    "Figure",
    "GoalKind",
    "GoalSetting",
    "ImpressionSnapshot",
    "InvalidInput",
    "InvitationType",
    "Job",
    "Judge",
    "MessageSnapshot",
    "Moment",
    "MomentParameter",
    "OperatorSnapshot",
    "PageContent",
    "PageDone",
    "PageRequest",
    "PageSnapshot",
    "PanelContent",
    "Parameter",
    "Permission",
    "PluginContext",
    "PluginReads",
    "PluginStore",
    "PresenceState",
    "ReachedGoal",
    "Reading",
    "Reason",
    "Role",
    "Schema",
    "SenderKind",
    "Setting",
    "Sighting",
    "SightingSource",
    "ValueKind",
    "VisitorCard",
    "VisitorSnapshot",
    "hookimpl",
]
