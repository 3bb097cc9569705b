"""Looks at who speaks in an invitation: a colleague who left, and a draw that nobody can win."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.rules.lint import LintFinding, LintText, Severity
from app.domain.translation import N_
from app.invitations.vocabulary import InvitationDraft
from app.operators import queries as operators


def sender_findings(draft: InvitationDraft) -> Iterator[LintFinding]:
    """What is to be said about the sender; nothing where a name is written, because that counts first."""
    choice = draft.sender
    if draft.sender_name or (choice.operator is None and not choice.random_operator):
        return
    people = {each.id: each for each in operators.operators()}
    active = {number for number, each in people.items() if each.is_active}
    if choice.operator is not None and choice.operator not in active:
        gone = people.get(choice.operator)
        yield LintFinding(
            Severity.WARNING,
            "sender_left",
            LintText(N_("%(name)s, whom it is sent from, has left."), {"name": gone.name})
            if gone
            else LintText(N_("The operator whom it is sent from has left.")),
            LintText(N_("Choose somebody else; until then it is sent as if nobody were chosen.")),
            ("sender", "operator"),
        )
    if choice.random_operator and choice.among and not active.intersection(choice.among):
        yield LintFinding(
            Severity.WARNING,
            "nobody_to_draw",
            LintText(N_("None of the operators of whom one is to be shown works here any more.")),
            LintText(N_("Choose others, or nobody, so that everybody can be shown.")),
            ("sender", "among"),
        )
