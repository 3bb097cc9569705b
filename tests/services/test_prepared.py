"""What is forked instead of started is a process of its own all the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.services.prepared import prepared
from tests.services.servers import run_beckon

if TYPE_CHECKING:
    from tests.services.servers import StartBeckon

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forking is for Linux")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An installation's, with nothing of our own."""
    return {"PATH": os.environ["PATH"], "BECKON_INSTANCE": str(tmp_path / "instance")}


def test_a_command_answers_as_one_that_was_started_does(environment: dict[str, str]) -> None:
    assert run_beckon(["init"], environment)[0] == 0
    for words, stdin in (
        (["operator", "create", "--email", "a@example.org", "--name", "A", "--password-stdin"], "short\n"),
        (["plugins", "list"], ""),
        (["no-such-command"], ""),
    ):
        command = [sys.executable, "-m", "app", *words]
        done = subprocess.run(command, input=stdin, capture_output=True, text=True, env=environment)
        assert run_beckon(words, environment, stdin) == (done.returncode, done.stdout, done.stderr)


def test_a_server_has_its_own_process_and_says_how_it_ended(start_beckon: StartBeckon) -> None:
    server = start_beckon()
    assert server.running is not None
    process = server.running.process
    assert os.getpgid(server.process_id) == server.process_id != os.getpid()
    assert process.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.01)
    server.kill()
    assert (process.wait(), server.is_ready()) == (-signal.SIGKILL, False)
    server.start()
    assert server.stop() == 0


def test_there_is_one_of_each_kind_for_all_tests() -> None:
    assert prepared("command") is prepared("command") is not prepared("server")
