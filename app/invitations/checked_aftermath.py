"""Checks what follows an invitation when it is saved: words for those who wait, and the goal it is measured by."""

from __future__ import annotations

from app.domain.errors import InvalidInput
from app.domain.language_tags import LONGEST_TAG, is_tag, plain_tag
from app.domain.translation import N_
from app.foundation.text import clean_line, clean_text
from app.invitations.draft_parts import CountedFrom, OwnGoal, WaitPlan, WaitWords, stored
from app.invitations.own_goals import LONGEST_WINDOW_SECONDS, checked_event_id
from app.invitations.vocabulary import InvitationDraft

WAIT_WORDS_LIMIT = 2_000
SHORTEST_TIMEOUT_SECONDS = 1
LONGEST_TIMEOUT_SECONDS = 86_400
MOST_REPEATS = 20


def aftermath_columns(draft: InvitationDraft) -> dict[str, object]:
    """The columns ``wait`` and ``conversion``; raises InvalidInput naming the field."""
    return {"wait": stored(_checked_wait(draft.wait)), "conversion": stored(_checked_goal(draft))}


def _checked_wait(plan: WaitPlan | None) -> WaitPlan | None:
    """The plan with clean words; None where nothing would ever be said."""
    if plan is None:
        return None
    message = _words(plan.message, "wait.message")
    timeout_message = _words(plan.timeout_message, "wait.timeout_message")
    if plan.timeout is not None:
        _within(plan.timeout, SHORTEST_TIMEOUT_SECONDS, LONGEST_TIMEOUT_SECONDS, "wait.timeout")
    elif timeout_message:
        text = N_("Write after how many seconds this message comes.")
        raise InvalidInput(text, field="wait.timeout", code="missing")
    _within(plan.repeat, 0, MOST_REPEATS, "wait.repeat")
    translations = _checked_translations(plan)
    if plan.timeout is not None and not timeout_message:
        if any(each.timeout_message for each in translations.values()):
            text = N_("Write it in the invitation's own language as well; other languages fall back on it.")
        else:
            text = N_("Write what is said after the timeout, or leave the timeout empty.")
        raise InvalidInput(text, field="wait.timeout_message", code="missing")
    if not message and not timeout_message and not translations:
        return None
    return WaitPlan(
        message=message,
        timeout=plan.timeout,
        timeout_message=timeout_message,
        repeat=plan.repeat,
        translations=translations,
    )


def _checked_translations(plan: WaitPlan) -> dict[str, WaitWords]:
    """By language tag as browsers write them; a language without any words is left out."""
    checked: dict[str, WaitWords] = {}
    for tag, words in plan.translations.items():
        place = f"wait.translations.{tag}"
        message = _words(words.message, f"{place}.message")
        timeout_message = _words(words.timeout_message, f"{place}.timeout_message")
        if timeout_message and plan.timeout is None:
            text = N_("Write after how many seconds this message comes.")
            raise InvalidInput(text, field="wait.timeout", code="missing")
        if message or timeout_message:
            checked[_tag(tag, place)] = WaitWords(message=message, timeout_message=timeout_message)
    return checked


def _tag(written: str, field: str) -> str:
    if not is_tag(written):
        text = N_("“%(tag)s” is no language; write a tag such as de or pt-BR")
        raise InvalidInput(text, field=field, values={"tag": clean_line(written, LONGEST_TAG)})
    return plain_tag(written)


def _words(written: str, field: str) -> str:
    if len(written) > WAIT_WORDS_LIMIT:
        text = N_("a message has at most %(limit)s characters")
        raise InvalidInput(text, field=field, code="too_long", values={"limit": WAIT_WORDS_LIMIT})
    return clean_text(written, WAIT_WORDS_LIMIT).strip()


def _checked_goal(draft: InvitationDraft) -> OwnGoal | None:
    goal = draft.conversion
    if goal is None:
        return None
    event = checked_event_id(goal.event, "conversion.event")
    if not 1 <= goal.within <= LONGEST_WINDOW_SECONDS:
        text = N_("The window is between one second and 90 days.")
        raise InvalidInput(text, field="conversion.within", code="out_of_range")
    if goal.counted_from is CountedFrom.CLICKED and draft.experiment.holdout_percent:
        text = N_(
            "With a holdout the time begins when it is shown: whoever is shown nothing cannot click, "
            "and the two could not be compared."
        )
        raise InvalidInput(text, field="conversion.counted_from", code="not_with_holdout")
    return OwnGoal(event=event, within=goal.within, counted_from=goal.counted_from)


def _within(number: int, least: int, most: int, field: str) -> None:
    if not least <= number <= most:
        raise InvalidInput(
            N_("must be from %(least)s to %(most)s"),
            field=field,
            code="out_of_range",
            values={"least": least, "most": most},
        )
