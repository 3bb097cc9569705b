"""Marks texts for translators in the parts of Beckon that know no language."""

from __future__ import annotations


def N_(text: str) -> str:  # noqa: N802 - the name that gettext looks for
    """The text itself: it is translated where it is shown, and this makes it known to the catalogues."""
    return text
