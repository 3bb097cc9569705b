"""Beckon as people run it: it starts, says that it is ready, and ends when it is asked to."""

import signal
import urllib.request

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def beckon(start_beckon):
    """The one whose every process is started; those of other tests are forked from what has been imported."""
    return start_beckon(is_demo=True, is_real=True)


def test_a_started_server_is_ready_and_prints_where_to_go(beckon):
    with urllib.request.urlopen(f"{beckon.url}/healthz") as answer:
        assert answer.status == 200
    assert f"{beckon.url}/demo/" in beckon.output()


@pytest.mark.parametrize("request_to_end", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_asked_to_end_does_so_in_order(beckon, request_to_end):
    code = beckon.running.stop(with_signal=request_to_end)

    assert code == 0
    assert "Traceback" not in beckon.output()


def test_preparing_an_installation_twice_changes_nothing(beckon):
    assert "One-time link" in beckon.command("init", "--demo")
    assert beckon.command("embed-code") == beckon.command("embed-code")
