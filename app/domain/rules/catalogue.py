"""What the browser side has to know about facts to read a rule file: names, kinds, comparisons and words, as JSON.

``embed/src/rules/catalogue.json`` is this document for the core and the built-in plugins; a test keeps it up to date.
"""

from __future__ import annotations

from app.domain.rules.fact import Fact
from app.domain.rules.finding import REASONS
from app.domain.rules.registry import FactRegistry


def browser_catalogue(registry: FactRegistry) -> dict[str, object]:
    """The facts by id, and the sentences that explain a finding."""
    return {"facts": {fact.id: _entry(fact) for fact in registry}, "reasons": dict(REASONS)}


def _entry(fact: Fact) -> dict[str, object]:
    comparisons = {name: fact.comparison_named(name) for name in fact.comparisons}
    entry: dict[str, object] = {
        "label": fact.label,
        "kind": fact.kind.name,
        "comparisons": {name: comparison.phrase for name, comparison in comparisons.items()},
    }
    if fact.is_fast:
        entry["is_fast"] = True
    if fact.key_parameter is not None:
        entry["stem_length"] = len(fact.id)
    if fact.default_comparison is not None:
        entry["default"] = {"is": fact.default_comparison, "value": fact.default_wanted}
    parameters = [parameter.name for parameter in fact.parameters if not parameter.in_name]
    if parameters:
        entry["parameters"] = parameters
    server_only = [name for name, comparison in comparisons.items() if "browser" not in comparison.evaluators]
    if server_only:
        entry["server_only"] = server_only
    return entry
