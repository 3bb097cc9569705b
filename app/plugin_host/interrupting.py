"""Frees a server process from a plugin that computes without a pause.

Under gevent everything shares one thread, and whoever never waits stops all others. A thread of the operating system,
which gevent does not know, sees that the process has stood still, finds out whether a plugin's code is running, and
has Python raise an error in it. Code written in C is out of its reach until it returns.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Any, Final

import gevent
from gevent import monkey

SPIN_SECONDS: Final = 3.0
LOOKS_PER_SPIN: Final = 6
UNDISTURBED_SECONDS: Final = 1.0
_get_ident = monkey.get_original("_thread", "get_ident")
_start_thread = monkey.get_original("_thread", "start_new_thread")
_sleep = monkey.get_original("time", "sleep")
_monotonic = monkey.get_original("time", "monotonic")


class PluginInterruptedError(BaseException):
    """Raised inside a plugin that computed for so long without a pause that the server stood still."""

    def __str__(self) -> str:
        return "computed without a pause, so that the server stood still, and was interrupted"


class Interrupter:
    """Watches the process in which it is started; ``folders`` says where each plugin's code lies."""

    def __init__(self, folders: Mapping[str, Path], spin_seconds: float = SPIN_SECONDS) -> None:
        self._folders = {plugin_id: f"{folder.resolve()}/" for plugin_id, folder in folders.items()}
        self._spin_seconds = spin_seconds
        self._is_started = False
        self._beat_at = 0.0
        self._watched_thread = 0

    def start(self) -> bool:
        """Begins to watch; False where there is nothing to do: it watches already, no gevent, no plugin."""
        if self._is_started or not self._folders or not monkey.is_module_patched("threading"):
            return False
        self._is_started = True
        self._watched_thread = _get_ident()
        self._beat_at = _monotonic()
        gevent.spawn(self._beat)
        _start_thread(self._watch, ())
        return True

    def _beat(self) -> None:
        """Shows that greenlets get their turn."""
        while True:
            self._beat_at = _monotonic()
            gevent.sleep(self._spin_seconds / LOOKS_PER_SPIN)

    def _watch(self) -> None:
        while True:
            _sleep(self._spin_seconds / LOOKS_PER_SPIN)
            if _monotonic() - self._beat_at > self._spin_seconds and self._interrupt():
                self._beat_at = _monotonic()

    def _interrupt(self) -> bool:
        """Raises the error in the plugin that is running just now, if one is; nothing else runs in between."""
        usual = sys.getswitchinterval()
        sys.setswitchinterval(UNDISTURBED_SECONDS)
        try:
            running: Any = sys._current_frames().get(self._watched_thread)  # noqa: SLF001 - documented, for this
            if self.owner_of(running) is None:
                return False
            thread = ctypes.c_ulong(self._watched_thread)
            return bool(ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(PluginInterruptedError)))
        finally:
            sys.setswitchinterval(usual)

    def owner_of(self, frame: FrameType | None) -> str | None:
        """The plugin whose code a frame is running, directly or by something that it called; None for nobody's."""
        while frame is not None:
            for plugin_id, folder in self._folders.items():
                if frame.f_code.co_filename.startswith(folder):
                    return plugin_id
            frame = frame.f_back
        return None
