"""A Python that has Beckon imported and becomes, again and again, a ``beckon`` command or a server.

The import takes seconds of a core, and hardly anything else that a command does takes long. Started by
``tests.services.prepared``; each message on its socket says with which words, folder and environment to run, and brings
the descriptors of stdin, stdout and stderr and one on which the process's number is written, and later how it ended.
"""

from __future__ import annotations

import gc
import os
import runpy
import signal
import sys
import threading
import time
from importlib import import_module
from os import fork, waitpid  # gevent, which comes later where servers are made, replaces them
from signal import signal as set_signal
from socket import recv_fds
from socket import socket as plain_socket
from typing import Any, NoReturn

import orjson

MESSAGE_BYTES = 1 << 20
COMMAND = ("app.cli", "sqlalchemy.dialects.sqlite.pysqlite", "sqlalchemy.dialects.postgresql.psycopg", "psycopg")
SERVER = ("gunicorn.app.wsgiapp", "gunicorn.workers.ggevent", *COMMAND)


class Becoming(BaseException):
    """The process wanted to become another program, with these words and this environment."""

    def __init__(self, program: str, words: list[str], environment: dict[str, str]) -> None:
        super().__init__(program)
        self.words = words
        self.environment = environment


def main(kind: str, descriptor: int) -> None:
    """Import what a command or a server imports, then make a process for every message."""
    if kind == "server":
        import_module("gevent.monkey").patch_all()
    for name in SERVER if kind == "server" else COMMAND:
        import_module(name)
    import_module("sqlalchemy.orm").configure_mappers()
    for thread in [each for each in threading.enumerate() if each is not threading.main_thread()]:
        thread.join()  # what an import has begun for a moment; threads are lost in a fork
    if kind == "server":
        import_module("gevent").get_hub().destroy(destroy_loop=True)  # every process makes its own
    gc.collect()
    gc.freeze()
    wish = _wait_for_wish(plain_socket(fileno=descriptor))
    os.chdir(wish["folder"])
    os.environ.clear()
    os.environ.update(wish["environment"])
    time.tzset()
    sys.argv = ["beckon", *wish["words"]]
    if kind == "server":
        os.execve = _become  # type: ignore[assignment]
    try:
        runpy.run_module("app", run_name="__main__", alter_sys=True)
    except Becoming as becoming:
        _go_on_as(becoming)


def _wait_for_wish(line: plain_socket) -> Any:
    """Return in the process that shall run; the one that waits for wishes never returns."""
    set_signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        message, received, _, _ = recv_fds(line, MESSAGE_BYTES, 4)
        if not message:
            os._exit(0)
        if fork() == 0:
            line.close()
            set_signal(signal.SIGCHLD, signal.SIG_DFL)
            _attend(*received)
            return orjson.loads(message)
        for descriptor in received:
            os.close(descriptor)


def _attend(stdin: int, stdout: int, stderr: int, told: int) -> None:
    """Return in a child; its parent says what becomes of it."""
    child = fork()
    if child:
        for descriptor in (stdin, stdout, stderr):
            os.close(descriptor)
        _tell_end(child, told)
    os.setsid()
    for descriptor, place in ((stdin, 0), (stdout, 1), (stderr, 2)):
        os.dup2(descriptor, place)
    for descriptor in (stdin, stdout, stderr, told):
        os.close(descriptor)


def _tell_end(child: int, told: int) -> NoReturn:
    os.write(told, f"{child}\n".encode())
    _, status = waitpid(child, 0)
    os.write(told, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _become(program: str, words: list[str], environment: dict[str, str]) -> NoReturn:
    raise Becoming(program, words, environment)


def _go_on_as(becoming: Becoming) -> None:
    """Run ``python -m MODULE WORDS…`` in this process instead of a new one."""
    _, option, module, *words = becoming.words
    assert option == "-m"
    os.environ.clear()
    os.environ.update(becoming.environment)
    sys.argv = [module, *words]
    if os.environ.get("TEST_JITTER"):
        import_module("tests.services.jitter").install()
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
