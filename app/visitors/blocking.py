"""Whom the team does not want to hear from: the block list, and the question whether somebody is on it.

What being blocked means, decided once: the page shows no bubble and records nothing, and the panel says that nobody is
there and offers no form. A message, a file or an offline message that is sent all the same is refused with a plain
sentence, whichever way it comes, and so are a rating and the wish for a transcript. An open chat ends when its visitor
is blocked, or, where an address, an e-mail or a country was blocked, when its visitor next writes. Nothing else gives
it away: a panel that is open goes on reading its chat and may end it. Operators still see the past.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from babel import Locale
from sqlalchemy import delete, or_, select

from app.domain.errors import InvalidInput, NotFound
from app.domain.roles import Permission
from app.domain.snapshots import OperatorSnapshot
from app.domain.translation import N_
from app.foundation import briefly, clock, jobs
from app.foundation.configuration import configuration
from app.foundation.database import db, transaction
from app.foundation.login import demand
from app.foundation.mail_addresses import checked_address, host_of
from app.foundation.secrets import new_key
from app.foundation.text import clean_line
from app.operators import audit
from app.visitors.block_models import Block
from app.visitors.geography import place_of
from app.visitors.models import Visitor

TOPIC = "visitors.blocks"
LONGEST_NOTE = 500
WIDEST = {4: 8, 6: 20}
"""The shortest prefix that can be blocked; a wider range is most likely a slip of the keyboard."""
OWN_ADDRESSES = ("127.0.0.1", "::1")
ONE_PERSON = 64
"""The prefix of an IPv6 network whose addresses one person can change at will."""

Network = IPv4Network | IPv6Network


class BlockKind(StrEnum):
    """By what somebody is known; stored by its value."""

    ADDRESS = "address"
    EMAIL = "email"
    VISITOR = "visitor"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class BlockSnapshot:
    """One entry of the list. ``value`` is a network, an e-mail address or ``@domain``, a visitor's key or a country.

    Without ``expires_at`` it lasts until somebody lifts it.
    """

    key: str
    kind: BlockKind
    value: str
    note: str
    operator_name: str
    created_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class _List:
    by_value: Mapping[tuple[BlockKind, str], BlockSnapshot] = field(default_factory=dict)
    networks: tuple[tuple[Network, BlockSnapshot], ...] = ()
    kinds: frozenset[BlockKind] = frozenset()


def block(
    kind: BlockKind, value: str, operator: OperatorSnapshot, now: datetime, *,
    note: str = "", expires_at: datetime | None = None,
) -> BlockSnapshot:  # fmt: skip
    """Put somebody on the list; who is on it already gets the new end and note. Raises InvalidInput by field."""
    demand(operator, Permission.BLOCK_VISITORS)
    kept = checked_value(kind, value)
    if expires_at is not None and expires_at <= now:
        raise InvalidInput(N_("this moment is over already"), field="expires_at")
    with transaction():
        visitor_id = _visitor_id(kept) if kind is BlockKind.VISITOR else None
        row = db.session.execute(
            select(Block).where(Block.kind == kind.value, Block.value == kept).with_for_update()
        ).scalar_one_or_none()
        is_new = row is None
        if row is None:
            row = Block(key=new_key(), kind=kind.value, value=kept, visitor_id=visitor_id, created_at=now)
            db.session.add(row)
        row.note = clean_line(note, LONGEST_NOTE)
        row.operator_id, row.operator_name, row.expires_at = operator.id or None, operator.name, expires_at
        action = audit.Action.BLOCK_ADDED if is_new else audit.Action.BLOCK_CHANGED
        until = expires_at.isoformat(timespec="minutes") if expires_at else None
        audit.record(operator, action, kept, {"kind": kind.value, "until": until}, now=now)
        db.session.flush()
        made = _snapshot(row)
    briefly.forget(TOPIC)
    return made


def unblock(key: str, operator: OperatorSnapshot, now: datetime) -> BlockSnapshot:
    """Lift a block; raises NotFound where there is none."""
    demand(operator, Permission.BLOCK_VISITORS)
    with transaction():
        row = db.session.execute(select(Block).where(Block.key == key).with_for_update()).scalar_one_or_none()
        if row is None:
            raise NotFound(N_("there is no such block; perhaps somebody has lifted it"), field="key")
        lifted = _snapshot(row)
        db.session.delete(row)
        audit.record(operator, audit.Action.BLOCK_REMOVED, lifted.value, {"kind": lifted.kind.value}, now=now)
    briefly.forget(TOPIC)
    return lifted


def blocked_by(
    *, visitor_key: str | None = None, address: str | None = None, email: str | None = None, now: datetime
) -> BlockSnapshot | None:
    """The block that keeps somebody away, or None. The list is at most a second old; asking costs next to nothing.

    ``email`` is one that they give now; the one that is known of the visitor counts too.
    """
    known: _List = briefly.remembered(TOPIC, "all", _read)
    if not known.kinds:
        return None
    wanted: list[tuple[BlockKind, str]] = [(BlockKind.VISITOR, visitor_key)] if visitor_key else []
    if BlockKind.EMAIL in known.kinds:
        wanted += _email_keys(email) + _email_keys(_email_of(visitor_key))
    if BlockKind.COUNTRY in known.kinds:
        wanted.append((BlockKind.COUNTRY, _country_of(address)))
    found = [known.by_value[each] for each in wanted if each in known.by_value]
    found += [each for network, each in known.networks if _is_within(address, network)]
    return next((each for each in found if each.expires_at is None or each.expires_at > now), None)


def is_kept_out(visitor_key: str | None, address: str | None, now: datetime, *, email: str | None = None) -> bool:
    """Whether somebody is on the list, so that nobody is there for them; ``email`` is one that they give now."""
    return blocked_by(visitor_key=visitor_key, address=address, email=email, now=now) is not None


def blocks(now: datetime, text: str = "") -> tuple[BlockSnapshot, ...]:
    """The blocks that hold, the latest first; ``text`` is a part of what is blocked or of the note."""
    found = select(Block).where(or_(Block.expires_at.is_(None), Block.expires_at > now))
    if text:
        found = found.where(
            or_(Block.value.icontains(text, autoescape=True), Block.note.icontains(text, autoescape=True))
        )
    rows = db.session.execute(found.order_by(Block.created_at.desc(), Block.id.desc()).limit(1000)).scalars()
    return tuple(_snapshot(row) for row in rows)


def block_of_visitor(visitor_key: str, now: datetime) -> BlockSnapshot | None:
    """The block of this one visitor that holds, for the pane beside the chat; not those of address or country."""
    row = db.session.execute(
        select(Block).where(
            Block.kind == BlockKind.VISITOR.value,
            Block.value == visitor_key,
            or_(Block.expires_at.is_(None), Block.expires_at > now),
        )
    ).scalar_one_or_none()
    return None if row is None else _snapshot(row)


@jobs.every(3600.0, "blocks.forget")
def forget_expired() -> None:
    """Blocks that are over go from the list."""
    with transaction():
        db.session.execute(delete(Block).where(Block.expires_at <= clock.now()))


def checked_value(kind: BlockKind, value: str) -> str:
    """What is blocked, in the form that is compared; raises InvalidInput with the field ``value``."""
    bare = clean_line(value, 300)
    if kind is BlockKind.ADDRESS:
        return str(_network(bare))
    if kind is BlockKind.EMAIL:
        is_domain = "@" not in bare.lstrip("@")
        address = checked_address(f"any@{bare.lstrip('@')}" if is_domain else bare, "value").lower()
        return f"@{host_of(address)}" if is_domain else address
    if kind is BlockKind.COUNTRY:
        if bare.upper() not in Locale("en").territories or len(bare) != len("DE"):
            raise InvalidInput(N_("“%(code)s” is no country"), field="value", values={"code": bare[:20]})
        return bare.upper()
    return bare


def _network(text: str) -> Network:
    try:
        network = ip_network(text, strict=False)
    except ValueError as error:
        words = N_("“%(text)s” is neither an address such as 203.0.113.7 nor a range such as 203.0.113.0/24")
        raise InvalidInput(words, field="value", values={"text": text[:60]}) from error
    if isinstance(network, IPv6Network) and network.prefixlen > ONE_PERSON:
        network = network.supernet(new_prefix=ONE_PERSON)
    if network.prefixlen < WIDEST[network.version]:
        raise InvalidInput(N_("this range is too large; it would keep half the world away"), field="value")
    if any(ip_address(own) in network for own in OWN_ADDRESSES):
        raise InvalidInput(N_("this is the server itself; it would keep everybody away"), field="value")
    return network


def _is_within(address: str | None, network: Network) -> bool:
    try:
        found = ip_address(address or "")
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return found in network


def _email_keys(email: str | None) -> list[tuple[BlockKind, str]]:
    if not email:
        return []
    return [(BlockKind.EMAIL, email.strip().lower()), (BlockKind.EMAIL, f"@{host_of(email.strip())}")]


def _email_of(visitor_key: str | None) -> str | None:
    if not visitor_key:
        return None
    return db.session.execute(select(Visitor.email).where(Visitor.key == visitor_key)).scalar_one_or_none()


def _country_of(address: str | None) -> str:
    database = configuration().geoip_database
    return place_of(address, str(database) if database else None).country or ""


def _visitor_id(key: str) -> int:
    found = db.session.execute(select(Visitor.id).where(Visitor.key == key)).scalar_one_or_none()
    if found is None:
        raise NotFound(N_("there is no such visitor"), field="value", code="unknown_visitor")
    return found


def _read() -> _List:
    rows = [_snapshot(row) for row in db.session.execute(select(Block)).scalars()]
    return _List(
        by_value={(each.kind, each.value): each for each in rows},
        networks=tuple((ip_network(each.value), each) for each in rows if each.kind is BlockKind.ADDRESS),
        kinds=frozenset(each.kind for each in rows),
    )


def _snapshot(row: Block) -> BlockSnapshot:
    return BlockSnapshot(
        key=row.key,
        kind=BlockKind(row.kind),
        value=row.value,
        note=row.note,
        operator_name=row.operator_name,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
