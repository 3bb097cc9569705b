"""What differs between two versions of an invitation, in the words of its editor and with the changed words marked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.errors import InvalidInput
from app.domain.rules import All, AnyOf, Node, Not, decode_stored
from app.domain.translation import N_
from app.foundation import strict_yaml
from app.invitations.document_differences import Difference, differences
from app.invitations.message import plain_text
from app.invitations.moments import moment_sentence
from app.invitations.sentence import rule_sentence
from app.plugin_host import host

MOST_WORDS = 1_500
"""Texts of more words than this are shown before and after, and no word in them is marked."""
LONGEST_SHOWN = 4_000

LABELS: Mapping[str, str] = {
    "name": N_("Name"),
    "type": N_("Type"),
    "channel": N_("How it reaches people"),
    "state": N_("State"),
    "position": N_("Position"),
    "campaign": N_("Campaign"),
    "widgets.identifier": N_("Identifier"),
    "widgets.departments": N_("Departments"),
    "widgets.language": N_("Language"),
    "when_team": N_("Your team is"),
    "audience": N_("Send to"),
    "conditions": N_("Rule"),
    "moment": N_("It shows when"),
    "frequency.max_shows": N_("How many times show invitation"),
    "frequency.once_per_visitor": N_("Send only once per user"),
    "frequency.not_again_after_close_in_visit": N_("Do not show invitation after it was closed in the same session"),
    "frequency.next_on_url_change": N_(
        "Show next matching invitation if URL changes and present invitation was closed"
    ),
    "frequency.only_while_url_matches": N_("Invitation is visible only if URL matches"),
    "frequency.every_match": N_("Show every time it is matched"),
    "frequency.expires_after": N_("Disappears after"),
    "schedule.from": N_("Shows from"),
    "schedule.until": N_("Shows until"),
    "schedule.weekly": N_("Hours of the week"),
    "schedule.yearly": N_("Every year"),
    "sender.name": N_("Operator name"),
    "sender.operator": N_("Send from"),
    "sender.random_operator": N_("Show random operator profile"),
    "sender.among": N_("Enter operators from whom random operator should be shown"),
    "sender.assign": N_("Assign to shown operator"),
    "message.html": N_("Message to user"),
    "message.returning_html": N_("Message to returning user"),
    "message.returning_nick": N_("Nick which will be used if we cannot determine returning user name"),
    "message.buttons": N_("Buttons"),
    "message.pictures": N_("Pictures in numbered places"),
    "wait.message": N_("Wait message"),
    "wait.timeout": N_("Wait timeout"),
    "wait.timeout_message": N_("Show visitor this message when wait timeout passes"),
    "wait.repeat": N_("How many times repeat message?"),
    "design.width": N_("Invitation message width"),
    "design.css": N_("Custom CSS"),
    "design.open": N_("It appears"),
    "design.minimised_next": N_("Next time minimized"),
    "design.sound": N_("Play sound on invitation"),
    "conversion.event": N_("Event id to receive from website for conversion to finish"),
    "conversion.within": N_("Conversion has to happen within this period of time"),
    "conversion.counted_from": N_("after the invitation"),
    "experiment.holdout_percent": N_("Not invited, to measure the effect"),
    "experiment.original_weight": N_("Weight of the original"),
    "experiment.variants": N_("Variants"),
}
IN_SECONDS = frozenset({"frequency.expires_after", "wait.timeout", "conversion.within"})
_WORDS = re.compile(r"\s+|<[^>]*>?\s*|[^\s<]+\s*")
_IN_LANGUAGE = re.compile(r"^(message|wait)\.translations\.([^.]+)\.(.+)$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text: ``mark`` is same, added or removed."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class TreeLine:
    """One line of a rule, so deep inside its groups; ``mark`` as in ``Piece``."""

    mark: str
    depth: int
    words: str


@dataclass(frozen=True, slots=True)
class SpokenDifference:
    """One changed field in words. A text that was changed within has ``pieces``, a rule has ``tree``.

    ``is_source`` says that it is shown as it is written: the markup of a message where nothing else differs, or a list.
    """

    label: str
    before: str
    after: str
    pieces: tuple[Piece, ...] = ()
    tree: tuple[TreeLine, ...] = ()
    is_source: bool = False


def spoken_differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[SpokenDifference]:
    """Every field that differs, ready to read."""
    return [_spoken(each) for each in differences(before, after)]


def field_label(path: str) -> str:
    """What a field of a document is called on the pages; one that a plugin or a later version added, its own name."""
    known = LABELS.get(path)
    if known:
        return str(_(known))
    other = _IN_LANGUAGE.match(path)
    if other:
        return f"{field_label(f'{other[1]}.{other[3]}')} ({other[2]})"
    return path


def _spoken(each: Difference) -> SpokenDifference:
    label = field_label(each.path)
    if each.path == "conditions":
        before, after = _rule(each.before), _rule(each.after)
        return SpokenDifference(label, rule_sentence(before), rule_sentence(after), tree=_tree(before, after))
    if each.path == "moment":
        return SpokenDifference(label, _moment(each.before), _moment(each.after))
    if not isinstance(each.before or "", str) or not isinstance(each.after or "", str):
        is_source = isinstance(each.before or each.after, Mapping | list)
        return SpokenDifference(label, _value(each, each.before), _value(each, each.after), is_source=is_source)
    before_text, after_text, is_source = _texts(each)
    pieces = _pieces(before_text, after_text) if each.before and each.after else ()
    return SpokenDifference(label, _short(before_text), _short(after_text), pieces, is_source=is_source)


def _texts(each: Difference) -> tuple[str, str, bool]:
    """The words, or the markup where nothing but the markup differs."""
    before, after = str(each.before or ""), str(each.after or "")
    if not each.path.endswith("html"):
        return _word(before), _word(after), each.path.endswith("css")
    plain = plain_text(before), plain_text(after)
    return (*plain, False) if plain[0] != plain[1] else (before, after, True)


def _rule(document: Any) -> Node:
    try:
        return decode_stored(document or {}, host().registry.facts)
    except InvalidInput:
        return All()


def _moment(document: Mapping[str, Any] | None) -> str:
    return moment_sentence(document) if document else ""


def _value(each: Difference, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ", ".join(value)
    if isinstance(value, list | Mapping):
        return _short(strict_yaml.write(value).strip())
    if each.path in IN_SECONDS and isinstance(value, int):
        return str(ngettext("%(num)d second", "%(num)d seconds", value))
    return str(value)


def _word(text: str) -> str:
    """The words of states and choices; other texts as they are."""
    known = {
        "live": _("Live"),
        "draft": _("Draft"),
        "paused": _("Paused"),
        "online": _("online"),
        "offline": _("offline"),
        "either": _("online or offline"),
        "everyone": _("everyone"),
        "visitors": _("anonymous visitors"),
        "identified": _("identified people"),
        "bubble": _("a bubble"),
        "panel": _("the opened panel"),
    }
    return str(known.get(text, text))


def _pieces(before: str, after: str) -> tuple[Piece, ...]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return ()
    return tuple(Piece(mark, "".join(part)) for mark, part in _compared(old, new))


def _compared(old: Sequence[Any], new: Sequence[Any]) -> Iterator[tuple[str, Sequence[Any]]]:
    """What stayed, what went and what came, in the order of reading."""
    for what, from_old, to_old, from_new, to_new in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        if what == "equal":
            yield "same", old[from_old:to_old]
            continue
        if to_old > from_old:
            yield "removed", old[from_old:to_old]
        if to_new > from_new:
            yield "added", new[from_new:to_new]


def _tree(before: Node, after: Node) -> tuple[TreeLine, ...]:
    old, new = list(_lines(before, 0)), list(_lines(after, 0))
    return tuple(TreeLine(mark, depth, words) for mark, part in _compared(old, new) for depth, words in part)


def _lines(node: Node, depth: int) -> Iterator[tuple[int, str]]:
    if isinstance(node, Not):
        yield depth, str(_("Not:"))
        yield from _lines(node.part, depth + 1)
    elif isinstance(node, All | AnyOf):
        if not node.children:
            yield depth, str(_("On every page."))
            return
        yield depth, str(_("All of these:") if isinstance(node, All) else _("Any of these:"))
        for child in node.children:
            yield from _lines(child, depth + 1)
    else:
        yield depth, rule_sentence(node).removesuffix(".")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
