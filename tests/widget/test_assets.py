"""The files that browsers load: the loader, the panel page and what belongs to it, and nothing else."""

from __future__ import annotations

import gzip
import json
import re
from typing import TYPE_CHECKING

import pytest

from app.plugin_host import host
from app.widget import assets

if TYPE_CHECKING:
    from flask.testing import FlaskClient

LOADERS = ["/embed/beckon.js", "/design/defaulttheme/js/widgetv2/index.js"]


@pytest.mark.parametrize("path", LOADERS)
def test_the_loader_is_kept_for_minutes_and_asked_for_by_its_mark(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert (first.status_code, first.mimetype) == (200, "text/javascript")
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_loader_is_sent_packed_to_those_who_accept_it(client: FlaskClient) -> None:
    packed = client.get(LOADERS[0], headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data) == client.get(LOADERS[0]).data


@pytest.mark.parametrize("name", sorted(assets.PANEL_FILES))
def test_every_file_of_the_panel_is_there(client: FlaskClient, name: str) -> None:
    response = client.get(f"/embed/static/{name}")
    assert (response.status_code, response.headers["X-Content-Type-Options"]) == (200, "nosniff")
    marked = client.get(assets.panel_file_address(name))
    assert marked.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "name",
    [
        "beckon.js",
        "package.json",
        "THIRD_PARTY.txt",
        "../package.json",
        "..%2f..%2fapp%2f__init__.py",
        "fonts",
        "",
        "a\x00",
    ],
)
def test_nothing_else_of_the_folder_can_be_read(client: FlaskClient, name: str) -> None:
    assert client.get(f"/embed/static/{name}").status_code == 404


def test_the_panel_may_be_framed_by_any_page_and_runs_only_its_own_scripts(client: FlaskClient) -> None:
    response = client.get("/embed/panel?language=de&identifier=shop")
    policy = response.headers["Content-Security-Policy"]
    nonce = re.search(r"script-src 'nonce-([^']+)'", policy)
    assert nonce is not None
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "X-Frame-Options" not in response.headers
    scripts = re.findall(r"<script[^>]*>", response.text)
    assert len(scripts) == 2
    assert all(f'nonce="{nonce[1]}"' in tag for tag in scripts)
    assert "Set-Cookie" not in response.headers


def test_the_panel_is_told_language_texts_variables_and_what_it_may_ask_and_take(client: FlaskClient) -> None:
    page = client.get("/embed/panel?language=de-AT").text
    told = re.search(r'id="beckon-panel-config"[^>]*>(.*?)</script>', page)
    assert told is not None
    document = json.loads(told[1])
    assert set(document) == {"language", "direction", "variables", "texts", "files", "after_chat"}
    assert (document["language"], document["direction"]) == ("de", "ltr")
    assert '<html lang="de" dir="ltr">' in page


@pytest.mark.parametrize("value", ["</script><script>alert(1)</script>", '"><img src=x>', "\u2028", "x" * 5000, "%00"])
def test_what_the_address_of_the_panel_says_is_inert(client: FlaskClient, value: str) -> None:
    response = client.get("/embed/panel", query_string={"identifier": value, "language": value, "theme": value})
    assert response.status_code == 200
    assert "<img" not in response.text
    assert response.text.count("<script") == 2


def test_a_plugins_browser_module_is_kept_for_good_by_its_mark(client: FlaskClient) -> None:
    with client.application.app_context():
        module = host().registry.browser_modules.get("dynamic_invitations", "idle")
    assert module is not None

    kept = client.get(module.address)
    assert (kept.status_code, kept.mimetype, kept.data) == (200, "text/javascript", module.content)
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert kept.headers["Access-Control-Allow-Origin"] == "*"
    assert kept.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(module.address.partition("?")[0]).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "dynamic_invitations/plugin.py",
        "dynamic_invitations/idle.ts",
        "dynamic_invitations/moments.test.js",
        "dynamic_invitations/..%2Fplugin.js",
        "dynamic_invitations/widget/idle.js",
        "url_targeting/addresses.js",
        "nobody/idle.js",
    ],
)
def test_nothing_else_of_a_plugins_folder_has_an_address(client: FlaskClient, path: str) -> None:
    assert client.get(f"/embed/plugins/{path}").status_code == 404
