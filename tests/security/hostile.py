"""The collection of hostile inputs that lies beside the project, ready for ``pytest.mark.parametrize``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

CASES = Path(__file__).parents[2].parent / "shared" / "data" / "hostile_inputs.yaml"


def cases(group: str) -> list[Any]:
    """The cases of a group; one skipped case where the collection is not there."""
    if not CASES.is_file():
        return [pytest.param(None, marks=pytest.mark.skip(reason="the hostile inputs are not beside the project"))]
    found = yaml.safe_load(CASES.read_text(encoding="utf-8"))[group]
    return [pytest.param(case, id=case["id"]) for case in found]


def text_of(case: dict[str, Any]) -> str:
    """The text of a case, built as the head of the collection says."""
    if "rep" in case:
        return str(case.get("pre", "")) + case["rep"] * case["n"] + str(case.get("post", ""))
    return str(case.get("url", case.get("send", "")))


def body_of(case: dict[str, Any]) -> bytes:
    """The body of a case."""
    if "hex" in case:
        return bytes.fromhex(case["hex"])
    return str(case["json"] if "json" in case else text_of(case)).encode()
