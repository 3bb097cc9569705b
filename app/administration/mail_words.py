"""What a mail server's refusals mean, for people who run a shop and no mail server."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from app.foundation.mail_line import Problem
from app.foundation.mail_server import Encryption, MailServer


@dataclass(frozen=True, slots=True)
class ProblemWords:
    """A failure in one sentence, and what can be done about it."""

    title: str
    advice: str


def problem_words(problem: Problem, server: MailServer | None) -> ProblemWords:
    """What went wrong with this server."""
    host = server.host if server else ""
    port = server.port if server else 0
    return _of_connecting(problem, host, port) or _of_the_letter(problem)


def _of_connecting(problem: Problem, host: str, port: int) -> ProblemWords | None:
    words = {
        Problem.NAME_NOT_FOUND: (
            _("There is no server of the name %(host)s.", host=host),
            _("Check the name for a slip of the keyboard. Your mail provider's help pages call it the SMTP server."),
        ),
        Problem.CONNECTION_REFUSED: (
            _("%(host)s is there, but takes no letters on port %(port)s.", host=host, port=port),
            _("Usual ports are 587 with STARTTLS and 465 with TLS."),
        ),
        Problem.UNREACHABLE: (
            _("%(host)s cannot be reached from this server.", host=host),
            _("The network between them may be down. Hosting companies often close port 25; try 587 or 465."),
        ),
        Problem.TIMED_OUT: (
            _("%(host)s did not answer in time.", host=host),
            _("Many hosting companies close port 25; try 587 with STARTTLS or 465 with TLS."),
        ),
        Problem.CERTIFICATE_WRONG: (
            _("The certificate of %(host)s is not good for this name.", host=host),
            _("Use the name that your mail provider states, not an address or a name of your own. "
              "A server of your own needs a certificate that browsers would trust too."),
        ),
        Problem.NO_ENCRYPTION: (
            _("%(host)s does not offer STARTTLS on port %(port)s.", host=host, port=port),
            _("Try port 587, or TLS on port 465."),
        ),
        Problem.NOT_TLS: (
            _("On port %(port)s the server speaks something else than TLS.", port=port),
            _("TLS is usual on port 465, STARTTLS on port 587."),
        ),
    }  # fmt: skip
    found = words.get(problem)
    return ProblemWords(*found) if found else None


def _of_the_letter(problem: Problem) -> ProblemWords:
    words = {
        Problem.PASSWORD_NEEDS_ENCRYPTION: (
            _("The password was not sent, because the line is not encrypted."),
            _("Choose STARTTLS or TLS."),
        ),
        Problem.LOGIN_REFUSED: (
            _("The mail server does not accept this user name and password."),
            _("The user name is often the whole e-mail address. Some providers want a password made for programs."),
        ),
        Problem.SENDER_REFUSED: (
            _("The mail server does not send letters with this sender address."),
            _("Use the address of the mail account as the sender."),
        ),
        Problem.RECIPIENT_REFUSED: (
            _("The mail server does not take letters for this recipient."),
            _("Check the address. If it says “relay”, it wants a user name and password first."),
        ),
        Problem.LETTER_REFUSED: (
            _("The mail server refused the letter."),
            _("Its answer below says why; often it takes the letter for spam."),
        ),
        Problem.NOT_NOW: (
            _("The mail server does not take the letter now."),
            _("Letters that wait are tried again by themselves for a day."),
        ),
        Problem.UNREADABLE: (
            _("The letter cannot be read any more."),
            _("It was sealed with another key than this installation has now. Send it anew."),
        ),
        Problem.BROKE_OFF: (
            _("The mail server ended the connection."),
            _("Try the other encryption, or again in a few minutes."),
        ),
    }
    return ProblemWords(*words[problem])


def encryption_names() -> dict[Encryption, str]:
    """What can be chosen in the console."""
    return {
        Encryption.STARTTLS: _("STARTTLS (usual, port 587)"),
        Encryption.TLS: _("TLS (port 465)"),
        Encryption.NONE: _("None (only for a server on the same machine, port 25)"),
    }
