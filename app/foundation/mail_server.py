"""Which mail server takes our letters: the one of the configuration, else the one that was set in the console."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from app.domain.errors import InvalidInput
from app.domain.translation import N_
from app.foundation import sealing, settings
from app.foundation.configuration import configuration
from app.foundation.mail_addresses import checked_address, is_address
from app.foundation.mail_letters import Sender
from app.foundation.text import clean_line

HOST = "mail.host"
PORT = "mail.port"
ENCRYPTION = "mail.encryption"
USER = "mail.user"
PASSWORD = "mail.sealed_password"  # noqa: S105 - the name of a setting
SENDER_NAME = "mail.sender_name"
SENDER_ADDRESS = "mail.sender_address"
REPLY_ADDRESS = "mail.reply_address"
SERVER_NAMES = (HOST, PORT, ENCRYPTION, USER, PASSWORD)
NAMES = (*SERVER_NAMES, SENDER_NAME, SENDER_ADDRESS, REPLY_ADDRESS)
PURPOSE = "mail.password"
LONGEST_HOST = 253
LONGEST_PASSWORD = 1000
MOST_PORT = 65_535
LOCAL_NAMES = ("localhost", "localhost.localdomain")


class Encryption(StrEnum):
    """How the line is made private. Certificates are always checked; ``OFFERED`` takes STARTTLS where it is offered."""

    TLS = "tls"
    STARTTLS = "starttls"
    OFFERED = "offered"
    NONE = "none"


PORTS = {Encryption.TLS: 465, Encryption.STARTTLS: 587, Encryption.OFFERED: 25, Encryption.NONE: 25}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed over. The password is in no text of this object."""

    host: str
    port: int
    encryption: Encryption
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        """Everything but the password."""
        return f"MailServer({self.host!r}, {self.port}, {self.encryption.value!r}, user={self.user!r})"

    @property
    def is_local(self) -> bool:
        """Whether it runs on this machine, so that nothing crosses a network."""
        return is_local(self.host)


def is_local(host: str) -> bool:
    """Whether a name or address means this machine."""
    try:
        return host.lower() in LOCAL_NAMES or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_given() -> bool:
    """Whether the configuration (BECKON_MAIL_URL) names the server, so that the console cannot."""
    return configuration().mail_url is not None


def present_server() -> MailServer | None:
    """The server that takes letters now; None where there is none."""
    url = configuration().mail_url
    return _of_url(url) if url is not None else _of_settings()


def present_sender() -> Sender:
    """In whose name letters leave."""
    values = settings.recent_values_of((SENDER_NAME, SENDER_ADDRESS, REPLY_ADDRESS, "site.name"))
    server = present_server()
    user = server.user if server else ""
    own = f"beckon@{own_host()}"
    address = values[SENDER_ADDRESS] or (user if is_address(user) else own)
    return Sender(address, values[SENDER_NAME] or values["site.name"], values[REPLY_ADDRESS])


def own_host() -> str:
    """The name of this installation in Message-IDs and in greetings."""
    return urlsplit(configuration().base_url).hostname or "localhost"


def _of_url(url: str) -> MailServer:
    parts = urlsplit(url)
    encryption = Encryption.TLS if parts.scheme == "smtps" else Encryption.OFFERED
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname or "localhost", parts.port or PORTS[encryption], encryption, user, password)


def _of_settings() -> MailServer | None:
    values = settings.recent_values_of(SERVER_NAMES)
    if not values[HOST]:
        return None
    encryption = Encryption(values[ENCRYPTION])
    password = sealing.unseal(PURPOSE, values[PASSWORD]) if values[PASSWORD] else ""
    return MailServer(values[HOST], values[PORT] or PORTS[encryption], encryption, values[USER], password or "")


def _check_host(value: str) -> None:
    is_plain = value == clean_line(value, LONGEST_HOST) and value.isascii() and " " not in value
    if value and (not is_plain or any(each in value for each in "/@\\,;")):
        raise InvalidInput(N_("“%(name)s” is no name of a server"), field=HOST, values={"name": value[:60]})


def _check_encryption(value: str) -> None:
    if value not in {each.value for each in Encryption}:
        raise InvalidInput(N_("choose one of the list"), field=ENCRYPTION)


def _check_sender(value: str) -> None:
    if value:
        checked_address(value, SENDER_ADDRESS)


def _check_reply(value: str) -> None:
    if value:
        checked_address(value, REPLY_ADDRESS)


settings.declare(HOST, "", _check_host)
settings.declare(PORT, 0, settings.whole_number(PORT, 0, MOST_PORT))
settings.declare(ENCRYPTION, Encryption.STARTTLS.value, _check_encryption)
settings.declare(USER, "")
settings.declare(PASSWORD, "")
settings.declare(SENDER_NAME, "")
settings.declare(SENDER_ADDRESS, "", _check_sender)
settings.declare(REPLY_ADDRESS, "", _check_reply)
