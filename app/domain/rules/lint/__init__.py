"""Reads a rule before any visitor meets it, and says what cannot be meant: it never holds, or it says too little.

Whatever it is certain of is so for every visitor; where a rule is too tangled to be sure, it says nothing.
"""

from __future__ import annotations

from app.domain.rules.lint.checks import RuleCheck, unknown_condition, unknown_conditions, with_places
from app.domain.rules.lint.findings import (
    Label,
    LintFinding,
    LintText,
    Part,
    Path,
    Severity,
    blocking,
    in_order_of_weight,
)
from app.domain.rules.lint.knowledge import Impossible, Knowledge, general_knowledge, read_conditions
from app.domain.rules.lint.order import Rival, shadowed
from app.domain.rules.lint.reasoning import Reasoning

__all__ = [
    "Impossible",
    "Knowledge",
    "Label",
    "LintFinding",
    "LintText",
    "Part",
    "Path",
    "Reasoning",
    "Rival",
    "RuleCheck",
    "Severity",
    "blocking",
    "general_knowledge",
    "in_order_of_weight",
    "read_conditions",
    "shadowed",
    "unknown_condition",
    "unknown_conditions",
    "with_places",
]
