"""What the section about the experiment says while it is closed."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from app.invitations.draft_parts import Experiment


def experiment_summary(experiment: Experiment) -> str:
    """Who is not invited and how many variants there are, in a few words."""
    parts = []
    if experiment.holdout_percent:
        parts.append(str(_("%(share)s are not invited", share=f"{experiment.holdout_percent} %")))
    if experiment.variants:
        number = len(experiment.variants)
        parts.append(ngettext("%(num)d variant besides the original", "%(num)d variants besides the original", number))
    return ", ".join(parts) or str(_("Everybody is invited with the same words"))
