"""Renews ``embed/src/rules/catalogue.json`` after a fact was added or changed."""

from __future__ import annotations

import json
from pathlib import Path

from app.domain.rules.catalogue import browser_catalogue
from tests.domain.rules.situations import REGISTRY

TARGET = Path(__file__).parents[3] / "embed" / "src" / "rules" / "catalogue.json"


def main() -> None:
    """Writes the catalogue of the core and the built-in plugins."""
    TARGET.write_text(json.dumps(browser_catalogue(REGISTRY), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
