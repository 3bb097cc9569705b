"""Plugins stand on the public API alone: they import ``app.plugin_api``, themselves and third parties."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import ROOT, Import, imports_of, place, python_files


def imports_past_the_api(root: Path) -> Iterator[Import]:
    """Every import with which a plugin reaches into the core or into another plugin; a plugin's tests may use ours."""
    for folder in sorted(path for path in (root / "plugins").iterdir() if path.is_dir()):
        yield from imports_past_the_api_of(folder, root)


def imports_past_the_api_of(folder: Path, root: Path | None = None) -> Iterator[Import]:
    """The same for the one plugin in that folder, wherever it is."""
    root = root or folder.parent
    own = f"plugins.{folder.name}"
    for path in python_files(folder.parent, folder.name):
        is_test = "tests" in path.relative_to(folder).parts
        for found in imports_of(root, path):
            if is_test or within(found.module, own) or within(found.module, "app.plugin_api"):
                continue
            if found.module.split(".")[0] in ("app", "plugins", "tests", "migrations", "wsgi"):
                yield found


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def test_plugins_import_nothing_of_the_core_but_the_plugin_api():
    assert [str(found) for found in imports_past_the_api(ROOT)] == []


@pytest.mark.parametrize(
    "reaching",
    [
        "from app.foundation.database import db",
        "from app import foundation",
        "import app.domain.rules",
        "import app",
        "from app.plugin_api_private import anything",
        "from plugins.other import conditions",
        "def late():\n    from app.visitors import queries",
    ],
)
def test_a_plugin_that_reaches_past_the_api_is_named(tmp_path, reaching):
    root = place(tmp_path, ("plugins/weather/plugin.py", f"{reaching}\n"))

    (found,) = imports_past_the_api(root)

    assert str(found.path) == "plugins/weather/plugin.py"


def test_a_plugin_may_use_the_api_itself_and_libraries(tmp_path):
    allowed = "import msgspec\nfrom app.plugin_api import hookimpl\nfrom plugins.weather.conditions import RAIN\n"
    root = place(tmp_path, ("plugins/weather/plugin.py", allowed))

    assert list(imports_past_the_api(root)) == []
