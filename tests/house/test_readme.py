"""What the handbooks promise about commands is true: each exists, and the README shows the two that matter."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.house.sources import ROOT
from tests.house.test_ladder import LADDER

HANDBOOKS = ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md")
TARGET = re.compile(r"^([a-z0-9]+):", re.MULTILINE)
COMMAND = re.compile(r"\bmake ([a-z0-9]+)")


def code_of(text: str) -> str:
    """What a handbook shows as code: blocks and words between backticks."""
    blocks = re.findall(r"```[a-z]*\n(.*?)```", text, re.DOTALL)
    words = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return "\n".join([*blocks, *words])


def promised(root: Path, handbook: str) -> set[str]:
    return set(COMMAND.findall(code_of((root / handbook).read_text(encoding="utf-8"))))


def offered(root: Path) -> set[str]:
    return set(TARGET.findall((root / "Makefile").read_text(encoding="utf-8")))


@pytest.mark.parametrize("handbook", HANDBOOKS)
def test_every_command_that_a_handbook_names_exists(handbook):
    assert promised(ROOT, handbook) - offered(ROOT) == set()


def test_the_readme_begins_with_the_two_commands():
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)

    assert "make run" in blocks[0]
    assert "make test" in "".join(blocks[:2])


@pytest.mark.parametrize("command", ["run", "test", "setup", "lint", "bench", "build", "i18n"])
def test_make_knows_the_command_and_explains_it(command):
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert f"make {command} " in told


def test_the_lock_files_name_no_place_to_fetch_from():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"://|index-url|find-links|trusted-host", text)


def test_the_architecture_draws_the_ladder_that_the_test_enforces():
    drawn = re.findall(r"^(app\.[a-z_]+)", (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"), re.MULTILINE)
    enforced = [name for names in LADDER for name in names]

    assert set(drawn) <= set(enforced)
    assert drawn == sorted(drawn, key=enforced.index)
    missing = [name for name in enforced if name not in drawn and (ROOT / name.replace(".", "/")).is_dir()]
    assert missing == []
