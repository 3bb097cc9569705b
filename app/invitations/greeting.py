"""With which words and in whose name an invitation greets one visitor: what was written, and what plugins say to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

import msgspec
from sqlalchemy import select

from app.domain.language_tags import content_for as content_in
from app.domain.snapshots import PageSnapshot, VisitorSnapshot
from app.foundation.database import db
from app.invitations.acquaintance import Acquaintance, acquaintance_with
from app.invitations.appearance import Appearance, appearance_of
from app.invitations.draft_parts import Button, Content, Design, SenderChoice, restored
from app.invitations.experimenting import content_for, experiment_of, sender_name_for, variant_for
from app.invitations.message import MESSAGE_LIMIT, clean_message
from app.invitations.models import Invitation
from app.invitations.pictures import with_pictures
from app.invitations.senders import ChooseSender, sender_for
from app.invitations.substitution import Values, filled_address, filled_message, filled_text
from app.invitations.vocabulary import ClaimRequest
from app.plugin_host import host
from app.visitors import queries as visitors

LONGEST_FILLED = 2 * MESSAGE_LIMIT
"""A message that grows beyond this, because a long value stands in it again and again, goes out without values."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """What one claim of one version shows: words, sender and looks, ready for this visitor.

    ``variant`` is the visitor's group in the experiment; None where there is none, or where they have no part in it.
    ``operator_id`` is the colleague whose name stands there, and ``assigns_chat`` says that the chat goes to them.
    """

    version: int
    html: str
    sender_name: str
    variant: str | None = None
    operator_id: int | None = None
    assigns_chat: bool = False
    buttons: tuple[Button, ...] = ()
    appearance: Appearance = field(default_factory=Appearance)
    is_returning: bool = False


def written_greeting(
    row: Invitation,
    visitor: VisitorSnapshot,
    page: PageSnapshot,
    now: datetime,
    *,
    known: Acquaintance | None = None,
    ask: ChooseSender | None = None,
    variant: str | None = None,
) -> Greeting:
    """What was written, for this visitor; ``known`` stands for what is stored about them, ``ask`` for plugins, and
    ``variant`` for the one that the visitor would get.
    """
    known = acquaintance_with(visitor, row.id) if known is None else known
    variant, sender_name, language, content = _words(row, visitor, page, variant)
    sender = sender_for(sender_name, restored(row.sender, SenderChoice), visitor, occasion=row.key, now=now, ask=ask)
    values = Values(
        nick=known.nick or content.returning_nick,
        operator=sender.name,
        visitor_name=visitor.name,
        attributes=known.attributes,
    )
    pictures = row.message.get("pictures", ())
    written = content.returning_html if known.is_returning and content.returning_html else content.html
    design = restored(row.design, Design)
    return Greeting(
        version=row.version,
        html=_filled(with_pictures(written, pictures), values),
        sender_name=sender.name,
        variant=variant,
        operator_id=sender.operator_id,
        assigns_chat=sender.is_assigned,
        buttons=tuple(_filled_button(each, values) for each in content.buttons),
        appearance=appearance_of(design, pictures, language=language, is_returning=known.is_returning),
        is_returning=known.is_returning,
    )


def prepared_greeting(request: ClaimRequest, now: datetime) -> Greeting | None:
    """What plugins make of the invitation for this visitor; None where none of them has a say.

    To be called before the transaction of the claim: a plugin may take its time, and nobody waits for it meanwhile.
    """
    if not host().asks_about_invitations():
        return None
    visitor = visitors.visitor_by_key(request.visitor_key)
    row = db.session.execute(
        select(Invitation).where(Invitation.key == request.invitation_key, Invitation.state == "live")
    ).scalar_one_or_none()
    if visitor is None or row is None:
        return None
    return greeting_with_plugins(row, visitor, request.page, now)


def greeting_with_plugins(
    row: Invitation,
    visitor: VisitorSnapshot,
    page: PageSnapshot,
    now: datetime,
    known: Acquaintance | None = None,
    variant: str | None = None,
) -> Greeting:
    """What was written, after plugins have had their say for this visitor on this page."""
    written = written_greeting(row, visitor, page, now, known=known, ask=host().choose_sender, variant=variant)
    prepared = host().prepare_invitation(
        written.html, invitation_key=row.key, visitor=visitor, page=page, clean=clean_message
    )
    return replace(written, html=prepared)


def _words(
    row: Invitation, visitor: VisitorSnapshot, page: PageSnapshot, variant: str | None
) -> tuple[str | None, str | None, str | None, Content]:
    """Variant, written sender, language and words. The embed code says which language, else the page, else the browser;
    what a translation leaves out is said as in the first language.
    """
    experiment = experiment_of(row.experiment)
    variant = variant or variant_for(experiment, visitor, row.key, row.epoch)
    first = msgspec.structs.replace(restored(row.message, Content), html=row.message_html)
    translations = {tag: restored(each, Content) for tag, each in row.message.get("translations", {}).items()}
    language, content = content_in(first, translations, visitor.embed.language or page.language or visitor.language)
    if language is not None:
        content = msgspec.structs.replace(
            content,
            returning_nick=content.returning_nick or first.returning_nick,
            buttons=content.buttons or first.buttons,
        )
    chosen = content_for(content, experiment, variant)
    if chosen.html != content.html:
        language = None
    return variant, sender_name_for(row.sender_name, experiment, variant), language, chosen


def _filled(placed: str, values: Values) -> str:
    html = filled_message(placed, values)
    return html if len(html) <= LONGEST_FILLED else filled_message(placed, Values(operator=values.operator))


def _filled_button(button: Button, values: Values) -> Button:
    label = filled_text(button.label, values) or button.label
    url = None if button.url is None else filled_address(button.url, values)
    return Button(label=label, does=button.does, url=url)
