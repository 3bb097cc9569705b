"""Switching plugins on and off for the next start; one that would keep the server from starting is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from app.domain.errors import InvalidInput
from app.domain.translation import N_
from app.foundation.configuration import configuration
from app.plugin_host import disable, enable

ROOT = Path(__file__).resolve().parents[2]
TRIAL_SECONDS = 30


def switch_on(plugin_id: str) -> None:
    """Enables a plugin after a trial; raises ``InvalidInput`` with what would have stopped the next start."""
    _refuse_a_problem("--", plugin_id)
    enable(configuration().instance_path, plugin_id)


def switch_off(plugin_id: str) -> None:
    """Leaves a plugin out from the next start on; raises ``InvalidInput`` where another plugin cannot do without it."""
    _refuse_a_problem("--without", "--", plugin_id)
    disable(configuration().instance_path, plugin_id)


def _refuse_a_problem(*words: str) -> None:
    problem = _problem(*words)
    if problem:
        raise InvalidInput(problem, field="plugin")


def _problem(*words: str) -> str | None:
    """Starts the plugins in a process of their own, so that nothing of it stays in this one."""
    environment = {**os.environ, "BECKON_INSTANCE": str(configuration().instance_path)}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter; the id is one word of the list
            [sys.executable, "-m", "app", "plugins", "check", *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=TRIAL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return N_("it did not start within 30 seconds")
    if done.returncode == 0:
        return None
    last_lines = done.stderr.strip().splitlines()[-1:] or [N_("it ended without a word")]
    return last_lines[0].removeprefix("beckon: ")
