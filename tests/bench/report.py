"""What a measurement says: figures with their commit and machine, as a table for people and as JSON for programs."""

from __future__ import annotations

import math
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.services.processes import ROOT

GIBIBYTE = 1024**3


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement: what was measured, under which circumstances, and numbers whose names carry their unit."""

    figure: str
    setting: str
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the figures come from: without it nobody can compare them."""

    commit: str
    machine: str


def origin() -> Origin:
    """The commit of the working copy (``+`` where files differ from it) and the machine in one line."""
    commit = _git("rev-parse", "--short=12", "HEAD") or "unknown"
    changed = "+" if _git("status", "--porcelain", "--untracked-files=no") else ""
    return Origin(commit + changed, _machine())


def milliseconds(delays: Sequence[float]) -> dict[str, float]:
    """Median and 99th percentile of delays in seconds."""
    return {"p50_ms": round(_quantile(delays, 0.50) * 1000, 2), "p99_ms": round(_quantile(delays, 0.99) * 1000, 2)}


def as_documents(figures: Sequence[Figure], where: Origin) -> list[dict[str, object]]:
    """Every figure with its commit and machine, so that one taken out of the list still tells its story."""
    told = {"commit": where.commit, "machine": where.machine}
    return [{"figure": each.figure, "setting": each.setting, **each.values, **told} for each in figures]


def print_table(figures: Sequence[Figure], where: Origin) -> None:
    """The figures for a terminal."""
    table = Table(title=f"Beckon {where.commit}", caption=f"{where.machine}\nLoad and server share the machine.")
    for heading in ("Figure", "Setting", "Values"):
        table.add_column(heading)
    for each in figures:
        values = "  ".join(f"{name} {number:,.10g}" for name, number in each.values.items())
        table.add_row(each.figure, each.setting, values)
    Console(width=150).print(table)


def _quantile(delays: Sequence[float], share: float) -> float:
    ordered = sorted(delays)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIBIBYTE
    load = os.getloadavg()[0]
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, load before {load:.1f}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
