"""Refuses a part of a rule, naming its place, in a sentence that can be translated where it is shown."""

from __future__ import annotations

from app.domain.errors import InvalidInput


def refusal(sentence: str, path: str, code: str, **values: object) -> InvalidInput:
    """The error for ``path``; ``sentence`` is marked with ``N_`` and has a place for it, ``%(path)s``."""
    return InvalidInput(sentence, field=path, code=code, values={"path": path, **values})
