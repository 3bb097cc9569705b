"""What the site decides for all invitations besides restraint."""

from __future__ import annotations

from app.foundation import settings

SOUND = "invitations.sound"

settings.declare(SOUND, default=True)


def has_sound() -> bool:
    """Whether invitations may make a sound at all; at most a second old."""
    return bool(settings.recent(SOUND))
