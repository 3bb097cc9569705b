"""A rule, and a whole invitation, as one sentence that a shop owner reads and signs."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from app.domain.rules import All, AnyOf, Condition, Node, Not, Scope, Unknown
from app.invitations.condition_rows import SECONDS_KINDS
from app.invitations.draft_parts import Audience
from app.invitations.moments import moment_sentence
from app.invitations.schedule_words import schedule_words
from app.invitations.vocabulary import InvitationDraft, WhenTeam

_TURNING = frozenset({"R", "AL", "AN", "RLE", "RLO", "LRE", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI"})
"""Directions of letters that could turn the words around them."""


def rule_sentence(node: Node) -> str:
    """The rule alone in words; an empty rule holds on every page."""
    if isinstance(node, All) and not node.children:
        return str(_("On every page."))
    words = _rule_words(node)
    return words[:1].upper() + words[1:] + "."


def when_sentence(moment: Mapping[str, Any] | None, node: Node) -> str:
    """The moment, where there is one, and the rule: "At the moment when …, if …." """
    if moment is None:
        return rule_sentence(node)
    noticed = moment_sentence(moment)
    if isinstance(node, All) and not node.children:
        return str(_("On every page at the moment when %(moment)s.", moment=noticed))
    return str(_("At the moment when %(moment)s, if %(rule)s.", moment=noticed, rule=_rule_words(node)))


def invitation_sentence(draft: InvitationDraft, node: Node) -> str:
    """Everything that decides about showing an invitation, in one sentence."""
    everywhere = isinstance(node, All) and not node.children
    parts = [_when(draft, None if everywhere else _rule_words(node))]
    if draft.when_team is WhenTeam.ONLINE:
        parts.append(str(_("while somebody of your team is online")))
    elif draft.when_team is WhenTeam.OFFLINE:
        parts.append(str(_("while nobody of your team is online")))
    audience = audience_words(scope_of(draft))
    if audience:
        parts.append(str(_("for embed codes with %(audience)s", audience=audience)))
    people, times = people_words(draft.audience), schedule_words(draft.schedule)
    return ", ".join(part for part in (*parts, people, times, limit_words(draft)) if part) + "."


def _when(draft: InvitationDraft, rule: str | None) -> str:
    if draft.moment is None:
        return str(_("Shows when %(rule)s", rule=rule) if rule else _("Shows on every page"))
    moment = moment_sentence(draft.moment)
    if rule is None:
        return str(_("Shows on every page at the moment when %(moment)s", moment=moment))
    return str(_("Shows at the moment when %(moment)s, if %(rule)s", moment=moment, rule=rule))


def audience_words(scope: Scope) -> str:
    """Which embed codes an invitation is for; empty when it is for all."""
    parts: list[str] = []
    if scope.identifier:
        parts.append(str(_("the identifier %(name)s", name=quoted(scope.identifier))))
    if scope.departments:
        names = str(_(" or ")).join(quoted(name) for name in scope.departments)
        parts.append(str(_("the department %(names)s", names=names)))
    if scope.language:
        parts.append(str(_("the language %(name)s", name=quoted(scope.language))))
    return _listed(parts)


def people_words(audience: Audience) -> str:
    """Whom it is sent to; empty for everyone."""
    if audience is Audience.EVERYONE:
        return ""
    identified = audience is Audience.IDENTIFIED
    return str(_("to authenticated users") if identified else _("to visitors who are not signed in"))


def scope_of(draft: InvitationDraft) -> Scope:
    """Which embed codes a draft is for."""
    return Scope(draft.identifier, draft.departments, draft.language)


def limit_words(draft: InvitationDraft) -> str:
    """How often an invitation comes back, and how long it stays."""
    if draft.once_per_visitor:
        often = str(_("only once for each visitor"))
    elif draft.max_shows:
        often = str(ngettext("at most %(num)d time", "at most %(num)d times", draft.max_shows))
    else:
        often = str(_("every time it is matched") if _comes_again(draft) else _("until the visitor closes it"))
    if not draft.expires_after:
        return often
    stays = ngettext("for at most %(num)d second", "for at most %(num)d seconds", draft.expires_after)
    return _listed([often, str(stays)])


def _comes_again(draft: InvitationDraft) -> bool:
    return draft.frequency.every_match and not draft.frequency.not_again_after_close_in_visit


def quoted(value: str) -> str:
    """A value in quotation marks, set apart where its letters run the other way."""
    turns = any(unicodedata.bidirectional(letter) in _TURNING for letter in value)
    return str(_("“%(text)s”", text=f"\u2068{value}\u2069" if turns else value))


def _listed(parts: Sequence[str]) -> str:
    return str(_(" and ")).join(parts)


def _rule_words(node: Node) -> str:
    """A whole rule: what has to hold, and after "unless" what must not."""
    parts = node.children if isinstance(node, All) else (node,)
    kept_off = [part.part for part in parts if isinstance(part, Not)]
    demanded = All(tuple(part for part in parts if not isinstance(part, Not)))
    if not kept_off or not demanded.parts:
        return _words(node)
    alone = [part for each in kept_off for part in (each.children if isinstance(each, AnyOf) else (each,))]
    return str(_("%(rule)s, unless %(exceptions)s", rule=_words(demanded), exceptions=_words(AnyOf(tuple(alone)))))


def _words(node: Node) -> str:
    if isinstance(node, Condition):
        return _condition(node)
    if isinstance(node, Not):
        return str(_("not (%(part)s)", part=_words(node.part)))
    if isinstance(node, Unknown):
        return str(_("something that no enabled plugin understands (never holds)"))
    joint = _(" and ") if isinstance(node, All) else _(" or ")
    parts = [f"({_words(part)})" if isinstance(part, All | AnyOf) else _words(part) for part in node.children]
    return str(joint).join(parts)


def _condition(node: Condition) -> str:
    label = _(node.fact.label) + _parameters(node)
    if isinstance(node.wanted, bool):
        return f"{label}: {_('yes') if node.wanted else _('no')}"
    wanted = node.wanted if isinstance(node.wanted, tuple) else (node.wanted,)
    shown = str(_(" or ")).join(_value(node, value) for value in wanted if value is not None)
    return f"{label} {_(node.comparison.phrase)} {shown}".rstrip()


def _parameters(node: Condition) -> str:
    given = [parameter for parameter in node.fact.parameters if node.parameters.get(parameter.name) is not None]
    values = {name: quoted(value) if isinstance(value, str) else str(value) for name, value in node.parameters.items()}
    said = [f"{_(each.label)}: {values[each.name]}" for each in given]
    return f" ({', '.join(said)})" if said else ""


def _value(node: Condition, value: object) -> str:
    if isinstance(value, str):
        return _name(node.fact.suggest, value) or quoted(value)
    if isinstance(value, int | float) and node.fact.kind.name in SECONDS_KINDS:
        shown = f"{value:g}"
        return str(ngettext("%(number)s second", "%(number)s seconds", 1 if value == 1 else 2, number=shown))
    return f"{value:g}" if isinstance(value, float) else f"{value}"


def _name(kind: str | None, value: str) -> str | None:
    """What the reader calls a country or a language; None for any other value."""
    locale = get_locale()
    if locale is None:
        return None
    named: str | None = None
    if kind == "countries":
        named = locale.territories.get(value.upper())
    elif kind == "languages":
        named = locale.languages.get(value.replace("-", "_"))
    return named
