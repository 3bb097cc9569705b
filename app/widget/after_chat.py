"""What the panel asks when a chat has ended: how it was, and where a transcript may be sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.chats import rating, transcript_mail
from app.chats.keeping_out import demand_welcome
from app.chats.site_settings import SURVEY
from app.chats.transcript_mail import Reader
from app.chats.wire import wire_chat
from app.domain.errors import Forbidden
from app.domain.translation import N_
from app.foundation import settings
from app.visitors.tokens import visitor_key_from
from app.widget.bodies import RatingBody, TranscriptBody
from app.widget.panel_service import PanelCaller, visitor_id_of


def rate(caller: PanelCaller, chat_key: str, body: RatingBody, now: datetime) -> dict[str, Any]:
    """Keep how the chat was."""
    if not settings.recent(SURVEY):
        raise Forbidden(N_("chats are not rated here"), code="survey_off")
    demand_welcome(visitor_key_from(caller.token), caller.address, now)
    rated = rating.rate(chat_key, visitor_id_of(caller), caller.secret, body.rating, now, body.comment)
    return wire_chat(rated)


def mail_transcript(caller: PanelCaller, chat_key: str, body: TranscriptBody, now: datetime) -> dict[str, Any]:
    """Send the chat to the address that the visitor gives."""
    demand_welcome(visitor_key_from(caller.token), caller.address, now, email=body.address)
    reader = Reader(body.address, body.language, body.time_zone)
    visitor_id = visitor_id_of(caller)
    sent_to = transcript_mail.send_for_visitor(chat_key, visitor_id, caller.secret, reader, caller.address, now)
    return {"sent_to": sent_to}
