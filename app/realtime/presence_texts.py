"""The words of presence and alerts at the desk, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _

from app.operators.presence import USUAL_REASONS


def presence_texts() -> dict[str, str]:
    """Every word by its key."""
    return {
        **{f"away.{each}": _(each) for each in USUAL_REASONS},
        "missed_today.one": _("%(n)s chat missed today"),
        "missed_today.other": _("%(n)s chats missed today"),
        "presence.idle": _("nothing touched for a while"),
        "presence.of": _("Presence of %(name)s"),
        "presence.closed_now": _("closed now"),
        "alert.waiting": _("%(name)s is waiting for an answer"),
        "alert.late": _("%(name)s has been waiting too long"),
        "alert.assigned": _("You were given the chat with %(name)s"),
        "alert.message": _("%(name)s has written"),
        "alert.mentioned": _("You were mentioned in the chat with %(name)s"),
        "alert_bar.sound": _("This browser stays silent until you click once."),
        "alert_bar.sound.act": _("Enable sound"),
        "alert_bar.desktop": _("Notifications tell you of waiting visitors while you work elsewhere."),
        "alert_bar.desktop.act": _("Allow notifications"),
    }
