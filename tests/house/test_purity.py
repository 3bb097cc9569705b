"""The product's thinking is pure: ``app.domain`` loads no web framework, no database, no network, no dice."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import ROOT, imports_of, place, python_files

IMPURE = (
    "flask",
    "werkzeug",
    "jinja2",
    "sqlalchemy",
    "gevent",
    "socketio",
    "redis",
    "requests",
    "httpx",
    "random",
    "app.foundation",
)
WATCH = """
import importlib, json, pkgutil, sys
package = importlib.import_module("app.domain")
for found in pkgutil.walk_packages(package.__path__, "app.domain."):
    importlib.import_module(found.name)
print(json.dumps(sorted(sys.modules)))
"""


def impure_modules(root: Path) -> list[str]:
    """What a fresh interpreter holds of the impure libraries after loading every module of ``app.domain``."""
    done = subprocess.run([sys.executable, "-c", WATCH], cwd=root, capture_output=True, text=True, check=True)
    loaded = done.stdout.splitlines()[-1]
    return [name for name in IMPURE if f'"{name}"' in loaded]


def test_the_domain_loads_neither_flask_nor_sqlalchemy():
    assert impure_modules(ROOT) == []


def test_the_domain_asks_neither_clock_nor_machine():
    machine = ("time", "os", "socket", "secrets", "threading", "subprocess", "uuid")
    asked = [
        str(found)
        for path in python_files(ROOT, "app/domain")
        for found in imports_of(ROOT, path)
        if found.module.split(".")[0] in machine
    ]

    assert asked == []


@pytest.mark.parametrize("library", ["flask", "sqlalchemy"])
def test_a_domain_that_loads_a_framework_is_found_out(tmp_path, library):
    root = place(
        tmp_path,
        ("app/__init__.py", ""),
        ("app/domain/__init__.py", ""),
        ("app/domain/rules.py", f"import {library}\n"),
    )

    assert library in impure_modules(root)
