"""Whether an invitation helped: visitors of the holdout against those who were invited, held against the literature."""

from __future__ import annotations

import pytest

from app.domain.experiments import Outcome
from app.domain.roles import Role
from app.foundation.clock import now as present_moment
from app.reports.figures import Base
from app.reports.pages import report_page
from app.reports.periods import last_days
from app.reports.report import Question, invitation_report
from app.reports.uplift import Effect
from tests.operators.people import account, desk_of


def effect_of(goal: str = "", epoch: int | None = None, days: int = 30) -> Effect:
    """What the report says about the experiment."""
    now = present_moment()
    found = invitation_report("help", Question(last_days(days, now, "UTC"), goal, epoch), now).effect
    assert found is not None
    return found


def groups(effect: Effect) -> dict[str, tuple[int, int]]:
    """Visitors and converted by group."""
    return {name: (arm.visitors, arm.converted) for name, arm in effect.groups.items()}


@pytest.fixture
def help_(past):
    """An invitation whose experiment holds out half of the visitors, with a goal called ordered."""
    number = past.invitation(conversion={"event": "ordered", "within": 86_400})
    past.epoch(number, conversion={"event": "ordered", "within": 86_400})
    return number


def fill(past, help_, *, invited: tuple[int, int], held_out: tuple[int, int]) -> None:
    """So many visitors in each group, of whom so many converted."""
    for (visitors, converted), make, variant in ((invited, past.showing, "original"), (held_out, past.ghost, None)):
        for number in range(visitors):
            showing = make(help_, variant=variant)
            if number < converted:
                past.conversion(showing)


def test_the_example_of_newcombe_comes_out_as_he_printed_it(past, help_):
    """56 of 70 against 48 of 80: Newcombe (1998), table II, column (a), method 10 gives 0.0524 to 0.3339."""
    fill(past, help_, invited=(70, 56), held_out=(80, 48))

    compared = effect_of().uplift.comparison

    assert compared.difference.value == pytest.approx(0.2)
    assert compared.difference.interval.low == pytest.approx(0.0524, abs=5e-5)
    assert compared.difference.interval.high == pytest.approx(0.3339, abs=5e-5)
    assert compared.outcome is Outcome.TOO_EARLY


def test_a_visitor_counts_once_from_the_first_exposure(past, help_):
    somebody, held_out = past.visitor(), past.visitor()
    past.showing(help_, somebody, variant="original")
    past.conversion(past.showing(help_, somebody, variant="original"))
    for _ in range(3):
        past.conversion(past.ghost(help_, held_out))

    assert groups(effect_of()) == {"holdout": (1, 1), "original": (1, 0)}


def test_visitors_outside_the_experiment_are_in_no_group(past, help_):
    past.conversion(past.showing(help_, variant=None))

    assert groups(effect_of()) == {"holdout": (0, 0), "original": (0, 0)}


def test_numbers_of_two_epochs_are_never_mixed(past, help_, clock):
    fill(past, help_, invited=(3, 1), held_out=(2, 0))
    clock.advance(86_400)
    past.at = clock.at
    past.epoch(help_, 2, experiment={"holdout_percent": 20})
    past.showing(help_, variant="original", epoch=2)

    assert groups(effect_of()) == {"holdout": (0, 0), "original": (1, 0)}
    assert groups(effect_of(epoch=1)) == {"holdout": (2, 0), "original": (3, 1)}
    assert effect_of(epoch=1).epoch.ended_at == clock.at


def test_the_effect_is_that_of_the_whole_epoch_whatever_the_period(past, help_, clock):
    fill(past, help_, invited=(3, 1), held_out=(2, 0))
    clock.advance(20 * 86_400)

    assert groups(effect_of(days=1)) == {"holdout": (2, 0), "original": (3, 1)}


def test_each_variant_is_compared_with_the_original(past):
    number = past.invitation()
    past.epoch(number, experiment={"variants": [{"key": "short"}, {"key": "long"}]})
    for variant, visitors in (("original", 3), ("short", 2)):
        for _ in range(visitors):
            past.showing(number, variant=variant)

    effect = effect_of()

    assert effect.uplift is None
    assert [(each.first, each.second) for each in effect.contests] == [("short", "original"), ("long", "original")]
    assert groups(effect) == {"original": (3, 0), "short": (2, 0), "long": (0, 0)}


def test_groups_of_the_wrong_size_raise_the_alarm(past, help_):
    fill(past, help_, invited=(40, 0), held_out=(8, 0))

    assert effect_of().ratio.is_alarm
    assert report_page_of("help").effect.alarm.startswith("The groups are not as large as they should be.")


def test_a_goal_that_begins_with_a_click_is_not_compared(past, help_):
    past.goal("called", counted_from="clicked")
    fill(past, help_, invited=(3, 1), held_out=(2, 0))

    assert effect_of("goal:called").begins_with_a_click
    assert not effect_of().begins_with_a_click


def test_the_values_of_one_currency_say_what_was_brought(past, help_):
    for number in range(4):
        past.conversion(past.showing(help_, variant="original"), micros=10_000_000 + number, currency="EUR")
        past.ghost(help_)

    effect = effect_of()

    assert effect.currency == "EUR"
    assert effect.uplift.comparison.extra_value.value == pytest.approx(40.000006)


def test_without_an_experiment_there_is_no_effect(past):
    past.invitation()
    now = present_moment()

    assert invitation_report("help", Question(last_days(1, now, "UTC")), now).effect is None


def test_a_clear_effect_is_said_aloud_with_its_interval(past, help_):
    fill(past, help_, invited=(150, 60), held_out=(150, 20))

    headline = report_page_of("help").effect.headline

    assert (headline.verdict, headline.tone) == ("The invitation helps.", "good")
    assert headline.difference == "+26.7"
    assert headline.limits == "+16.8 to +35.9"
    assert headline.drawing.zero < headline.drawing.low < headline.drawing.value < headline.drawing.high


def report_page_of(key: str):
    """What the page shows of the last 30 days."""
    now = present_moment()
    return report_page(invitation_report(key, Question(last_days(30, now, "UTC")), now), Base.SEEN, "shown")


def test_the_page_says_since_when_and_that_it_is_too_early(past, help_, inside):
    fill(past, help_, invited=(3, 1), held_out=(2, 0))

    page = desk_of(inside, account(inside, "Susi", role=Role.SUPERVISOR)).opens("/invitations/help/report").text

    assert "Not enough data yet." in page
    assert "Visitors since 2 Nov 2026, when this experiment began" in page
