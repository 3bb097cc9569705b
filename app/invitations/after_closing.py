"""What may still show in a visit in which the visitor has closed an automatic invitation.

What the closed invitation says about it decides, and where several were closed each of them has its say:

====================================  =============================  ======================================
the closed one is marked              itself, again in this visit    another one, in this visit
====================================  =============================  ======================================
with nothing                          no                             no: closing ends them for the visit
not again after it was closed         no                             yes, as soon as it is matched
next on URL change                    on the next address            on the next address
both of these                         no                             on the next address
every time it is matched              yes, whenever a page matches   yes, as soon as it is matched
every time, next on URL change        yes, whenever a page matches   on the next address
====================================  =============================  ======================================

"Not again" is stronger than "every time" where somebody has marked both. The next address is the first page view with
another path, query or host than the page on which it was closed; coming back to that page afterwards changes nothing.
The recipe for invitations by address together with a general one is the row "both of these": closing the one for
/pricing lets the general one come on the next page, and neither comes back in this visit.

A tab never shows the same invitation twice on one page: that is the browser's part (``watcher.ts``). Closings by hand
of what an operator sent are another rule (``restraint``), and a new visit begins with a clean sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.domain import rules
from app.domain.translation import N_
from app.invitations.draft_parts import Frequency
from app.invitations.log_details import kept
from app.invitations.past_showings import Closing
from app.invitations.vocabulary import Refusal, Refused


def objections_after_closing(invitation_id: int, closings: Iterable[Closing]) -> Iterator[Refused]:
    """What the closings of this visit say against showing an invitation; at most one objection of each kind."""
    said: set[Refusal] = set()
    for closing in closings:
        against = _against(invitation_id, closing)
        if against is not None and against.reason not in said:
            said.add(against.reason)
            yield against


def _against(invitation_id: int, closing: Closing) -> Refused | None:
    own, marked = closing.invitation_id == invitation_id, closing.frequency
    if own and marked.not_again_after_close_in_visit:
        return Refused(Refusal.CLOSED_BEFORE)
    if own and marked.every_match:
        return None
    if marked.next_on_url_change:
        return None if closing.has_moved_on else Refused(Refusal.CLOSED_IN_VISIT, _on_another_page())
    return None if _ends_nothing(marked) else Refused(Refusal.CLOSED_IN_VISIT)


def _ends_nothing(marked: Frequency) -> bool:
    return marked.not_again_after_close_in_visit or marked.every_match


def _on_another_page() -> str:
    return kept(rules.Reason("", N_("A page with another address may show it."), {}))
