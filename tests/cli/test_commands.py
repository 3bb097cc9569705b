"""Every command explains itself, and what goes wrong is one clear line and an exit code."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from app.cli import beckon
from app.foundation.configuration import ENVIRONMENT_KEYS
from tests.cli.conftest import is_one_line
from tests.house.sources import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands(group: click.Group = beckon, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in sorted(group.commands.items()):
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)


ALL = dict(commands())


@pytest.mark.parametrize("path", [(), *ALL], ids=" ".join)
def test_every_command_explains_itself_and_its_options(run, path):
    done = run(*path, "--help")

    assert (done.code, done.err) == (0, "")
    command = ALL.get(path, beckon)
    assert (command.help or "").splitlines()[0].split(";")[0][:40] in " ".join(done.out.split())
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.opts[0] in done.out
            assert option.help or isinstance(option.type, click.Choice)


@pytest.mark.parametrize(
    "words",
    [
        ("fly",),
        ("serve", "--port", "70000"),
        ("serve", "--colour", "red"),
        ("operator", "create", "--email", "a@example.org"),
        ("operator", "create", "--email", "a@example.org", "--name", "A", "--role", "king"),
        ("embed-code", "--format", "pdf"),
        ("evaluate",),
        ("evaluate", "no-such-file.json"),
        ("traffic", "import", "no-such-file.log"),
        ("plugins", "enable"),
        ("plugins", "fly"),
    ],
    ids=" ".join,
)
def test_wrong_use_ends_with_2_and_says_what_was_wrong(run, words):
    done = run(*words)

    assert done.code == 2
    assert done.out == ""
    assert "Error: " in done.err


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("plugins", "enable", "unheard_of"), "unheard_of"),
        (("plugins", "disable", "unheard_of"), "unheard_of"),
        (("operator", "create", "--email", "a@example.org", "--name", "A", "--department", "moon"), "moon"),
        (("operator", "create", "--email", "nonsense", "--name", "A"), "email"),
        (("serve", "--workers", "2"), "redis_url"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_what_cannot_be_done_ends_with_1_and_one_line_that_names_it(installed, words, named):
    done = installed(*words)

    assert (done.code, done.out) == (1, "")
    assert is_one_line(done.err)
    assert named in done.err


COMMANDS_THAT_READ_THE_CONFIGURATION = [("init",), ("db", "upgrade"), ("plugins", "list"), ("doctor",), ("serve",)]


@pytest.mark.parametrize("words", COMMANDS_THAT_READ_THE_CONFIGURATION, ids=" ".join)
def test_an_unknown_variable_stops_every_command_and_is_named(run, monkeypatch, words):
    monkeypatch.setenv("BECKON_DATABSE_URL", "sqlite://")

    done = run(*words)

    assert done.code == 1
    assert is_one_line(done.err)
    assert "BECKON_DATABSE_URL" in done.err


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('colour = "red"\n', "colour"),
        ("port = 70000\n", "port"),
        ('workers = "many"\n', "workers"),
        ("host = 1\n", "host"),
        ("port = \n", "config.toml"),
    ],
)
def test_a_broken_configuration_file_is_named_with_its_key(run, instance, text, named):
    (instance / "config.toml").write_text(text, encoding="utf-8")

    done = run("db", "upgrade")

    assert done.code == 1
    assert is_one_line(done.err)
    assert named in done.err


def test_a_database_that_is_not_there_is_one_line(run, monkeypatch):
    monkeypatch.setenv("BECKON_DATABASE_URL", "postgresql://beckon@127.0.0.1:1/beckon")

    for words in (("init",), ("db", "upgrade"), ("operator", "create", "--email", "a@example.org", "--name", "A")):
        done = run(*words)
        assert done.code == 1
        assert is_one_line(done.err)
        assert "database" in done.err


def test_a_database_that_was_never_prepared_is_one_line(run):
    done = run("operator", "create", "--email", "a@example.org", "--name", "A")

    assert done.code == 1
    assert is_one_line(done.err)
    assert "database" in done.err


def test_a_folder_that_cannot_be_made_is_one_line(run, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("BECKON_INSTANCE", str(tmp_path / "file" / "instance"))

    done = run("init")

    assert done.code == 1
    assert is_one_line(done.err)


def test_the_module_and_the_command_are_the_same(instance):
    done = subprocess.run([sys.executable, "-m", "app", "--help"], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0
    for name in beckon.commands:
        assert f"  {name} " in done.stdout


def test_the_readme_lists_every_command_and_no_other():
    written = set(re.findall(r"^\| `beckon ([a-z0-9 -]+?)(?: [A-Z\[-][^`]*)?` \|", README, re.MULTILINE))

    assert written == {" ".join(path) for path, command in ALL.items() if not isinstance(command, click.Group)}


def test_the_readme_lists_every_variable():
    written = set(re.findall(r"`(BECKON_[A-Z_]+)`", README))

    assert set(ENVIRONMENT_KEYS) | {"BECKON_INSTANCE", "BECKON_SECRET_KEY"} <= written
