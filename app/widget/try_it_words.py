"""The try-it's panel in words: the rule as a tree, what it waits for, what can be pretended, and the panel's texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.domain.experiments import ORIGINAL
from app.domain.rules import Condition
from app.invitations.condition_rows import SECONDS_KINDS
from app.invitations.explain_pages import TONES, PartLine, part_line
from app.invitations.explained_parts import ExplainedPart
from app.invitations.explaining import Explanation, Outlook
from app.invitations.explaining_words import blocker_sentence
from app.invitations.moments import moment_sentence
from app.invitations.trying import TriedExplanation
from app.invitations.what_if import NOW, PREFIX, WhatIf
from app.invitations.what_if_fields import WhatIfField, what_if_bar
from app.plugin_host import host

IN_FRONT = 8
VARIANT = "variant"
"""What is pretended about the experiment: the key of a variant; the original where nothing is."""

_EVENT = "event."
_TAKEN_FROM_THE_PAGE = frozenset({"page.url", "page.title", "widget.open"})
"""Facts that whoever tries it can simply make true on the page."""


def explanation_document(tried: TriedExplanation, what_if: WhatIf, variant: str) -> dict[str, Any]:
    """What the panel shows; ``changes_in`` is in how many seconds time alone may change something."""
    judged, whole = tried.judged, tried.whole
    changes_at = judged.changes_at
    is_ready = judged.outlook is Outlook.READY
    waits = is_ready and tried.moment is not None
    return _pretending(whole, what_if, _variant_field(tried.variants, variant)) | {
        "invitation": {"name": judged.snapshot.name, "state": judged.snapshot.state.value},
        "is_ready": is_ready,
        "tone": "open" if waits else TONES[judged.outlook],
        "sentence": _waits_for_its_moment(tried.moment) if waits and tried.moment else blocker_sentence(judged, whole),
        "changes_in": None if changes_at is None else max(0.0, (changes_at - whole.now).total_seconds()),
        "tree": _part_document(judged.tree, part_line(judged.tree, whole.now)),
        "moment": tried.moment,
        "moment_words": moment_sentence(tried.moment) if tried.moment else "",
        "events": _events_of_the_rule(judged.tree),
        "texts": panel_texts(),
    }


def _waits_for_its_moment(moment: Mapping[str, Any]) -> str:
    return str(_("All conditions hold; it shows when %(moment)s.", moment=moment_sentence(moment)))


def _pretending(whole: Explanation, what_if: WhatIf, variants: list[dict[str, Any]]) -> dict[str, Any]:
    bar = what_if_bar(whole, what_if, host().registry.facts)
    fields = [each for each in bar.fields if _can_be_pretended(each)]
    clock = [replace(each, present=_site_time(whole)) for each in bar.more if each.name == PREFIX + NOW]
    front = [*[each for each in fields if not _is_of_the_page(each)][:IN_FRONT], *clock]
    shown = {each.name for each in front}
    more = [each for each in (*fields, *bar.more) if each.name not in shown and _can_be_pretended(each)]
    return {
        "fields": [*variants, *(_field_document(each) for each in front)],
        "more": [_field_document(each) for each in more],
        "errors": list(bar.strays),
    }


def _variant_field(keys: Sequence[str], variant: str) -> list[dict[str, Any]]:
    """The choice of the words to be tried, where there are several."""
    if not keys:
        return []
    field = WhatIfField(
        name=VARIANT,
        label=str(_("Variant")),
        help=str(_("Which words of the experiment are shown")),
        present=str(_("Original")),
        typed="" if variant == ORIGINAL else variant,
        error=None,
        options=tuple((key, key) for key in keys),
    )
    return [_field_document(field)]


def _part_document(part: ExplainedPart, line: PartLine) -> dict[str, Any]:
    return {
        "is_group": line.is_group,
        "tone": line.tone,
        "verdict": line.verdict,
        "words": line.words,
        "actual": line.actual,
        "parts": [_part_document(*each) for each in zip(part.parts, line.parts, strict=True)],
    }


def _can_be_pretended(field: WhatIfField) -> bool:
    """Clocks of the page are put forward instead, and events are sent."""
    name = field.name.removeprefix(PREFIX)
    if name.startswith(_EVENT):
        return False
    resolved = host().registry.facts.resolve(name)
    return resolved is None or not (resolved[0].is_fast and resolved[0].kind.name in SECONDS_KINDS)


def _is_of_the_page(field: WhatIfField) -> bool:
    return field.name.removeprefix(PREFIX) in _TAKEN_FROM_THE_PAGE and not field.typed


def _field_document(field: WhatIfField) -> dict[str, Any]:
    return asdict(field) | {"name": field.name.removeprefix(PREFIX)}


def _events_of_the_rule(tree: ExplainedPart) -> list[str]:
    named = (leaf.node.parameters.get("event") for leaf in tree.leaves() if isinstance(leaf.node, Condition))
    return list(dict.fromkeys(str(event) for event in named if event))


def _site_time(whole: Explanation) -> str:
    """The try-it's time as the site's clock shows it, such as ``2026-11-21T10:55``."""
    local: datetime = whole.now.astimezone(ZoneInfo(whole.situation.facts.time_zone))
    return local.strftime("%Y-%m-%dT%H:%M")


def panel_texts() -> dict[str, str]:
    """The words of the panel on the page; ``{name}`` places are filled in the browser."""
    return {
        "title": _("Try-it"),
        "draft": _("Draft"),
        "live": _("Live"),
        "paused": _("Paused"),
        "fold": _("Fold the try-it panel"),
        "unfold": _("Unfold the try-it panel"),
        "end": _("End the try-it"),
        "again": _("Start over"),
        "again_help": _("A new visitor on this page"),
        "time": _("Time"),
        "plus_seconds": _("+10 s"),
        "plus_minute": _("+1 min"),
        "next_change": _("Next change"),
        "next_change_in": _("Next change in {time}"),
        "do": _("Actions"),
        "leave": _("Leave the window"),
        "scroll": _("Scroll to {percent} %"),
        "too_short": _("This page is too short to scroll."),
        "idle": _("Do nothing for {seconds} s"),
        "moment": _("Then it waits for its moment: it shows when {what}."),
        "event": _("Send event"),
        "event_id": _("Event"),
        "rule": _("Rule"),
        "pretend": _("Pretend"),
        "more": _("More facts"),
        "as_it_is": _("as it is"),
        "now": _("Now: {value}"),
        "clear": _("Pretend nothing"),
        "on_screen": _("It is on the screen, as a visitor sees it."),
        "was_replied": _("Reply was pressed. In a try-it a reply starts no chat."),
        "was_dismissed": _("It was dismissed. Start over to see it again."),
        "was_expired": _("It went away unanswered. Start over to see it again."),
        "silent": _("The embed code of this page switches invitations off (proactive: false)."),
        "counts_nowhere": _("Nothing here is counted or stored."),
        "ends_at": _("Link ends {time}"),
        "unreachable": _("Beckon cannot be reached. Trying again."),
    }
