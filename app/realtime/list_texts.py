"""The words that the scripts of the visitors page show, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _


def list_texts() -> dict[str, str]:
    """Every word by its key."""
    return {
        "visitors_one_new": _("1 new visitor · show"),
        "visitors_new": _("%(count)s new visitors · show", count="%(count)s"),
        "next.showing": _("on the screen"),
        "next.now": _("now"),
        "next.soon": _("in %(time)s", time="%(time)s"),
        "next.when": _("when: %(what)s", what="%(what)s"),
        "next.none": _("none"),
        "list.paused": _("The table keeps still while you are in it"),
    }
