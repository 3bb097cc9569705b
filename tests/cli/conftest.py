"""Fixtures of the command line: an installation in a folder of its own, and the command run inside this process."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.cli import main


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an installation that the environment names; nothing is in it yet."""
    for name in [name for name in os.environ if name.startswith("BECKON_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "instance"
    folder.mkdir()
    monkeypatch.setenv("BECKON_INSTANCE", str(folder))
    monkeypatch.setenv("BECKON_BASE_URL", "https://help.example.org")
    return folder


@pytest.fixture
def run(instance: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs ``beckon`` with these words; ``stdin`` is what is typed."""

    def execute(*words: str, stdin: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["beckon", *words])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return Done(int(ended.value.code or 0), told.out, told.err)

    return execute


@pytest.fixture
def installed(run: Run, instance: Path, migrated_sqlite: Path) -> Run:
    """The command, on an installation whose database is migrated and empty."""
    shutil.copyfile(migrated_sqlite, instance / "beckon.sqlite")
    return run


def is_one_line(text: str) -> bool:
    """Whether a message is what a person reads at a glance."""
    return text.startswith("beckon: ") and text.count("\n") == 1 and "Traceback" not in text
