"""What the linter found, in the reader's language, and in the places of the editor that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.rules.lint import LintFinding, Part, Path, Severity
from app.invitations.sentence import rule_sentence

ANCHORS = {
    "type": "section-when",
    "position": "position",
    "identifier": "identifier",
    "departments": "section-who",
    "language": "language",
    "when_team": "when_team",
    "moment": "section-when",
    "conditions": "section-when",
    "message_html": "message_html",
    "max_shows": "max_shows",
    "expires_after": "expires_after",
    "every_match": "every_match",
    "audience": "audience",
    "schedule": "section-schedule",
    "experiment": "section-experiment",
    "sender": "section-sender",
}
"""Where on the editor's page a field is."""


@dataclass(frozen=True, slots=True)
class SpokenFinding:
    """One finding in words. ``anchor`` is the id of the place on the editor's page, ``path`` the one in the file."""

    severity: str
    code: str
    message: str
    advice: str
    path: str
    anchor: str
    other_invitation: str | None

    def as_document(self) -> dict[str, object]:
        """As programs read it."""
        document: dict[str, object] = {
            "severity": self.severity,
            "code": self.code,
            "message": self.message,
            "advice": self.advice,
            "path": self.path,
        }
        if self.other_invitation is not None:
            document["other_invitation"] = self.other_invitation
        return document


def spoken_findings(findings: Iterable[LintFinding]) -> list[SpokenFinding]:
    """Findings as people read them."""
    return [
        SpokenFinding(
            severity=finding.severity.value,
            code=finding.code,
            message=finding.message.translated(_, part_words).strip(),
            advice=finding.advice.translated(_, part_words).strip(),
            path=written_path(finding.path),
            anchor=_anchor(finding.path),
            other_invitation=finding.other_invitation,
        )
        for finding in findings
    ]


def part_words(part: Part) -> str:
    """What a part of a rule says, to stand within a sentence."""
    sentence = rule_sentence(part.node).removesuffix(".")
    return sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() else sentence


def written_path(path: Path) -> str:
    """The place as errors name it, such as ``conditions.all[1]``."""
    written = ""
    for step in path:
        written += f"[{step}]" if isinstance(step, int) else f".{step}" if written else step
    return written


def severity_label(severity: str) -> str:
    """How bad it is, in one word."""
    labels = {Severity.ERROR: _("Error"), Severity.WARNING: _("Warning"), Severity.HINT: _("Hint")}
    return str(labels[Severity(severity)])


def findings_title(findings: Sequence[SpokenFinding]) -> str:
    """What stands above a list of findings."""
    errors = sum(each.severity == Severity.ERROR for each in findings)
    if errors:
        return str(
            ngettext(
                "%(num)d thing stands in the way of a launch", "%(num)d things stand in the way of a launch", errors
            )
        )
    return str(ngettext("%(num)d thing to look at", "%(num)d things to look at", len(findings)))


def _anchor(path: Path) -> str:
    """The field; the editor itself knows the places of its conditions."""
    return ANCHORS.get(str(path[0]), "section-when") if path else "section-general"
