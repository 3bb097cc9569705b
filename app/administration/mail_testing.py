"""Sends a letter at once and says what the mail server answered, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.administration.mail_words import ProblemWords, problem_words
from app.domain.snapshots import OperatorSnapshot
from app.foundation import mail
from app.foundation.database import db, transaction
from app.foundation.mail_letters import Letter, written
from app.foundation.mail_line import Line, MailLine, Undelivered
from app.foundation.mail_server import MailServer, present_sender
from app.operators import audit


@dataclass(frozen=True, slots=True)
class TrialResult:
    """What became of a test letter; ``words`` is None where the server took it."""

    to: str
    lines: tuple[Line, ...]
    words: ProblemWords | None


def send_test(to: str, server: MailServer, operator: OperatorSnapshot, now: datetime) -> TrialResult:
    """Hand over a test letter now. The password is in no line of the answer."""
    sender = present_sender()
    letter = Letter(
        to=to,
        subject=_("A test letter from %(site)s", site=sender.name),
        text=_("This letter was sent from the settings page. If you can read it, letters from your site arrive."),
        message_id=mail.new_message_id(),
    )
    db.session.rollback()  # no connection of the database waits for the mail server
    line = MailLine(server)
    words = None
    try:
        with line:
            line.send(written(letter, sender, now), sender.address, to)
    except Undelivered as error:
        words = problem_words(error.problem, server)
    with transaction():
        outcome = {"to": to, "taken": words is None}
        audit.record(operator, audit.Action.MAIL_TESTED, server.host, outcome, now=now)
    return TrialResult(to, tuple(line.lines), words)
