"""The ladder: every package imports only from packages below it, so that there is one direction and no cycle."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import ROOT, Import, imports_of, place, python_files

LADDER = (
    ("wsgi",),
    ("app.__main__",),
    ("app.cli",),
    ("app.factory", "app.installation", "app.doctor", "app.server", "app.plugin_commands"),
    ("app.demo", "app.plugin_reads"),
    ("app.administration",),
    ("app.api",),
    ("app.realtime",),
    ("app.widget",),
    ("app.reports",),
    ("app.conversions",),
    ("app.invitations",),
    ("app.alerts",),
    ("app.chats",),
    ("app.canned_replies",),
    ("app.visitors",),
    ("app.operators",),
    ("app.departments",),
    ("app.shell",),
    ("app.themes",),
    ("app.plugin_host",),
    ("app.plugin_api",),
    ("app.foundation",),
    ("app.domain", "app.translations"),
)
RUNG = {name: height for height, names in enumerate(reversed(LADDER)) for name in names}
GRAMMAR = ("models", "queries", "service", "forms", "views")
"""Inside a feature, by the same rule: each of these imports only from the ones before it."""


def package_of(module: str) -> str:
    return ".".join(module.split(".")[:2]) if module.startswith("app.") else module.split(".")[0]


def climbing_imports(root: Path) -> Iterator[Import]:
    """Every import of our own packages that does not lead down, and every one from or of a package without a rung."""
    for path in python_files(root, "app", "wsgi.py"):
        mine = package_of(".".join(path.relative_to(root).with_suffix("").parts))
        if mine in ("app", "app.__init__"):
            continue
        for found in imports_of(root, path):
            other = package_of(found.module)
            is_ours = other.startswith("app.") or other in ("wsgi", "plugins", "tests", "migrations")
            if is_ours and other != mine and not RUNG.get(other, 99) < RUNG.get(mine, -1):
                yield found


def climbing_inside_features(root: Path) -> Iterator[Import]:
    """Every import inside a feature that leads up its own grammar, for instance from its queries to its views."""
    for path in python_files(root, "app"):
        package = ".".join(path.relative_to(root).parent.parts)
        if path.stem not in GRAMMAR:
            continue
        for found in imports_of(root, path):
            name = found.module.removeprefix(f"{package}.").split(".")[0]
            is_inside = found.module.startswith(f"{package}.") and name in GRAMMAR
            if is_inside and GRAMMAR.index(name) > GRAMMAR.index(path.stem):
                yield found


def test_every_package_imports_only_from_packages_below_it():
    assert [str(found) for found in climbing_imports(ROOT)] == []


def test_inside_a_feature_imports_lead_from_views_down_to_models():
    assert [str(found) for found in climbing_inside_features(ROOT)] == []


def test_every_package_has_a_rung():
    packages = {f"app.{path.name}" for path in (ROOT / "app").iterdir() if (path / "__init__.py").exists()}

    assert packages - set(RUNG) == set()


@pytest.mark.parametrize(
    "climbing",
    [
        "from app.chats import service",
        "import app.chats.service",
        "from app import chats",
        "def late():\n    from app.chats.models import Chat",
        "from app.unheard_of import anything",
        "import plugins.url_targeting",
    ],
)
def test_an_import_up_the_ladder_is_named_with_file_and_line(tmp_path, climbing):
    root = place(tmp_path, ("app/domain/rules/tree.py", f"import json\n\n{climbing}\n"))

    (found,) = climbing_imports(root)

    assert str(found.path) == "app/domain/rules/tree.py"
    assert found.line == (4 if climbing.startswith("def") else 3)


def test_an_import_down_the_ladder_is_welcome(tmp_path):
    root = place(tmp_path, ("app/chats/service.py", "from app.domain import events\nimport flask\n"))

    assert list(climbing_imports(root)) == []


def test_queries_that_import_their_own_views_are_named(tmp_path):
    root = place(tmp_path, ("app/chats/queries.py", "from app.chats.views import page\n"))

    (found,) = climbing_inside_features(root)

    assert str(found) == "app/chats/queries.py:1 imports app.chats.views.page"
