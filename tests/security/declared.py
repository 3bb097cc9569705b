"""What is declared about every route and every socket event: who may use it.

What is missing in these tables fails the build, so that nobody adds a page or an event without saying whom it is for.
A ``Permission`` means those whose role has it, ``OPERATOR`` everybody who is signed in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.domain.roles import Permission

if TYPE_CHECKING:
    from flask import Flask

ANYBODY = "anybody"
VISITOR = "visitor"
"""The route asks for a visitor's token and panel secret itself; no cookie speaks for anybody."""
TOKEN = "token"
"""The route asks for a bearer token with a role of its own; no cookie speaks for anybody."""
OPERATOR = "operator"
"""Everybody who is signed in; what they may see of it is judged inside."""

ROUTES: dict[str, str | Permission] = {
    "administration.embed_code": Permission.MANAGE_EMBED_CODES,
    "administration.embed_preview": Permission.MANAGE_EMBED_CODES,
    "api.create_canned_reply": TOKEN,
    "api.delete_canned_reply": TOKEN,
    "api.get_canned_reply": TOKEN,
    "api.list_canned_replies": TOKEN,
    "api.replace_canned_reply": TOKEN,
    "api.list_departments": TOKEN,
    "api.list_operators": TOKEN,
    "api.change_invitation": TOKEN,
    "api.create_invitation": TOKEN,
    "api.delete_invitation": TOKEN,
    "api.get_invitation": TOKEN,
    "api.invitation_schema": ANYBODY,
    "api.launch_invitation": TOKEN,
    "api.list_invitations": TOKEN,
    "api.pause_invitation": TOKEN,
    "api.replace_invitation": TOKEN,
    "api.delete_visitor": TOKEN,
    "api.explain_to_visitor": TOKEN,
    "api.get_invitation_report": TOKEN,
    "api.get_statistics": TOKEN,
    "api.get_visitor": TOKEN,
    "api.invitation_of_visitor": TOKEN,
    "api.invite_visitor": TOKEN,
    "api.list_conversions": TOKEN,
    "api.list_visitors": TOKEN,
    "api.openapi": ANYBODY,
    "api.recall_invitation": TOKEN,
    "api.report_conversion": TOKEN,
    "canned.replies": OPERATOR,
    "canned.used": OPERATOR,
    "canned_replies.delete": OPERATOR,
    "canned_replies.edit": OPERATOR,
    "canned_replies.index": OPERATOR,
    "canned_replies.new": OPERATOR,
    "context.contact": Permission.SEE_VISITORS,
    "context.delete_note": Permission.SEE_VISITORS,
    "context.set_colleague": Permission.SEE_VISITORS,
    "context.show": Permission.SEE_VISITORS,
    "context.suggested_tags": Permission.SEE_VISITORS,
    "context.tag_chat": Permission.SEE_VISITORS,
    "context.tag_visitor": Permission.SEE_VISITORS,
    "context.untag_chat": Permission.SEE_VISITORS,
    "context.untag_visitor": Permission.SEE_VISITORS,
    "context.write_note": Permission.SEE_VISITORS,
    "conversions.delete": Permission.MANAGE_GOALS,
    "conversions.edit": Permission.MANAGE_GOALS,
    "conversions.index": Permission.MANAGE_GOALS,
    "conversions.new": Permission.MANAGE_GOALS,
    "demo.page": ANYBODY,
    "demo.static": ANYBODY,
    "desk.accept": OPERATOR,
    "desk.chat": OPERATOR,
    "desk.close": OPERATOR,
    "desk.index": OPERATOR,
    "desk.post_message": OPERATOR,
    "desk.set_presence": OPERATOR,
    "desk.seen": OPERATOR,
    "desk.state": OPERATOR,
    "desk.visitor": OPERATOR,
    "lists.page": OPERATOR,
    "lists.totals": OPERATOR,
    "desk_presence.pause": OPERATOR,
    "desk_presence.set_for": Permission.SET_PRESENCE,
    "desk_presence.show": OPERATOR,
    "embed.claim": VISITOR,
    "embed.classic_loader": ANYBODY,
    "embed.listen": VISITOR,
    "embed.loader": ANYBODY,
    "embed.manual": VISITOR,
    "embed.page": VISITOR,
    "embed.panel": ANYBODY,
    "embed.plugin_module": ANYBODY,
    "embed.signal": VISITOR,
    "embed.static_file": ANYBODY,
    "events.delete": Permission.MANAGE_EVENTS,
    "events.edit": Permission.MANAGE_EVENTS,
    "events.index": Permission.MANAGE_EVENTS,
    "events.new": Permission.MANAGE_EVENTS,
    "files.show": ANYBODY,
    "health.healthz": ANYBODY,
    "health.readyz": ANYBODY,
    "identity.index": Permission.MANAGE_SETTINGS,
    "identity.make": Permission.MANAGE_SETTINGS,
    "invitation_history.delete": Permission.MANAGE_INVITATIONS,
    "invitation_history.restore": Permission.MANAGE_INVITATIONS,
    "invitation_history.show": Permission.MANAGE_INVITATIONS,
    "invitation_list.bulk": Permission.MANAGE_INVITATIONS,
    "invitation_list.duplicate": Permission.MANAGE_INVITATIONS,
    "invitation_list.move": Permission.MANAGE_INVITATIONS,
    "invitations.edit": Permission.MANAGE_INVITATIONS,
    "invitations.index": Permission.MANAGE_INVITATIONS,
    "invitations.launch": Permission.MANAGE_INVITATIONS,
    "invitations.new": Permission.MANAGE_INVITATIONS,
    "invitations.pause": Permission.MANAGE_INVITATIONS,
    "invitations.sentence": Permission.MANAGE_INVITATIONS,
    "inviting.drop": Permission.MANAGE_INVITATIONS,
    "inviting.page": Permission.INVITE_VISITORS,
    "inviting.recall": Permission.INVITE_VISITORS,
    "manual.mine": Permission.INVITE_VISITORS,
    "manual.recall": Permission.INVITE_VISITORS,
    "manual.send": Permission.INVITE_VISITORS,
    "rule_tools.address_test": Permission.MANAGE_INVITATIONS,
    "rule_tools.suggestions": Permission.MANAGE_INVITATIONS,
    "operators.login": ANYBODY,
    "operators.logout": ANYBODY,
    "operators.set_password": ANYBODY,
    "panel.close": VISITOR,
    "panel.messages": VISITOR,
    "panel.post_message": VISITOR,
    "panel.seen": VISITOR,
    "panel.session": VISITOR,
    "panel.start_chat": VISITOR,
    "pictures.upload": Permission.MANAGE_INVITATIONS,
    "plugins.index": Permission.MANAGE_PLUGINS,
    "plugins.page": OPERATOR,
    "plugins.show": Permission.MANAGE_PLUGINS,
    "plugins.switch": Permission.MANAGE_PLUGINS,
    "settings.index": Permission.MANAGE_SETTINGS,
    "settings.save": Permission.MANAGE_SETTINGS,
    "invitations.report": Permission.SEE_STATISTICS,
    "invitations.report_file": Permission.SEE_STATISTICS,
    "reports.statistics": Permission.SEE_STATISTICS,
    "reports.statistics_file": Permission.SEE_STATISTICS,
    "shell.static": ANYBODY,
    "try_it.claim": VISITOR,
    "try_it.explain": VISITOR,
    "try_it.page": VISITOR,
    "try_it.panel": ANYBODY,
    "try_it_pages.link": Permission.MANAGE_INVITATIONS,
    "visitors.explain": Permission.SEE_VISITORS,
    "visitors.forget": Permission.ERASE_VISITORS,
    "visitors.index": Permission.SEE_VISITORS,
    "visitors.show": Permission.SEE_VISITORS,
}

EVENTS: dict[tuple[str, str], str | Permission] = {
    ("/operator", "accept"): OPERATOR,
    ("/operator", "close"): OPERATOR,
    ("/operator", "message"): OPERATOR,
    ("/operator", "presence"): OPERATOR,
    ("/operator", "resume"): OPERATOR,
    ("/operator", "seen"): OPERATOR,
    ("/operator", "typing"): OPERATOR,
    ("/visitor", "message"): VISITOR,
    ("/visitor", "resume"): VISITOR,
    ("/visitor", "seen"): VISITOR,
    ("/visitor", "typing"): VISITOR,
}
"""Every event that a socket may send, by namespace and name."""

JSON_BODIES: dict[str, dict[str, Any]] = {
    "context.contact": {"name": "Ada"}, "context.delete_note": {}, "context.set_colleague": {"is_colleague": True},
    "context.tag_chat": {"tag": "vip"}, "context.tag_visitor": {"tag": "vip"}, "context.untag_chat": {"tag": "vip"},
    "context.untag_visitor": {"tag": "vip"},
    "context.write_note": {"client_id": "note-of-a-test", "text": "Likes tea"},
    "desk.accept": {}, "desk.close": {}, "desk.seen": {"id": 1}, "desk.set_presence": {"state": "away"},
    "desk.post_message": {"client_id": "message-of-a-test", "text": "Hi"},
    "manual.recall": {}, "manual.send": {"visitors": ["nobody"], "text": "Hello"},
    "panel.close": {}, "panel.seen": {"id": 1}, "panel.session": {},
    "panel.start_chat": {"client_id": "another-chat", "text": "Hi"},
    "panel.post_message": {"client_id": "message-of-a-test", "text": "Hi"},
    "embed.page": {"page_id": "page-0001", "tab_id": "tab-00001", "url": "https://shop.test/"},
    "embed.claim": {"page_id": "page-0001", "tab_id": "tab-00001", "url": "https://shop.test/", "key": "hello"},
    "embed.listen": {"page_id": "page-0001", "tab_id": "tab-00001", "seconds": 0},
    "embed.manual": {"page_id": "page-0001", "tab_id": "tab-00001", "url": "https://shop.test/", "key": "hello"},
    "embed.signal": {"page_id": "page-0001", "tab_id": "tab-00001", "signals": [{"kind": "heartbeat"}]},
    "try_it.claim": {"trial": "a-try-it", "url": "https://shop.test/"},
    "try_it.explain": {"trial": "a-try-it", "url": "https://shop.test/"},
    "try_it.page": {"trial": "a-try-it", "url": "https://shop.test/"},
}  # fmt: skip
"""An honest body for each route that reads JSON."""


def is_for_operators(who: str | Permission) -> bool:
    """Whether somebody has to be signed in."""
    return who == OPERATOR or isinstance(who, Permission)


def routes(app: Flask, method: str) -> list[tuple[str, str]]:
    """Every declared (endpoint, rule) of a method; one test of its own looks for undeclared ones."""
    found = [(rule.endpoint, rule.rule) for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    return sorted(each for each in found if each[0] in ROUTES)
