"""An invitation as a document: everything is written, everything is read, and every fault is named with its place."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from app.departments.queries import department_by_alias
from app.departments.service import create_department
from app.domain.errors import BadRequest, BeckonError, InvalidInput, TooLarge
from app.domain.roles import Role
from app.domain.snapshots import InvitationState
from app.foundation import strict_yaml
from app.foundation.clock import now as present_moment
from app.invitations.applying import FileRefused, apply_file
from app.invitations.document_schema import file_schema
from app.invitations.documents import document_of, read_document
from app.invitations.draft_parts import (
    Audience,
    Button,
    Channel,
    Content,
    Design,
    Experiment,
    Frequency,
    OwnGoal,
    Schedule,
    SenderChoice,
    WaitPlan,
)
from app.invitations.file_form import WrittenFrequency, WrittenMessage, WrittenSender
from app.invitations.file_texts import exported, read_text, written_text
from app.invitations.vocabulary import InvitationDraft, WhenTeam
from app.plugin_host import host
from tests.invitations.writing import drafts
from tests.operators.people import account

if TYPE_CHECKING:
    from flask import Flask

CONTRACT = Path(__file__).with_name("contract.yaml")
"""The example of the contract, word for word."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """A document does not depend on the database."""
    return sqlite_url


@pytest.fixture
def people(app: Flask) -> tuple[int, ...]:
    """Two operators who may speak in invitations."""
    return tuple(account(app, name, role=Role.OPERATOR).id for name in ("Anna", "Ben"))


def normal(draft: InvitationDraft) -> InvitationDraft:
    """The draft without the difference between a part that is missing and one that says nothing."""
    return replace(
        draft,
        schedule=None if draft.schedule == Schedule() else draft.schedule,
        wait=None if draft.wait == WaitPlan() else draft.wait,
    )


@settings(max_examples=60)
@given(data=st.data())
def test_whatever_is_written_is_read_again(app: Flask, people: tuple[int, ...], data: st.DataObject) -> None:
    draft = data.draw(drafts(people))
    state = data.draw(st.sampled_from(InvitationState))
    with app.app_context():
        document = document_of("help", state, draft)
        read = read_document(strict_yaml.read(strict_yaml.write(document).encode()))
        assert (read.key, read.state, read.draft) == ("help", state, normal(draft))
        assert strict_yaml.write(document_of("help", state, read.draft)) == strict_yaml.write(document)
        entry = {"version": 1, "invitations": [document]}
        assert [each.message for each in Draft202012Validator(file_schema(host().registry)).iter_errors(entry)] == []


@settings(max_examples=40)
@given(data=st.data())
def test_what_was_saved_is_written_so_that_saving_it_again_changes_nothing(
    app: Flask, people: tuple[int, ...], data: st.DataObject
) -> None:
    draft = data.draw(drafts(people))
    with app.app_context():
        if department_by_alias("sales") is None:
            create_department("sales", "Sales")
            create_department("support", "Support")
        document = document_of("help", InvitationState.DRAFT, draft)
        try:
            apply_file({"version": 1, "invitations": [document]}, now=present_moment())
        except FileRefused as refused:
            event(f"refused: {refused.field}")
            return
        text = written_text(exported())
        assert not apply_file(read_text(text.encode()), now=present_moment()).has_changes
        assert written_text(exported()) == text


OTHER: dict[str, Any] = {
    "name": "Another",
    "message_html": "<p>Other</p>",
    "type": "dynamic",
    "position": 7,
    "identifier": "shop",
    "departments": ("sales",),
    "language": "de",
    "when_team": WhenTeam.EITHER,
    "conditions": {"fact": "widget.open", "is": False},
    "moment": {"on": "idle", "seconds": 30},
    "sender_name": "Anna",
    "max_shows": 3,
    "once_per_visitor": True,
    "expires_after": 60,
    "channel": Channel.EMAIL,
    "campaign": "spring",
    "audience": Audience.IDENTIFIED,
    "returning_html": "<p>Again</p>",
    "returning_nick": "friend",
    "buttons": (Button(label="Talk"),),
    "pictures": ("", "https://shop.test/a.png"),
    "translations": {"de": Content(html="<p>Hallo</p>")},
    "sender": SenderChoice(random_operator=True),
    "frequency": Frequency(every_match=True),
    "schedule": Schedule(until="2026-12-24T18:00"),
    "wait": WaitPlan(message="Soon"),
    "design": Design(sound=True),
    "conversion": OwnGoal(event="ordered", within=60),
    "experiment": Experiment(holdout_percent=10),
}


def test_every_field_of_an_invitation_can_be_written(app: Flask) -> None:
    """A field that somebody adds has to find its place in files, and an example here."""
    assert set(OTHER) == {each.name for each in fields(InvitationDraft)}
    whole = InvitationDraft(name="n", message_html="<p>m</p>")
    with app.app_context():
        for name, value in OTHER.items():
            changed = replace(whole, **{name: value})
            assert read_document(document_of("help", InvitationState.DRAFT, changed)).draft == changed, name


@pytest.mark.parametrize("kind", [SenderChoice, Frequency, Content, Schedule, WaitPlan, Design, OwnGoal, Experiment])
def test_every_field_of_a_part_can_be_written(kind: type[msgspec.Struct]) -> None:
    places: dict[type[msgspec.Struct], type[msgspec.Struct]] = {
        SenderChoice: WrittenSender,
        Frequency: WrittenFrequency,
        Content: WrittenMessage,
    }
    written = {each.encode_name for each in msgspec.structs.fields(places.get(kind, kind))}
    assert {each.encode_name for each in msgspec.structs.fields(kind)} <= written


def test_the_schema_is_valid_and_refuses_what_the_reader_refuses(app: Flask) -> None:
    with app.app_context():
        schema = file_schema(host().registry)
    Draft202012Validator.check_schema(schema)
    check = Draft202012Validator(schema)
    assert check.is_valid(strict_yaml.read(CONTRACT.read_bytes()))
    refused: tuple[dict[str, Any], ...] = (
        {"invitations": []},
        {"version": 2},
        {"version": 1, "invitations": [{"key": "a b", "name": "n"}]},
        {"version": 1, "invitations": [{"key": "a", "name": "n", "type": "no such type"}]},
        {"version": 1, "invitations": [{"key": "a", "name": "n", "moment": {"on": "full_moon"}}]},
        {
            "version": 1,
            "invitations": [{"key": "a", "name": "n", "conditions": {"fact": "page.ulr", "is": "contains"}}],
        },
    )
    for wrong in refused:
        assert not check.is_valid(wrong), wrong


ONE = {"key": "help", "name": "Help", "message": {"html": "<p>Hi</p>"}}


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"frequency": {"max_show": 1}}, "frequency.max_show", "did you mean “max_shows”"),
        ({"frequncy": {}}, "frequncy", "did you mean “frequency”"),
        ({"frequency": {"max_shows": "3"}}, "frequency.max_shows", "Expected “int”, got “str”"),
        ({"frequency": []}, "frequency", "Expected “object"),
        ({"state": "alive"}, "state", "alive"),
        ({"key": "Pricing Help"}, "key", "matching regex"),
        ({"key": None}, "key", "Expected “str”"),
        (
            {"message": {"html": "x", "buttons": [{"label": "a"}, {"does": "link"}]}},
            "message.buttons[1].label",
            "missing",
        ),
        ({"sender": {"operator": "nobody@shop.test"}}, "sender.operator", "nobody@shop.test"),
        ({"sender": {"among": ["nobody@shop.test"]}}, "sender.among[0]", "nobody@shop.test"),
        (
            {"conditions": {"all": [{"fact": "page.ulr", "is": "contains", "value": "/"}]}},
            "conditions.all[0].fact",
            "page.ulr",
        ),
        (
            {"conditions": {"all": [{"fact": "page.url", "is": "contain", "value": "/"}]}},
            "conditions.all[0].is",
            "one of",
        ),
        ({"conditions": []}, "conditions", "Expected “object"),
        ({"experiment": {"variants": [{"key": "b", "wieght": 2}]}}, "experiment.variants[0].wieght", "“weight”"),
        ({"conversion": {"event": "ordered"}}, "conversion.within", "missing"),
    ],
)
def test_a_fault_is_named_with_its_place(app: Flask, changes: dict[str, Any], field: str, words: str) -> None:
    with app.app_context(), pytest.raises(InvalidInput) as refused:
        read_document({**ONE, **changes}, path="invitations[3]")
    assert refused.value.field == f"invitations[3].{field}"
    assert words in refused.value.message


@pytest.mark.parametrize("document", [None, [], "text", 5, True])
def test_what_is_no_object_is_no_invitation(app: Flask, document: object) -> None:
    with app.app_context(), pytest.raises(InvalidInput) as refused:
        read_document(document, path="invitations[0]")
    assert refused.value.field == "invitations[0]"


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60)
LINES = st.lists(TEXTS, max_size=4).map("\n".join)
ODD_WORDS = (
    "on",
    "no",
    "~",
    "null",
    "9:00",
    "2026-12-01",
    "0x1f",
    "0o17",
    "1e3",
    "08",
    ".5",
    "-",
    "? a",
    "!b",
    "&c",
    "*d",
)
VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**15), 10**15),
        st.floats(allow_nan=False, allow_infinity=False),
        LINES,
        st.sampled_from(
            (
                "on",
                "no",
                "~",
                "null",
                "9:00",
                "2026-12-01",
                "0x1f",
                "0o17",
                "1e3",
                "08",
                ".5",
                "-",
                "? a",
                "!b",
                "&c",
                "*d",
            )
        ),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(LINES, inner, max_size=4)),
    max_leaves=20,
)


@given(VALUES)
def test_yaml_says_the_same_after_it_was_written_and_read(value: Any) -> None:
    text = strict_yaml.write({"value": value})
    assert strict_yaml.read(text.encode()) == {"value": value}
    assert strict_yaml.write(strict_yaml.read(text.encode())) == text
    assert text.endswith("\n")


def test_words_that_other_yaml_readers_take_for_something_else_are_words(app: Flask) -> None:
    text = b"{on: exit_intent, no: off, at: 9:00, from: 2026-12-01T09:00:00, mon: 09:00-17:00, n: 0o17}"
    assert strict_yaml.read(text) == {
        "on": "exit_intent", "no": "off", "at": "9:00", "from": "2026-12-01T09:00:00", "mon": "09:00-17:00", "n": 15
    }  # fmt: skip


LAUGHS = b"a: &a [x,x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 10)) for n in range(9)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (LAUGHS, "line 6: the file unfolds"),
        (b"a: &a [*a]", "line 1: nothing above is called “a”"),
        (b"[" * 5000, "line 1: nested deeper"),
        (b"a: 1\na: 2", "line 2: “a” stands twice"),
        (b'{"a": 1, "a": 2}', "“a” stands twice"),
        (b"x: !!python/object/apply:os.system [true]", "is not read"),
        (b"x: !secret y", "is not read"),
        (b"--- 1\n--- 2", "a second document"),
        (b"x: .nan", "finite"),
        (b"x: 1" + b"0" * 5000, "too large"),
        (b"1: 2", "must be a text"),
        (b"? [a]\n: b", "must be a text"),
        (b'a: "', "line 1"),
        (b"\tx: 1", "line 1"),
        (b"\xff\xfe", "UTF-8"),
        (b"a: \x00", "no YAML"),
    ],
)
def test_a_hostile_text_is_refused_with_its_line(text: bytes, words: str) -> None:
    with pytest.raises(BadRequest) as refused:
        strict_yaml.read(text)
    assert words in refused.value.message


def test_a_text_that_is_too_long_is_not_read() -> None:
    with pytest.raises(TooLarge):
        strict_yaml.read(b"#" * (strict_yaml.DEFAULT_LIMIT + 1))


@given(st.binary(max_size=80))
def test_no_text_whatsoever_breaks_the_reader(text: bytes) -> None:
    with suppress(BeckonError):
        strict_yaml.read(text)
