"""What ``beckon evaluate`` says about a file: a rule, a made-up visitor, and the verdict with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.domain.errors import InvalidInput
from app.domain.rules.codec import decode
from app.domain.rules.registry import FactRegistry
from app.domain.rules.schemas import named, number_at, text_at
from app.domain.rules.tree import Node, evaluate
from app.domain.rules.values import ABSENT, UNAVAILABLE, EventRecord, Facts

MAX_CASES = 10_000
FIELDS = frozenset({"conditions", "facts", "events", "now", "time_zone", "name", "note"})
"""``name`` and ``note`` are for people and change nothing."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def evaluate_file(document: object, registry: FactRegistry) -> dict[str, object] | list[dict[str, object]]:
    """The answer to one case, or a list of answers to a list of cases.

    A case is ``{"conditions", "facts", "events"?, "now"?, "time_zone"?}``. A fact that is ``null`` is absent, one
    that is ``{"unavailable": true}`` or not given could not be known. Without ``now`` the instant is the beginning of
    1970, which matters only to calendar facts and to ``changes_at``. Raises ``InvalidInput`` with the path of the
    fault.
    """
    if isinstance(document, list):
        if len(document) > MAX_CASES:
            raise InvalidInput(f"A file has at most {MAX_CASES} cases.", code="too_many")
        return [_evaluate_case(case, registry, f"[{place}].") for place, case in enumerate(document)]
    return _evaluate_case(document, registry, "")


def _evaluate_case(case: object, registry: FactRegistry, at: str) -> dict[str, object]:
    node, facts, now = read_case(case, registry, at)
    finding = evaluate(node, facts, now)
    return {"verdict": finding.verdict.value, "tree": [finding.as_document()]}


def read_case(case: object, registry: FactRegistry, at: str = "") -> tuple[Node, Facts, datetime]:
    """The rule, the facts and the instant of one case; ``at`` goes before every path in an error."""
    if not isinstance(case, Mapping):
        where = at.rstrip(".")
        raise InvalidInput(f"{where or 'The file'} must be an object, not {named(case)}.", field=where or None)
    surplus = next((str(name) for name in case if name not in FIELDS), None)
    if surplus is not None:
        raise InvalidInput(f"{at}{surplus} is not known here.", field=f"{at}{surplus}", code="unknown_field")
    node = decode(case.get("conditions"), registry, path=f"{at}conditions")
    now = _read_now(case.get("now"), f"{at}now")
    facts = Facts(
        _read_values(case.get("facts", {}), registry, f"{at}facts"),
        events=_read_events(case.get("events", []), now, f"{at}events"),
        time_zone=_read_time_zone(case.get("time_zone", "UTC"), f"{at}time_zone"),
    )
    return node, facts, now


def _read_now(raw: object, path: str) -> datetime:
    if raw is None:
        return EPOCH
    try:
        now = datetime.fromisoformat(text_at(raw, path, limit=40))
    except ValueError:
        raise InvalidInput(
            f"{path} must be a time such as 2026-11-21T10:00:00Z.", field=path, code="wrong_form"
        ) from None
    if now.tzinfo is None:
        raise InvalidInput(f"{path} must say its time zone, such as a Z at the end.", field=path, code="wrong_form")
    return now.astimezone(UTC)


def _read_values(raw: object, registry: FactRegistry, path: str) -> dict[str, object]:
    if not isinstance(raw, Mapping):
        raise InvalidInput(f"{path} must be an object, not {named(raw)}.", field=path, code="wrong_type")
    return {str(name): _read_value(str(name), value, registry, f"{path}.{name}") for name, value in raw.items()}


def _read_value(name: str, raw: object, registry: FactRegistry, path: str) -> object:
    if raw is None:
        return ABSENT
    if isinstance(raw, Mapping):
        if dict(raw) == {"unavailable": True}:
            return UNAVAILABLE
        raise InvalidInput(f'{path} must be a value, null or {{"unavailable": true}}.', field=path, code="wrong_type")
    resolved = registry.resolve(name)
    return raw if resolved is None else resolved[0].kind.read(raw, path)


def _read_events(raw: object, now: datetime, path: str) -> tuple[EventRecord, ...]:
    if not isinstance(raw, (list, tuple)):
        raise InvalidInput(f"{path} must be a list, not {named(raw)}.", field=path, code="wrong_type")
    return tuple(_read_event(event, now, f"{path}[{place}]") for place, event in enumerate(raw))


def _read_event(raw: object, now: datetime, path: str) -> EventRecord:
    if not isinstance(raw, Mapping) or not {"id", "seconds_ago"} >= set(raw):
        raise InvalidInput(f"{path} must be an object with id and seconds_ago.", field=path, code="wrong_form")
    seconds_ago = number_at(raw.get("seconds_ago"), f"{path}.seconds_ago")
    if not 0 <= seconds_ago <= 10**10:
        raise InvalidInput(f"{path}.seconds_ago is out of range.", field=f"{path}.seconds_ago", code="out_of_range")
    return EventRecord(text_at(raw.get("id"), f"{path}.id"), now - timedelta(seconds=seconds_ago))


def _read_time_zone(raw: object, path: str) -> str:
    name = text_at(raw, path, limit=100)
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInput(f"{path} is not a known time zone.", field=path, code="not_an_option") from None
