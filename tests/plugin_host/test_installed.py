"""Which plugins there are and which are in use; nothing here runs a plugin's code."""

from __future__ import annotations

import pytest

from app.domain.errors import ConfigurationError, NotFound
from app.plugin_host import create_enabled_file, disable, enable, installed_plugins
from app.plugin_host.enabled import read_enabled
from app.plugin_host.errors import PluginError
from app.plugin_host.installed import enabled_plugins


def test_a_new_installation_uses_the_plugins_that_come_with_beckon(tmp_path):
    enabled = enabled_plugins(tmp_path)

    assert "url_targeting" in [plugin.id for plugin in enabled]
    assert all(plugin.is_built_in for plugin in enabled)


def test_the_first_list_names_the_built_in_plugins_and_an_existing_one_is_kept(tmp_path):
    assert create_enabled_file(tmp_path)
    disable(tmp_path, "url_targeting")

    assert not create_enabled_file(tmp_path)
    assert "url_targeting" not in (read_enabled(tmp_path) or ())


def test_a_plugin_in_the_installations_folder_is_found_but_not_used_until_it_is_enabled(instance, add_plugin):
    add_plugin("acme", "raise SystemExit('this code must not run')", is_enabled=False)

    found = next(plugin for plugin in installed_plugins(instance) if plugin.id == "acme")

    assert not found.is_enabled
    assert not found.is_built_in
    assert found.manifest is not None


def test_enabling_puts_a_plugin_at_the_end_and_disabling_takes_it_off(instance, add_plugin):
    add_plugin("acme", is_enabled=False)

    assert enable(instance, "url_targeting")
    assert enable(instance, "acme")
    assert not enable(instance, "acme")
    assert read_enabled(instance) == ("url_targeting", "acme")
    assert disable(instance, "url_targeting")
    assert not disable(instance, "url_targeting")
    assert read_enabled(instance) == ("acme",)


def test_an_unknown_plugin_can_be_neither_enabled_nor_disabled(instance):
    with pytest.raises(NotFound, match="no plugin 'nobody'"):
        enable(instance, "nobody")
    with pytest.raises(NotFound, match="no plugin 'nobody'"):
        disable(instance, "nobody")


def test_a_plugin_with_a_wrong_manifest_cannot_be_enabled_but_does_not_hide_the_others(instance, add_plugin):
    add_plugin("acme", is_enabled=False, api=7)

    with pytest.raises(PluginError, match="written for plugin API 7"):
        enable(instance, "acme")
    assert {"acme", "url_targeting"} <= {plugin.id for plugin in installed_plugins(instance)}


def test_an_enabled_plugin_whose_folder_is_gone_stops_the_start_and_can_be_disabled(instance):
    (instance / "plugins.toml").write_text('enabled = ["gone"]', encoding="utf-8")

    with pytest.raises(PluginError, match=r"plugin gone: .*no folder gone.*beckon plugins disable gone"):
        enabled_plugins(instance)
    assert disable(instance, "gone")
    assert enabled_plugins(instance) == ()


def test_two_folders_with_one_id_are_refused_and_both_named(instance, add_plugin):
    add_plugin("url_targeting")

    with pytest.raises(PluginError, match=r"two folders have this id: .*plugins.url_targeting and .*instance"):
        enabled_plugins(instance)


@pytest.mark.parametrize(
    "content", ['enabled = "acme"', "enabled = [1]", 'enabled = ["a b"]', 'enabled = ["acme", "acme"]', "x = 1", "]"]
)
def test_a_wrong_list_stops_the_start_and_names_the_file(instance, content):
    (instance / "plugins.toml").write_text(content, encoding="utf-8")

    with pytest.raises(ConfigurationError, match=r"plugins\.toml"):
        installed_plugins(instance)
