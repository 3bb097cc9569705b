"""Secrets cannot be guessed, are compared without telling, and a server with a weak one does not start."""

from __future__ import annotations

import ast
import math
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.domain.errors import ConfigurationError
from app.foundation import secrets
from app.foundation.configuration import Configuration, read_configuration
from tests.house.sources import ROOT, python_files, tree_of

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

TOKENS = 10_000
FORBIDDEN = {"random", "pickle", "marshal", "shelve", "telnetlib", "xmlrpc"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing is stored."""
    return sqlite_url


@pytest.mark.parametrize(("make", "bits"), [(secrets.new_key, 128), (secrets.new_secret, 256)])
def test_ten_thousand_secrets_show_no_pattern(make: object, bits: int) -> None:
    made = [make() for _ in range(TOKENS)]  # type: ignore[operator]
    assert len(set(made)) == TOKENS
    for place in range(len(made[0]) - 1):
        signs = Counter(token[place] for token in made)
        entropy = -sum(n / TOKENS * math.log2(n / TOKENS) for n in signs.values())
        assert entropy > 5.9, place
    assert 6 * len(made[0]) >= bits


def test_nothing_imports_dice_or_unsafe_readers() -> None:
    found = []
    for path in python_files(ROOT, "app", "plugins", "migrations", "wsgi.py"):
        for node in ast.walk(tree_of(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{path}: {name}" for name in names if name.split(".")[0] in FORBIDDEN]
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("yaml.load", "eval", "exec", "uuid.uuid1"):
                found.append(f"{path}:{node.lineno} calls {ast.unparse(node.func)}")
    assert found == []


@pytest.mark.parametrize("key", ["", "short", "x" * 31, "a" * 64, "changeme" * 8, "0123" * 20])
def test_a_weak_secret_key_stops_the_start(tmp_path: Path, key: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        read_configuration({"BECKON_INSTANCE": str(tmp_path), "BECKON_SECRET_KEY": key})
    assert refused.value.field == "secret_key"
    assert not key or key not in str(refused.value)


def test_a_secret_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    environment = {"BECKON_INSTANCE": str(tmp_path / "instance")}
    first, second = read_configuration(environment), read_configuration(environment)
    path = tmp_path / "instance" / "secret_key"
    assert first.secret_key == second.secret_key == path.read_text(encoding="ascii").strip()
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["secret_key"]
    assert first.secret_key not in repr(first)


def test_a_cut_secret_key_file_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError) as refused:
        read_configuration({"BECKON_INSTANCE": str(tmp_path)})
    assert refused.value.field == "secret_key"


def test_a_signature_is_good_for_one_purpose_and_one_installation(app: Flask, configuration: Configuration) -> None:
    with app.app_context():
        token = secrets.sign("visitor", "abc")
        assert secrets.unsign("visitor", token) == "abc"
        assert secrets.unsign("other", token) is None
        for place in range(len(token)):
            changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
            assert secrets.unsign("visitor", changed) is None, place
        for number in range(50):
            token = secrets.sign("visitor", str(number))
            spellings = {
                token[:-1] + sign for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            }
            assert [each for each in spellings if secrets.unsign("visitor", each)] == [token]
        for garbage in ("", ".", "abc", "abc.", ".abc", token + "x", token[:-1], "\x00", "é.é", "\ud83d", "a" * 10_000):
            assert secrets.unsign("visitor", garbage) is None
        app.extensions["beckon.configuration"] = replace(configuration, secret_key="another secret of another house!")
        assert secrets.unsign("visitor", token) is None


def test_secrets_of_any_kind_can_be_compared() -> None:
    assert secrets.same("é\ud83d", "é\ud83d")
    assert not secrets.same("a", "b")
    assert not secrets.same("a", "")
    assert len(secrets.hash_secret("\ud83d")) == 64
