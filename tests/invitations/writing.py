"""The editor's form as a browser sends it, and invitations to edit."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import strategies as st

from app.foundation import clock
from app.invitations import authoring, queries
from app.invitations.draft_parts import (
    Audience,
    Button,
    ButtonKind,
    Content,
    Design,
    Experiment,
    Frequency,
    OpensAs,
    OwnGoal,
    Schedule,
    SenderChoice,
    Variant,
    WaitPlan,
    WaitWords,
)
from app.invitations.vocabulary import InvitationDetails, InvitationDraft, WhenTeam

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
            self.sent[-1] = (name, data.removeprefix("\r").removeprefix("\n") if not value else value + data)


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


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(str.strip)
"""Any text of one line."""
TAGS = st.sampled_from(("de", "fr", "pt-BR"))
CONDITIONS = st.sampled_from(
    (
        {"fact": "page.url", "is": "contains", "value": "/pricing"},
        {"fact": "page.url", "is": "is_not", "value": ["/a", "/b: c"]},
        {"fact": "page.seconds", "is": "greater", "value": 10},
        {"fact": "widget.open", "is": False},
        {"fact": "event.count", "event": "login_failed", "within": 1800, "is": "at_least", "value": 5},
        {"fact": "visitor.attribute.plan", "is": "equals", "value": "on"},
    )
)


def rules() -> st.SearchStrategy[dict[str, Any]]:
    """Rules of a few conditions and groups, in file form."""
    groups = st.recursive(
        CONDITIONS,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
            inner.map(lambda part: {"not": part}),
        ),
        max_leaves=6,
    )
    return st.one_of(st.just({}), groups)


def contents() -> st.SearchStrategy[Content]:
    """Words of a message."""
    html = st.one_of(st.just("<p>Need a hand?</p>"), WORDS.map(lambda text: f"<p>Hello</p>\n<p>{text}</p>"))
    links = st.builds(Button, label=WORDS, does=st.just(ButtonKind.LINK), url=st.just("https://shop.test/a?b=c#d"))
    answers = st.builds(Button, label=WORDS, does=st.sampled_from((ButtonKind.CHAT, ButtonKind.REPLY)))
    buttons = st.one_of(links, answers)
    return st.builds(
        Content,
        html=html,
        returning_html=st.one_of(st.just(""), html),
        returning_nick=st.one_of(st.just(""), WORDS),
        buttons=st.lists(buttons, max_size=3).map(tuple),
    )


@st.composite
def drafts(draw: st.DrawFn, operators: tuple[int, ...] = ()) -> InvitationDraft:
    """Any draft with every part of an invitation; ``operators`` are the ids of people who may speak in it."""
    content = draw(contents())
    some = st.one_of(st.none(), WORDS)
    who = st.sampled_from(operators) if operators else st.nothing()
    sender = st.builds(
        SenderChoice,
        operator=st.one_of(st.none(), who),
        random_operator=st.booleans(),
        among=st.sets(who, max_size=2).map(sorted).map(tuple),
        assign=st.booleans(),
    )
    hours = st.dictionaries(st.sampled_from(("mon", "sun", "wed")), st.sampled_from(("09:00-17:00", "22:00-02:00")))
    translated = st.dictionaries(TAGS, st.builds(WaitWords, message=WORDS), max_size=2)
    variants = st.lists(
        st.builds(Variant, key=st.sampled_from(("b", "c-2")), weight=st.integers(0, 9), message=contents()),
        max_size=2,
        unique_by=lambda variant: variant.key,
    )
    waits = st.builds(WaitPlan, message=WORDS, repeat=st.integers(0, 5), translations=translated)
    looks = st.builds(Design, width=st.sampled_from((None, 240)), open=st.sampled_from(OpensAs), sound=st.booleans())
    goals = st.builds(OwnGoal, event=st.just("ordered"), within=st.integers(1, 9))
    schedules = st.builds(Schedule, start=st.sampled_from((None, "2026-12-01T09:00")), weekly=hours)
    return InvitationDraft(
        name=draw(WORDS),
        message_html=content.html,
        returning_html=content.returning_html,
        returning_nick=content.returning_nick,
        buttons=content.buttons,
        position=draw(st.integers(0, 1_000_000)),
        identifier=draw(some),
        departments=tuple(draw(st.lists(st.sampled_from(("sales", "support")), unique=True))),
        language=draw(st.sampled_from((None, "de", "en-GB"))),
        when_team=draw(st.sampled_from(WhenTeam)),
        conditions=draw(rules()),
        sender_name=draw(some),
        max_shows=draw(st.integers(0, 9)),
        once_per_visitor=draw(st.booleans()),
        expires_after=draw(st.one_of(st.none(), st.integers(1, 86_400))),
        campaign=draw(some),
        audience=draw(st.sampled_from(Audience)),
        translations=draw(st.dictionaries(TAGS, contents(), max_size=2)),
        sender=draw(sender),
        frequency=draw(st.builds(Frequency, next_on_url_change=st.booleans(), every_match=st.booleans())),
        schedule=draw(st.one_of(st.none(), schedules)),
        wait=draw(st.one_of(st.none(), waits)),
        design=draw(looks),
        conversion=draw(st.one_of(st.none(), goals)),
        experiment=draw(st.builds(Experiment, holdout_percent=st.integers(0, 50), variants=variants.map(tuple))),
    )
