"""Letters to people: they wait in the queue on disk until the mail server has taken them."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from email.utils import formatdate
from smtplib import SMTP, SMTP_SSL
from urllib.parse import unquote, urlsplit

from flask import current_app

from app.foundation import clock, jobs
from app.foundation.configuration import configuration
from app.foundation.secrets import new_key

logger = logging.getLogger(__name__)

TASK = "mail.send"
TIMEOUT_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail to one person, as plain text and, where it helps, as HTML.

    ``message_id`` is made when the letter is queued; sending it again after a crash repeats it, so that mail programs
    show it once. ``in_reply_to`` and ``reply_to`` join the letters of one conversation.
    """

    to: str
    subject: str
    text: str
    html: str | None = None
    reply_to: str | None = None
    in_reply_to: str | None = None
    message_id: str | None = None


def is_configured() -> bool:
    """Whether this installation has a mail server."""
    return configuration().mail_url is not None


def send_later(letter: Letter) -> str | None:
    """Queue a letter and return its Message-ID; None where there is no mail server, so that nothing is sent."""
    if not is_configured():
        logger.info("a letter was not sent, because no mail server is set (BECKON_MAIL_URL)")
        return None
    message_id = letter.message_id or f"<{new_key()}@{urlsplit(configuration().base_url).hostname}>"
    runner: jobs.JobRunner = current_app.extensions["beckon.jobs"]
    runner.schedule(TASK, **(asdict(letter) | {"message_id": message_id}))
    return message_id


@jobs.task(TASK)
def send(**fields: str | None) -> None:
    """Hand a queued letter to the mail server."""
    url = configuration().mail_url
    if url is None:
        return
    letter = Letter(**fields)  # type: ignore[arg-type]
    parts = urlsplit(url)
    kind = SMTP_SSL if parts.scheme == "smtps" else SMTP
    with kind(parts.hostname or "localhost", parts.port or 0, timeout=TIMEOUT_SECONDS) as server:
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(_written(letter, parts.username))


def _written(letter: Letter, sender: str | None) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender or f"beckon@{urlsplit(configuration().base_url).hostname}"
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = formatdate(clock.now().timestamp())
    message["Message-ID"] = letter.message_id
    for name, value in (("Reply-To", letter.reply_to), ("In-Reply-To", letter.in_reply_to)):
        if value:
            message[name] = value
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    return message
