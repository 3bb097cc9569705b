"""What is declared about every route: who may use it, and where the key of its address comes from.

A route that is not in this table fails the build, so that nobody adds a page without saying whom it is for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

ANYBODY = "anybody"
VISITOR = "visitor"
"""The route asks for a visitor's token and panel secret itself; no cookie speaks for anybody."""
TOKEN = "token"
"""The route asks for a bearer token with a role of its own; no cookie speaks for anybody."""
OPERATOR = "operator"
SUPERVISOR = "supervisor"
ADMINISTRATOR = "administrator"

RANKS = {OPERATOR: 0, SUPERVISOR: 1, ADMINISTRATOR: 2}

ROUTES = {
    "administration.embed_code": SUPERVISOR,
    "administration.embed_preview": SUPERVISOR,
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
    "conversions.delete": SUPERVISOR,
    "conversions.edit": SUPERVISOR,
    "conversions.index": SUPERVISOR,
    "conversions.new": SUPERVISOR,
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
    "events.delete": ADMINISTRATOR,
    "events.edit": ADMINISTRATOR,
    "events.index": ADMINISTRATOR,
    "events.new": ADMINISTRATOR,
    "files.show": ANYBODY,
    "health.healthz": ANYBODY,
    "health.readyz": ANYBODY,
    "identity.index": ADMINISTRATOR,
    "identity.make": ADMINISTRATOR,
    "invitation_history.delete": SUPERVISOR,
    "invitation_history.restore": SUPERVISOR,
    "invitation_history.show": SUPERVISOR,
    "invitation_list.bulk": SUPERVISOR,
    "invitation_list.duplicate": SUPERVISOR,
    "invitation_list.move": SUPERVISOR,
    "invitations.edit": SUPERVISOR,
    "invitations.index": SUPERVISOR,
    "invitations.launch": SUPERVISOR,
    "invitations.new": SUPERVISOR,
    "invitations.pause": SUPERVISOR,
    "invitations.sentence": SUPERVISOR,
    "inviting.drop": SUPERVISOR,
    "inviting.page": OPERATOR,
    "inviting.recall": OPERATOR,
    "manual.mine": OPERATOR,
    "manual.recall": OPERATOR,
    "manual.send": OPERATOR,
    "rule_tools.address_test": SUPERVISOR,
    "rule_tools.suggestions": SUPERVISOR,
    "operators.login": ANYBODY,
    "operators.logout": ANYBODY,
    "operators.set_password": ANYBODY,
    "panel.close": VISITOR,
    "panel.messages": VISITOR,
    "panel.post_message": VISITOR,
    "panel.seen": VISITOR,
    "panel.session": VISITOR,
    "panel.start_chat": VISITOR,
    "pictures.upload": SUPERVISOR,
    "plugins.index": ADMINISTRATOR,
    "plugins.page": OPERATOR,
    "plugins.show": ADMINISTRATOR,
    "plugins.switch": ADMINISTRATOR,
    "settings.index": ADMINISTRATOR,
    "settings.save": ADMINISTRATOR,
    "invitations.report": SUPERVISOR,
    "invitations.report_file": SUPERVISOR,
    "reports.statistics": SUPERVISOR,
    "reports.statistics_file": SUPERVISOR,
    "shell.static": ANYBODY,
    "try_it.claim": VISITOR,
    "try_it.explain": VISITOR,
    "try_it.page": VISITOR,
    "try_it.panel": ANYBODY,
    "try_it_pages.link": SUPERVISOR,
    "visitors.explain": OPERATOR,
    "visitors.forget": SUPERVISOR,
    "visitors.index": OPERATOR,
    "visitors.show": OPERATOR,
}

JSON_BODIES: dict[str, dict[str, Any]] = {
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


def routes(app: Flask, method: str) -> list[tuple[str, str]]:
    """Every declared (endpoint, rule) of a method; one test of its own looks for undeclared ones."""
    found = [(rule.endpoint, rule.rule) for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    return sorted(each for each in found if each[0] in ROUTES)
