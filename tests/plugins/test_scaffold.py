"""`beckon plugins new`: what it makes works at once, in the editor, in its own tests and beside all other plugins."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.errors import Conflict, InvalidInput
from app.domain.roles import Role
from app.plugin_host import enable
from app.plugin_host.scaffolding import write_plugin
from app.plugin_host.trying import try_plugin
from tests.house.sources import ROOT
from tests.operators.people import account, desk_of
from tests.plugin_host.test_hostile_facts import CHROME, launch, open_desk, post


def python(*words: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    outer = {name: value for name, value in os.environ.items() if not name.startswith("BECKON_")}
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env=outer | environment, capture_output=True, text=True, timeout=120
    )


def test_a_new_plugin_passes_its_own_tests_and_what_every_plugin_must_keep(tmp_path):
    folder = write_plugin("cart_value", tmp_path / "elsewhere", tmp_path)
    quietly = ("-m", "pytest", "-q", "-p", "no:cacheprovider")

    own = python(*quietly, str(folder), folder=tmp_path)
    contract = python(
        *quietly, "tests/plugins/test_contract.py", "-k", "not postgresql", folder=ROOT, BECKON_TEST_PLUGIN=str(folder)
    )

    assert own.returncode == 0, own.stdout
    assert contract.returncode == 0, contract.stdout
    assert "cart_value" not in contract.stdout


def test_a_new_plugin_is_in_the_editor_and_an_invitation_that_uses_it_is_judged(configuration, request):
    instance = configuration.instance_path
    write_plugin("cart_value", instance / "plugins", instance)
    enable(instance, "cart_value")
    app = request.getfixturevalue("app")
    with app.app_context():
        open_desk()
        launch("full-cart", {"fact": "cart.value", "is": "at_least", "value": 50})
    editor = desk_of(app, account(app, "Susi", role=Role.SUPERVISOR)).opens("/invitations/new").text
    german = desk_of(app, account(app, "Sara", role=Role.ADMINISTRATOR), headers={"Accept-Language": "de"})

    poor = post(app, "/embed/v1/page")
    tell(app, poor.json["token"], cart_value=49)
    still_poor = post(app, "/embed/v1/page", token=poor.json["token"], page_id="page-00002")
    tell(app, poor.json["token"], cart_value=50)
    rich = post(app, "/embed/v1/page", token=poor.json["token"], page_id="page-00003")

    assert 'value="cart.value"' in editor
    assert "Name des Attributs" in german.opens("/plugins/cart_value").text
    assert [poor.json["armed"], still_poor.json["armed"]] == [[], []]
    assert [each["key"] for each in rich.json["armed"]] == ["full-cart"]


def tell(app, token: str, **attributes: object) -> None:
    body = {"token": token, "page_id": "page-00001", "tab_id": "first-tab"}
    signal = {"kind": "attributes", **attributes}
    answer = app.test_client(use_cookies=False).post(
        "/embed/v1/signal", json=body | {"signals": [signal]}, headers={"User-Agent": CHROME}
    )
    assert answer.json["results"][0]["ok"], answer.text


def test_the_setting_of_a_new_plugin_names_the_attribute(tmp_path):
    folder = write_plugin("weather", tmp_path, tmp_path / "instance")
    plugin = try_plugin(folder, settings={"attribute": "celsius"})

    assert plugin.holds({"fact": "weather.value", "is": "less", "value": 5}, {"visitor.attribute.celsius": 4}) is True


@pytest.mark.parametrize(
    ("plugin_id", "fact_id"),
    [("cart_value", "cart.value"), ("page_mood", "page_mood.value"), ("x2", "x2.value"), ("a_b_c", "a.b_c")],
)
def test_the_fact_is_named_after_the_plugin_and_never_like_one_of_beckons(tmp_path, plugin_id, fact_id):
    folder = write_plugin(plugin_id, tmp_path, tmp_path / "instance")

    assert fact_id in try_plugin(folder).host.registry.facts


@pytest.mark.parametrize("plugin_id", ["Cart", "1st", "a", "../cart", "cart-value", "core", "x" * 41, "", "a b"])
def test_an_id_that_cannot_be_one_is_refused_and_nothing_is_made(tmp_path, plugin_id):
    with pytest.raises(InvalidInput, match="cannot be a plugin's id"):
        write_plugin(plugin_id, tmp_path / "plugins", tmp_path)
    assert not (tmp_path / "plugins").exists()


def test_what_is_there_already_is_never_written_over(tmp_path):
    folder = write_plugin("cart_value", tmp_path / "plugins", tmp_path)
    (folder / "plugin.py").write_text("mine = 1\n", encoding="utf-8")

    with pytest.raises(Conflict, match="is there already"):
        write_plugin("cart_value", tmp_path / "plugins", tmp_path)
    with pytest.raises(Conflict, match="the plugin cart_value is there already"):
        write_plugin("cart_value", tmp_path / "elsewhere", tmp_path)
    with pytest.raises(Conflict, match="the plugin url_targeting is there already"):
        write_plugin("url_targeting", tmp_path / "plugins", tmp_path)
    assert (folder / "plugin.py").read_text(encoding="utf-8") == "mine = 1\n"
