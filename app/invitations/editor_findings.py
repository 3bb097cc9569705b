"""What the linter says about an invitation while it is being written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flask_babel import gettext as _

from app.domain.errors import InvalidInput
from app.invitations.editor import Editor
from app.invitations.lint_words import SpokenFinding, findings_title, severity_label, spoken_findings
from app.invitations.linting import findings_for

TOO_EARLY = frozenset({"no_message", "always_true"})
"""What is not said to somebody who has just begun."""


def findings_of(editor: Editor, key: str | None, now: datetime) -> list[SpokenFinding]:
    """The findings about what is written so far; none while the rule cannot be read. ``key`` is that of a saved one."""
    try:
        conditions = editor.conditions()
    except InvalidInput:
        return []
    moment = editor.moment.document(editor.form.type.data or "")
    draft = replace(editor.form.draft_so_far(), conditions=conditions, moment=moment)
    found = findings_for(draft, now=now, key=key)
    spoken = spoken_findings(each for each in found if key is not None or each.code not in TOO_EARLY)
    return [replace(each, anchor=_place(editor, each.path)) if _is_of_rule(each) else each for each in spoken]


def _is_of_rule(finding: SpokenFinding) -> bool:
    return finding.path.startswith("conditions")


def _place(editor: Editor, path: str) -> str:
    """The id of the row or group that a place in the rule comes from."""
    return "nested" if editor.nested is not None else editor.place_of(editor.written().owner_of(path)).anchor


def findings_document(findings: Sequence[SpokenFinding]) -> dict[str, object]:
    """As the editor's script reads them, with all words that it shows."""
    return {
        "findings": {
            "title": findings_title(findings),
            "show": str(_("Show me")),
            "list": [
                {**each.as_document(), "label": severity_label(each.severity), "anchor": each.anchor}
                for each in findings
            ],
        }
    }
