"""From the editor's form over the visitors' pages to the report: what inviting changes, counted by hand beside it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from app.domain.experiments import HOLDOUT, ORIGINAL, Arm, Outcome
from app.foundation import clock
from app.reports.periods import last_days
from app.reports.report import Question, invitation_report
from tests.seeds.conftest import PAGE, Writes, granted, team, unspent, writer, writes
from tests.widget.conftest import Browser

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["team", "unspent", "writer", "writes"]

VISITORS = 24


def test_the_report_compares_who_was_invited_with_who_was_not(app: Flask, writes: Writes) -> None:
    key = writes(
        holdout_percent="50", conversion_event="ordered", conversion_within="1", conversion_unit="hours",
        conversion_from="shown",
    )  # fmt: skip
    counted: Counter[tuple[str, bool]] = Counter()
    for number in range(VISITORS):
        browser = Browser(app.test_client(use_cookies=False))
        browser.opens(PAGE)
        answer = granted(browser, key)
        group = HOLDOUT if answer == "holdout" else ORIGINAL
        converts = number % (3 if group == HOLDOUT else 2) == 0
        if converts:
            browser.signals({"kind": "conversion", "id": "ordered", "value": 10, "currency": "EUR"})
            browser.signals({"kind": "conversion", "id": "ordered", "value": 10, "currency": "EUR"})
        counted[group, converts] += 1
        browser.opens(PAGE + "?again=1")
        assert (granted(browser, key) == "holdout") is (group == HOLDOUT)

    with app.app_context():
        now = clock.now()
        effect = invitation_report(key, Question(last_days(7, now, "UTC")), now).effect

    assert effect is not None
    assert effect.groups == {
        group: Arm.with_values(
            counted[group, True] + counted[group, False], counted[group, True], [10.0] * counted[group, True]
        )
        for group in (HOLDOUT, ORIGINAL)
    }
    assert effect.uplift is not None
    assert effect.uplift.comparison.outcome is Outcome.TOO_EARLY
