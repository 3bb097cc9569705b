"""Hostile messages and names are kept as they are, on either database, or refused; nothing in between."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.roles import Role
from app.foundation import clock as now_clock
from app.operators.service import create_operator
from tests.security.conftest import panel_of
from tests.security.hostile import body_of, cases

if TYPE_CHECKING:
    from flask import Flask


def is_control(sign: str) -> bool:
    return (ord(sign) < 32 and sign not in "\n\t") or 0x7F <= ord(sign) < 0xA0 or 0xD800 <= ord(sign) < 0xE000


@pytest.mark.parametrize("case", cases("message"))
def test_a_hostile_message(case: dict[str, Any], app: Flask) -> None:
    panel = panel_of(app, "the-panel-secret-of-the-first-visitor")
    text = json.loads(case["json"]) if "json" in case else body_of(case).decode()
    path = f"/widget/v1/chats/{panel.chat}/messages"
    answer = panel.posts(path, {"client_id": f"hostile-{case['id']}", "text": text})
    kept = panel.gets(path).json["messages"][-1]
    if case["want"] == "inert":
        assert answer.status_code == 200
        assert kept["text"] == unicodedata.normalize("NFC", text)
        assert "<script" not in (kept["html"] or "")
    elif case["want"] == "strip":
        assert answer.status_code in (200, 422)
        assert not any(is_control(sign) for sign in kept["text"])
    else:
        assert answer.status_code == case["want"]
    assert panel.posts(path, {"client_id": "honest-message", "text": "Still there?"}).status_code == 200


@pytest.mark.parametrize("case", cases("nick"))
def test_a_hostile_operator_name(case: dict[str, Any], inside: Flask) -> None:
    name = body_of(case).decode()
    made = create_operator(
        email="anna@example.org", name=name, role=Role.OPERATOR, department_ids=(), now=now_clock.now()
    )
    if case["want"] == "inert":
        assert made.name == unicodedata.normalize("NFC", name)
    assert not any(is_control(sign) for sign in made.name.replace(" ", ""))
    assert len(made.name) <= 120
    assert not unicodedata.combining(made.name[0])
