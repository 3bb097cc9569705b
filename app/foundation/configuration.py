"""The deployment's configuration: read once at start, strictly, from ``instance/config.toml`` and the environment."""

from __future__ import annotations

import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from flask import current_app

from app.domain.errors import ConfigurationError

KEYS = (
    "database_url",
    "redis_url",
    "base_url",
    "host",
    "port",
    "workers",
    "trusted_proxies",
    "geoip_database",
    "mail_url",
    "safe_mode",
)
ENVIRONMENT_KEYS = {f"BECKON_{key.upper()}": key for key in KEYS}
MINIMUM_SECRET_LENGTH = 32
MINIMUM_SECRET_VARIETY = 10
ALL_ADDRESSES = ("0.0.0.0", "::")  # noqa: S104 - compared with, not listened on
_KINDS: dict[str, tuple[type, ...]] = {
    "port": (int, str),
    "workers": (int, str),
    "trusted_proxies": (list, str),
    "safe_mode": (bool, str),
}
"""What a key may be in ``config.toml``; the others are texts."""
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]+")


@dataclass(frozen=True, slots=True)
class Configuration:
    """How this installation runs. ``base_url`` has no trailing slash; links in mails and embed codes begin with it."""

    instance_path: Path
    database_url: str
    secret_key: str = field(repr=False)
    redis_url: str | None = None
    base_url: str = "http://127.0.0.1:8000"
    is_base_url_given: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    geoip_database: Path | None = None
    mail_url: str | None = None
    safe_mode: bool = False
    is_testing: bool = False

    @property
    def is_secure(self) -> bool:
        """Whether the desk is reached over https, so that cookies may demand it."""
        return self.base_url.startswith("https://")


def read_configuration(environment: Mapping[str, str] | None = None) -> Configuration:
    """Read the configuration; an unknown key or a bad value stops the start and names the key.

    The environment (``BECKON_…``) wins over ``config.toml`` in the instance folder.
    """
    environment = os.environ if environment is None else environment
    instance = instance_folder(environment)
    values = _from_file(instance / "config.toml")
    values.update(_from_environment(environment))
    host = _host(values.get("host", "127.0.0.1"))
    port = _whole_number("port", values.get("port", "8000"), 1, 65535)
    base_url = values.get("base_url", "")
    shown_host = "127.0.0.1" if host in ALL_ADDRESSES else host
    workers = _whole_number("workers", values.get("workers", "1"), 1, 64)
    if workers > 1 and not values.get("redis_url"):
        raise ConfigurationError("workers: more than one worker needs redis_url", field="workers")
    return Configuration(
        instance_path=instance,
        database_url=_database_url(values.get("database_url", ""), instance),
        secret_key=_secret_key(instance, environment.get("BECKON_SECRET_KEY")),
        redis_url=_address("redis_url", values.get("redis_url", ""), "redis", "rediss", "unix"),
        base_url=_base_url(base_url) if base_url else f"http://{_bracketed(shown_host)}:{port}",
        is_base_url_given=bool(base_url),
        host=host,
        port=port,
        workers=workers,
        trusted_proxies=_networks(values.get("trusted_proxies", "")),
        geoip_database=_existing_file("geoip_database", values.get("geoip_database", "")),
        mail_url=_address("mail_url", values.get("mail_url", ""), "smtp", "smtps"),
        safe_mode=_yes_or_no("safe_mode", values.get("safe_mode", "")),
    )


def instance_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Where the installation's own files are; nothing is read or made there."""
    environment = os.environ if environment is None else environment
    return Path(environment.get("BECKON_INSTANCE") or "instance").resolve()


def configuration() -> Configuration:
    """The configuration of the running application."""
    found: Configuration = current_app.extensions["beckon.configuration"]
    return found


def _from_file(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigurationError(f"{path}: {error}") from error
    for key, value in document.items():
        if key not in KEYS:
            raise ConfigurationError(f"{path}: unknown key {key!r}; known are {', '.join(KEYS)}", field=key)
        if type(value) not in _KINDS.get(key, (str,)):
            raise ConfigurationError(f"{path}: {key} cannot be {value!r}", field=key)
    return {key: _as_text(value) for key, value in document.items()}


def _as_text(value: str | int | bool | list[object]) -> str:
    if isinstance(value, list):
        return ",".join(str(item) for item in value)
    return str(value)


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    known = {*ENVIRONMENT_KEYS, "BECKON_INSTANCE", "BECKON_SECRET_KEY"}
    for name in environment:
        if name.startswith("BECKON_") and not name.startswith("BECKON_TEST_") and name not in known:
            raise ConfigurationError(f"{name}: unknown setting; known are {', '.join(sorted(known))}", field=name)
    return {key: environment[name] for name, key in ENVIRONMENT_KEYS.items() if environment.get(name)}


def _whole_number(key: str, text: str, least: int, most: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise ConfigurationError(f"{key}: {text!r} is not a whole number from {least} to {most}", field=key)
    return number


def _yes_or_no(key: str, text: str) -> bool:
    lowered = text.strip().lower()
    if lowered in ("", "0", "false", "no"):
        return False
    if lowered in ("1", "true", "yes"):
        return True
    raise ConfigurationError(f"{key}: {text!r} is neither yes nor no", field=key)


def _database_url(text: str, instance: Path) -> str:
    if not text:
        return f"sqlite:///{instance / 'beckon.sqlite'}"
    for plain in ("postgres://", "postgresql://"):
        if text.startswith(plain):
            return "postgresql+psycopg://" + text.removeprefix(plain)
    if text.startswith(("sqlite:///", "postgresql+psycopg://")):
        return text
    raise ConfigurationError("database_url: only sqlite:///… and postgresql://… are supported", field="database_url")


def _base_url(text: str) -> str:
    parts = _parts(text)
    if (
        parts is None
        or parts.scheme not in ("http", "https")
        or not _HOST.fullmatch(parts.hostname or "")
        or parts.username is not None
        or parts.query
        or parts.fragment
    ):
        raise ConfigurationError(f"base_url: {text!r} is no address like https://help.example.org", field="base_url")
    return text.rstrip("/")


def _parts(text: str) -> SplitResult | None:
    """The parts of an address, or None when it has none."""
    try:
        parts = urlsplit(text)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def _host(text: str) -> str:
    if not _HOST.fullmatch(text):
        raise ConfigurationError(f"host: {text!r} is neither a name nor an address to listen on", field="host")
    return text


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise ConfigurationError(f"trusted_proxies: {error}", field="trusted_proxies") from error


def _existing_file(key: str, text: str) -> Path | None:
    if not text:
        return None
    path = Path(text)
    if not path.is_file():
        raise ConfigurationError(f"{key}: there is no file {text!r}", field=key)
    return path


def _address(key: str, text: str, *schemes: str) -> str | None:
    """An address that may hold a password, so it is not repeated in the error."""
    if not text:
        return None
    parts = _parts(text)
    if parts is None or parts.scheme not in schemes or not (parts.hostname or parts.scheme == "unix"):
        wanted = " or ".join(f"{scheme}://" for scheme in schemes)
        raise ConfigurationError(f"{key}: must be an address that begins with {wanted}", field=key)
    return text


def _secret_key(instance: Path, given: str | None) -> str:
    """The installation's secret: given, or made once and kept in the instance folder, readable by its owner only."""
    key = given if given is not None else _kept_secret_key(instance / "secret_key")
    if len(key) < MINIMUM_SECRET_LENGTH:
        raise ConfigurationError(f"secret_key: needs at least {MINIMUM_SECRET_LENGTH} characters", field="secret_key")
    if len(set(key)) < MINIMUM_SECRET_VARIETY:
        raise ConfigurationError("secret_key: is too easy to guess; use random characters", field="secret_key")
    return key


def _kept_secret_key(path: Path) -> str:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make_secret_key(path)
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"secret_key: {error}", field="secret_key") from error


def _make_secret_key(path: Path) -> None:
    """Two processes that start at once agree on one key, and neither reads half of it."""
    draft = path.with_name(f"secret_key.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
