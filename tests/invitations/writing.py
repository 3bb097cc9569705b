"""The editor's form as a browser sends it, and invitations to edit."""

from __future__ import annotations

from html.parser import HTMLParser
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


class Fields(HTMLParser):
    """The editor's form as a browser without script would send it back."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.options: list[tuple[str, bool]] = []
        self.silent, self.select, self.textarea, self.disabled = 0, "", "", 0
        self.feed(page.partition('id="invitation-editor"')[2].partition("</form>")[0])

    def all(self, name: str) -> list[str]:
        """Every value of a field."""
        return [value for own, value in self.sent if own == name]

    def one(self, name: str) -> str:
        """The only value of a field; empty where it was not sent."""
        return next(iter(self.all(name)), "")

    @property
    def rows(self) -> list[str]:
        """The ids of the rows in their order."""
        return [value[4:] for value in self.all("part") if value.startswith("row:")]

    def sending(self, changes: dict[str, Any] | None = None, **more: Any) -> dict[str, list[str]]:
        """What is sent when these fields are changed."""
        sent: dict[str, list[str]] = {}
        for name, value in self.sent:
            sent.setdefault(name, []).append(value)
        for name, value in {**(changes or {}), **more}.items():
            sent[name] = value if isinstance(value, list) else [value]
        return sent

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collects what a control sends."""
        given = {name: value or "" for name, value in attrs}
        if tag in ("template", "noscript"):
            self.silent += 1
        if self.silent:
            return
        if tag == "fieldset":
            self.disabled += "disabled" in given or self.disabled > 0
        is_off = "disabled" in given or self.disabled > 0
        if tag == "select":
            self.select, self.options = "" if is_off else given.get("name", ""), []
        elif tag == "option" and self.select:
            self.options.append((given["value"], "selected" in given))
        elif tag == "textarea" and not is_off:
            self.textarea = given.get("name", "")
            self.sent.append((self.textarea, ""))
        elif tag == "input" and given.get("name") and not is_off and _is_sent(given):
            self.sent.append(
                (given["name"], given.get("value", "y" if given.get("type") in ("checkbox", "radio") else ""))
            )

    def handle_endtag(self, tag: str) -> None:
        """Leaves the control."""
        if tag in ("template", "noscript"):
            self.silent -= 1
        elif tag == "fieldset" and self.disabled and not self.silent:
            self.disabled -= 1
        elif tag == "select":
            chosen = [value for value, is_chosen in self.options if is_chosen] or [value for value, _no in self.options]
            self.sent += [(self.select, value) for value in chosen[:1] if self.select]
            self.select = ""
        elif tag == "textarea":
            self.textarea = ""

    def handle_data(self, data: str) -> None:
        """The text of a field with several lines."""
        if self.textarea and not self.silent:
            name, value = self.sent[-1]
            self.sent[-1] = (name, (value + data).removeprefix("\n") if not value else value + data)


def _is_sent(control: dict[str, str]) -> bool:
    return control.get("type") not in ("checkbox", "radio") or "checked" in control


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
