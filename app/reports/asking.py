"""Reads what a reader asks of a report from an address, and writes addresses that ask for something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.errors import InvalidInput
from app.domain.translation import N_
from app.reports.figures import Base
from app.reports.pages import CHARTED
from app.reports.periods import Period, last_days, read_period
from app.reports.report import Question

NAMES = ("days", "from", "until", "goal", "epoch", "of", "figure", "more")
MOST_EPOCH_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what the page needs beside it: the figure of its chart, and the table that is shown whole.

    ``error`` is what was wrong; then the usual is shown.
    """

    question: Question
    base: Base
    charted: str
    more: str = ""
    error: InvalidInput | None = None

    @property
    def period(self) -> Period:
        """The days that are asked for."""
        return self.question.period


def read_asked(arguments: Mapping[str, str], now: datetime, zone: str) -> Asked:
    """What an address asks for. Raises ``InvalidInput`` naming the parameter."""
    given = {name: arguments.get(name, "").strip() for name in NAMES}
    period = read_period(given["days"], given["from"], given["until"], now, zone)
    return Asked(
        question=Question(period, given["goal"], _epoch(given["epoch"])),
        base=_base(given["of"]),
        charted=given["figure"] if given["figure"] in CHARTED else CHARTED[0],
        more=given["more"],
    )


def read_asked_kindly(arguments: Mapping[str, str], now: datetime, zone: str) -> Asked:
    """The same for a page: where something is wrong it says so and shows the last 30 days."""
    try:
        return read_asked(arguments, now, zone)
    except InvalidInput as error:
        return Asked(Question(last_days(30, now, zone)), Base.SEEN, CHARTED[0], error=error)


def changed(arguments: Mapping[str, str], **changes: str | None) -> dict[str, str]:
    """The parameters of the present address with some of them changed; None leaves one out."""
    kept = {name: arguments[name] for name in NAMES if arguments.get(name)}
    wanted: dict[str, str | None] = {**kept, **{name.rstrip("_"): value for name, value in changes.items()}}
    return {name: value for name, value in wanted.items() if value is not None}


def _base(written: str) -> Base:
    if written not in ("", *Base):
        raise InvalidInput(N_("Rates are parts of seen or of shown."), field="of", code="not_an_option")
    return Base(written) if written else Base.SEEN


def _epoch(written: str) -> int | None:
    if not written:
        return None
    if not written.isascii() or not written.isdecimal() or len(written) > MOST_EPOCH_DIGITS:
        raise InvalidInput(N_("There is no such epoch."), field="epoch", code="not_an_option")
    return int(written)
