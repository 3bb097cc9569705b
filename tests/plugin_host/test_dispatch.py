"""Plugins are told and asked one by one: whatever one does, the others hear and Beckon goes on."""

from __future__ import annotations

import logging
import re
import threading
from importlib import import_module

import pytest

from app.domain import events as happened
from app.domain.rules import Facts, Verdict, decode
from app.domain.snapshots import PresenceState
from app.foundation.database import transaction
from app.invitations.message import clean_message
from app.plugin_host.dispatch import Budgets
from app.plugin_host.health import INCIDENT_LIMIT
from app.plugin_host.hearing import NOTICES
from app.plugin_host.installed import BUILT_IN_FOLDER as BUILT_IN
from app.plugin_host.loading import hook_names
from tests.plugin_host.pictures import ANNA, BEN, CHAT, IMPRESSION, MESSAGE, NOON, PAGE, VISITOR
from tests.plugin_host.weather import pieces

PATIENT = Budgets(notice_seconds=30, answer_seconds=10)
EVENTS = (
    happened.VisitStarted(NOON, VISITOR),
    happened.PageviewRecorded(NOON, VISITOR, PAGE),
    happened.VisitorEventRecorded(NOON, VISITOR, "login_failed", "3"),
    happened.InvitationShown(NOON, IMPRESSION),
    happened.InvitationAccepted(NOON, IMPRESSION, CHAT),
    happened.InvitationDismissed(NOON, IMPRESSION),
    happened.ChatStarted(NOON, CHAT),
    happened.ChatAssigned(NOON, CHAT, ANNA),
    happened.ChatClosed(NOON, CHAT, "visitor"),
    happened.MessagePosted(NOON, CHAT, MESSAGE),
    happened.OperatorPresenceChanged(NOON, ANNA, PresenceState.AWAY),
    happened.ConversionRecorded(NOON, VISITOR, "order", "49.90"),
)
LISTENER = """
heard = []
@hookimpl
def visit_started(visitor, at, context):
    heard.append((context.plugin_id, visitor.key, at))
@hookimpl
def pageview_recorded(visitor, page):
    heard.append(page.url)
@hookimpl
def visitor_event_recorded(visitor, identifier, value, at):
    heard.append((visitor.key, identifier, value, at))
@hookimpl
def invitation_shown(impression):
    heard.append(impression.key)
@hookimpl
def invitation_accepted(impression, chat):
    heard.append((impression.key, chat.key))
@hookimpl
def invitation_dismissed(impression):
    heard.append(impression.key)
@hookimpl
def chat_started(chat):
    heard.append(chat.key)
@hookimpl
def chat_assigned(chat, operator):
    heard.append((chat.key, operator.name))
@hookimpl
def chat_closed(chat, by):
    heard.append((chat.key, by))
@hookimpl
def message_posted(chat, message):
    heard.append(message.text)
@hookimpl
def operator_presence_changed(operator, state):
    heard.append((operator.name, state))
@hookimpl
def conversion_recorded(visitor, goal, value):
    heard.append((visitor.key, goal, value))
"""
FAILING = """
calls = []
@hookimpl
def chat_started(chat):
    calls.append(chat)
    raise RuntimeError("out of order")
@hookimpl
def prepare_invitation(html):
    raise RuntimeError("out of order")
@hookimpl
def choose_sender(candidates):
    raise SystemExit("out of order")
"""
STARTED = {"chat": CHAT, "at": NOON}


def module(plugin_id):
    return import_module(f"plugins.{plugin_id}.plugin")


def ready(host):
    assert host.wait_until_heard(10)
    return host


def test_plugins_hear_what_happened_after_the_commit_in_order(add_plugin, start_plugins):
    add_plugin("acme", LISTENER)
    host = start_plugins(budgets=PATIENT)

    with transaction() as publish:
        for event in EVENTS:
            publish(event)
        ready(host)
        before_commit = list(module("acme").heard)
    ready(host)

    assert before_commit == []
    assert module("acme").heard == [
        ("acme", "v7", NOON),
        "https://shop.example/pricing",
        ("v7", "login_failed", "3", NOON),
        "i1",
        ("i1", "c11"),
        "i1",
        "c11",
        ("c11", "Anna"),
        ("c11", "visitor"),
        "Yes please",
        ("Anna", PresenceState.AWAY),
        ("v7", "order", "49.90"),
    ]
    assert {type(event) for event in EVENTS} == set(NOTICES)


def test_every_hook_is_called_by_a_test():
    called_here = {*NOTICES.values(), "prepare_invitation", "choose_sender"}

    sources = [pieces()["plugin.py"], *(path.read_text(encoding="utf-8") for path in BUILT_IN.glob("*/plugin.py"))]
    registered_with = {name for code in sources for name in re.findall(r"def (register_\w+)", code)}
    assert set(hook_names()) - called_here == registered_with, "the handbook or a built-in plugin should use it"


def test_plugins_hear_nothing_of_what_was_rolled_back(add_plugin, start_plugins):
    add_plugin("acme", LISTENER)
    host = start_plugins(budgets=PATIENT)

    def roll_back() -> None:
        with transaction() as publish:
            publish(happened.ChatStarted(NOON, CHAT))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        roll_back()
    ready(host)

    assert module("acme").heard == []


def test_a_plugin_that_raises_is_named_in_the_log_and_the_others_still_hear(add_plugin, start_plugins, caplog):
    add_plugin("broken", FAILING)
    add_plugin("acme", LISTENER)
    host = start_plugins(budgets=PATIENT)

    host.notify("chat_started", STARTED)
    ready(host)

    assert module("acme").heard == ["c11"]
    assert "plugin broken failed in chat_started" in caplog.text
    assert "out of order" in caplog.text
    broken, acme = host.health()
    assert (broken.errors, broken.is_switched_off) == (1, False)
    assert broken.last_error == "chat_started: RuntimeError: out of order"
    assert acme.errors == 0


def test_a_plugin_is_switched_off_after_too_many_errors_and_the_log_says_so_once(add_plugin, start_plugins, caplog):
    add_plugin("broken", FAILING)
    host = start_plugins(budgets=PATIENT)

    for _ in range(INCIDENT_LIMIT + 5):
        host.notify("chat_started", STARTED)
    ready(host)

    assert len(module("broken").calls) == INCIDENT_LIMIT
    assert host.health()[0].is_switched_off
    assert caplog.text.count("plugin broken is switched off") == 1


def test_errors_older_than_a_day_no_longer_count(add_plugin, start_plugins, clock):
    add_plugin("broken", FAILING)
    host = start_plugins(budgets=PATIENT)

    for _ in range(INCIDENT_LIMIT * 3):
        host.notify("chat_started", STARTED)
        ready(host)
        clock.advance(24 * 60 * 60 / (INCIDENT_LIMIT - 2))

    assert not host.health()[0].is_switched_off
    assert host.health()[0].errors < INCIDENT_LIMIT


def test_a_sleeping_plugin_delays_neither_the_caller_nor_the_others(add_plugin, start_plugins):
    add_plugin(
        "sleeper",
        """
        import threading
        wake = threading.Event()
        @hookimpl
        def chat_started(chat):
            wake.wait(30)
        """,
    )
    add_plugin("acme", LISTENER)
    host = start_plugins(budgets=PATIENT)

    host.notify("chat_started", STARTED)

    assert not host.wait_until_heard(0.01)
    for _ in range(1000):
        if module("acme").heard:
            break
        threading.Event().wait(0.01)
    assert module("acme").heard == ["c11"]
    module("sleeper").wake.set()
    ready(host)


def test_a_plugin_that_never_comes_back_is_switched_off_when_its_notices_pile_up(add_plugin, start_plugins, caplog):
    add_plugin(
        "sleeper",
        """
        import threading
        wake = threading.Event()
        @hookimpl
        def chat_started(chat):
            wake.wait(30)
        """,
    )
    host = start_plugins(budgets=PATIENT)

    for _ in range(1000 + 1 + INCIDENT_LIMIT):
        host.notify("chat_started", STARTED)

    assert host.health()[0].is_switched_off
    assert "plugin sleeper missed chat_started: 1000 notices wait for it" in caplog.text
    module("sleeper").wake.set()
    ready(host)


def test_a_slow_plugin_is_reported_with_its_duration(add_plugin, start_plugins, clock, caplog):
    add_plugin("slow", "clock = None\n@hookimpl\ndef chat_started(chat):\n    clock.advance(2.5)\n")
    host = start_plugins()
    module("slow").clock = clock

    host.notify("chat_started", STARTED)
    ready(host)

    assert "plugin slow took 2.500 s in chat_started, allowed are 1.000 s" in caplog.text
    assert host.health()[0].slowest_seconds == 2.5
    assert host.health()[0].errors == 1


def prepared(host, html="<p>hello</p>"):
    return host.prepare_invitation(html, invitation_key="pricing-help", visitor=VISITOR, page=PAGE, clean=clean_message)


def test_an_invitation_is_handed_from_plugin_to_plugin_before_it_is_claimed(add_plugin, start_plugins):
    add_plugin("upper", "@hookimpl\ndef prepare_invitation(html):\n    return html.upper()\n")
    add_plugin("silent", "@hookimpl\ndef prepare_invitation(html):\n    return None\n")
    code = """
        @hookimpl
        def prepare_invitation(html, invitation_key, visitor, page):
            return f"{html}<p>{invitation_key} {visitor.key} {page.title}</p>"
    """
    add_plugin("signed", code)
    host = start_plugins(budgets=PATIENT)

    assert prepared(host) == "<p>HELLO</p><p>pricing-help v7 Pricing</p>"


def test_what_a_plugin_writes_is_cleaned_like_what_an_administrator_writes(add_plugin, start_plugins):
    code = (
        "@hookimpl\ndef prepare_invitation(html):\n    return html + '<script>steal()</script><b onclick=x>now</b>'\n"
    )
    add_plugin("rude", code)
    host = start_plugins(budgets=PATIENT)

    assert prepared(host) == "<p>hello</p><b>now</b>"


def test_a_plugin_that_raises_or_answers_nonsense_leaves_the_message_as_it_was(add_plugin, start_plugins, caplog):
    add_plugin("broken", FAILING)
    add_plugin("number", "@hookimpl\ndef prepare_invitation(html):\n    return 7\n")
    add_plugin("empty", "@hookimpl\ndef prepare_invitation(html):\n    return '<p> </p>'\n")
    add_plugin("signed", "@hookimpl\ndef prepare_invitation(html):\n    return html + '<p>.</p>'\n")
    host = start_plugins(budgets=PATIENT)

    assert prepared(host) == "<p>hello</p><p>.</p>"
    assert "plugin broken failed in prepare_invitation" in caplog.text
    assert "7 is no text" in caplog.text
    assert "plugin empty failed in prepare_invitation" in caplog.text


def test_a_plugin_that_takes_too_long_is_not_waited_for(add_plugin, start_plugins, caplog):
    caplog.set_level(logging.WARNING)
    add_plugin(
        "sleeper",
        """
        import threading
        wake = threading.Event()
        @hookimpl
        def prepare_invitation(html):
            wake.wait(30)
            return "too late"
        """,
    )
    host = start_plugins()

    assert prepared(host) == "<p>hello</p>"
    assert "plugin sleeper took 0.050 s in prepare_invitation" in caplog.text
    module("sleeper").wake.set()


def test_the_first_plugin_with_an_opinion_chooses_the_sender(add_plugin, start_plugins):
    add_plugin("undecided", "@hookimpl\ndef choose_sender():\n    return None\n")
    add_plugin("broken", FAILING)
    add_plugin("stranger", "@hookimpl\ndef choose_sender():\n    return 'Zoe'\n")
    add_plugin("last", "@hookimpl\ndef choose_sender(visitor, candidates):\n    return candidates[-1]\n")
    add_plugin("never", "@hookimpl\ndef choose_sender(candidates):\n    return candidates[0]\n")
    host = start_plugins(budgets=PATIENT)

    chosen = host.choose_sender(VISITOR, [ANNA, BEN])

    assert chosen == BEN


def test_without_an_opinion_nobody_is_chosen(add_plugin, start_plugins):
    assert start_plugins().choose_sender(VISITOR, [ANNA, BEN]) is None


def test_a_fact_that_raises_is_unavailable_and_logged_against_its_plugin(add_plugin, start_plugins, caplog):
    add_plugin(
        "acme",
        """
        @hookimpl
        def register_conditions():
            return [Fact(id="acme.mood", label="mood", help="Mood.", kind=TEXT, comparisons=("equals",),
                         samples=("good",), read_value=lambda reading: 1 / 0)]
        """,
    )
    host = start_plugins()
    rule = decode({"fact": "acme.mood", "is": "equals", "value": "good"}, host.registry.facts)

    verdicts = {rule.verdict(Facts({}), NOON) for _ in range(INCIDENT_LIMIT * 2)}

    assert verdicts == {Verdict.UNKNOWN}
    assert "plugin acme failed in fact acme.mood" in caplog.text
    assert host.health()[0].is_switched_off
