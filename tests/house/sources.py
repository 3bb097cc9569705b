"""Reading the project's own sources: what a file imports, and where."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Import:
    """One imported module, as written, and where; ``path`` is relative to the root."""

    path: Path
    line: int
    module: str
    is_inside_function: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line} imports {self.module}"


def python_files(root: Path, *folders: str) -> Iterator[Path]:
    """The modules below the folders of a root, sorted; tests of plugins and migrations' versions included."""
    for folder in folders:
        found = [root / folder] if (root / folder).is_file() else (root / folder).rglob("*.py")
        yield from sorted(path for path in found if path.exists() and "__pycache__" not in path.parts)


def tree_of(path: Path) -> ast.Module:
    """The file as a syntax tree; a text that was read before is not read again."""
    return _parsed(path.read_text(encoding="utf-8"))


@cache
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


def imports_of(root: Path, path: Path) -> Iterator[Import]:
    """Everything a module imports. ``from app import chats`` counts as ``app.chats``; relative imports are resolved."""
    shown = path.relative_to(root)
    package = shown.parent.parts
    tree = tree_of(path)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    inside = {id(node) for function in functions for node in ast.walk(function)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(shown, node.lineno, alias.name, id(node) in inside)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*above, *filter(None, [node.module])])
            for alias in node.names:
                yield Import(shown, node.lineno, f"{module}.{alias.name}", id(node) in inside)


def place(root: Path, *contents: tuple[str, str]) -> Path:
    """Write a small source tree for a test: pairs of path and text; returns the root."""
    for name, text in contents:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root
