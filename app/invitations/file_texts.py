"""Invitation files as text: read strictly from YAML or JSON, written in one way only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec

from app.domain.errors import InvalidInput
from app.domain.translation import N_
from app.foundation import strict_yaml
from app.invitations import queries
from app.invitations.applying_events import event_documents
from app.invitations.document_faults import fault_of
from app.invitations.documents import document_of
from app.invitations.file_form import VERSION

MOST_INVITATIONS = 10_000


class FileShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The outermost fields of a file; what is inside is read one by one, so that every fault is found."""

    version: Literal[1]
    events: list[Any] = msgspec.field(default_factory=list)
    invitations: list[Any] = msgspec.field(default_factory=list)


def read_text(text: bytes) -> Any:
    """What a file says; raises ``BeckonError`` naming the line that cannot be read."""
    return strict_yaml.read(text)


def shape_of(document: object) -> FileShape:
    """The outermost fields of a file; raises ``InvalidInput``."""
    if not isinstance(document, Mapping):
        raise InvalidInput(N_("the file must be an object with version and invitations"), code="wrong_type")
    try:
        shape = msgspec.convert({name: [] if value is None else value for name, value in document.items()}, FileShape)
    except msgspec.ValidationError as error:
        raise fault_of(error, "", FileShape) from error
    for name, entries in (("events", shape.events), ("invitations", shape.invitations)):
        if len(entries) > MOST_INVITATIONS:
            raise InvalidInput(
                N_("at most %(limit)s are read from one file"),
                field=name,
                code="too_many",
                values={"limit": MOST_INVITATIONS},
            )
    return shape


def exported(keys: Sequence[str] = ()) -> dict[str, Any]:
    """Every invitation in its order with every event, or those with these keys with the events that they count.

    Raises ``InvalidInput`` for a key that does not exist.
    """
    found = queries.all_details()
    missing = sorted(set(keys) - {each.snapshot.key for each in found})
    if missing:
        raise InvalidInput(N_("there is no invitation “%(key)s”"), field="key", values={"key": missing[0]})
    documents = [
        document_of(each.snapshot.key, each.snapshot.state, each.draft)
        for each in found
        if not keys or each.snapshot.key in keys
    ]
    counted = frozenset(name for document in documents for name in _events_of(document.get("conditions")))
    events = event_documents(counted if keys else None)
    return {"version": VERSION, **({"events": events} if events else {}), "invitations": documents}


def written_text(document: Mapping[str, Any]) -> str:
    """A file as YAML."""
    return strict_yaml.write(document)


def _events_of(part: Any) -> Iterator[str]:
    """The events that a rule counts."""
    if isinstance(part, Mapping):
        if isinstance(part.get("event"), str):
            yield part["event"]
        part = list(part.values())
    if isinstance(part, list | tuple):
        for each in part:
            yield from _events_of(each)
