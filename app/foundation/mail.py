"""Letters to people: they wait in the database until the mail server has taken them.

The parts: ``mail_letters`` (what a letter is), ``mail_queue`` (waiting, trying again, giving up), ``mail_line`` (the
conversation with the server), ``mail_server`` (which server), ``mail_addresses`` (what an address is).
"""

from __future__ import annotations

import logging
from dataclasses import replace

from app.foundation import clock, mail_queue
from app.foundation.mail_addresses import checked_address
from app.foundation.mail_letters import LONGEST_REFERENCE, LONGEST_SUBJECT, Letter
from app.foundation.mail_server import own_host, present_server
from app.foundation.secrets import new_key
from app.foundation.text import clean_line

logger = logging.getLogger(__name__)

__all__ = ["Letter", "is_configured", "new_message_id", "send_later"]


def is_configured() -> bool:
    """Whether this installation has a mail server."""
    return present_server() is not None


def new_message_id() -> str:
    """A Message-ID that no letter has had."""
    return f"<{new_key()}@{own_host()}>"


def send_later(letter: Letter) -> str | None:
    """Queue a letter and return its Message-ID; None where there is no mail server, so that nothing is sent.

    Inside a transaction the letter leaves exactly when that is committed. Raises InvalidInput where ``to`` or
    ``reply_to`` is no address.
    """
    if not is_configured():
        logger.info("a letter was not sent, because no mail server is set")
        return None
    message_id = clean_line(letter.message_id or "", LONGEST_REFERENCE) or new_message_id()
    ready = replace(
        letter,
        to=checked_address(letter.to, "to"),
        subject=clean_line(letter.subject, LONGEST_SUBJECT),
        reply_to=checked_address(letter.reply_to, "reply_to") if letter.reply_to else None,
        to_name=clean_line(letter.to_name, 120),
        from_name=clean_line(letter.from_name, 120),
    )
    mail_queue.keep(ready, message_id, clock.now())
    return message_id
