"""Where tests write: into memory, where the machine has some to spare.

Every commit of every server waits for the disk (as it must), and a new database is ten megabytes. Whoever sets
``TMPDIR`` decides otherwise.
"""

import os
import tempfile
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")
NEEDED_BYTES = 4 * 1024**3


def has_room(folder: Path) -> bool:
    """Whether programs can be kept there (an environment of Python is made by one test) and much else."""
    if not os.access(folder, os.W_OK | os.X_OK):
        return False
    found = os.statvfs(folder)
    return not found.f_flag & os.ST_NOEXEC and found.f_bavail * found.f_frsize >= NEEDED_BYTES


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose once; the processes of a run with several inherit it. What passing tests have written is not kept."""
    if "TMPDIR" not in os.environ and has_room(MEMORY):
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
