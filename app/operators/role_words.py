"""What roles and permissions are called and what they mean, in words for people; translated where they are shown."""

from __future__ import annotations

from app.domain.roles import Permission, Role
from app.domain.translation import N_

ROLE_NAMES = {
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.SUPERVISOR: N_("Supervisor"),
    Role.OPERATOR: N_("Operator"),
}
ROLE_MEANINGS = {
    Role.ADMINISTRATOR: N_("May do everything, also what a later version adds."),
    Role.SUPERVISOR: N_("Sees all chats, leads the team and writes invitations."),
    Role.OPERATOR: N_("Talks to visitors of their own departments."),
}

GROUPS: tuple[tuple[str, tuple[tuple[Permission, str], ...]], ...] = (
    (
        N_("Chats"),
        (
            (Permission.SEE_ALL_CHATS, N_("See the chats of all departments")),
            (Permission.SEE_TYPING, N_("See what a visitor types before it is sent")),
            (Permission.TRANSFER_CHATS, N_("Transfer chats to colleagues and departments")),
            (Permission.TAKE_OVER_CHATS, N_("Take chats over from colleagues")),
            (Permission.EDIT_OWN_MESSAGES, N_("Edit and delete their own messages")),
            (Permission.EDIT_ALL_MESSAGES, N_("Edit and delete messages of others")),
            (Permission.SEND_FILES, N_("Send files")),
            (Permission.ANSWER_OFFLINE, N_("Answer offline messages")),
        ),
    ),
    (
        N_("Visitors"),
        (
            (Permission.SEE_VISITORS, N_("See who is on the site")),
            (Permission.INVITE_VISITORS, N_("Invite visitors by hand")),
            (Permission.BLOCK_VISITORS, N_("Block visitors")),
            (Permission.EXPORT_VISITORS, N_("Export visitors")),
            (Permission.ERASE_VISITORS, N_("Erase visitors for good")),
        ),
    ),
    (
        N_("Archive"),
        (
            (Permission.SEE_ARCHIVE, N_("Search the archive")),
            (Permission.EXPORT_ARCHIVE, N_("Export chats")),
            (Permission.DELETE_ARCHIVE, N_("Delete chats for good")),
        ),
    ),
    (
        N_("Canned replies"),
        (
            (Permission.OWN_CANNED_REPLIES, N_("Write canned replies of their own")),
            (Permission.SHARED_CANNED_REPLIES, N_("Write canned replies for everybody")),
        ),
    ),
    (
        N_("Invitations and figures"),
        (
            (Permission.MANAGE_INVITATIONS, N_("Write, launch and delete invitations")),
            (Permission.MANAGE_GOALS, N_("Define goals")),
            (Permission.MANAGE_EVENTS, N_("Define events")),
            (Permission.MANAGE_EMBED_CODES, N_("Make embed codes")),
            (Permission.SEE_STATISTICS, N_("See statistics and reports")),
        ),
    ),
    (
        N_("Team and site"),
        (
            (Permission.SET_PRESENCE, N_("Set the presence of colleagues")),
            (Permission.MANAGE_DEPARTMENTS, N_("Manage departments and their hours")),
            (Permission.MANAGE_OPERATORS, N_("Manage operators and roles")),
            (Permission.MANAGE_SETTINGS, N_("Change the site's settings")),
            (Permission.MANAGE_PLUGINS, N_("Switch plugins on and off")),
            (Permission.SEE_AUDIT_LOG, N_("Read the audit log")),
        ),
    ),
)
"""Every permission once, in groups, with what it allows; a test holds this against the list of permissions."""
