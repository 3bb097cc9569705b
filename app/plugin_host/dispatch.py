"""Calls the plugins' hooks, plugin by plugin: whatever one of them does, the others and the caller go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.foundation import clock
from app.plugin_api.context import PluginContext
from app.plugin_host.health import HealthRecords
from app.plugin_host.loading import Hook, LoadedPlugin
from app.plugin_host.mailbox import Mailbox
from app.plugin_host.watching import TookTooLongError, Watch, within

Surroundings = Callable[[], AbstractContextManager[object]]
"""Opens what a hook needs around it when it runs in a thread of its own."""


@dataclass(frozen=True, slots=True)
class Budgets:
    """How long a plugin may take: ``notice_seconds`` is reported when passed, ``answer_seconds`` is not waited for."""

    notice_seconds: float = 1.0
    answer_seconds: float = 0.05


class UnusableAnswerError(Exception):
    """A plugin answered with something that the hook does not allow."""


class Dispatcher:
    """Knows the loaded plugins in their order and calls them: notices in the background, answers within a time."""

    def __init__(
        self,
        plugins: Iterable[LoadedPlugin],
        contexts: Mapping[str, PluginContext],
        health: HealthRecords,
        watch: Watch,
        surroundings: Surroundings,
        budgets: Budgets,
    ) -> None:
        self._plugins = tuple(plugins)
        self._contexts = contexts
        self._health = health
        self._watch = watch
        self._surroundings = surroundings
        self._budgets = budgets
        self._mailboxes = {plugin.id: Mailbox(plugin.id) for plugin in self._plugins}

    def notify(self, name: str, values: Mapping[str, Any]) -> None:
        """Tells every plugin what happened; returns at once, each plugin hears its notices in order."""
        for plugin, hook in self._implementations(name):
            mailbox = self._mailboxes[plugin.id]
            waiting = mailbox.post(partial(self._tell, plugin, name, hook, values))
            if waiting is not None:
                self._health.report_dropped(plugin.id, name, waiting)
            if self._health.is_switched_off(plugin.id):
                mailbox.clear()

    def chain(self, name: str, argument: str, value: Any, values: Mapping[str, Any], read: Callable[[Any], Any]) -> Any:
        """Hands ``value`` from plugin to plugin; None, an error and lateness leave the previous value.

        ``read`` gives the value that an answer stands for, or raises when it is unusable, which is an error as well.
        """
        for plugin, hook in self._implementations(name):
            answer = self._answer(plugin, name, hook, {**values, argument: value}, read)
            value = value if answer is None else answer
        return value

    def first(self, name: str, values: Mapping[str, Any], is_allowed: Callable[[Any], bool]) -> Any:
        """The first usable opinion, or None; an error, a refused answer and lateness are no opinion."""
        for plugin, hook in self._implementations(name):
            answer = self._answer(plugin, name, hook, values, partial(_allowed, name, is_allowed))
            if answer is not None:
                return answer
        return None

    def wait_until_heard(self, seconds: float) -> bool:
        """Waits until every plugin has heard all notices so far; False when one takes longer than so many seconds."""
        return all(mailbox.wait_until_empty(seconds) for mailbox in self._mailboxes.values())

    def _implementations(self, name: str) -> Iterable[tuple[LoadedPlugin, Hook]]:
        for plugin in self._plugins:
            hook = plugin.hooks.get(name)
            if hook is not None and not self._health.is_switched_off(plugin.id):
                yield plugin, hook

    def _tell(self, plugin: LoadedPlugin, name: str, hook: Hook, values: Mapping[str, Any]) -> None:
        if self._health.is_switched_off(plugin.id):
            return
        began_at = clock.monotonic()
        try:
            self._call(plugin, name, hook, values)
        except BaseException as error:  # noqa: BLE001 - the one place that catches everything
            self._health.blame(plugin.id, name, error)
        seconds = clock.monotonic() - began_at
        self._health.took(plugin.id, seconds)
        if seconds > self._budgets.notice_seconds:
            self._health.report_slow(plugin.id, name, seconds, self._budgets.notice_seconds)

    def _answer(
        self,
        plugin: LoadedPlugin,
        name: str,
        hook: Hook,
        values: Mapping[str, Any],
        read: Callable[[Any], Any],
    ) -> Any:
        seconds = self._budgets.answer_seconds
        try:
            answer = within(seconds, f"plugin {plugin.id}", partial(self._call, plugin, name, hook, values))
            return None if answer is None else read(answer)
        except TookTooLongError:
            self._health.report_slow(plugin.id, name, seconds, seconds)
        except BaseException as error:  # noqa: BLE001 - a plugin's fault is never its caller's
            self._health.blame(plugin.id, name, error)
        return None

    def _call(self, plugin: LoadedPlugin, name: str, hook: Hook, values: Mapping[str, Any]) -> Any:
        with self._watch.over(plugin.id, name), self._surroundings():
            return hook.call({**values, "context": self._contexts[plugin.id]})


def _allowed(name: str, is_allowed: Callable[[Any], bool], answer: Any) -> Any:
    if not is_allowed(answer):
        raise UnusableAnswerError(f"{answer!r:.200} is no answer to {name}")
    return answer
