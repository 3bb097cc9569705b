"""What no plugin may do to others: end the process, never end, answer with a book; hook shape by hook shape."""

from __future__ import annotations

import threading
import time
from importlib import import_module

import pytest

from app.domain.rules import Facts, Verdict, decode
from app.invitations.message import clean_message
from app.plugin_host.dispatch import Budgets
from tests.plugin_host.pictures import ANNA, BEN, CHAT, NOON, PAGE, VISITOR

PATIENT = Budgets(notice_seconds=30, answer_seconds=10)
RULE = {"fact": "acme.mood", "is": "equals", "value": "good"}
DOING = {
    "raises": "1 / 0",
    "ends the process": "exit()",
    "is interrupted": "(_ for _ in ()).throw(KeyboardInterrupt())",
    "leaves a generator": "(_ for _ in ()).throw(GeneratorExit())",
    "never ends by recursion": "(lambda f: f(f))(lambda f: f(f))",
    "runs out of memory": "(_ for _ in ()).throw(MemoryError())",
}
NONSENSE = {
    "a number": "7",
    "a book": "'x' * 10_000_000",
    "bytes": "b'<p>hi</p>'",
    "itself": "prepare_invitation",
    "an object that cannot be shown": "type('Odd', (), {'__repr__': lambda self: 1 / 0})()",
    "an object that cannot be compared": "type('Odd', (), {'__eq__': lambda self, other: 1 / 0})()",
}
FACT = """
import threading
wake = threading.Event()

@hookimpl
def register_conditions():
    return [Fact(id="acme.mood", label="mood", help="", kind=TEXT, comparisons=("equals",), samples=("good",),
                 read_value=lambda reading: {doing})]
"""


def hooks(doing: str) -> str:
    return f"""
@hookimpl
def chat_started(chat):
    return {doing}

@hookimpl
def prepare_invitation(html):
    return {doing}

@hookimpl
def choose_sender(candidates):
    return {doing}
"""


def prepared(host) -> str:
    return host.prepare_invitation("<p>hello</p>", invitation_key="k", visitor=VISITOR, page=PAGE, clean=clean_message)


@pytest.mark.parametrize("doing", DOING.values(), ids=DOING)
def test_whatever_a_hook_raises_is_counted_and_nobody_else_notices(add_plugin, start_plugins, doing):
    add_plugin("acme", hooks(doing))
    add_plugin("fine", "heard = []\n@hookimpl\ndef chat_started(chat):\n    heard.append(chat.key)\n")
    host = start_plugins(budgets=PATIENT)

    host.notify("chat_started", {"chat": CHAT, "at": NOON})
    assert host.wait_until_heard(10)

    assert import_module("plugins.fine.plugin").heard == ["c11"]
    assert prepared(host) == "<p>hello</p>"
    assert host.choose_sender(VISITOR, [ANNA, BEN]) is None
    assert [health.errors for health in host.health()] == [3, 0]


@pytest.mark.parametrize("answer", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_no_answer(add_plugin, start_plugins, answer):
    add_plugin("acme", hooks(answer))
    host = start_plugins(budgets=PATIENT)

    assert prepared(host) == "<p>hello</p>"
    assert host.choose_sender(VISITOR, [ANNA, BEN]) is None
    assert host.health()[0].errors == 2


@pytest.mark.parametrize("doing", DOING.values(), ids=DOING)
def test_whatever_a_fact_raises_it_cannot_be_known(add_plugin, start_plugins, doing):
    add_plugin("acme", FACT.format(doing=doing))
    host = start_plugins()

    assert decode(RULE, host.registry.facts).verdict(Facts({}), NOON) is Verdict.UNKNOWN
    assert host.health()[0].errors == 1


@pytest.mark.parametrize("value", ["'x' * 10_000_000", "list(range(200_000))"])
def test_a_value_as_large_as_a_book_cannot_be_known(add_plugin, start_plugins, value):
    add_plugin("acme", FACT.format(doing=value))
    host = start_plugins()

    assert decode(RULE, host.registry.facts).verdict(Facts({}), NOON) is Verdict.UNKNOWN
    assert "too large" in host.health()[0].last_error


def test_a_fact_that_hangs_is_not_waited_for_and_is_switched_off_when_it_does_not_come_back(
    add_plugin, start_plugins, monkeypatch
):
    monkeypatch.setattr(import_module("app.plugin_host.host"), "FACT_SECONDS", 0.05)
    monkeypatch.setattr(import_module("app.plugin_host.watching"), "HANG_SECONDS", 0.05)
    add_plugin("acme", FACT.format(doing="wake.wait(30)"))
    host = start_plugins()
    rule = decode(RULE, host.registry.facts)
    began_at = time.monotonic()

    assert rule.verdict(Facts({}), NOON) is Verdict.UNKNOWN
    assert time.monotonic() - began_at < 10
    assert host.health()[0].last_error.startswith("fact acme.mood: TookTooLongError")
    import_module("plugins.acme.plugin").wake.set()


def test_a_comparison_that_takes_long_is_reported(add_plugin, start_plugins, clock, caplog):
    add_plugin("acme", FACT.format(doing="clock.advance(3) and 'good'") + "\nclock = None\n")
    host = start_plugins()
    vars(import_module("plugins.acme.plugin"))["clock"] = clock

    decode(RULE, host.registry.facts).verdict(Facts({}), NOON)

    assert "plugin acme took 3.000 s in fact acme.mood" in caplog.text
    assert host.health()[0].errors >= 1


def test_a_call_that_hangs_is_left_behind_and_the_next_ones_are_not_made(add_plugin, start_plugins, small_app, clock):
    add_plugin(
        "acme",
        hooks("wake.wait(30)").replace("\n@hookimpl", "\nimport threading\nwake = threading.Event()\n@hookimpl", 1),
    )
    host = start_plugins()
    module = import_module("plugins.acme.plugin")

    host.notify("chat_started", {"chat": CHAT, "at": NOON})
    assert prepared(host) == "<p>hello</p>"
    clock.advance(11)
    host.write_down()

    assert host.health()[0].is_switched_off
    assert "since 11 s" in host.health()[0].last_error
    before = threading.active_count()
    assert prepared(host) == "<p>hello</p>"
    assert threading.active_count() <= before
    assert host.history()["acme"].switched_off_at == clock.at
    module.wake.set()
    assert host.wait_until_heard(10)
