"""The audit log: who did what to whom, when and from where; written in the same transaction as the deed itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network

from flask import has_request_context, request

from app.domain.snapshots import OperatorSnapshot
from app.domain.translation import N_
from app.foundation import settings
from app.foundation.database import db
from app.foundation.text import clean_line
from app.operators.models import AuditEntry
from app.operators.queries import operator_by_id

RETENTION = "audit.retention_months"
LEAST_MONTHS, MOST_MONTHS = 1, 120
LONGEST_SUBJECT = 200
LONGEST_DETAIL = 300
MOST_DETAILS = 40

settings.declare(RETENTION, 24, settings.whole_number(RETENTION, LEAST_MONTHS, MOST_MONTHS))


class Action(StrEnum):
    """What can be in the log; stored by its value, so a value never changes its meaning."""

    SIGNED_IN = "session.started"
    SIGN_IN_FAILED = "session.refused"
    SIGNED_OUT_ELSEWHERE = "session.ended_elsewhere"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105 - a word of the log
    PASSWORD_LINK_MADE = "password.link_made"  # noqa: S105 - a word of the log
    PASSWORD_RESET_ASKED = "password.reset_asked"  # noqa: S105 - a word of the log
    TWO_FACTOR_ON = "two_factor.switched_on"
    TWO_FACTOR_OFF = "two_factor.switched_off"
    TWO_FACTOR_RESET = "two_factor.reset"
    RECOVERY_CODE_USED = "two_factor.recovery_code_used"
    RECOVERY_CODES_MADE = "two_factor.recovery_codes_made"
    OPERATOR_INVITED = "operator.invited"
    OPERATOR_JOINED = "operator.joined"
    OPERATOR_CHANGED = "operator.changed"
    OPERATOR_SWITCHED_OFF = "operator.switched_off"
    OPERATOR_SWITCHED_ON = "operator.switched_on"
    OPERATOR_DELETED = "operator.deleted"
    OPERATOR_INVITATION_WITHDRAWN = "operator.invitation_withdrawn"
    EMAIL_CHANGED = "operator.email_changed"
    PRESENCE_SET = "operator.presence_set"
    ROLE_CREATED = "role.created"
    ROLE_CHANGED = "role.changed"
    ROLE_DELETED = "role.deleted"
    DEPARTMENT_CREATED = "department.created"
    DEPARTMENT_CHANGED = "department.changed"
    DEPARTMENT_DELETED = "department.deleted"
    SETTINGS_CHANGED = "settings.changed"
    MAIL_CHANGED = "mail.changed"
    MAIL_TESTED = "mail.tested"
    SECRET_MADE = "secret.made"  # noqa: S105 - a word of the log
    PLUGIN_SWITCHED_ON = "plugin.switched_on"
    PLUGIN_SWITCHED_OFF = "plugin.switched_off"
    PLUGIN_CHANGED = "plugin.changed"
    INVITATION_LAUNCHED = "invitation.launched"
    INVITATION_PAUSED = "invitation.paused"
    INVITATION_DELETED = "invitation.deleted"
    GOAL_DELETED = "goal.deleted"
    EVENT_DELETED = "event.deleted"
    REPLY_DELETED = "canned_reply.deleted"
    CHAT_DELETED = "chat.deleted"
    CHATS_EXPORTED = "chat.exported"
    MESSAGE_CHANGED = "message.changed_for_another"
    FILE_DELETED = "file.deleted"
    OFFLINE_MESSAGE_DELETED = "offline_message.deleted"
    VISITOR_ERASED = "visitor.erased"
    VISITORS_EXPORTED = "visitor.exported"
    BLOCK_ADDED = "block.added"
    BLOCK_CHANGED = "block.changed"
    BLOCK_REMOVED = "block.removed"
    STATISTICS_EXPORTED = "statistics.exported"
    AUDIT_LOG_EXPORTED = "audit_log.exported"
    TOKEN_MADE = "token.made"  # noqa: S105 - a word of the log
    TOKEN_REVOKED = "token.revoked"  # noqa: S105 - a word of the log


WORDS: dict[Action, str] = {
    Action.SIGNED_IN: N_("Signed in"),
    Action.SIGN_IN_FAILED: N_("Sign-in failed"),
    Action.SIGNED_OUT_ELSEWHERE: N_("Ended a session"),
    Action.PASSWORD_CHANGED: N_("Changed the password"),
    Action.PASSWORD_LINK_MADE: N_("Made a link to set the password"),
    Action.PASSWORD_RESET_ASKED: N_("Asked for a new password"),
    Action.TWO_FACTOR_ON: N_("Switched two-factor sign-in on"),
    Action.TWO_FACTOR_OFF: N_("Switched two-factor sign-in off"),
    Action.TWO_FACTOR_RESET: N_("Reset two-factor sign-in"),
    Action.RECOVERY_CODE_USED: N_("Signed in with a recovery code"),
    Action.RECOVERY_CODES_MADE: N_("Made new recovery codes"),
    Action.OPERATOR_INVITED: N_("Invited an operator"),
    Action.OPERATOR_JOINED: N_("Joined the team"),
    Action.OPERATOR_CHANGED: N_("Changed an operator"),
    Action.OPERATOR_SWITCHED_OFF: N_("Switched an operator off"),
    Action.OPERATOR_SWITCHED_ON: N_("Switched an operator on"),
    Action.OPERATOR_DELETED: N_("Deleted an operator"),
    Action.OPERATOR_INVITATION_WITHDRAWN: N_("Withdrew an operator's invitation"),
    Action.EMAIL_CHANGED: N_("Changed the e-mail address"),
    Action.PRESENCE_SET: N_("Set an operator's presence"),
    Action.ROLE_CREATED: N_("Created a role"),
    Action.ROLE_CHANGED: N_("Changed a role"),
    Action.ROLE_DELETED: N_("Deleted a role"),
    Action.DEPARTMENT_CREATED: N_("Created a department"),
    Action.DEPARTMENT_CHANGED: N_("Changed a department"),
    Action.DEPARTMENT_DELETED: N_("Deleted a department"),
    Action.SETTINGS_CHANGED: N_("Changed settings"),
    Action.MAIL_CHANGED: N_("Changed the mail server"),
    Action.MAIL_TESTED: N_("Sent a test letter"),
    Action.SECRET_MADE: N_("Made a new secret"),
    Action.PLUGIN_SWITCHED_ON: N_("Switched a plugin on"),
    Action.PLUGIN_SWITCHED_OFF: N_("Switched a plugin off"),
    Action.PLUGIN_CHANGED: N_("Changed a plugin's settings"),
    Action.INVITATION_LAUNCHED: N_("Launched an invitation"),
    Action.INVITATION_PAUSED: N_("Paused an invitation"),
    Action.INVITATION_DELETED: N_("Deleted an invitation"),
    Action.GOAL_DELETED: N_("Deleted a goal"),
    Action.EVENT_DELETED: N_("Deleted an event"),
    Action.REPLY_DELETED: N_("Deleted a canned reply"),
    Action.CHAT_DELETED: N_("Deleted a chat"),
    Action.CHATS_EXPORTED: N_("Exported chats"),
    Action.MESSAGE_CHANGED: N_("Changed somebody else's message"),
    Action.FILE_DELETED: N_("Deleted a file"),
    Action.OFFLINE_MESSAGE_DELETED: N_("Deleted an offline message"),
    Action.VISITOR_ERASED: N_("Erased a visitor"),
    Action.VISITORS_EXPORTED: N_("Exported visitors"),
    Action.BLOCK_ADDED: N_("Blocked visitors"),
    Action.BLOCK_CHANGED: N_("Changed a block"),
    Action.BLOCK_REMOVED: N_("Lifted a block"),
    Action.STATISTICS_EXPORTED: N_("Exported statistics"),
    Action.AUDIT_LOG_EXPORTED: N_("Exported the audit log"),
    Action.TOKEN_MADE: N_("Made an API token"),
    Action.TOKEN_REVOKED: N_("Revoked an API token"),
}
"""What each action is called, to be translated where it is shown."""


def record(
    operator: OperatorSnapshot | None,
    action: str,
    subject: str,
    details: Mapping[str, object] | None = None,
    *,
    now: datetime,
) -> None:
    """Write one line of the log, inside the caller's transaction, so that it stands exactly when the deed does.

    ``operator`` is who did it, None for nobody who is signed in or for the command line; ``action`` is an ``Action``
    (an unknown one is an error of the code); ``subject`` is whom or what it was done to, in words that outlive it.
    ``details`` are short and hold no secrets, passwords or texts of chats. The masked address is the request's own.
    """
    db.session.add(
        AuditEntry(
            at=now,
            operator_id=operator.id if operator is not None and operator.id else None,
            operator_name=operator.name if operator is not None else "",
            action=Action(action).value,
            subject=clean_line(subject, LONGEST_SUBJECT),
            details=_kept(details or {}),
            address=masked_address(request.remote_addr) if has_request_context() else None,
        )
    )


def record_by(operator_id: int | None, action: str, subject: str, *, now: datetime) -> None:
    """The same for callers that know only the id of who did it; None is a program or the command line."""
    record(None if operator_id is None else operator_by_id(operator_id), action, subject, now=now)


def masked_address(address: str | None) -> str | None:
    """The part of an address that says from which network somebody came, and not from which device."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return None
    network = ip_network((found, 48 if isinstance(found, IPv6Address) else 24), strict=False)
    return str(network.network_address)


def _kept(details: Mapping[str, object]) -> dict[str, object]:
    return {str(name): _value(value) for name, value in list(details.items())[:MOST_DETAILS]}


def _value(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_value(each) for each in sorted(value, key=str)[:MOST_DETAILS]]
    return clean_line(str(value), LONGEST_DETAIL)
