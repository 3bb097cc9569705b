"""Who may do what: three roles that come along, and the permissions that a site can make roles of its own from."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What an operator may do; each role includes the ones after it."""

    ADMINISTRATOR = "admin"
    SUPERVISOR = "supervisor"
    OPERATOR = "operator"


class Permission(StrEnum):
    """One thing that a role allows; stored by its value, so a value never changes its meaning."""

    SEE_ALL_CHATS = "chats.see_all"
    SEE_TYPING = "chats.see_typing"
    TRANSFER_CHATS = "chats.transfer"
    TAKE_OVER_CHATS = "chats.take_over"
    EDIT_OWN_MESSAGES = "chats.edit_own_messages"
    EDIT_ALL_MESSAGES = "chats.edit_all_messages"
    SEND_FILES = "chats.send_files"
    SEE_VISITORS = "visitors.see"
    INVITE_VISITORS = "visitors.invite"
    BLOCK_VISITORS = "visitors.block"
    EXPORT_VISITORS = "visitors.export"
    ERASE_VISITORS = "visitors.erase"
    SEE_ARCHIVE = "archive.see"
    EXPORT_ARCHIVE = "archive.export"
    DELETE_ARCHIVE = "archive.delete"
    ANSWER_OFFLINE = "offline_messages.answer"
    OWN_CANNED_REPLIES = "canned_replies.own"
    SHARED_CANNED_REPLIES = "canned_replies.shared"
    SEE_STATISTICS = "statistics.see"
    SET_PRESENCE = "operators.set_presence"
    MANAGE_INVITATIONS = "invitations.manage"
    MANAGE_EMBED_CODES = "embed_codes.manage"
    MANAGE_GOALS = "goals.manage"
    MANAGE_EVENTS = "events.manage"
    MANAGE_DEPARTMENTS = "departments.manage"
    MANAGE_OPERATORS = "operators.manage"
    MANAGE_SETTINGS = "settings.manage"
    MANAGE_PLUGINS = "plugins.manage"
    SEE_AUDIT_LOG = "audit_log.see"


_OPERATOR = frozenset(
    {
        Permission.TRANSFER_CHATS,
        Permission.EDIT_OWN_MESSAGES,
        Permission.SEND_FILES,
        Permission.SEE_VISITORS,
        Permission.INVITE_VISITORS,
        Permission.BLOCK_VISITORS,
        Permission.SEE_ARCHIVE,
        Permission.ANSWER_OFFLINE,
        Permission.OWN_CANNED_REPLIES,
    }
)
_SUPERVISOR = _OPERATOR | {
    Permission.SEE_ALL_CHATS,
    Permission.SEE_TYPING,
    Permission.TAKE_OVER_CHATS,
    Permission.EDIT_ALL_MESSAGES,
    Permission.EXPORT_VISITORS,
    Permission.ERASE_VISITORS,
    Permission.EXPORT_ARCHIVE,
    Permission.DELETE_ARCHIVE,
    Permission.SHARED_CANNED_REPLIES,
    Permission.SEE_STATISTICS,
    Permission.SET_PRESENCE,
    Permission.MANAGE_INVITATIONS,
    Permission.MANAGE_EMBED_CODES,
    Permission.MANAGE_GOALS,
}

PRESETS: dict[Role, frozenset[Permission]] = {
    Role.OPERATOR: _OPERATOR,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.ADMINISTRATOR: frozenset(Permission),
}
"""What the three roles that come along allow."""
