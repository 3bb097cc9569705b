"""Canned replies: who keeps, uses and changes them, what is said in a chat, and how the list is searched."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.canned_replies import queries, service
from app.canned_replies.filling import ReplyValues, filled_reply
from app.canned_replies.vocabulary import CannedDraft, CannedSnapshot, Scope
from app.departments.service import create_department
from app.domain.errors import Forbidden, InvalidInput, NotFound
from app.domain.roles import Role
from app.domain.snapshots import OperatorSnapshot
from tests.operators.people import account, desk_of
from tests.services.application import NOON

if TYPE_CHECKING:
    from flask import Flask

DRAFT = CannedDraft(title="Delivery", text="Hello {nick|there}, it takes two days.")


def kept(app: Flask, draft: CannedDraft, operator: OperatorSnapshot | None) -> CannedSnapshot:
    """A canned reply that somebody wrote."""
    with app.app_context():
        return service.create_reply(draft, operator, NOON)


def usable(app: Flask, operator: OperatorSnapshot) -> set[str]:
    """The titles that an operator is offered."""
    with app.app_context():
        return {each.title for each in queries.usable_by(operator)}


def test_ones_own_are_for_oneself_a_departments_for_its_people_and_shared_ones_for_everybody(app: Flask) -> None:
    with app.app_context():
        sales, service_desk = create_department("sales", "Sales"), create_department("service", "Service")
    anna, ben = account(app, "Anna", departments=[sales.id]), account(app, "Ben", departments=[service_desk.id])
    eva = account(app, "Eva", role=Role.SUPERVISOR)
    kept(app, replace(DRAFT, title="Anna's own"), anna)
    kept(app, replace(DRAFT, title="Of sales", scope=Scope.DEPARTMENT, department_id=sales.id), eva)
    kept(app, replace(DRAFT, title="Everybody's", scope=Scope.SHARED), eva)

    assert usable(app, anna) == {"Anna's own", "Of sales", "Everybody's"}
    assert usable(app, ben) == {"Everybody's"}
    assert usable(app, eva) == {"Of sales", "Everybody's"}


def test_an_operator_writes_none_for_others_and_nobody_sees_or_changes_anothers_own(app: Flask) -> None:
    anna, eva = account(app, "Anna"), account(app, "Eva", role=Role.SUPERVISOR)
    own = kept(app, DRAFT, anna)
    shared = kept(app, replace(DRAFT, scope=Scope.SHARED), eva)
    with app.app_context():
        with pytest.raises(Forbidden):
            service.create_reply(replace(DRAFT, scope=Scope.SHARED), anna, NOON)
        with pytest.raises(Forbidden):
            service.change_reply(shared.key, DRAFT, anna, NOON)
        with pytest.raises(Forbidden):
            service.change_reply(own.key, replace(DRAFT, scope=Scope.SHARED), anna, NOON)
        for stranger in (eva, None):
            with pytest.raises(NotFound):
                service.delete_reply(own.key, stranger)
        with pytest.raises(NotFound):
            service.count_use(own.key, eva, NOON)


def test_the_most_used_come_first(app: Flask) -> None:
    anna = account(app, "Anna")
    kept(app, replace(DRAFT, title="Rare"), anna)
    often = kept(app, replace(DRAFT, title="Often"), anna)
    with app.app_context():
        service.count_use(often.key, anna, NOON)
        assert [(each.title, each.uses) for each in queries.usable_by(anna)] == [("Often", 1), ("Rare", 0)]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "t" * 121}, "title"),
        ({"text": "\x00 "}, "text"),
        ({"text": "t" * 4_001}, "text"),
        ({"texts": {"not a language": "Hallo"}}, "texts"),
        ({"texts": {"de-at": "Hallo", "de-AT": "Servus"}}, "texts"),
        ({"texts": {"de": " "}}, "texts"),
        ({"tags": tuple(f"tag{number}" for number in range(11))}, "tags"),
        ({"tags": ("t" * 41,)}, "tags"),
        ({"scope": Scope.DEPARTMENT, "department_id": 4711}, "department"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_names_its_field(app: Flask, changed: dict[str, object], field: str) -> None:
    eva = account(app, "Eva", role=Role.SUPERVISOR)
    with app.app_context():
        with pytest.raises(InvalidInput) as refused:
            service.create_reply(replace(DRAFT, **changed), eva, NOON)  # type: ignore[arg-type]
        assert refused.value.field == field
        assert queries.usable_by(eva) == ()


REPLY = CannedSnapshot(
    1, "k", "T", "Hello {nick|there}, {lhc.add.plan|no} plan.", {}, (), None, None, None, 0, None, NOON
)


def test_places_are_filled_and_what_is_unknown_leaves_its_fallback_or_nothing() -> None:
    known = ReplyValues(visitor_name="Zoé", attributes={"plan": "gold"})
    assert filled_reply(REPLY, known, None) == "Hello Zoé, gold plan."
    assert filled_reply(REPLY, ReplyValues(), None) == "Hello there, no plan."
    bare = replace(REPLY, text="Hello {nick}, is {page.title} open?")
    assert filled_reply(bare, ReplyValues(), None) == "Hello, is open?"


def test_a_hidden_attribute_is_not_told_to_operators() -> None:
    secret = replace(REPLY, text="{lhc.add.lhc.var.margin|nothing}")
    assert filled_reply(secret, ReplyValues(attributes={"lhc.var.margin": "40 %"}), None) == "nothing"


def test_the_text_in_the_visitors_language_is_taken_else_the_first() -> None:
    reply = replace(REPLY, text="Hello", texts={"de": "Hallo", "de-AT": "Servus"})
    said = {language: filled_reply(reply, ReplyValues(), language) for language in ("de-AT", "de-CH", "fr", None)}
    assert said == {"de-AT": "Servus", "de-CH": "Hallo", "fr": "Hello", None: "Hello"}


@given(name=st.text(max_size=60))
def test_a_value_is_never_read_as_a_place_again(name: str) -> None:
    told = filled_reply(replace(REPLY, text="<{nick}>"), ReplyValues(visitor_name=name, operator="Anna"), None)
    assert "Anna" not in told or "Anna" in name


def test_the_list_is_searched_filtered_and_says_what_to_do_when_it_is_empty(app: Flask) -> None:
    desk = desk_of(app, anna := account(app, "Anna"))
    assert "No canned replies yet" in desk.opens("/canned-replies").text
    kept(app, replace(DRAFT, title="Größe", tags=("Maße",)), anna)
    kept(app, replace(DRAFT, title="Returns", text="Thirty days."), anna)

    def titles(query: str) -> list[str]:
        page = html.unescape(desk.opens(f"/canned-replies?{query}").text)
        return [title for title in ("Größe", "Returns") if f"<bdi>{title}</bdi>" in page]

    assert titles("q=grosse") == titles("q=%23masse") == titles("tag=MASSE") == ["Größe"]
    assert titles("q=thirty+days") == ["Returns"]
    assert titles("scope=own") == titles("scope=nonsense") == ["Größe", "Returns"]
    assert titles("scope=shared") == []
    assert "Nothing fits" in desk.opens("/canned-replies?scope=shared").text


def test_a_reply_is_written_in_two_languages_changed_and_deleted_on_its_pages(app: Flask) -> None:
    desk = desk_of(app, anna := account(app, "Anna"))
    desk.opens("/canned-replies/new?text=It+was+said")
    form = {"title": "Delivery", "text": "Two days", "tags": "delivery, #post", "scope": "own"}
    more = desk.submits("/canned-replies/new", {**form, "add_language": "1"})
    assert "translations-0-language" in more.text

    spoken = {"translations-0-language": "de", "translations-0-text": "Zwei Tage"}
    assert desk.submits("/canned-replies/new", {**form, **spoken}).status_code == 302
    with app.app_context():
        [reply] = queries.usable_by(anna)
    assert (dict(reply.texts), reply.tags) == ({"de": "Zwei Tage"}, ("delivery", "post"))

    wrong = desk.submits(f"/canned-replies/{reply.key}", {**form, **spoken, "translations-0-language": "no language"})
    assert wrong.status_code == 422
    assert "Write a language such as de" in html.unescape(wrong.text)
    assert "Zwei Tage" in wrong.text
    twice = {**spoken, "translations-1-language": "DE", "translations-1-text": "Doppelt"}
    assert "This language is written twice" in desk.submits(f"/canned-replies/{reply.key}", {**form, **twice}).text

    assert desk.submits(f"/canned-replies/{reply.key}", {**form, "translations-0-text": ""}).status_code == 302
    with app.app_context():
        assert dict(queries.usable_by(anna)[0].texts) == {}
    assert desk.submits(f"/canned-replies/{reply.key}/delete").status_code == 302
    assert usable(app, anna) == set()


def test_somebody_who_may_use_but_not_change_a_reply_reads_it_and_can_keep_a_copy(app: Flask) -> None:
    shared = kept(app, replace(DRAFT, scope=Scope.SHARED), account(app, "Eva", role=Role.SUPERVISOR))
    desk = desk_of(app, account(app, "Anna"))
    page = desk.opens(f"/canned-replies/{shared.key}")
    assert "Keep a copy of my own" in page.text
    assert (
        desk.submits(f"/canned-replies/{shared.key}", {"title": "Mine", "text": "x", "scope": "own"}).status_code == 403
    )
    assert desk.submits(f"/canned-replies/{shared.key}/delete").status_code == 403
    assert desk.opens("/canned-replies/unknown").status_code == 404
