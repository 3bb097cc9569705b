"""The bytes of files that were sent in chats: under random names in the instance folder, whole or not at all."""

from __future__ import annotations

import logging
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from app.domain.errors import NotFound, StorageFull
from app.domain.translation import N_
from app.foundation.configuration import configuration

logger = logging.getLogger(__name__)
FOLDER = "chat_files"
NAME_BYTES = 24
RESERVE_BYTES = 64 * 1024 * 1024
"""What is left to the database and the log when files have filled the disk."""

_NAME = re.compile(r"[0-9a-f]{48}")
_PART = ".part-"


def has_room(size: int) -> bool:
    """Whether so many bytes can be kept without taking the last room of the disk."""
    folder = _folder()
    try:
        return shutil.disk_usage(folder if folder.is_dir() else folder.parent).free >= size + RESERVE_BYTES
    except OSError:
        return False


def keep(content: bytes) -> str:
    """Store bytes and return the name to find them by; when this returns they are on the disk. Raises StorageFull."""
    folder = _folder()
    name = secrets.token_hex(NAME_BYTES)
    part = folder / (_PART + name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / name)
        _sync_folder(folder)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
            (folder / name).unlink(missing_ok=True)
        raise StorageFull(N_("the file could not be stored; the disk of the server may be full")) from error
    return name


def path_of(name: str) -> Path:
    """Where the bytes of this name lie; raises NotFound where they are gone."""
    path = _folder() / name
    if not _NAME.fullmatch(name) or not path.is_file() or path.is_symlink():
        raise NotFound(N_("there is no such file"))
    return path


def remove(names: Iterable[str]) -> None:
    """Delete these; one that is gone already is no matter."""
    for name in names:
        if _NAME.fullmatch(name):
            try:
                (_folder() / name).unlink(missing_ok=True)
            except OSError as error:
                logger.warning("a file could not be deleted: %s", error.strerror)


def names_older_than(age: timedelta, now: datetime) -> Iterator[str]:
    """The names of everything stored before then; what an upload left unfinished is deleted on the way."""
    if not _folder().is_dir():
        return
    with os.scandir(_folder()) as found:
        for entry in found:
            try:
                is_old = now.timestamp() - entry.stat(follow_symlinks=False).st_mtime > age.total_seconds()
            except FileNotFoundError:
                continue
            if is_old and entry.name.startswith(_PART):
                Path(entry.path).unlink(missing_ok=True)
            elif is_old and _NAME.fullmatch(entry.name):
                yield entry.name


def _sync_folder(folder: Path) -> None:
    """The name of a file is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _folder() -> Path:
    return configuration().instance_path / FOLDER
