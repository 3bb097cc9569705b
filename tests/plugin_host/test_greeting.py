"""Before an invitation is claimed, plugins may change its words and choose who greets; the claim decides as ever."""

from __future__ import annotations

from importlib import import_module

import pytest

from app.domain.roles import Role
from app.foundation import clock as clocks
from app.invitations.message import plain_text
from app.operators import presence
from app.operators.service import create_operator
from app.plugin_host.dispatch import Budgets
from app.plugin_host.enabled import write_enabled
from tests.plugin_host.test_hostile_facts import launch, open_desk, post

PATIENT = Budgets(notice_seconds=30, answer_seconds=10)
PRICING = {"fact": "page.url", "is": "contains", "value": "/pricing"}
POLITE = """
@hookimpl
def prepare_invitation(html, invitation_key, visitor, page):
    return f"<p>Welcome to {page.url}, visit {visitor.visit_number}</p><script>x</script>{html}"

@hookimpl
def choose_sender(candidates, context):
    assert context.reads.team_is_online()
    return candidates[-1]
"""


@pytest.fixture
def claim(configuration, add_plugin, instance, request, monkeypatch):
    """Opens the pricing page with the given plugin and invitation and claims it; the answer."""

    monkeypatch.setattr(import_module("app.plugin_host.host"), "Budgets", lambda: PATIENT)

    def claimed(code, **fields):
        add_plugin("acme", code)
        write_enabled(instance, ["url_targeting", "acme"])
        app = request.getfixturevalue("app")
        with app.app_context():
            open_desk()
            now = clocks.now()
            zoe = create_operator(email="z@shop.test", name="Zoe", role=Role.OPERATOR, department_ids=(), now=now)
            presence.presence_connected(zoe.id, "desk-2", now)
            launch("help", PRICING, **fields)
        token = post(app, "/embed/v1/page").json["token"]
        return post(app, "/embed/v1/claim", token=token, key="help", version=1).json["invitation"]

    return claimed


def test_a_plugin_writes_the_message_and_chooses_the_sender(claim):
    shown = claim(POLITE)

    assert shown["html"] == "<p>Welcome to https://shop.test/pricing, visit 1</p><p>Need a hand?</p>"
    assert shown["text"] == plain_text(shown["html"])
    assert shown["sender"]["name"] == "Zoe"


def test_the_sender_that_the_invitation_names_stays(claim):
    assert claim(POLITE, sender_name="Anna from Sales")["sender"]["name"] == "Anna from Sales"


def test_a_plugin_that_fails_changes_neither_words_nor_sender(claim):
    shown = claim(
        "@hookimpl\ndef prepare_invitation():\n    1 / 0\n@hookimpl\ndef choose_sender(candidates):\n    return 'Eve'\n"
    )

    assert (shown["html"], shown["sender"]["name"]) == ("<p>Need a hand?</p>", "Live Support")


def test_plugins_may_ask_who_the_visitor_is(claim):
    shown = claim(
        """
        @hookimpl
        def prepare_invitation(visitor, context):
            known = context.reads.visitor(visitor.key)
            return f"<p>{known.page_views} {context.reads.visitor('nobody')}</p>"
        """
    )

    assert shown["text"] == "1 None"
