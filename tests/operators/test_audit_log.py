"""The audit log: what is kept of deeds, that nothing secret is, and how long."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.domain.roles import Permission, Role
from app.domain.snapshots import OperatorSnapshot
from app.foundation import settings
from app.foundation.clock import now
from app.foundation.database import db, transaction
from app.operators import audit, audit_queries, managing
from app.operators.audit import WORDS, Action, masked_address, record
from app.operators.audit_queries import AuditFilter, audit_lines
from app.operators.models import AuditEntry
from app.operators.role_words import GROUPS
from tests.operators.people import PASSWORD, Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock


def actions(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.execute(select(AuditEntry.action).order_by(AuditEntry.id)).scalars())


def test_every_action_and_every_permission_has_its_words() -> None:
    assert set(WORDS) == set(Action)
    assert [permission for _title, some in GROUPS for permission, _words in some].count(Permission.SEE_ARCHIVE) == 1
    assert {permission for _title, some in GROUPS for permission, _words in some} == set(Permission)


def test_an_entry_stands_exactly_when_the_deed_does(app: Flask, anna: OperatorSnapshot) -> None:
    with app.app_context():
        with suppress(ZeroDivisionError), transaction():
            record(anna, Action.CHAT_DELETED, "a chat", now=now())
            raise ZeroDivisionError
        assert audit_lines(AuditFilter()) == ()
        with transaction(), pytest.raises(ValueError, match="no such action"):
            record(anna, "no such action", "", now=now())


def test_an_entry_outlives_the_account_and_is_found_again(app: Flask, clock: FrozenClock) -> None:
    adam, ben = account(app, "Adam", role=Role.ADMINISTRATOR), account(app, "Ben")
    with app.app_context():
        with transaction():
            record(ben, Action.CHATS_EXPORTED, "100% of them", {"chats": 3, "formats": ["csv"]}, now=clock.at)
            record(adam, Action.CHAT_DELETED, "another", now=clock.advance(60))
        managing.delete_operator(ben.id, adam, clock.advance(60))
        wanted = AuditFilter(action=Action.CHATS_EXPORTED, words="0% of")
        (line,) = audit_lines(wanted)
        assert (line.operator_id, line.operator_name, dict(line.details)) == (
            None,
            "Ben",
            {"chats": 3, "formats": ["csv"]},
        )
        assert [each.subject for each in audit_lines(AuditFilter(operator_id=adam.id))] == ["Ben", "another"]
        recent = audit_lines(AuditFilter(since=clock.at - timedelta(seconds=60), until=clock.at))
        assert [each.subject for each in recent] == ["another"]
        assert [len(audit_lines(AuditFilter(), limit=2)), len(audit_lines(AuditFilter(), before=line.id + 1))] == [2, 1]


def test_what_is_kept_is_short_and_clean(app: Flask, anna: OperatorSnapshot) -> None:
    with app.app_context():
        with transaction():
            details = {"long": "x" * 5000, "many": [f"n{number:03}" for number in range(500)], "odd": "a\x00\r\nb"}
            record(anna, Action.SETTINGS_CHANGED, "s\x00\n" + "y" * 500, details, now=now())
        (line,) = audit_lines(AuditFilter())
        assert len(line.subject) == audit.LONGEST_SUBJECT
        kept = dict(line.details)
        assert (len(str(kept["long"])), kept["odd"]) == (audit.LONGEST_DETAIL, "a b")
        assert isinstance(kept["many"], list)
        assert len(kept["many"]) == audit.MOST_DETAILS


@pytest.mark.parametrize(
    ("address", "kept"),
    [("203.0.113.77", "203.0.113.0"), ("2001:db8:1:2:3::4", "2001:db8:1::"), ("", None), (None, None), ("x", None)],
)
def test_an_address_is_masked_before_it_is_kept(address: str | None, kept: str | None) -> None:
    assert masked_address(address) == kept


def test_old_entries_are_forgotten_after_the_set_months(app: Flask, anna: OperatorSnapshot) -> None:
    today = datetime(2026, 3, 31, 12, tzinfo=UTC)
    with app.app_context():
        settings.change(audit.RETENTION, 1)
        with transaction():
            for age in (10, 40, 400):
                record(anna, Action.CHAT_DELETED, str(age), now=today - timedelta(days=age))
        assert audit_queries.forget_old(today) == 2
        assert [each.subject for each in audit_lines(AuditFilter())] == ["10"]


def test_signing_in_is_kept_and_failures_are_paced(app: Flask, anna: OperatorSnapshot, desk: Desk) -> None:
    for _ in range(9):
        desk.signs_in(anna, "wrong")
    desk.signs_in("correct horse battery staple", "typed into the wrong field")
    desk.signs_in(anna)
    assert actions(app) == ["session.refused"] * 5 + ["session.started"]
    with app.app_context():
        kept = [tuple(row) for row in db.session.execute(select(AuditEntry.__table__))]
    assert "wrong" not in repr(kept)
    assert PASSWORD not in repr(kept)


@pytest.fixture
def adam(app: Flask) -> Desk:
    return desk_of(app, account(app, "Adam", role=Role.ADMINISTRATOR))


def test_the_page_filters_and_its_file_is_harmless(app: Flask, adam: Desk, anna: OperatorSnapshot) -> None:
    with app.app_context(), transaction():
        for number in range(60):
            record(anna, Action.BLOCK_ADDED, f'=HYPERLINK("http://evil.test/{number}")', now=now())
    page = adam.opens("/audit-log?action=block.added").text
    assert page.count("=HYPERLINK") == 50
    assert "Older" in page
    assert "Nothing fits" in adam.opens("/audit-log?action=block.added&to=2020-01-01&person=999999&before=x").text
    answer = adam.submits("/audit-log/file.csv", {"action": "block.added"})
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert len(rows) == 61
    assert rows[1][3].startswith("'=HYPERLINK")
    assert actions(app)[-1] == "audit_log.exported"


def test_settings_plugins_and_invitations_are_kept_with_who_changed_them(app: Flask, adam: Desk) -> None:
    adam.opens("/operators/rules")
    adam.submits("/operators/rules", {"required": "nobody", "months": "12"})
    adam.submits("/plugins/event_invitations/switch", {"wanted": "off"})
    with app.app_context():
        found = [(each.action, each.operator_name, dict(each.details)) for each in audit_lines(AuditFilter())]
    assert found[:2] == [
        (Action.PLUGIN_SWITCHED_OFF, "Adam", {}),
        (Action.SETTINGS_CHANGED, "Adam", {"audit.retention_months": 12}),
    ]


def test_nobody_can_write_or_delete_entries_through_a_page(app: Flask, adam: Desk) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("audit.")]
    assert {(rule.endpoint, *sorted((rule.methods or set()) & {"POST", "PUT", "DELETE"})) for rule in rules} == {
        ("audit.index",), ("audit.file", "POST")
    }  # fmt: skip
    before = len(actions(app))
    adam.opens("/audit-log")
    adam.submits("/audit-log/file.csv")
    with app.app_context():
        assert db.session.execute(select(func.count()).select_from(AuditEntry)).scalar_one() == before + 1
