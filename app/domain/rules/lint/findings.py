"""What the linter has to say about an invitation: how bad it is, what is the matter, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.rules.tree import Node

Path = tuple[str | int, ...]
"""The place in the invitation's file: a field such as ``language``, or a node such as ``conditions``, ``all``, 1."""


class Severity(StrEnum):
    """An error stands in the way of a launch; a warning is probably a mistake; a hint is worth a look."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


RANKS: Mapping[Severity, int] = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.HINT: 2}


@dataclass(frozen=True, slots=True)
class Label:
    """A few words that stand for a part of an invitation, such as the moment; ``template`` is translated."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """One condition, or group of them, with its place; ``label`` says what it is where its condition would not."""

    node: Node
    path: Path
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class LintText:
    """A sentence. ``template`` is English with ``%(name)s`` places; a value may be a ``Part`` or a text of its own."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def translated(self, gettext: Callable[[str], str], words: Callable[[Part], str]) -> str:
        """The sentence in the language of ``gettext``; ``words`` says what a part of the rule says."""
        values = {name: _said(value, gettext, words) for name, value in self.values.items()}
        return gettext(self.template) % values if self.template else ""


def _said(value: object, gettext: Callable[[str], str], words: Callable[[Part], str]) -> object:
    if isinstance(value, Part):
        label = value.label
        return words(value) if label is None else gettext(label.template) % label.values
    if isinstance(value, LintText):
        return value.translated(gettext, words)
    return value


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One finding. ``code`` is public and stable; ``other_invitation`` is the key of a second one it is about."""

    severity: Severity
    code: str
    message: LintText
    advice: LintText
    path: Path = ()
    other_invitation: str | None = None


def blocking(findings: Iterable[LintFinding]) -> tuple[LintFinding, ...]:
    """Those that stand in the way of a launch; drafts may be saved with them."""
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)


def in_order_of_weight(findings: Iterable[LintFinding]) -> tuple[LintFinding, ...]:
    """The worst first; among equals as they were found."""
    return tuple(sorted(findings, key=lambda finding: RANKS[finding.severity]))
