"""How many visitors an invitation would have reached: its rule, run over the visits that were recorded lately.

The rule is judged by the evaluator that judges claims (``app.domain.rules``), on every page of every visit, from the
beginning of the page to its end, with the facts as the stored rows still tell them (``replayed_facts``). What they do
not tell leaves the answer open: such visitors *may* have matched. So "matching" is at least, and both together at most.

Visitors are counted, each once. Not replayed is what depends on showings that have never been: how often one visitor
sees it, the contact budget, other invitations that go first; nor whether the team was online or a chat was open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.errors import InvalidInput
from app.domain.translation import N_
from app.foundation import clock, settings
from app.foundation.unhurried import unhurried
from app.invitations.needs import Needs, needs_of
from app.invitations.replay_tally import Tally
from app.invitations.replayed_facts import ReplayedPage, remembered_of, replayed_pages
from app.invitations.replayed_rule import replayed_rule
from app.invitations.vocabulary import InvitationDraft
from app.operators.queries import operators
from app.plugin_host import host
from app.visitors.replaying import find_visits, recorded_visits

DAYS = 7
MOST_DAYS = 30
MOST_VISITS = 5_000
MOST_PAGES = 5
AT_ONCE = 100
MOST_TIMES_AS_LONG = 4


@dataclass(frozen=True, slots=True)
class ForecastDay:
    """Visitors of one day on the site's calendar; ``perhaps`` are others than ``matching``."""

    day: date
    visitors: int
    matching: int
    perhaps: int


@dataclass(frozen=True, slots=True)
class ForecastPage:
    """Visitors who would have matched on one page, or may have; its address is without the query."""

    url: str
    matching: int
    perhaps: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """What one rule would have met in the last ``days`` days on the site's calendar, today included.

    ``visitors`` are those of the ``visits`` that were replayed, the newest of all that were ``recorded``; the site's
    own people and programs are not among them. ``matching`` would surely have met the rule on at least one page;
    ``perhaps`` are others who may have, depending on the facts ``depends_on`` (ids, the most frequent first).
    ``is_cut_short`` says that time ran out. ``by_day`` is oldest first, ``pages`` are at most five.
    """

    days: int
    visits: int
    recorded: int
    visitors: int
    matching: int
    perhaps: int
    depends_on: tuple[str, ...]
    by_day: tuple[ForecastDay, ...]
    pages: tuple[ForecastPage, ...]
    is_cut_short: bool = False


@dataclass(slots=True)
class _Replay:
    """What was looked at so far: how many visits, who was there on which day, and the seconds of work that it took."""

    zone: ZoneInfo
    now: datetime
    most_seconds: float | None
    visits: int = 0
    seconds: float = 0.0
    began: float = field(default_factory=clock.monotonic)
    present: dict[date, set[int]] = field(default_factory=dict)

    @property
    def is_out_of_time(self) -> bool:
        """Whether it has taken long enough; where others work too, it may last longer by some times."""
        if self.most_seconds is None:
            return False
        lasted = clock.monotonic() - self.began
        return self.seconds >= self.most_seconds or lasted >= MOST_TIMES_AS_LONG * self.most_seconds

    def visitors(self) -> int:
        """How many different visitors there were."""
        return len(set().union(*self.present.values()))


def forecast(draft: InvitationDraft, *, now: datetime, days: int = DAYS, most_seconds: float | None = None) -> Forecast:
    """What one draft would have met, saved or not; see ``forecasts``."""
    return forecasts([draft], now=now, days=days, most_seconds=most_seconds)[0]


def forecasts(
    drafts: Sequence[InvitationDraft],
    *,
    now: datetime,
    days: int = DAYS,
    most_visits: int = MOST_VISITS,
    most_seconds: float | None = None,
) -> tuple[Forecast, ...]:
    """What each of these drafts would have met, in their order; the visits are read once for all of them.

    ``days`` is 1 to 30. Of more than ``most_visits`` visits the newest are replayed, and after ``most_seconds`` of work
    no more of them; others can work in between. Raises InvalidInput naming the place of the first fault in a rule.
    """
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInput(
            N_("a forecast looks back 1 to %(most)s days"),
            field="days",
            code="out_of_range",
            values={"most": MOST_DAYS},
        )
    time_zone = settings.get("site.time_zone")
    tallies = [Tally(replayed_rule(draft, host().registry.facts, time_zone)) for draft in drafts]
    if not tallies:
        return ()
    replay = _Replay(ZoneInfo(time_zone), now, most_seconds)
    first_day = now.astimezone(replay.zone).date() - timedelta(days=days - 1)
    since = datetime.combine(first_day, time(), tzinfo=replay.zone).astimezone(UTC)
    found = find_visits(since, {each.email.casefold() for each in operators()}, most_visits)
    for pages in _visits(found.ids, tallies, replay):
        _count(pages, tallies, replay)
    calendar = [first_day + timedelta(days=each) for each in range(days)]
    is_cut_short = replay.visits < len(found.ids)
    return tuple(_summary(tally, replay, calendar, found.recorded, is_cut_short=is_cut_short) for tally in tallies)


def _visits(ids: Sequence[int], tallies: Sequence[Tally], replay: _Replay) -> Iterator[tuple[ReplayedPage, ...]]:
    """The pages of one visit after another, until time runs out."""
    needs = needs_of([tally.rule.node for tally in tallies])
    also = frozenset[str]().union(*(tally.rule.facts for tally in tallies))
    for ready in unhurried(_in_batches(ids, needs, also, replay)):
        if replay.is_out_of_time:
            return
        replay.visits += 1
        yield ready


def _in_batches(
    ids: Sequence[int], needs: Needs, also: frozenset[str], replay: _Replay
) -> Iterator[tuple[ReplayedPage, ...]]:
    for start in range(0, len(ids), AT_ONCE):
        began = clock.busy_seconds()
        visits = recorded_visits(ids[start : start + AT_ONCE])
        remembered = remembered_of(visits, needs, also)
        replay.seconds += clock.busy_seconds() - began
        for visit in visits:
            yield tuple(replayed_pages(visit, remembered[visit.visitor.id], needs, replay.zone.key))


def _count(pages: tuple[ReplayedPage, ...], tallies: Sequence[Tally], replay: _Replay) -> None:
    began = clock.busy_seconds()
    for page in pages:
        day = page.page.at.astimezone(replay.zone).date()
        replay.present.setdefault(day, set()).add(page.visitor.id)
        facts = page.facts_at(page.page.at)
        for tally in tallies:
            tally.add(page, facts, day, replay.now)
    replay.seconds += clock.busy_seconds() - began


def _summary(tally: Tally, replay: _Replay, calendar: Sequence[date], recorded: int, *, is_cut_short: bool) -> Forecast:
    return Forecast(
        days=len(calendar),
        visits=replay.visits,
        recorded=recorded,
        visitors=replay.visitors(),
        matching=len(tally.matching),
        perhaps=tally.number_perhaps(),
        depends_on=tally.depends_on(),
        by_day=tuple(ForecastDay(day, len(replay.present.get(day, ())), *tally.on_day(day)) for day in calendar),
        pages=tuple(ForecastPage(*each) for each in tally.frequent_pages(MOST_PAGES)),
        is_cut_short=is_cut_short,
    )
