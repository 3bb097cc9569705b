"""The line to the mail server: who said what, what a failure means, and never longer than we are willing to wait."""

from __future__ import annotations

import logging
import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum
from ipaddress import ip_address
from typing import Any

from app.foundation import clock
from app.foundation.mail_server import Encryption, MailServer, own_host
from app.foundation.text import clean_line

logger = logging.getLogger(__name__)
STEP_SECONDS = 10.0
WHOLE_SECONDS = 60.0
LONGEST_LINE = 500
MOST_LINES = 60
READY = 220
PERMANENT = range(500, 600)
_LOST = (smtplib.SMTPServerDisconnected, ConnectionError, ssl.SSLEOFError)


class Problem(StrEnum):
    """Why a letter could not be handed over; what each means is said by ``app.administration.mail_words``."""

    NAME_NOT_FOUND = "name_not_found"
    CONNECTION_REFUSED = "connection_refused"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    CERTIFICATE_WRONG = "certificate_wrong"
    NO_ENCRYPTION = "no_encryption"
    NOT_TLS = "not_tls"
    PASSWORD_NEEDS_ENCRYPTION = "password_needs_encryption"  # noqa: S105 - a word for a failure
    LOGIN_REFUSED = "login_refused"
    SENDER_REFUSED = "sender_refused"
    RECIPIENT_REFUSED = "recipient_refused"
    LETTER_REFUSED = "letter_refused"
    NOT_NOW = "not_now"
    UNREADABLE = "unreadable"
    BROKE_OFF = "broke_off"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the conversation; ``by`` is ``we`` or ``server``."""

    by: str
    text: str


class Undelivered(Exception):
    """The letter was not taken. ``answer`` is what the server said; ``is_final`` says that trying again is no use."""

    def __init__(self, problem: Problem, answer: str, *, is_final: bool = False) -> None:
        super().__init__(f"{problem.value}: {answer}")
        self.problem = problem
        self.answer = answer
        self.is_final = is_final


@dataclass
class MailLine:
    """A connection to a mail server; ``lines`` is what was said, without the password."""

    server: MailServer
    lines: list[Line] = field(default_factory=list)
    _smtp: _Listening | None = None

    def __enter__(self) -> MailLine:
        """Connect, make the line private and sign in; raises Undelivered."""
        try:
            self._open()
        except Undelivered:
            self.close()
            raise
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise problem_of(error) from error
        return self

    def __exit__(self, *_error: object) -> None:
        """Say goodbye."""
        self.close()

    def send(self, message: EmailMessage, sender: str, recipient: str) -> None:
        """Hand over one letter to one recipient; raises Undelivered."""
        if self._smtp is None:
            raise RuntimeError("the line is not open")
        try:
            self._smtp.send_message(message, sender, [recipient])
        except (smtplib.SMTPException, OSError, UnicodeError, ValueError) as error:
            raise problem_of(error) from error

    def close(self) -> None:
        """End the connection, politely where that is possible."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except (smtplib.SMTPException, OSError):
            smtp.close()

    def _open(self) -> None:
        server = self.server
        context = ssl.create_default_context()
        self._smtp = smtp = _Listening(self.lines, context if server.encryption is Encryption.TLS else None)
        smtp.connect(server.host, server.port)
        smtp.ehlo_or_helo_if_needed()
        is_private = server.encryption is Encryption.TLS
        wants = server.encryption is Encryption.STARTTLS
        if wants or (server.encryption is Encryption.OFFERED and smtp.has_extn("starttls") and not server.is_local):
            if not smtp.has_extn("starttls"):
                raise Undelivered(Problem.NO_ENCRYPTION, smtp.last_answer)
            smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
            is_private = True
        if not server.user:
            return
        if not (is_private or server.is_local):
            raise Undelivered(Problem.PASSWORD_NEEDS_ENCRYPTION, "")
        smtp.sign_in(server.user, server.password)


class _Listening(smtplib.SMTP):
    """The library's client, which writes down what is said and looks at the clock before it waits."""

    def __init__(self, lines: list[Line], tls: ssl.SSLContext | None) -> None:
        self.lines = lines
        self.last_answer = ""
        self._tls = tls
        self._host_name = ""
        self._is_secret = False
        self._until = clock.monotonic() + WHOLE_SECONDS
        super().__init__(local_hostname=_greeting_name(), timeout=STEP_SECONDS)

    def connect(self, host: str = "localhost", port: int = 0, source_address: Any = None) -> tuple[int, bytes]:
        """Connect; what the greeting says is written down too."""
        self._host_name = self._host = host  # smtplib checks the certificate of STARTTLS against _host
        self._note("we", f"connect {host}:{port}")
        code, said = super().connect(host, port, source_address)
        if code != READY:
            raise smtplib.SMTPConnectError(code, said)
        return code, said

    def sign_in(self, user: str, password: str) -> None:
        """Log in; neither name nor password is written down."""
        self._is_secret = True
        try:
            self.login(user, password)
        finally:
            self._is_secret = False

    def putcmd(self, cmd: str, args: str = "") -> None:
        """Send a command and write it down."""
        self._note("we", "AUTH ***" if self._is_secret else f"{cmd} {args}".strip())
        super().putcmd(cmd, args)

    def getreply(self) -> tuple[int, bytes]:
        """Wait for the answer, no longer than there is time."""
        if self.sock is not None:
            self.sock.settimeout(max(0.1, min(STEP_SECONDS, self._until - clock.monotonic())))
        code, said = super().getreply()
        for line in said.splitlines() or [b""]:
            self.last_answer = f"{code} {line.decode('utf-8', 'replace')}".strip()
            self._note("server", self.last_answer)
        return code, said

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((host, port), timeout)
        return self._tls.wrap_socket(plain, server_hostname=host) if self._tls else plain

    def _note(self, by: str, text: str) -> None:
        if len(self.lines) < MOST_LINES:
            self.lines.append(Line(by, clean_line(text, LONGEST_LINE)))


def _greeting_name() -> str:
    """The name that we say in EHLO; an address stands in brackets there."""
    host = own_host()
    try:
        return f"[{ip_address(host)}]" if ip_address(host).version == 4 else f"[IPv6:{ip_address(host)}]"
    except ValueError:
        return host


def problem_of(error: Exception) -> Undelivered:
    """What an error of the line means. A refused recipient or letter is final; all else may pass or be repaired."""
    answer = _answer_of(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return Undelivered(Problem.RECIPIENT_REFUSED, answer, is_final=_code_of(error) in PERMANENT)
    if isinstance(error, smtplib.SMTPDataError):
        is_final = error.smtp_code in PERMANENT
        return Undelivered(Problem.LETTER_REFUSED if is_final else Problem.NOT_NOW, answer, is_final=is_final)
    if isinstance(error, smtplib.SMTPNotSupportedError | UnicodeError | ValueError) and not isinstance(error, OSError):
        return Undelivered(Problem.LETTER_REFUSED, answer, is_final=True)
    return Undelivered(_passing_problem(error), answer)


def _passing_problem(error: Exception) -> Problem:
    kinds: tuple[tuple[type[Exception] | tuple[type[Exception], ...], Problem], ...] = (
        (smtplib.SMTPAuthenticationError, Problem.LOGIN_REFUSED),
        (smtplib.SMTPSenderRefused, Problem.SENDER_REFUSED),
        (smtplib.SMTPNotSupportedError, Problem.LOGIN_REFUSED),
        (socket.gaierror, Problem.NAME_NOT_FOUND),
        (ConnectionRefusedError, Problem.CONNECTION_REFUSED),
        (TimeoutError, Problem.TIMED_OUT),
        (ssl.SSLCertVerificationError, Problem.CERTIFICATE_WRONG),
        (_LOST, Problem.BROKE_OFF),
        (ssl.SSLError, Problem.NOT_TLS),
        (smtplib.SMTPException, Problem.NOT_NOW),
    )
    return next((problem for kind, problem in kinds if isinstance(error, kind)), Problem.UNREACHABLE)


def _code_of(error: smtplib.SMTPRecipientsRefused) -> int:
    return next((code for code, _said in error.recipients.values()), 0)


def _answer_of(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()), (0, b""))
        return _answer(code, said)
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return clean_line(str(error), LONGEST_LINE)


def _answer(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return clean_line(f"{code} {text}", LONGEST_LINE)
