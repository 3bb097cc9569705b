"""The explanation in words: the first blocker as one sentence, what is wanted and what is, and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask_babel import format_time, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.domain.rules import ABSENT, UNAVAILABLE, AnyOf, Condition, Not, Verdict
from app.domain.snapshots import InvitationState
from app.invitations.condition_rows import SECONDS_KINDS
from app.invitations.explained_parts import ExplainedPart
from app.invitations.explaining import ExplainedInvitation, Explanation, Outlook
from app.invitations.log_details import told
from app.invitations.log_words import reason_words
from app.invitations.moments import moment_sentence
from app.invitations.sentence import quoted, rule_sentence
from app.invitations.vocabulary import Refusal, Refused

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

OUTLOOKS = {
    Outlook.SHOWING: _l("On the screen"),
    Outlook.READY: _l("Would show now"),
    Outlook.NEXT: _l("Next in turn"),
    Outlook.WAITING: _l("Waiting"),
    Outlook.BLOCKED: _l("Does not show"),
    Outlook.OFF: _l("Switched off"),
}
_UNTIL: Mapping[Refusal, Any] = {
    Refusal.NOT_LIVE: _l("blocked until it is launched"),
    Refusal.TEAM_OFFLINE: _l("blocked until somebody of the team is online"),
    Refusal.TEAM_ONLINE: _l("blocked until nobody of the team is online"),
    Refusal.OPEN_CHAT: _l("blocked while the visitor is in a chat"),
    Refusal.CLOSED_IN_VISIT: _l(
        "blocked until the visitor's next visit, because they closed an invitation in this one"
    ),
    Refusal.CLAIMED_ELSEWHERE: _l("blocked while another tab shows an invitation"),
    Refusal.ONE_AT_A_TIME: _l("blocked while another invitation is on the screen"),
    Refusal.ONCE_PER_VISITOR: _l("blocked for good, because the visitor has seen it before"),
    Refusal.CHANGED: _l("blocked until the next page, because the invitation was changed"),
    Refusal.MOMENT: _l("blocked, because no enabled plugin notices its moment"),
    Refusal.NOT_TRACKED: _l("blocked, because the visitor is not tracked"),
    Refusal.AUDIENCE: _l("blocked, because it is not for this kind of visitor"),
    Refusal.SCHEDULE: _l("blocked for good, because its schedule is over"),
    Refusal.CLOSED_BEFORE: _l("blocked until the visitor's next visit, because they closed it in this one"),
    Refusal.BUDGET_VISIT: _l(
        "blocked until the visitor's next visit, because they have had enough invitations in this one"
    ),
}
_FOR_A_WHILE: Mapping[Refusal, Any] = {
    Refusal.RECENT_CHAT: _l("blocked for %(time)s more, because the visitor had a chat"),
    Refusal.RECENT_MANUAL: _l(
        "blocked for %(time)s more, because the visitor closed an invitation that an operator sent"
    ),
    Refusal.SCHEDULE: _l("blocked for %(time)s more, until its schedule opens"),
    Refusal.BUDGET_WEEK: _l("blocked for %(time)s more, because the visitor has had enough invitations this week"),
    Refusal.BUDGET_GAP: _l("blocked for %(time)s more, because the last invitation was so short a while ago"),
    Refusal.MUTED: _l("blocked for %(time)s more, because the visitor has closed two invitations"),
}
_CLOCKS = {
    "page.seconds": _l("waits for %(time)s more on the page"),
    "visit.seconds": _l("waits for %(time)s more on the site"),
}


def blocker_sentence(each: ExplainedInvitation, explanation: Explanation) -> str:
    """What stands in its way first, and what would come after that: one sentence."""
    now = explanation.now
    if each.outlook is Outlook.SHOWING:
        return str(_("It is on the visitor's screen."))
    parts = [_off(each), _count(each.tree)]
    if not each.tree.holds:
        parts.append(_waits_for(each.tree, now))
    others = [one for one in each.obstacles if one.reason is not Refusal.NOT_LIVE]
    obstacles = [obstacle_words(obstacle, each, explanation) for obstacle in others]
    if obstacles:
        ahead = not each.tree.holds and each.tree.finding.changes_at is not None
        first = _("then %(blocked)s", blocked=obstacles[0]) if ahead else obstacles[0]
        parts += [str(first), *obstacles[1:]]
    if each.moment is not None and not obstacles:
        parts.append(str(_("waits for the moment when %(moment)s", moment=moment_sentence(each.moment))))
    if each.outlook is Outlook.READY:
        parts.append(_ready(explanation))
    if each.outlook is Outlook.NEXT:
        parts.append(str(_("waits its turn behind %(name)s", name=quoted(each.ahead or ""))))
    return _sentence(parts)


def obstacle_words(refused: Refused, each: ExplainedInvitation, explanation: Explanation) -> str:
    """What else speaks against it, and until when: "blocked while the visitor is in a chat"."""
    if refused.until is not None and refused.reason in _FOR_A_WHILE:
        return str(_FOR_A_WHILE[refused.reason]) % {"time": length_words(refused.until - explanation.now)}
    if refused.reason is Refusal.MAX_SHOWS:
        times = ngettext("once", "%(num)d times", each.times_shown)
        return str(_("blocked for good, because the visitor has seen it %(times)s", times=times))
    if refused.reason is Refusal.HOLDOUT:
        return _sentence_part(_lower(told(refused.detail or "", _)))
    known = _UNTIL.get(refused.reason)
    return str(known) if known else str(_("blocked, because %(reason)s", reason=reason_words(refused.reason.value)))


def waiting_words(part: ExplainedPart, now: datetime) -> str:
    """What a rule that does not hold waits for, in words: the part that is furthest from holding."""
    return _waits_for(part, now)


def condition_words(part: ExplainedPart) -> str:
    """What a condition wants: "page address contains “/pricing”"; a group says how its parts are joined."""
    if part.finding.kind == "all":
        return str(_("All of these must hold")) if part.parts else str(_("No conditions"))
    if part.finding.kind == "any":
        return str(_("At least one of these must hold"))
    if part.finding.kind == "not":
        return str(_("This must not be so"))
    if isinstance(part.node, Condition):
        return rule_sentence(part.node).rstrip(".")
    return str(_("%(fact)s (no enabled plugin knows this)", fact=part.finding.fact))


def actual_words(part: ExplainedPart) -> str:
    """What the fact is now."""
    value = part.finding.actual
    if part.is_left_to_browser:
        return str(_("the browser knows"))
    if value is ABSENT:
        return str(_("none"))
    if value is UNAVAILABLE:
        return str(_("not known"))
    if is_time(part) and isinstance(value, int | float):
        return length_words(timedelta(seconds=value)) if value != float("inf") else str(_("never"))
    return value_words(value)


def is_time(part: ExplainedPart) -> bool:
    """Whether a condition is about a length of time."""
    return isinstance(part.node, Condition) and part.node.fact.kind.name in SECONDS_KINDS


def value_words(value: object) -> str:
    """A value as people write it."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, tuple | list | frozenset):
        return ", ".join(value_words(each) for each in value) or str(_("none"))
    if isinstance(value, str):
        return quoted(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def length_words(length: timedelta) -> str:
    """A length of time in its largest units: 18 s, 4 min, 3 h 20 min, 2 d."""
    if length < MINUTE:
        return str(_("%(n)s s", n=max(0, round(length.total_seconds()))))
    if length < HOUR:
        return str(_("%(n)s min", n=length // MINUTE))
    if length >= 2 * DAY:
        return str(_("%(n)s d", n=length // DAY))
    minutes = length % HOUR // MINUTE
    hours = str(_("%(n)s h", n=length // HOUR))
    return f"{hours} {_('%(n)s min', n=minutes)}" if minutes else hours


def until_words(at: datetime, now: datetime) -> str:
    """When something may change next: in 18 s, at 14:05."""
    if at - now < HOUR:
        return str(_("may change in %(time)s", time=length_words(at - now)))
    return str(_("may change at %(time)s UTC", time=format_time(at, "short")))


def _off(each: ExplainedInvitation) -> str:
    if each.outlook is not Outlook.OFF:
        return ""
    if each.snapshot.state is InvitationState.DRAFT:
        return str(_("it is a draft, so nobody sees it until it is launched"))
    return str(_("it is paused, so nobody sees it until it is launched again"))


def _ready(explanation: Explanation) -> str:
    return str(_("it shows now") if explanation.is_here else _("it would show if the visitor were here"))


def _count(tree: ExplainedPart) -> str:
    parts = tree.parts if tree.finding.kind == "all" else (tree,)
    held = sum(part.holds for part in parts)
    if not parts:
        return str(_("it has no conditions"))
    if held == len(parts):
        return str(ngettext("its condition holds", "all %(num)d conditions hold", held))
    if len(parts) == 1:
        return ""
    return str(_("%(held)s of %(all)s conditions hold", held=held, all=len(parts)))


def _waits_for(part: ExplainedPart, now: datetime) -> str:
    """The first part that does not hold, in words; for alternatives the one that may come true first."""
    open_parts = [each for each in part.parts if not each.holds]
    if isinstance(part.node, Not):
        return str(_("this must not be so: %(what)s", what=_lower(condition_words(part.parts[0]))))
    if isinstance(part.node, AnyOf) and open_parts:
        return _waits_for(min(open_parts, key=_rank), now)
    if open_parts:
        # what time or the browser settles by itself is told only when nothing else is in the way
        return _waits_for(max(open_parts, key=lambda each: (_rank(each) == 2, -_rank(each))), now)
    return _open_condition(part, now)


def _rank(part: ExplainedPart) -> int:
    """How far a part is from holding: 0 time settles it, 1 the browser may notice it, 2 something must change."""
    if part.finding.kind in ("all", "any") and part.parts:
        ranks = [_rank(each) for each in part.parts if not each.holds]
        return max(ranks, default=0) if part.finding.kind == "all" else min(ranks, default=0)
    if part.finding.changes_at is not None:
        return 0
    return 1 if any(leaf.is_for_browser for leaf in part.leaves()) else 2


def _open_condition(part: ExplainedPart, now: datetime) -> str:
    changes_at, fact = part.finding.changes_at, part.finding.fact or ""
    if changes_at is not None and part.finding.verdict is Verdict.FALSE:
        time = length_words(changes_at - now)
        if fact in _CLOCKS:
            return str(_CLOCKS[fact]) % {"time": time}
        return str(_("waits %(time)s until %(what)s", time=time, what=_lower(condition_words(part))))
    if part.is_left_to_browser:
        return str(_("waits until %(what)s, which the browser notices", what=_lower(condition_words(part))))
    reason = part.finding.reason
    if is_time(part) and "actual" in reason.values:  # 40 s, and not 40.123
        reason = replace(reason, values={**reason.values, "actual": actual_words(part)})
    return _sentence_part(reason.translated(_))


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _sentence_part(sentence: str) -> str:
    return sentence.strip().rstrip(".")


def _sentence(parts: list[str]) -> str:
    joined = "; ".join(part for part in parts if part)
    return joined[:1].upper() + joined[1:] + "."
