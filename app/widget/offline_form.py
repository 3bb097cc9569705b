"""The offline form of the panel: what it asks, and taking what was filled in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from limits import parse

from app.chats import offline
from app.chats.auto_replies import texts_for
from app.chats.auto_reply_texts import DEPARTMENT, NAME, said
from app.chats.keeping_out import demand_welcome
from app.chats.offline_settings import is_on, present_form
from app.departments.queries import departments_by_alias
from app.domain.errors import NotFound, TooManyRequests
from app.domain.snapshots import EmbedSnapshot, PageSnapshot, VisitorSnapshot
from app.foundation.database import transaction
from app.foundation.limits import address_key, is_allowed
from app.foundation.visitor_language import visitor_language
from app.visitors import service as visitors
from app.visitors.contact import standing_of
from app.widget.bodies import EmbedBody, PageAddressBody

OF_ONE_VISITOR = parse("10 per hour")
OF_ONE_ADDRESS = parse("30 per hour")
Field = Annotated[str, msgspec.Meta(max_length=1000)]


class OfflineBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What was filled in. ``consent`` says that the box was ticked."""

    client_id: str
    text: str
    name: Field = ""
    email: Field = ""
    phone: Field = ""
    consent: bool = False
    page: PageAddressBody = PageAddressBody()
    embed: EmbedBody = EmbedBody()


def offline_document(embed: EmbedSnapshot, visitor: VisitorSnapshot) -> dict[str, Any] | None:
    """What the panel shows while nobody is there: a form with these fields, or None where there is no form.

    ``text`` is what the site says then, empty for the panel's own words; ``known`` fills in what is known already.
    """
    if not is_on():
        return None
    form = present_form()
    department = next(iter(departments_by_alias(embed.departments)), None)
    texts = texts_for(department.id if department else None, visitor_language(embed.language))
    values = {NAME: visitor.name or "", DEPARTMENT: department.name if department else ""}
    contact = standing_of(visitor.id).contact
    return {
        "text": said(texts.offline, values),
        "fields": {"name": form.name.value, "email": form.email.value, "phone": form.phone.value},
        "consent": form.consent,
        "known": {"name": contact.name or "", "email": contact.email or "", "phone": contact.phone or ""},
    }


def keep_message(
    visitor_key: str, address: str | None, body: OfflineBody, page: PageSnapshot | None, now: datetime
) -> tuple[dict[str, Any], bool]:
    """Keep what was filled in; the same ``client_id`` again changes nothing."""
    demand_welcome(visitor_key, address, now, email=body.email)
    embed = body.embed.snapshot()
    department = next(iter(departments_by_alias(embed.departments)), None)
    _demand_pace(visitor_key, address)
    left = offline.Left(body.client_id, body.text, body.name, body.email, body.phone, body.consent)
    with transaction() as publish:
        visitor = visitors.lock_visitor(visitor_key)
        if visitor is None:
            raise NotFound("there is no such visitor; open a session first", code="unknown_visitor")
        message, is_new = offline.leave(
            publish,
            visitor,
            left,
            department_id=department.id if department else None,
            page=page,
            language=visitor_language(embed.language),
            now=now,
        )
    return {"id": message.key, "client_id": body.client_id}, is_new


def _demand_pace(visitor_key: str, address: str | None) -> None:
    is_in_time = is_allowed(OF_ONE_VISITOR, "offline", visitor_key)
    if not (is_in_time and is_allowed(OF_ONE_ADDRESS, "offline.address", address_key(address))):
        raise TooManyRequests("that were many messages; try again in an hour")
