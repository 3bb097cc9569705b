"""What a new installation begins with: a first administrator and, on request, the demo shop's data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.canned_replies.queries import common_replies
from app.canned_replies.service import create_reply
from app.canned_replies.vocabulary import CannedDraft, Scope
from app.conversions.queries import goal_details
from app.conversions.service import create_goal
from app.conversions.vocabulary import GoalDraft
from app.departments.queries import department_by_alias
from app.departments.service import create_department
from app.domain.roles import Role
from app.domain.snapshots import OperatorSnapshot
from app.invitations import authoring
from app.invitations.queries import invitation_details
from app.invitations.vocabulary import InvitationDraft
from app.operators import queries as operators
from app.operators import service as accounts
from app.plugin_host import host
from app.visitors.event_definitions import EventDraft, define_event
from app.visitors.event_queries import defined_event

FIRST_EMAIL = "admin@example.org"

DEMO_DEPARTMENTS = (("sales", "Sales"), ("support", "Support"))
DEMO_INVITATIONS = (
    (
        "demo-pricing",
        InvitationDraft(
            name="Help on the pricing page",
            position=10,
            conditions={"all": [{"fact": "page.url", "is": "contains", "value": "/demo/pricing"}]},
            sender_name="Anna from Sales",
            message_html="<p>Not sure which plan fits? Tell me what you plan and I will help you choose.</p>",
        ),
    ),
    (
        "demo-cart",
        InvitationDraft(
            name="Question before the order",
            position=20,
            conditions={"all": [{"fact": "page.url", "is": "contains", "value": "/demo/cart"}]},
            sender_name="Anna from Sales",
            message_html="<p>Anything unclear about delivery or payment? I am here.</p>",
        ),
    ),
    (
        "demo-leaving",
        InvitationDraft(
            name="Before they leave the oak desk",
            type="dynamic",
            position=30,
            conditions={"all": [{"fact": "page.url", "is": "contains", "value": "/demo/product"}]},
            moment={"on": "exit_intent"},
            sender_name="Anna from Sales",
            message_html="<p>Off to compare? Ask me for the measurements or a sample of the wood first.</p>",
        ),
    ),
    (
        "demo-login",
        InvitationDraft(
            name="After five failed logins",
            type="event",
            position=5,
            conditions={
                "all": [
                    {"fact": "event.count", "event": "login_failed", "within": 1800, "is": "at_least", "value": 5},
                    {"fact": "page.url", "is": "contains", "value": "/demo/login"},
                ]
            },
            sender_name="Ben from Support",
            message_html="<p>The login does not let you in? I can send you a new link right away.</p>",
        ),
    ),
)
DEMO_EVENTS = (
    EventDraft("login_failed", "Login failed", store_timeout=1),
    EventDraft("birthday", "It is the visitor's birthday"),
)
DEMO_REPLIES = (
    CannedDraft(
        title="Delivery time",
        text="Hello {nick|there}, parcels arrive within two to three days. Shall I look up where yours is?",
        scope=Scope.SHARED,
        texts={
            "de": "Hallo {nick}, Pakete sind zwei bis drei Tage unterwegs. Soll ich nachsehen, wo Ihres gerade ist?"
        },
        tags=("delivery",),
    ),
    CannedDraft(
        title="Sending something back",
        text="You can send everything back within 30 days. The label lies in the parcel.",
        scope=Scope.SHARED,
        texts={"de": "Sie können alles innerhalb von 30 Tagen zurückschicken. Der Aufkleber liegt im Paket."},
        tags=("returns",),
    ),
    CannedDraft(
        title="One moment",
        text="Let me look that up, it takes a minute. – {operator}",
        scope=Scope.SHARED,
        texts={"de": "Ich sehe kurz nach, das dauert eine Minute. – {operator}"},
    ),
)
DEMO_GOAL = GoalDraft("Ordered", "ordered", kind="page", settings={"page": "/demo/order"})


@dataclass(frozen=True, slots=True)
class Preparation:
    """The first administrator's address and one-time link, while no administrator has a password."""

    email: str | None = None
    link: str | None = None


def prepare(*, is_demo: bool, now: datetime) -> Preparation:
    """Make what is missing; repeating it changes nothing, but renews the link while no administrator can sign in."""
    if is_demo:
        _add_demo(now)
    administrators = [each for each in operators.operators() if each.role is Role.ADMINISTRATOR and each.is_active]
    if any(operators.has_password(each.id) for each in administrators):
        return Preparation()
    first = min(administrators, key=lambda each: each.id, default=None) or _first_administrator(now)
    return Preparation(first.email, accounts.issue_link(first.id, now))


def _first_administrator(now: datetime) -> OperatorSnapshot:
    return accounts.create_operator(
        email=FIRST_EMAIL, name="Administrator", role=Role.ADMINISTRATOR, department_ids=(), now=now
    )


def _add_demo(now: datetime) -> None:
    for alias, name in DEMO_DEPARTMENTS:
        if department_by_alias(alias) is None:
            create_department(alias, name)
    for event in DEMO_EVENTS:
        if defined_event(event.identifier) is None:
            define_event(event, now)
    for key, draft in DEMO_INVITATIONS:
        if draft.type in host().registry.invitation_types and invitation_details(key) is None:
            authoring.create_invitation(draft, operator_id=None, now=now, key=key)
            authoring.launch(key, operator_id=None, now=now)
    if not common_replies():
        for reply in DEMO_REPLIES:
            create_reply(reply, None, now)
    if DEMO_GOAL.kind in host().registry.goal_kinds and goal_details(DEMO_GOAL.key) is None:
        create_goal(DEMO_GOAL, now)
