"""Which attributes of a visitor operators see: those that the site calls hidden are for rules and messages only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

HIDDEN_PREFIX = "lhc.var."
"""An attribute whose name begins so is hidden, as the classic ``lhc_var`` variables are; ``{lhc.var.plan}`` in a message
stands for ``lhc.var.plan``.
"""


def for_operators(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes without the hidden ones."""
    return {name: value for name, value in attributes.items() if not name.startswith(HIDDEN_PREFIX)}
