"""The public surface for plugins: hooks, the objects they exchange, and helpers; nothing else of Beckon is theirs.

A name that can be imported from here stays, or is announced in the changelog before it goes.
"""

from __future__ import annotations

from app.domain.errors import BeckonError, InvalidInput
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
    Role,
    SenderKind,
    VisitorSnapshot,
)
from app.plugin_api.context import PluginContext, PluginReads, PluginStore
from app.plugin_api.kinds import InvitationType
from app.plugin_api.markers import API_VERSION, hookimpl

__all__ = [
    "ABSENT",
    "API_VERSION",
    "EVERYWHERE",
    "N_",
    "ON_SERVER",
    "UNAVAILABLE",
    "BeckonError",
    "ChatSnapshot",
    "ChatState",
    "Comparison",
    "EmbedSnapshot",
    "EventRecord",
    "Fact",
    "Facts",
    "ImpressionSnapshot",
    "InvalidInput",
    "InvitationType",
    "MessageSnapshot",
    "OperatorSnapshot",
    "PageSnapshot",
    "Parameter",
    "PluginContext",
    "PluginReads",
    "PluginStore",
    "PresenceState",
    "Reading",
    "Reason",
    "Role",
    "Schema",
    "SenderKind",
    "ValueKind",
    "VisitorSnapshot",
    "hookimpl",
]
