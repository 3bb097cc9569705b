"""Compiles the texts that a plugin brings in other languages, so that its author needs no further tool."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from app.plugin_host.errors import PluginError


def compile_catalogues(plugin_id: str, folder: Path) -> int:
    """Writes a ``.mo`` beside every ``.po`` that is newer; returns how many; raises ``PluginError``."""
    done = 0
    for source in sorted(folder.glob("translations/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        try:
            with source.open("rb") as written:
                catalogue = read_po(written, locale=source.parts[-3], abort_invalid=True)
            with target.open("wb") as compiled:
                write_mo(compiled, catalogue)
        except (OSError, ValueError, PoFileError) as error:
            raise PluginError(plugin_id, f"{source.relative_to(folder)} cannot be compiled: {error}") from error
        done += 1
    return done
