"""The geometry of the drawings: one line over time, and one interval; the template only writes the numbers down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from app.domain.experiments import Estimate

WIDTH = 1000
HEIGHT = 240
MOST_LABELS = 7
GRID_LINES = 4


@dataclass(frozen=True, slots=True)
class Band:
    """The stripe of one slot of time, for pointing at it; ``words`` say what it stands for."""

    x: float
    width: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """A line in a box of 1000 by 240; ``scale`` are the numbers beside it from top to bottom."""

    line: str
    area: str
    bands: tuple[Band, ...]
    scale: tuple[int, ...]
    labels: tuple[str, ...]
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class IntervalDrawing:
    """An interval in a box of 1000: from ``low`` to ``high``, with the estimate and with the place of zero."""

    low: float
    high: float
    value: float
    zero: float


def line_chart(numbers: Sequence[int], names: Sequence[str], words: Sequence[str]) -> LineChart:
    """The line of the numbers; ``names`` stand below it, ``words`` say each slot as a whole."""
    top = ceiling(max(numbers, default=0))
    step = WIDTH / max(1, len(numbers))
    heights = [HEIGHT - HEIGHT * number / top for number in numbers]
    middles = [step * (place + 0.5) for place in range(len(numbers))]
    corners = [f"{x:.1f},{y:.1f}" for x, y in zip(middles, heights, strict=True)]
    if len(corners) == 1:
        corners = [f"0,{heights[0]:.1f}", f"{WIDTH},{heights[0]:.1f}"]
    ends = (f"{corners[0].partition(',')[0]},{HEIGHT}", f"{corners[-1].partition(',')[0]},{HEIGHT}") if corners else ()
    return LineChart(
        line=" ".join(corners),
        area=" ".join((ends[0], *corners, ends[1])) if ends else "",
        bands=tuple(
            Band(round(step * place, 2), round(step, 2), round(heights[place], 1), said)
            for place, said in enumerate(words)
        ),
        scale=tuple(top * each // GRID_LINES for each in range(GRID_LINES, -1, -1)),
        labels=tuple(_spread(names)),
    )


def ceiling(most: int) -> int:
    """The number at the top of the scale: at least ``most``, and easy to divide by four."""
    if most <= GRID_LINES:
        return GRID_LINES
    unit: int = 10 ** max(0, floor(log10(most)) - 1) * GRID_LINES
    return ceil(most / unit) * unit


def interval_drawing(estimate: Estimate) -> IntervalDrawing:
    """The interval with zero in the same picture."""
    low, high = estimate.interval.low, estimate.interval.high if estimate.interval.high is not None else 1.0
    first, last = min(low, 0.0), max(high, 0.0)
    margin = (last - first) * 0.1 or 0.01

    def place(value: float) -> float:
        return round(WIDTH * (value - first + margin) / (last - first + 2 * margin), 1)

    return IntervalDrawing(place(low), place(high), place(estimate.value), place(0.0))


def _spread(names: Sequence[str]) -> Sequence[str]:
    """At most seven of the names, the first and the last among them, evenly spread."""
    if len(names) <= MOST_LABELS:
        return names
    last = len(names) - 1
    return [names[round(last * each / (MOST_LABELS - 1))] for each in range(MOST_LABELS)]
