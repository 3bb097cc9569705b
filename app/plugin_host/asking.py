"""Asks one plugin for the objects that it registers, and checks what comes back before anybody uses it."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Mapping
from itertools import islice
from typing import Any, Protocol, TypeVar

from app.plugin_host.errors import PluginError
from app.plugin_host.loading import LoadedPlugin

logger = logging.getLogger(__name__)
DOTTED_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
MOST_OBJECTS = 1000
LONGEST_WORDS = 500
PATIENCE_SECONDS = 10.0
FAULTS = (Exception, SystemExit)


class Registered(Protocol):
    """Anything with an id can be registered."""

    @property
    def id(self) -> str:
        """The word in files; unique among all plugins."""


R = TypeVar("R", bound=Registered)


def answers(
    plugin: LoadedPlugin,
    name: str,
    wanted: type[R],
    contexts: Mapping[str, Any],
    *,
    pattern: re.Pattern[str] = DOTTED_NAME,
    example: str = "page.url",
) -> list[R]:
    """What the plugin's hook of that name registers; raises ``PluginError`` naming plugin, hook and object.

    A hook that takes long is named in the log, so that whoever waits for the start knows for whom.
    """
    hook = plugin.hooks.get(name)
    if hook is None:
        return []
    reminder = threading.Timer(PATIENCE_SECONDS, _remind, (plugin.id, name))
    reminder.daemon = True
    reminder.start()
    try:
        items = list(islice(hook.call({"context": contexts[plugin.id]}), MOST_OBJECTS + 1))
    except FAULTS as error:
        raise PluginError(plugin.id, f"{type(error).__name__}: {error}", hook=name) from error
    finally:
        reminder.cancel()
    if len(items) > MOST_OBJECTS:
        raise PluginError(plugin.id, f"registers more than {MOST_OBJECTS} objects", hook=name)
    for item in items:
        if not isinstance(item, wanted):
            raise PluginError(plugin.id, f"{item!r:.200} is no {wanted.__name__}", hook=name)
        if pattern.fullmatch(str(item.id)) is None:
            raise PluginError(plugin.id, f"{item.id!r:.200} is no id like {example}", hook=name)
        _check_words(plugin.id, name, item)
    return items


def _check_words(plugin_id: str, hook: str, item: Registered) -> None:
    """What pages show of an object must be fit to be shown, or every page that does would fail."""
    for key in ("label", "title", "help"):
        words = getattr(item, key, "-")
        if not isinstance(words, str) or len(words) > LONGEST_WORDS or not (words.strip() or key == "help"):
            problem = f"{item.id}: {key} must be a text of 1 to {LONGEST_WORDS} characters, not {words!r:.100}"
            raise PluginError(plugin_id, problem, hook=hook)


def _remind(plugin_id: str, name: str) -> None:
    logger.warning("the start waits for plugin %s, hook %s, since %.0f s", plugin_id, name, PATIENCE_SECONDS)
