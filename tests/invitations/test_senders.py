"""Who speaks in an invitation, in which language, and whom it knows again."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import update

from app.departments.service import create_department
from app.domain.errors import InvalidInput
from app.domain.roles import Role
from app.domain.snapshots import EmbedSnapshot, OperatorSnapshot, PageSnapshot
from app.foundation.clock import now
from app.foundation.database import db, transaction
from app.invitations import authoring, queries
from app.invitations.draft_parts import Content, Design, Frequency, SenderChoice
from app.invitations.linting import findings_for
from app.invitations.models import Impression
from app.invitations.senders import drawn
from app.invitations.vocabulary import Granted, InvitationDraft, LogKind, WhenTeam
from app.operators import presence
from app.operators import service as accounts
from app.operators.models import Operator
from app.visitors import identity
from app.visitors import service as visitors
from tests.invitations.conftest import PRICING, Browser, Shop

EITHER = WhenTeam.EITHER


def colleague(name: str, *departments: int, is_online: bool = True) -> OperatorSnapshot:
    """Somebody with an account, usually at the desk."""
    made = accounts.create_operator(
        email=f"{name.lower()}@shop.test", name=name, role=Role.OPERATOR, department_ids=departments, now=now()
    )
    if is_online:
        presence.presence_connected(made.id, f"desk-{name}", now())
    return made


def leaves(operator: OperatorSnapshot) -> None:
    """The account is switched off."""
    with transaction():
        db.session.execute(update(Operator).where(Operator.id == operator.id).values(is_active=False))


def sees(browser: Browser, key: str = "pricing-help", **claim: Any) -> Granted:
    browser.opens()
    decision = browser.claims(key, **claim)
    assert isinstance(decision, Granted), decision
    return decision


def test_a_chosen_operator_speaks_until_they_leave_and_then_the_next_rule_holds(shop: Shop, browser: Browser) -> None:
    ben = colleague("Ben", is_online=False)
    key = shop.invites(sender=SenderChoice(operator=ben.id, random_operator=True), when_team=EITHER)
    draft = InvitationDraft(name="x", message_html="y", conditions=PRICING, sender=SenderChoice(operator=ben.id))
    assert sees(browser).impression.sender_name == "Ben"
    assert "sender_left" not in [each.code for each in findings_for(draft, now=now())]

    leaves(ben)

    assert sees(Browser(), key).impression.sender_name == "Anna"
    assert "sender_left" in [each.code for each in findings_for(draft, now=now())]


def test_the_random_operator_serves_the_department_of_the_page(shop: Shop, browser: Browser) -> None:
    garden = create_department("garden", "Garden")
    kitchen = create_department("kitchen", "Kitchen")
    shop.closes_desk()
    colleague("Gerda", garden.id)
    kim = colleague("Kim", kitchen.id)
    shop.invites(sender=SenderChoice(random_operator=True, assign=True), when_team=EITHER)
    in_kitchen = Browser(EmbedSnapshot(departments=("kitchen",)))

    shown = sees(in_kitchen)

    assert shown.impression.sender_name == "Kim"
    row = db.session.get(Impression, shown.impression.id)
    assert row is not None
    assert (row.operator_id, row.assigns_chat) == (kim.id, True)
    presence.presence_disconnected("desk-Kim", now())
    assert sees(Browser(EmbedSnapshot(departments=("kitchen",)))).impression.sender_name == "Live Support"


def test_everybody_is_drawn_as_often_as_the_others_and_the_same_claim_draws_the_same() -> None:
    people = [
        OperatorSnapshot(id=number, email="", name=f"P{number}", role=Role.OPERATOR, is_active=True)
        for number in (1, 2, 3)
    ]
    found = [drawn(people, f"visitor-{number}") for number in range(3_000)]
    counts = Counter(each.name for each in found if each)

    assert min(counts.values()) > 900
    assert drawn(people, "visitor-7") == drawn(list(reversed(people)), "visitor-7")
    assert drawn([], "visitor-7") is None


@pytest.mark.parametrize(
    ("embed", "page", "said", "language"),
    [
        ("de-AT", None, "Servus", "de-AT"), ("de-CH", None, "Hallo", "de"), ("ger", None, "Hallo", "de"),
        (None, "de", "Hallo", "de"), ("fr", "de", "Hello", None), (None, None, "Hello", None),
    ],
)  # fmt: skip
def test_words_come_in_the_language_of_the_embed_code_else_of_the_page_with_a_fallback(
    shop: Shop, embed: str | None, page: str | None, said: str, language: str | None
) -> None:
    shop.invites(message_html="Hello", translations={"de": Content(html="Hallo"), "de-AT": Content(html="Servus")})
    browser = Browser(EmbedSnapshot(language=embed))

    shown = sees(browser, page=PageSnapshot("https://shop.test/pricing", "A page", page))

    assert (shown.impression.text, shown.appearance.language) == (said, language)


def test_a_signed_visitor_is_known_again_in_another_browser(shop: Shop, browser: Browser) -> None:
    shop.invites(returning_html="Back again", frequency=Frequency(every_match=True))
    other, stranger, secret = Browser(), Browser(), identity.make_secret()
    for each, user in ((browser, "paula"), (other, "paula"), (stranger, "otto")):
        each.opens()
        assert each.key is not None
        with transaction() as publish:
            identity.vouch(publish, each.key, user, identity.signature_of(user, secret), now())

    browser.signals(browser.claims(), LogKind.EXPIRED)

    assert sees(other).impression.text == "Back again"
    assert sees(stranger).impression.text == "Need a hand?"


def test_a_long_value_that_stands_in_a_message_a_thousand_times_is_left_out(shop: Shop, browser: Browser) -> None:
    shop.invites(message_html="<p>" + "{lhc.add.first} " * 1_000 + "</p>")
    browser.opens()
    with transaction() as publish:
        visitors.set_attributes(publish, browser.key or "", {"first": "x" * 500}, now())

    assert len(sees(browser).impression.html) < 40_000


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"sender": SenderChoice(operator=999)}, "sender.operator"),
        ({"sender": SenderChoice(among=(999,))}, "sender.among"),
        ({"design": Design(width=179)}, "design.width"),
        ({"design": Design(width=481)}, "design.width"),
        ({"design": Design(css="p { color: red }\nposition: fixed")}, "design.css"),
        ({"design": Design(css="a" * 10_001)}, "design.css"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(shop: Shop, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        authoring.create_invitation(
            InvitationDraft(name="x", message_html="y", conditions=PRICING, **fields), operator_id=None, now=now()
        )

    assert refused.value.field == field
    assert queries.invitation_details("x") is None
