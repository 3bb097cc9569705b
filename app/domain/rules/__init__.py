"""The rule engine: who is to be invited, when, and why (or why not). It knows no clock, dice, database or request."""

from __future__ import annotations

from app.domain.rules.codec import decode, decode_stored, encode
from app.domain.rules.core_facts import CORE_FACTS, core_registry
from app.domain.rules.decide import Candidate, Decision, Judgement, Outcome, choose
from app.domain.rules.event_history import EventNeed, event_needs, needed_since, recent_enough
from app.domain.rules.fact import (
    EVERYWHERE,
    ON_SERVER,
    Comparison,
    Fact,
    Parameter,
    Reading,
    Schema,
    ValueKind,
)
from app.domain.rules.file_evaluation import evaluate_file
from app.domain.rules.finding import Finding, Reason
from app.domain.rules.index import CandidateIndex
from app.domain.rules.json_schema import json_schema
from app.domain.rules.registry import DuplicateFact, FactRegistry
from app.domain.rules.scope import Scope
from app.domain.rules.split import Armed, Split, arm, can_hold, residual, split, wire
from app.domain.rules.tree import All, AnyOf, Condition, Constant, Node, Not, Unknown, evaluate
from app.domain.rules.values import ABSENT, UNAVAILABLE, EventRecord, Facts
from app.domain.rules.verdict import Verdict, conjoin, disjoin, negate
from app.domain.translation import N_

__all__ = [
    "ABSENT",
    "CORE_FACTS",
    "EVERYWHERE",
    "N_",
    "ON_SERVER",
    "UNAVAILABLE",
    "All",
    "AnyOf",
    "Armed",
    "Candidate",
    "CandidateIndex",
    "Comparison",
    "Condition",
    "Constant",
    "Decision",
    "DuplicateFact",
    "EventNeed",
    "EventRecord",
    "Fact",
    "FactRegistry",
    "Facts",
    "Finding",
    "Judgement",
    "Node",
    "Not",
    "Outcome",
    "Parameter",
    "Reading",
    "Reason",
    "Schema",
    "Scope",
    "Split",
    "Unknown",
    "ValueKind",
    "Verdict",
    "arm",
    "can_hold",
    "choose",
    "conjoin",
    "core_registry",
    "decode",
    "decode_stored",
    "disjoin",
    "encode",
    "evaluate",
    "evaluate_file",
    "event_needs",
    "json_schema",
    "needed_since",
    "negate",
    "recent_enough",
    "residual",
    "split",
    "wire",
]
