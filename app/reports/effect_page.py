"""What an experiment has shown, in words and drawings: one number with its interval, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from app.domain.experiments import Estimate, Outcome
from app.reports.chart import IntervalDrawing, interval_drawing
from app.reports.tables import CellKind, Column, Row, Share, Table
from app.reports.uplift import Contest, Effect
from app.reports.words import group_words, interval, money, percent, points, signed


@dataclass(frozen=True, slots=True)
class ContestView:
    """Two groups compared, ready to read. ``tone`` is good, bad or empty; texts are empty where nothing can be said."""

    title: str
    verdict: str
    tone: str
    difference: str = ""
    limits: str = ""
    rates: str = ""
    more: tuple[str, ...] = ()
    drawing: IntervalDrawing | None = None


@dataclass(frozen=True, slots=True)
class EffectView:
    """The effect for the page: ``alarm`` is set where the groups are not as large as they should be."""

    headline: ContestView | None
    contests: tuple[ContestView, ...]
    groups: Table
    alarm: str
    begins_with_a_click: bool


def effect_view(effect: Effect) -> EffectView:
    """The effect in words."""
    return EffectView(
        headline=_view(effect.uplift, effect.currency) if effect.uplift else None,
        contests=tuple(_view(contest, effect.currency) for contest in effect.contests),
        groups=groups_table(effect),
        alarm=_alarm(effect),
        begins_with_a_click=effect.begins_with_a_click,
    )


def groups_table(effect: Effect) -> Table:
    """How many visitors each group has, how many it should have, and how many converted."""
    columns = (
        Column(_("Group")),
        Column(_("Visitors"), CellKind.NUMBER),
        Column(_("Planned"), CellKind.NUMBER),
        Column(_("Converted"), CellKind.FIGURE, of=_("of visitors")),
    )
    rows = tuple(
        Row(
            (
                group_words(group),
                arm.visitors,
                round(effect.ratio.expected.get(group, 0)),
                Share(arm.converted, arm.converted / arm.visitors if arm.visitors else None),
            )
        )
        for group, arm in effect.groups.items()
    )
    return Table("groups", _("Groups of the experiment"), columns, rows, _("Visitors, each counted once."))


def _view(contest: Contest, currency: str | None) -> ContestView:
    compared = contest.comparison
    title = _("%(first)s against %(second)s", first=group_words(contest.first), second=group_words(contest.second))
    verdict, tone = _verdict(contest)
    if compared.difference is None or compared.first_rate is None or compared.second_rate is None:
        return ContestView(title, verdict, tone)
    return ContestView(
        title=title,
        verdict=verdict,
        tone=tone,
        difference=points(compared.difference.value),
        limits=interval(compared.difference.interval),
        rates=_(
            "%(first)s of %(first_visitors)s visitors converted, against %(second)s of %(second_visitors)s.",
            first=percent(compared.first_rate.value),
            first_visitors=format_decimal(compared.first.visitors),
            second=percent(compared.second_rate.value),
            second_visitors=format_decimal(compared.second.visitors),
        ),
        more=tuple(_more(contest, currency)),
        drawing=interval_drawing(compared.difference),
    )


def _verdict(contest: Contest) -> tuple[str, str]:
    compared, is_about_holdout = contest.comparison, contest.first == "invited"
    if compared.outcome is Outcome.TOO_EARLY:
        more = compared.more_visitors or 1
        needed = ngettext(
            "About %(number)s more visitor is needed.",
            "About %(number)s more visitors are needed.",
            more,
            number=format_decimal(more),
        )
        return f"{_('Not enough data yet.')} {needed}", ""
    if compared.outcome is Outcome.NO_VISIBLE_EFFECT:
        return _("No visible effect."), ""
    if compared.outcome is Outcome.BETTER:
        return (_("The invitation helps.") if is_about_holdout else _("Better than the original.")), "good"
    return (_("The invitation does harm.") if is_about_holdout else _("Worse than the original.")), "bad"


def _more(contest: Contest, currency: str | None) -> list[str]:
    compared, said = contest.comparison, []
    if compared.outcome is Outcome.TOO_EARLY:
        return []
    if compared.lift is not None:
        said.append(_("%(lift)s %% compared with what it would have been", lift=signed(100 * compared.lift.value, 1)))
    if compared.extra_conversions is not None:
        said.append(_("%(number)s conversions more or fewer", number=_range(compared.extra_conversions)))
    if compared.extra_value is not None and currency:
        amount = money(Decimal(str(round(compared.extra_value.value, 2))), currency)
        said.append(_("%(amount)s more or less revenue", amount=amount))
    if compared.chance_to_beat is not None:
        said.append(_("%(chance)s probable that it is the better one", chance=percent(compared.chance_to_beat)))
    return said


def _range(estimate: Estimate) -> str:
    low, high = estimate.interval.low, estimate.interval.high
    value = signed(estimate.value, 0)
    return value if high is None else f"{value} ({signed(low, 0)} … {signed(high, 0)})"


def _alarm(effect: Effect) -> str:
    if not effect.ratio.is_alarm:
        return ""
    return str(
        _(
            "The groups are not as large as they should be. Something other than chance divides the visitors, so these "
            "numbers cannot be trusted."
        )
    )
