"""Style that a reviewer would otherwise have to repeat: names of modules, imports, clocks, dice, unsafe sinks."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house.sources import ROOT, imports_of, place, python_files, tree_of

Checker = Callable[[Path], Iterator[str]]
SOURCES = ("app", "plugins", "migrations", "wsgi.py")
VAGUE = ("utils", "util", "helpers", "helper", "common", "misc", "stuff")
CLOCKS = {
    "datetime": {"now", "utcnow", "today", "fromtimestamp"},
    "date": {"today"},
    "time": {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "sleep", "localtime", "gmtime"},
}
SAFE_DOM = "safe_dom.ts"
UNSAFE_SINK = re.compile(
    r"\binnerHTML\b|\bouterHTML\s*\+?=(?!=)|\binsertAdjacentHTML\b|\bdocument\.write(ln)?\b|\beval\(|new Function\("
)


def vague_modules(root: Path) -> Iterator[str]:
    """Modules and folders whose name says nothing."""
    for path in [*python_files(root, *SOURCES, "tests"), *typescript_files(root)]:
        if set(VAGUE) & {part.split(".")[0] for part in path.relative_to(root).parts}:
            yield str(path.relative_to(root))


def star_imports(root: Path) -> Iterator[str]:
    """``from … import *``."""
    for path in python_files(root, *SOURCES, "tests"):
        yield from (str(found) for found in imports_of(root, path) if found.module.endswith(".*"))


def late_imports(root: Path) -> Iterator[str]:
    """Imports inside a function."""
    for path in python_files(root, *SOURCES):
        yield from (str(found) for found in imports_of(root, path) if found.is_inside_function)


def printed_lines(root: Path) -> Iterator[str]:
    """Calls of ``print``: the server logs, commands echo."""
    for path, node in calls(root):
        if isinstance(node.func, ast.Name) and node.func.id == "print":
            yield f"{path.relative_to(root)}:{node.lineno} prints"


def clock_readers(root: Path) -> Iterator[str]:
    """Everything but ``foundation.clock`` that asks the machine what time it is."""
    for path, node in calls(root):
        if path == root / "app/foundation/clock.py" or not isinstance(node.func, ast.Attribute):
            continue
        owner = node.func.value
        name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
        if node.func.attr in CLOCKS.get(name, ()):
            yield f"{path.relative_to(root)}:{node.lineno} asks {name}.{node.func.attr}"
    for path in python_files(root, *SOURCES):
        for found in imports_of(root, path):
            if path.name != "clock.py" and found.module in {f"time.{name}" for name in CLOCKS["time"]}:
                yield str(found)


def dice(root: Path) -> Iterator[str]:
    """Uses of ``random``: order is never chance, and secrets come from ``secrets``."""
    for path in python_files(root, *SOURCES):
        yield from (str(found) for found in imports_of(root, path) if found.module.split(".")[0] == "random")


def unescaped_templates(root: Path) -> Iterator[str]:
    """Templates that switch escaping off."""
    for folder in ("app", "plugins", "themes"):
        for path in sorted((root / folder).rglob("templates/**/*")):
            if path.is_file() and path.suffix in (".html", ".txt", ".xml", ".svg"):
                for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                    if re.search(r"\|\s*safe\b|autoescape\s+(false|off)", line):
                        yield f"{path.relative_to(root)}:{number} is not escaped"


def unsafe_sinks(root: Path) -> Iterator[str]:
    """TypeScript that turns text into markup or code, outside the one module that may."""
    for path in typescript_files(root):
        if path.name == SAFE_DOM:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if UNSAFE_SINK.search(line) and not line.lstrip().startswith(("//", "*", "/*")):
                yield f"{path.relative_to(root)}:{number} {line.strip()}"


def undocumented(root: Path) -> Iterator[str]:
    """Public modules, classes and functions that do not say what they are for."""
    for path in python_files(root, "app", "plugins"):
        if "tests" in path.relative_to(root).parts or "versions" in path.parts:
            continue
        shown = path.relative_to(root)
        tree = tree_of(path)
        if tree.body and not ast.get_docstring(tree):
            yield f"{shown}:1 the module"
        yield from (f"{shown}:{node.lineno} {node.name}" for node in public_definitions(tree) if not documented(node))


def public_definitions(tree: ast.Module) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    """What others may use: top-level classes and functions, and the methods of those classes."""
    definitions = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in tree.body:
        if isinstance(node, definitions) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (each for each in node.body if isinstance(each, definitions) and each.name[0] != "_")


def documented(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether it has a docstring, or belongs to a pair whose other half has it (a setter, an overload)."""
    decorators = {ast.unparse(decorator).split(".")[-1] for decorator in node.decorator_list}
    return bool(ast.get_docstring(node)) or bool(decorators & {"setter", "overload", "override"})


def calls(root: Path) -> Iterator[tuple[Path, ast.Call]]:
    """Every call in the Python sources."""
    for path in python_files(root, *SOURCES):
        yield from ((path, node) for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call))


def typescript_files(root: Path) -> Iterator[Path]:
    """The browser side's own sources, of the core and of plugins."""
    yield from sorted((root / "embed/src").rglob("*.ts"))
    yield from sorted((root / "embed/src").rglob("*.tsx"))
    yield from sorted((root / "plugins").rglob("widget/*.ts"))


RULES: list[tuple[Checker, str, str]] = [
    (vague_modules, "app/chats/helpers.py", "X = 1\n"),
    (vague_modules, "embed/src/shared/utils.ts", "export const x = 1;\n"),
    (star_imports, "app/chats/service.py", "from app.chats.models import *\n"),
    (late_imports, "app/chats/service.py", "def late():\n    import json\n    return json\n"),
    (printed_lines, "plugins/weather/plugin.py", "print('rain')\n"),
    (clock_readers, "app/chats/service.py", "from datetime import datetime, UTC\nNOW = datetime.now(UTC)\n"),
    (clock_readers, "app/chats/service.py", "import datetime\nNOW = datetime.datetime.utcnow()\n"),
    (clock_readers, "app/chats/service.py", "import time\nNOW = time.time()\n"),
    (clock_readers, "app/chats/service.py", "from time import monotonic\n"),
    (dice, "app/invitations/choice.py", "from random import choice\n"),
    (unescaped_templates, "app/chats/templates/chats/log.html", "<p>{{ text | safe }}</p>\n"),
    (unsafe_sinks, "embed/src/widget/panel.ts", "element.innerHTML = text;\n"),
    (unsafe_sinks, "embed/src/widget/panel.ts", "element.insertAdjacentHTML('beforeend', text);\n"),
    (unsafe_sinks, "plugins/weather/widget/moment.ts", "document.write(text);\n"),
    (undocumented, "app/chats/service.py", '"""Chats."""\n\n\ndef accept():\n    return 1\n'),
    (undocumented, "app/chats/service.py", "X = 1\n"),
]


@pytest.mark.parametrize("checker", dict.fromkeys(rule[0] for rule in RULES), ids=lambda checker: checker.__name__)
def test_the_sources_keep_the_rule(checker: Checker):
    assert list(checker(ROOT)) == []


@pytest.mark.parametrize(("checker", "path", "text"), RULES)
def test_breaking_the_rule_is_named_with_its_file(tmp_path, checker: Checker, path: str, text: str):
    root = place(tmp_path, (path, text))

    (found,) = checker(root)

    assert found.startswith(path)


def test_the_clock_itself_may_ask_the_machine(tmp_path):
    root = place(tmp_path, ("app/foundation/clock.py", "import time\nX = time.monotonic()\n"))

    assert list(clock_readers(root)) == []


def test_only_the_module_for_safe_markup_may_make_markup(tmp_path):
    root = place(tmp_path, ("embed/src/shared/safe_dom.ts", "template.innerHTML = cleaned;\n"))

    assert list(unsafe_sinks(root)) == []
