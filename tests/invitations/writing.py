"""The editor's form as a browser sends it, and invitations to edit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from app.foundation import clock
from app.invitations import authoring, queries
from app.invitations.vocabulary import InvitationDetails, InvitationDraft

if TYPE_CHECKING:
    from flask import Flask

PRICING = {"all": [{"fact": "page.url", "is": "contains", "value": "/pricing"}]}
HOSTILE = Path(__file__).parents[2].parent / "shared" / "data" / "hostile_inputs.yaml"


def form(**fields: Any) -> dict[str, Any]:
    """A form that can be saved; name what differs."""
    return {
        "version": "",
        "name": "Pricing help",
        "type": "url",
        "position": "10",
        "identifier": "",
        "language": "",
        "when_team": "online",
        "message_html": "Need a hand?",
        "sender_name": "",
        "max_shows": "0",
        "expires_after": "",
        "joint": "all",
        "fact": ["page.url"],
        "comparison": ["contains"],
        "value": ["/pricing"],
        "action": "save",
        **fields,
    }


def saved(app: Flask, *, launched: bool = False, **fields: Any) -> str:
    """Save an invitation; its key."""
    values: dict[str, Any] = {"name": "Pricing help", "message_html": "Need a hand?", "conditions": PRICING, **fields}
    with app.app_context():
        made = authoring.create_invitation(InvitationDraft(**values), operator_id=None, now=clock.now())
        if launched:
            authoring.launch(made.key, operator_id=None, now=clock.now())
    return made.key


def details(app: Flask, key: str) -> InvitationDetails:
    """What was saved under a key."""
    with app.app_context():
        found = queries.invitation_details(key)
    assert found is not None
    return found


def hostile(group: str) -> list[str]:
    """The texts of a group of hostile inputs; a harmless stand-in where the file is not beside the project."""
    if not HOSTILE.is_file():
        return ["<script>__xss('1')</script>"]
    cases = yaml.safe_load(HOSTILE.read_text(encoding="utf-8"))[group]
    return [str(case.get("send", case.get("url"))) for case in cases if case.get("send") or case.get("url")]
