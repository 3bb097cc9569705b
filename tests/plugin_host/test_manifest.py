"""`plugin.toml`: strict, and read without running the plugin's code."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.plugin_host.errors import PluginError
from app.plugin_host.manifest import read_manifest

GOOD = {"id": '"acme"', "name": '"Acme"', "version": '"1.0.2"', "api": "1", "description": '"Does things."'}


def written(folder: Path, **changes: str | None) -> Path:
    plugin = folder / "acme"
    plugin.mkdir()
    lines = [f"{key} = {value}\n" for key, value in {**GOOD, **changes}.items() if value is not None]
    (plugin / "plugin.toml").write_text("".join(lines), encoding="utf-8")
    return plugin


def test_a_manifest_says_id_name_version_api_and_description(tmp_path):
    manifest = read_manifest(written(tmp_path))

    assert (manifest.id, manifest.name, manifest.version, manifest.api) == ("acme", "Acme", "1.0.2", 1)
    assert manifest.description == "Does things."


@pytest.mark.parametrize("key", GOOD)
def test_every_key_is_needed_and_the_missing_one_is_named(tmp_path, key):
    with pytest.raises(PluginError, match=rf"plugin acme: plugin.toml lacks '{key}'"):
        read_manifest(written(tmp_path, **{key: None}))


def test_an_unknown_key_is_refused_by_name(tmp_path):
    with pytest.raises(PluginError, match="unknown key 'permissions'"):
        read_manifest(written(tmp_path, permissions='"all"'))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", '"other"'),
        ("id", '"../acme"'),
        ("id", "7"),
        ("name", '""'),
        ("name", '"two\\nlines"'),
        ("version", '"latest"'),
        ("version", "1.0"),
        ("api", '"1"'),
        ("api", "true"),
        ("api", "2"),
        ("description", f'"{"x" * 301}"'),
    ],
)
def test_a_wrong_value_is_refused_and_its_key_named(tmp_path, key, value):
    with pytest.raises(PluginError, match=rf"plugin acme: .*{key}"):
        read_manifest(written(tmp_path, **{key: value}))


def test_a_manifest_that_is_no_toml_is_refused(tmp_path):
    plugin = written(tmp_path)
    (plugin / "plugin.toml").write_bytes(b"\xff\xfe")

    with pytest.raises(PluginError, match="cannot be read"):
        read_manifest(plugin)
