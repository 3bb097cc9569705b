"""Calls what a plugin registered when somebody needs it: within its time, and never at anybody else's cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from app.domain.errors import BeckonError, Unavailable
from app.domain.translation import N_
from app.foundation.database import db
from app.plugin_api.context import PluginContext
from app.plugin_host.health import HealthRecords
from app.plugin_host.watching import HANG_SECONDS, TookTooLongError, Watch, within

T = TypeVar("T")
Around = Callable[[Callable[[], Any]], Callable[[], Any]]
"""Puts what it needs around a function that is called in a thread of its own."""


class PluginFailed(Unavailable):
    """A plugin could not do what was asked of it; the log and the page of plugins say why."""

    default_code = "plugin_failed"

    def __init__(self, plugin_id: str) -> None:
        message = N_("the plugin %(plugin)s failed here; the page of plugins says why")
        super().__init__(message, values={"plugin": plugin_id})
        self.plugin_id = plugin_id


class Attendant:
    """Whoever wants something of a plugin's pages, panels, jobs and commands asks here."""

    def __init__(
        self,
        contexts: Mapping[str, PluginContext],
        health: HealthRecords,
        watch: Watch,
        surroundings: Callable[[], AbstractContextManager[object]],
    ) -> None:
        self._contexts = contexts
        self._health = health
        self._watch = watch
        self._surroundings = surroundings

    def ask(
        self,
        plugin_id: str,
        place: str,
        function: Callable[[PluginContext], T],
        seconds: float,
        around: Around | None = None,
    ) -> T:
        """What the function gives within so many seconds; ``around`` wraps the call, an application context by default.

        Raises ``PluginFailed`` after a fault, which is counted against the plugin, and once the plugin is switched off;
        an error of ours below 500 (such as ``InvalidInput``) is an answer and goes on to the caller.
        """
        self._refuse_when_off(plugin_id)
        wrapped = around or self._in_surroundings
        try:
            answer: T = within(seconds, f"plugin {plugin_id}", wrapped(lambda: self._call(plugin_id, place, function)))
        except TookTooLongError as late:
            self._health.report_slow(plugin_id, place, seconds, seconds)
            raise PluginFailed(plugin_id) from late
        except BaseException as error:
            raise self._blamed(plugin_id, place, error) from error
        return answer

    def ask_patiently(
        self,
        plugin_id: str,
        place: str,
        function: Callable[[PluginContext], T],
        hang_seconds: float = HANG_SECONDS,
        lets_through: tuple[type[BaseException], ...] = (),
    ) -> T:
        """The same in this thread and without a limit, for work that nobody waits for, or somebody gladly.

        ``lets_through`` are errors that come from the person at the terminal and not from the plugin.
        """
        self._refuse_when_off(plugin_id)
        try:
            return self._call(plugin_id, place, function, hang_seconds)
        except lets_through:
            raise
        except BaseException as error:
            db.session.rollback()
            raise self._blamed(plugin_id, place, error) from error

    def blame(self, plugin_id: str, place: str, error: BaseException) -> None:
        """Counts an error against a plugin."""
        self._health.blame(plugin_id, place, error)

    def _call(
        self, plugin_id: str, place: str, function: Callable[[PluginContext], T], hang_seconds: float = HANG_SECONDS
    ) -> T:
        with self._watch.over(plugin_id, place, hang_seconds):
            return function(self._contexts[plugin_id])

    def _in_surroundings(self, function: Callable[[], T]) -> Callable[[], T]:
        def surrounded() -> T:
            with self._surroundings():
                return function()

        return surrounded

    def _refuse_when_off(self, plugin_id: str) -> None:
        if self._health.is_switched_off(plugin_id):
            raise PluginFailed(plugin_id)

    def _blamed(self, plugin_id: str, place: str, error: BaseException) -> BaseException:
        """What to raise instead: the error itself where it is an answer, else the plugin's failure, counted."""
        if isinstance(error, BeckonError) and error.status < 500:
            return error
        self._health.blame(plugin_id, place, error)
        return PluginFailed(plugin_id)
