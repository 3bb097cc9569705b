"""Serves the console's style sheets, scripts, font and icons, and builds addresses that change with their content."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, current_app, request, url_for

STATIC_FOLDER = Path(__file__).parent / "static"
ICON_SPRITE = "icons.svg"
YEAR_SECONDS = 365 * 24 * 60 * 60

blueprint = Blueprint(
    "shell", __name__, static_folder="static", static_url_path="/console/static", template_folder="templates"
)


class UnknownAssetError(LookupError):
    """A template asks for a file or an icon that does not exist; `name` is what it asked for."""

    def __init__(self, name: str, advice: str) -> None:
        super().__init__(f"{name!r}: {advice}")
        self.name = name


def _content_mark(filename: str) -> str:
    path = STATIC_FOLDER / filename
    if not path.is_file():
        raise UnknownAssetError(filename, "no such file in app/shell/static; run `make build` for built scripts")
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


_remembered_content_mark = cache(_content_mark)


def asset_url(filename: str) -> str:
    """Return the address of a console asset; it changes with the file's content, so it may be kept for a year."""
    mark = _content_mark(filename) if current_app.debug else _remembered_content_mark(filename)
    return url_for("shell.static", filename=filename, v=mark)


@cache
def icon_names() -> frozenset[str]:
    """Return the names of the icons in the sprite."""
    sprite = (STATIC_FOLDER / ICON_SPRITE).read_text(encoding="utf-8")
    return frozenset(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite))


def require_icon(name: str) -> None:
    """Refuse a name that is not in the sprite."""
    if name not in icon_names():
        raise UnknownAssetError(name, "not in the icon set; add it to embed/scripts/console_icons.json and build")


def icon_url(name: str) -> str:
    """Return the address of one icon inside the sprite; an unknown name is refused."""
    require_icon(name)
    return f"{asset_url(ICON_SPRITE)}#{name}"


@blueprint.after_app_request
def _keep_versioned_assets(response: Response) -> Response:
    """Let browsers keep an asset whose address carries its content mark; everything else asks again."""
    if request.endpoint == "shell.static" and response.status_code == 200 and "v" in request.args:
        response.cache_control.public = True
        response.cache_control.no_cache = None
        response.cache_control.max_age = YEAR_SECONDS
        response.cache_control.immutable = True
    return response
