"""What every file for spreadsheets keeps to: read as UTF-8, and nothing that somebody wrote is calculated."""

from __future__ import annotations

BYTE_ORDER_MARK = "\ufeff"
"""Spreadsheets take a file without it for one in an old encoding."""

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """The text, marked as text where a spreadsheet would calculate it."""
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_A_FORMULA) else text
