"""What can go wrong, told to the person who can act on it: one family of errors for the whole product."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

TRANSLATED = frozenset({"kind", "wanted"})
"""Places of a message whose words are marked for translation themselves."""


class BeckonError(Exception):
    """Something was refused; the message is a sentence for the reader, never a stack trace.

    ``field`` names the input that was wrong, ``code`` is stable for programs, ``status`` is the HTTP status
    that ``app.foundation.http`` answers with. A message that people may see on a page is marked with ``N_``; where it
    has places such as ``%(limit)s``, ``values`` fills them.
    """

    status: ClassVar[int] = 500
    default_code: ClassVar[str] = "error"

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        code: str | None = None,
        values: Mapping[str, object] | None = None,
    ) -> None:
        self.template, self.values = message, dict(values or {})
        self.message = message % self.values if values else message
        super().__init__(self.message)
        self.field = field
        self.code = code or self.default_code

    def translated(self, gettext: Callable[[str], str], **instead: object) -> str:
        """The message in another language; ``instead`` puts other words into some of its places."""
        if not self.values:
            return gettext(self.template)
        given = {**self.values, **instead}
        spoken = {name: gettext(str(value)) if name in TRANSLATED else value for name, value in given.items()}
        return gettext(self.template) % spoken

    def as_document(self) -> dict[str, object]:
        """The one JSON shape of an error: ``{"error": {"code", "message", "field"?}}``."""
        error: dict[str, object] = {"code": self.code, "message": self.message}
        if self.field is not None:
            error["field"] = self.field
        return {"error": error}


class BadRequest(BeckonError):
    """The request could not be read at all: broken JSON, a bad token, a missing CSRF token."""

    status = 400
    default_code = "bad_request"


class NotSignedIn(BeckonError):
    """The caller has to sign in first."""

    status = 401
    default_code = "not_signed_in"


class SecondFactorNeeded(BeckonError):
    """The caller is known, but has to set up two-factor sign-in before anything else, because the site demands it."""

    status = 403
    default_code = "two_factor_needed"


class Forbidden(BeckonError):
    """The caller is known, but may not do this."""

    status = 403
    default_code = "forbidden"


class NotFound(BeckonError):
    """There is no such thing, or the caller may not know that there is."""

    status = 404
    default_code = "not_found"


class Conflict(BeckonError):
    """Somebody else was first, or the thing has changed meanwhile."""

    status = 409
    default_code = "conflict"


class TooLarge(BeckonError):
    """The body is larger than the limit that the documentation states."""

    status = 413
    default_code = "too_large"


class UnsupportedMedia(BeckonError):
    """The body is of a kind that is not read here."""

    status = 415
    default_code = "unsupported_media"


class InvalidInput(BeckonError):
    """A value was read but cannot be accepted; ``field`` says which."""

    status = 422
    default_code = "invalid"


class TooManyRequests(BeckonError):
    """A documented limit was reached; trying again later helps."""

    status = 429
    default_code = "too_many_requests"


class Unavailable(BeckonError):
    """The database or another part does not answer just now."""

    status = 503
    default_code = "unavailable"


class StorageFull(BeckonError):
    """The disk is full: reading goes on, writing resumes when there is room."""

    status = 507
    default_code = "storage_full"


class ConfigurationError(BeckonError):
    """The server cannot start like this; the message names the key and where it stands."""

    default_code = "configuration"
