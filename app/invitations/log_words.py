"""The impression log in words: what happened to an invitation, and why it was not shown."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.invitations.vocabulary import LogKind, LogLine, Refusal

KINDS = {
    LogKind.ARMED: _l("waiting in the browser for its moment"),
    LogKind.SHOWN: _l("shown"),
    LogKind.SEEN: _l("seen"),
    LogKind.OPENED: _l("opened"),
    LogKind.CLICKED: _l("a link was clicked"),
    LogKind.DISMISSED: _l("dismissed"),
    LogKind.EXPIRED: _l("disappeared unanswered"),
    LogKind.REPLIED: _l("replied"),
    LogKind.REPLACED: _l("made room for another invitation"),
    LogKind.REFUSED: _l("refused"),
    LogKind.RECALLED: _l("taken back by its sender"),
    LogKind.WITHHELD: _l("not shown, to measure the effect"),
}
REASONS = {
    Refusal.NOT_LIVE: _l("the invitation was not live any more"),
    Refusal.CHANGED: _l("the invitation was changed after the page was opened"),
    Refusal.UNKNOWN: _l("there was no such invitation"),
    Refusal.OTHER_WIDGET: _l("the embed code on the page is another one"),
    Refusal.CONDITIONS: _l("its conditions did not hold any more"),
    Refusal.MOMENT: _l("its moment had not come"),
    Refusal.TEAM_OFFLINE: _l("nobody was online"),
    Refusal.TEAM_ONLINE: _l("somebody was online"),
    Refusal.OPEN_CHAT: _l("the visitor was in a chat"),
    Refusal.RECENT_CHAT: _l("the visitor had a chat a short while ago"),
    Refusal.CLOSED_IN_VISIT: _l("the visitor had closed an invitation in this visit"),
    Refusal.CLAIMED_ELSEWHERE: _l("it showed in another tab"),
    Refusal.ONE_AT_A_TIME: _l("another invitation was on the screen"),
    Refusal.MAX_SHOWS: _l("the visitor had seen it as often as allowed"),
    Refusal.ONCE_PER_VISITOR: _l("the visitor had seen it before"),
    Refusal.NOT_TRACKED: _l("the visitor is not tracked"),
    Refusal.AUDIENCE: _l("it is not for this kind of visitor"),
    Refusal.SCHEDULE: _l("its schedule was closed"),
    Refusal.CLOSED_BEFORE: _l("the visitor had closed it in this visit"),
    Refusal.RECENT_MANUAL: _l("the visitor had closed an invitation from an operator a short while ago"),
    Refusal.BUDGET_VISIT: _l("the visitor had had enough invitations in this visit"),
    Refusal.BUDGET_WEEK: _l("the visitor had had enough invitations this week"),
    Refusal.BUDGET_GAP: _l("the last invitation was so short a while ago"),
    Refusal.MUTED: _l("the visitor had closed two invitations"),
    Refusal.HOLDOUT: _l("the visitor is among those who are not invited, so that the effect can be measured"),
}
STATES = {
    "shown": _l("shown"),
    "opened": _l("opened"),
    "dismissed": _l("dismissed"),
    "expired": _l("disappeared unanswered"),
    "replied": _l("replied"),
    "replaced": _l("made room for another invitation"),
    "recalled": _l("taken back by its sender"),
    "withheld": _l("not shown, to measure the effect"),
}


def log_words(line: LogLine) -> str:
    """One line of the log as its reader says it: "refused: nobody was online"."""
    what = str(KINDS[line.kind])
    if line.kind is not LogKind.REFUSED:
        return what
    return str(_("%(what)s: %(reason)s", what=what, reason=reason_words(line.reason)))


def invitation_words(line: LogLine) -> str:
    """What the invitation of a line is called; one by hand by its sender."""
    if line.invitation_key is not None:
        return line.invitation_name
    return str(_("By hand: %(name)s", name=line.invitation_name))


def reason_words(code: str | None) -> str:
    """Why an invitation was refused; a code of a plugin or a later version stands for itself."""
    known = next((words for reason, words in REASONS.items() if reason.value == code), None)
    return str(known) if known else code or str(_("no reason was kept"))


def state_words(state: str) -> str:
    """How a showing stands or ended, in a word or two."""
    return str(STATES.get(state, state))
