"""What is wrong with a page for people who cannot see it well, cannot use a mouse, or read it on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.services.processes import ROOT

AXE = ROOT / "embed" / "node_modules" / "axe-core" / "axe.min.js"
_AT_REST = """() => Promise.all(document.getAnimations()
    .filter(each => each.effect.getComputedTiming().endTime !== Infinity)
    .map(each => each.finished.catch(() => null)))"""
"""A colour on its way from one scheme to the other has no contrast yet."""

_FINDINGS = """part => axe.run(part || document, {resultTypes: ['violations']})
    .then(found => found.violations.map(each => each.id + ' ' + each.nodes.map(node => node.html).join(' ')))"""


def axe_findings(page: Page, part: str | None = None) -> list[str]:
    """What axe finds in the page, or in the part that a selector names, once nothing moves any more."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm ci in embed)")
    page.evaluate("document.fonts.ready")
    page.evaluate(_AT_REST)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(_FINDINGS, part)
    return found


def faults(page: Page, part: str | None = None) -> list[str]:
    """What axe finds, and whether the page is wider than the screen."""
    wide: Any = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [*axe_findings(page, part), *(["wider than the screen"] if wide else [])]
