"""Fixtures of the chats feature: a visitor's browser and people at the desk."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from app.chats import message_queries, receiving, service
from app.departments.service import create_department
from app.domain.roles import Role
from app.domain.snapshots import (
    ChatSnapshot,
    DepartmentSnapshot,
    MessageSnapshot,
    OperatorSnapshot,
    VisitorSnapshot,
)
from app.foundation.clock import now as present_moment
from app.foundation.database import transaction
from app.foundation.secrets import new_key
from app.operators.queries import operator_by_id
from app.operators.service import create_operator
from app.visitors import service as visitors

if TYPE_CHECKING:
    from flask import Flask

_numbers = count(1)


@dataclass
class VisitorBrowser:
    """A visitor with one browser: it has a secret of its own and makes a new client id for every text."""

    visitor: VisitorSnapshot
    secret: str = field(default_factory=new_key)

    def starts(self, text: str = "Hello", *, client_id: str | None = None, **fields: Any) -> service.StartedChat:
        """Write the first words."""
        fields.setdefault("department_id", None)
        fields.setdefault("opening", None)
        fields.setdefault("page", None)
        with transaction() as publish:
            return service.start_chat(
                publish,
                visitor=self.visitor,
                panel_secret=self.secret,
                client_id=client_id or new_key(),
                text=text,
                now=present_moment(),
                **fields,
            )

    def writes(self, chat: ChatSnapshot, text: str = "And then?", *, client_id: str | None = None) -> MessageSnapshot:
        """Write more."""
        return service.post_visitor_message(
            chat.key, self.visitor.id, self.secret, client_id or new_key(), text, present_moment()
        )

    def closes(self, chat: ChatSnapshot) -> ChatSnapshot:
        """End the chat."""
        return service.close_by_visitor(chat.key, self.visitor.id, self.secret, present_moment())

    def sees(self, chat: ChatSnapshot, number: int) -> ChatSnapshot:
        """Read up to a message."""
        return receiving.mark_seen_by_visitor(chat.key, self.visitor.id, self.secret, number, present_moment())


def a_visitor() -> VisitorBrowser:
    """Somebody new."""
    with transaction() as publish:
        return VisitorBrowser(visitors.new_visitor(publish, present_moment()))


def an_operator(name: str, *departments: DepartmentSnapshot, role: Role = Role.OPERATOR) -> OperatorSnapshot:
    """A colleague."""
    made = create_operator(
        email=f"{name.lower()}{next(_numbers)}@example.org",
        name=name,
        role=role,
        department_ids=[each.id for each in departments],
        now=present_moment(),
    )
    found = operator_by_id(made.id)
    assert found is not None
    return found


def texts_of(chat: ChatSnapshot) -> list[str]:
    """Everything that was said, in order."""
    return [message.text for message in message_queries.messages_after(chat.id, 0)[0]]


@pytest.fixture
def browser(inside: Flask) -> VisitorBrowser:
    """A visitor's browser that has not written yet."""
    return a_visitor()


@pytest.fixture
def other_browser(inside: Flask) -> VisitorBrowser:
    """Another visitor's browser."""
    return a_visitor()


@pytest.fixture
def anna(inside: Flask) -> OperatorSnapshot:
    """An operator of every department."""
    return an_operator("Anna")


@pytest.fixture
def ben(inside: Flask) -> OperatorSnapshot:
    """Another operator of every department."""
    return an_operator("Ben")


@pytest.fixture
def sales(inside: Flask) -> DepartmentSnapshot:
    """A department."""
    return create_department("sales", "Sales")


@pytest.fixture
def support(inside: Flask) -> DepartmentSnapshot:
    """Another department."""
    return create_department("support", "Support")
