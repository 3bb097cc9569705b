"""What this feature does by itself: recompile the live set when an invitation changed."""

from __future__ import annotations

from flask import Flask

from app.domain import events
from app.foundation.events import listen
from app.invitations.live_set import EXTENSION, LiveSetHolder, holder


def subscribe(app: Flask) -> None:
    """Hold a live set for this application and keep it fresh."""
    app.extensions[EXTENSION] = LiveSetHolder(app)
    listen(events.InvitationsChanged, _recompile)


def _recompile(_event: events.InvitationsChanged) -> None:
    holder().refresh()
