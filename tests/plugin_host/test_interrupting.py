"""A plugin that computes without a pause stops a cooperative server process; it is interrupted and blamed."""

from __future__ import annotations

import os
import subprocess
import sys
from textwrap import dedent

import pytest

from app.plugin_host.interrupting import Interrupter
from tests.house.sources import ROOT

SPINNING = {
    "a notice": "host.notify('chat_started', {'chat': None, 'at': None})",
    "a question": "host.prepare_invitation('x', invitation_key='a', visitor=None, page=None, clean=str)",
    "a comparison": "decode(RULE, host.registry.facts).verdict(Facts({'acme.mood': 'good'}), clock.now())",
}
PLUGIN = """
from app.plugin_api import Comparison, Fact, ValueKind, hookimpl
from app.plugin_api.comparing import Texts

def spin(*anything):
    while True:
        try:
            sum(range(1000))
        except Exception:
            pass

EQUALS = Comparison("equals", "is", Texts(), lambda wanted: spin)
MOOD = ValueKind("mood", (EQUALS,), lambda raw, path: raw, absent="")

@hookimpl
def chat_started(chat):
    spin()

@hookimpl
def prepare_invitation(html):
    spin()

@hookimpl
def register_conditions():
    return [Fact(id="acme.mood", label="mood", help="", kind=MOOD, comparisons=("equals",), samples=("good",))]
"""
SERVER = """
from gevent import monkey
monkey.patch_all()
import gevent, sys
from pathlib import Path
from app.domain.rules import Facts, decode
from app.foundation import clock
from app.plugin_host.interrupting import Interrupter
from app.plugin_host.trying import try_plugin

RULE = {"fact": "acme.mood", "is": "equals", "value": "good"}
folder = Path(sys.argv[1])
host = try_plugin(folder).host
assert Interrupter({"acme": folder}, spin_seconds=0.3).start()
turns = []
gevent.spawn(lambda: [turns.append(gevent.sleep(0.01)) for _ in range(10_000)])
gevent.sleep(0.05)
SPIN
before = len(turns)
for _ in range(500):
    gevent.sleep(0.02)
    if host.health()[0].is_switched_off:
        break
print(len(turns) > before, host.health()[0].is_switched_off, host.health()[0].last_error)
"""


@pytest.mark.parametrize("spin", SPINNING.values(), ids=SPINNING)
def test_a_plugin_that_never_pauses_is_interrupted_and_switched_off(tmp_path, spin):
    folder = tmp_path / "acme"
    folder.mkdir()
    manifest = 'id = "acme"\nname = "Acme"\nversion = "1"\napi = 1\ndescription = "Spins."\n'
    (folder / "plugin.toml").write_text(manifest, encoding="utf-8")
    (folder / "plugin.py").write_text(PLUGIN, encoding="utf-8")
    program = dedent(SERVER).replace("SPIN", spin)

    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=240,
    )

    assert done.stdout.startswith("True True "), done.stderr
    assert "computed without a pause" in done.stdout


def test_where_threads_are_threads_nothing_is_watched(tmp_path):
    assert not Interrupter({"acme": tmp_path}).start()


def test_the_code_that_runs_tells_whose_it_is(tmp_path):
    mine = sys._getframe()

    assert Interrupter({"acme": tmp_path, "us": ROOT / "tests"}).owner_of(mine) == "us"
    assert Interrupter({"acme": tmp_path}).owner_of(mine) is None
