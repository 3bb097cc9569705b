"""Checks who speaks in an invitation, and how it looks, when it is saved."""

from __future__ import annotations

from app.domain.errors import InvalidInput
from app.domain.translation import N_
from app.foundation.text import clean_line
from app.invitations.bubble_css import checked_css
from app.invitations.draft_parts import Design, SenderChoice, stored
from app.invitations.vocabulary import InvitationDraft
from app.operators import queries as operators

NARROWEST, WIDEST = 180, 480
"""CSS pixels of a bubble."""

LONGEST_NAME = 120


def sender_columns(draft: InvitationDraft) -> dict[str, object]:
    """The columns ``sender_name``, ``sender`` and ``design``; raises InvalidInput naming the field."""
    return {
        "sender_name": clean_line(draft.sender_name or "", LONGEST_NAME) or None,
        "sender": stored(_checked_choice(draft.sender)),
        "design": stored(_checked_design(draft.design)),
    }


def _checked_choice(choice: SenderChoice) -> SenderChoice:
    """People who have an account; whether it is switched on is looked at when the invitation speaks."""
    if choice.operator is None and not choice.among:
        return choice
    known = {each.id for each in operators.operators()}
    for field, number in (("sender.operator", choice.operator), *((("sender.among"), each) for each in choice.among)):
        if number is not None and number not in known:
            raise InvalidInput(N_("this operator does not work here any more; choose another one"), field=field)
    return SenderChoice(
        operator=choice.operator,
        random_operator=choice.random_operator,
        among=tuple(sorted(set(choice.among))),
        assign=choice.assign,
    )


def _checked_design(design: Design) -> Design:
    if design.width is not None and not NARROWEST <= design.width <= WIDEST:
        raise InvalidInput(
            N_("the width is between %(least)s and %(most)s pixels"),
            field="design.width",
            values={"least": NARROWEST, "most": WIDEST},
        )
    return Design(
        width=design.width,
        css=checked_css(design.css),
        open=design.open,
        minimised_next=design.minimised_next,
        sound=design.sound,
    )
