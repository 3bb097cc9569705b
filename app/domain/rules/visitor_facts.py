"""What is known about the visitor from before: visits, chats, invitations, tags and attributes."""

from __future__ import annotations

from app.domain.rules.fact import Fact, Parameter, Reading
from app.domain.rules.kinds import ATTRIBUTE, CLOCK, COUNT, EXISTENCE, LIST, RATING, SINCE, YES_NO
from app.domain.rules.schemas import Identifier
from app.domain.translation import N_

NUMERIC = ("greater", "less", "equals", "at_least", "at_most")


def _attribute(reading: Reading) -> object:
    return reading.facts.get(f"visitor.attribute.{reading.parameters['key']}")


VISITOR_FACTS = (
    Fact(
        id="visitor.visits",
        label=N_("number of the visit"),
        help=N_("1 for the first visit, 2 for the second, and so on."),
        kind=COUNT,
        comparisons=NUMERIC,
        samples=(1, 3),
    ),
    Fact(
        id="visitor.identified",
        label=N_("visitor identified"),
        help=N_("Whether the page passed a signed user id."),
        kind=YES_NO,
        comparisons=("is",),
        samples=(True, False),
    ),
    Fact(
        id="visitor.tag",
        label=N_("tags"),
        help=N_("Tags put on the visitor by operators or by the page."),
        kind=LIST,
        comparisons=("contains", "not_contains"),
        samples=(["vip"], None),
        suggest="tags",
    ),
    Fact(
        id="visitor.attribute",
        label=N_("attribute"),
        help=N_("Something that the page or your server told about the visitor."),
        kind=ATTRIBUTE,
        comparisons=("equals", "is_not", "contains", "not_contains", "greater", "less", "at_least", "at_most"),
        samples=("gold", 12, ["a", "b"], None),
        parameters=(Parameter("key", N_("name of the attribute"), Identifier(), in_name=True, suggest="attributes"),),
        read_value=_attribute,
    ),
    Fact(
        id="chat.history",
        label=N_("earlier chat"),
        help=N_("Whether the visitor has ever written a message to the team."),
        kind=EXISTENCE,
        comparisons=("exists", "none"),
        samples=(True, False),
    ),
    Fact(
        id="chat.rating",
        label=N_("latest rating"),
        help=N_("How the visitor rated the latest rated chat."),
        kind=RATING,
        comparisons=("equals", "is_not"),
        samples=("great", "poor", None),
    ),
    Fact(
        id="chat.unanswered_seconds",
        label=N_("time waiting for an answer"),
        help=N_("Age in seconds of the oldest message in the open chat that nobody has answered."),
        kind=CLOCK,
        comparisons=NUMERIC,
        samples=(90, None),
        is_fast=True,
    ),
    Fact(
        id="invitations.shown",
        label=N_("invitations shown"),
        help=N_("How many automatic invitations this visitor has seen before."),
        kind=COUNT,
        comparisons=NUMERIC,
        samples=(0, 4),
    ),
    Fact(
        id="invitations.since_last_seconds",
        label=N_("time since the last invitation"),
        help=N_("Seconds since the visitor last saw an automatic invitation."),
        kind=SINCE,
        comparisons=NUMERIC,
        samples=(3600, None),
        is_fast=True,
    ),
)
