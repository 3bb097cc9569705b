"""A plugin by somebody else, as it lies in an instance folder: hand-written modules, one good, the others broken."""

from __future__ import annotations

from pathlib import Path

MANIFEST = """id = "stranger"
name = "By a stranger"
version = "0.1"
api = 1
description = "Moments whose browser modules were written by hand."
"""
PLUGIN = """from app.plugin_api import Moment, hookimpl

@hookimpl
def register_moments():
    return [
        Moment(id=name, label=f"the visitor does {name}", help="For tests.", module=name)
        for name in ("copied", "torn", "clumsy", "nameless")
    ]
"""
MODULES = {
    "copied": """export default { moments: { copied: { watch(settings, page, report) {
        page.listen(page.view.document, "copy", () => report.happened());
    } } } };""",
    "torn": 'throw new Error("torn at birth");',
    "clumsy": """export default { moments: { clumsy: { watch(settings, page, report) {
        page.listen(page.view.document, "copy", () => { report.nothing.like.this(); });
    } } } };""",
    "nameless": "export default { moments: { another: { watch() {} } } };",
}
UNREGISTERED = "secret"
"""A file in the same folder that no moment names."""


def install_stranger(instance: Path) -> None:
    """Put the plugin into an installation; it still has to be enabled."""
    folder = instance / "plugins" / "stranger"
    (folder / "widget").mkdir(parents=True)
    (folder / "plugin.toml").write_text(MANIFEST, encoding="utf-8")
    (folder / "plugin.py").write_text(PLUGIN, encoding="utf-8")
    for name, code in {**MODULES, UNREGISTERED: "export default {};"}.items():
        (folder / "widget" / f"{name}.js").write_text(code, encoding="utf-8")
