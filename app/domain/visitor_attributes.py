"""Which attributes of a visitor operators see: those that the site calls hidden are for rules and messages only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

HIDDEN_PREFIX = "lhc.var."
"""An attribute whose name begins so is hidden, as classic ``lhc_var`` variables are; in a message ``{lhc.var.plan}``
stands for the attribute ``lhc.var.plan``.
"""


def for_operators(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes without the hidden ones."""
    return {name: value for name, value in attributes.items() if not name.startswith(HIDDEN_PREFIX)}
