"""What the explain page shows: one line for each invitation with its tree, and what became of them before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.domain.rules import Verdict
from app.invitations.explained_parts import ExplainedPart
from app.invitations.explaining import ExplainedInvitation, Explanation, Outlook
from app.invitations.explaining_words import (
    OUTLOOKS,
    actual_words,
    blocker_sentence,
    condition_words,
    obstacle_words,
    until_words,
)
from app.invitations.moments import moment_explanation, moment_sentence
from app.invitations.sentence import quoted

LINES = 50
"""How many invitations one page shows with their trees."""
TONES = {
    Outlook.SHOWING: "good",
    Outlook.READY: "good",
    Outlook.NEXT: "open",
    Outlook.WAITING: "open",
    Outlook.BLOCKED: "bad",
    Outlook.OFF: "off",
}
OPENED = 3


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of a tree. ``tone`` is good, bad or open, from the point of view of the whole rule.

    ``verdict`` is the same in a word. ``source`` and ``known_at`` are set for single conditions; ``changes`` says when
    time alone may change it.
    """

    is_group: bool
    tone: str
    verdict: str
    words: str
    actual: str
    source: str
    known_at: datetime | None
    changes: str
    parts: tuple[PartLine, ...] = ()


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """One invitation: the sentence first, then what else speaks against it, then the tree.

    ``moment`` is what the browser has to notice besides. ``before`` is what its outlook would be without the what-if,
    where that is another one.
    """

    key: str
    name: str
    outlook: str
    outlook_words: str
    tone: str
    sentence: str
    obstacles: tuple[str, ...]
    tree: PartLine
    moment: str | None
    moment_help: str | None
    before: str | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class ExplainPage:
    """The whole answer: a headline, the invitations in their turns, and how many there are by outlook."""

    headline: str
    tone: str
    lines: tuple[InvitationLine, ...]
    counts: tuple[tuple[str, str, int], ...]
    number: int
    next_from: int | None


def explain_page(
    explanation: Explanation, without: Explanation | None = None, *, only: str = "", start: int = 0
) -> ExplainPage:
    """The explanation as the page shows it; ``without`` is the same without the what-if."""
    before = {each.snapshot.key: each.outlook for each in without.invitations} if without else {}
    wanted = [each for each in explanation.invitations if not only or each.outlook.value == only]
    shown = wanted[start : start + LINES]
    said, tone = _headline(explanation)
    opened = {each.snapshot.key for each in sorted(shown, key=_nearest)[: 1 if len(shown) > OPENED else OPENED]}
    return ExplainPage(
        headline=said,
        tone=tone,
        lines=tuple(
            _line(
                each,
                explanation,
                before.get(each.snapshot.key, each.outlook),
                is_open=each.snapshot.key in opened,
            )
            for each in shown
        ),
        counts=tuple((outlook.value, str(OUTLOOKS[outlook]), n) for outlook, n in explanation.counts.items() if n),
        number=len(explanation.invitations),
        next_from=start + LINES if len(wanted) > start + LINES else None,
    )


def explain_lines(explanation: Explanation) -> list[InvitationLine]:
    """Every invitation of an explanation, without a limit."""
    return [_line(each, explanation, each.outlook, is_open=True) for each in explanation.invitations]


def headline(explanation: Explanation) -> str:
    """The answer to "why no invitation?" in one sentence."""
    return _headline(explanation)[0]


def part_line(part: ExplainedPart, now: datetime, *, is_negated: bool = False) -> PartLine:
    """One part of a rule in words, with the parts below it."""
    turns = part.finding.kind == "not"
    return PartLine(
        is_group=part.origin is None,
        tone=_tone(part, is_negated),
        verdict=_verdict(part),
        words=condition_words(part),
        actual="" if part.origin is None else actual_words(part),
        source=_(part.origin.source) if part.origin else "",
        known_at=part.origin.known_at if part.origin else None,
        changes=until_words(part.finding.changes_at, now) if part.origin and part.finding.changes_at else "",
        parts=tuple(part_line(each, now, is_negated=is_negated is not turns) for each in part.parts),
    )


def _line(each: ExplainedInvitation, explanation: Explanation, before: Outlook, *, is_open: bool) -> InvitationLine:
    return InvitationLine(
        key=each.snapshot.key,
        name=each.snapshot.name,
        outlook=each.outlook.value,
        outlook_words=str(OUTLOOKS[each.outlook]),
        tone=TONES[each.outlook],
        sentence=blocker_sentence(each, explanation),
        obstacles=tuple(_capital(obstacle_words(one, each, explanation)) for one in each.obstacles),
        tree=part_line(each.tree, explanation.now),
        moment=moment_sentence(each.moment) if each.moment else None,
        moment_help=moment_explanation(each.moment) if each.moment else None,
        before=str(OUTLOOKS[before]) if before is not each.outlook else None,
        is_open=is_open,
    )


def _headline(explanation: Explanation) -> tuple[str, str]:
    """The answer to "why no invitation?" in one sentence, with its tone."""
    nearest: Sequence[ExplainedInvitation] = sorted(explanation.invitations, key=_nearest)
    if not nearest:
        return str(_("No invitation is live, so nothing can show.")), "off"
    first = nearest[0]
    name = quoted(first.snapshot.name)
    words = {
        Outlook.SHOWING: _("%(name)s is on the visitor's screen.", name=name),
        Outlook.READY: _("Nothing stands in the way of %(name)s.", name=name),
        Outlook.WAITING: _("No invitation shows yet; %(name)s comes nearest.", name=name),
    }
    if len(nearest) == 1 and first.outlook not in words:
        return blocker_sentence(first, explanation), TONES[first.outlook]
    if first.outlook in words:
        return str(words[first.outlook]), TONES[first.outlook]
    shared = _shared_obstacle(nearest, explanation)
    if shared:
        return str(_("No invitation can show: %(reason)s.", reason=shared)), "bad"
    return str(_("No invitation can show on this page.")), "bad"


def _shared_obstacle(judged: Sequence[ExplainedInvitation], explanation: Explanation) -> str | None:
    """What stands in the way of every one of them, if anything does."""
    live = [each for each in judged if each.outlook is not Outlook.OFF]
    first = live[0].obstacles if live else ()
    for obstacle in first:
        if all(obstacle.reason in {one.reason for one in each.obstacles} for each in live):
            return obstacle_words(obstacle, live[0], explanation)
    return None


def _nearest(each: ExplainedInvitation) -> int:
    return list(TONES).index(each.outlook)


def _tone(part: ExplainedPart, is_negated: bool) -> str:
    if part.finding.verdict is Verdict.UNKNOWN or part.is_left_to_browser:
        return "open"
    if part.holds is is_negated:
        return "open" if part.finding.changes_at is not None else "bad"
    return "good"


def _verdict(part: ExplainedPart) -> str:
    if part.is_left_to_browser:
        return str(_("the browser decides"))
    if part.finding.verdict is Verdict.FALSE and part.finding.changes_at is not None:
        return str(_("not yet"))
    words = {Verdict.TRUE: _("holds"), Verdict.FALSE: _("does not hold"), Verdict.UNKNOWN: _("cannot be known")}
    return str(words[part.finding.verdict])


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:] + "."
