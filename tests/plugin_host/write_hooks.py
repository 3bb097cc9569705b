"""Writes ``plugins/HOOKS.md`` from the hook specifications: ``python -m tests.plugin_host.write_hooks``."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import fill
from typing import Any

from app import plugin_api
from app.plugin_api import hooks
from app.plugin_host.installed import BUILT_IN_FOLDER
from app.plugin_host.loading import hook_names

PLACE: Path = BUILT_IN_FOLDER / "HOOKS.md"
WIDTH = 130
SHAPES = (
    ("Registering", "register_", "Asked once, at start-up, in the order of the plugins."),
    ("Hearing", "", "Told after it happened and is stored; the answer is ignored."),
    ("Preparing", "prepare_", "Asked before something is used; the value goes from plugin to plugin."),
    ("Choosing", "choose_", "Asked until one plugin has an opinion."),
)
PREFIXES = tuple(prefix for _, prefix, _ in SHAPES if prefix)


def reference() -> str:
    """The whole page."""
    head = (
        "# Hooks and objects\n\n"
        "Written by `python -m tests.plugin_host.write_hooks` from `app/plugin_api`; do not change it by hand."
        " [README.md](README.md) shows them at work.\n"
    )
    parts = [head]
    for title, prefix, words in SHAPES:
        names = [each for each in specified() if (each.startswith(prefix) if prefix else not each.startswith(PREFIXES))]
        parts.append(f"## {title}\n\n{words}\n")
        parts += [_hook(name) for name in names]
    parts.append("## Objects\n\nAll are frozen; fields without a default are needed.\n")
    parts += [_object(name, thing) for name, thing in objects()]
    return "\n".join(parts)


def specified() -> list[str]:
    """The hooks in the order in which they are specified."""
    known = set(hook_names())
    return [name for name in vars(hooks) if name in known]


def objects() -> Iterator[tuple[str, Any]]:
    """The public objects that plugins make or are given."""
    for name in plugin_api.__all__:
        thing = getattr(plugin_api, name)
        if inspect.isclass(thing) and dataclasses.is_dataclass(thing):
            yield name, thing


def _hook(name: str) -> str:
    function = getattr(hooks, name)
    signature = inspect.signature(function)
    arguments = ", ".join(f"{each.name}: {each.annotation}" for each in signature.parameters.values())
    return (
        f"### `{name}`\n\n```python\n{name}({arguments}) -> {signature.return_annotation}\n```\n\n{_words(function)}\n"
    )


def _object(name: str, thing: Any) -> str:
    lines = [
        f"- `{each.name}: {each.type}`{_default(each)}" for each in dataclasses.fields(thing) if each.name[0] != "_"
    ]
    return f"### `{name}`\n\n{_words(thing)}\n\n" + "\n".join(lines) + "\n"


def _default(each: dataclasses.Field[Any]) -> str:
    if each.default is not dataclasses.MISSING:
        shown = repr(each.default)
        is_plain = re.fullmatch(r"[\w.'()\" -]{1,40}", shown) is not None
        return f", default `{shown}`" if is_plain else ", has a default"
    return "" if each.default_factory is dataclasses.MISSING else ", has a default"


def _words(thing: Any) -> str:
    written = re.sub(r"``([^`]+)``", r"`\1`", inspect.getdoc(thing) or "")
    return "\n\n".join(fill(" ".join(part.split()), WIDTH) for part in written.split("\n\n"))


if __name__ == "__main__":
    PLACE.write_text(reference(), encoding="utf-8")
