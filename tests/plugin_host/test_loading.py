"""What stops the start, and that it says whose fault it is."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from app.plugin_host import start
from app.plugin_host.errors import PluginError
from app.plugin_host.loading import hook_names

FACT = """
def fact(fact_id):
    return Fact(
        id=fact_id, label="a", help="b", kind=TEXT, comparisons=("equals",), samples=("x",)
    )
"""


def test_a_plugins_fact_and_invitation_type_are_registered_with_their_owner(add_plugin, start_plugins):
    add_plugin(
        "acme",
        FACT
        + """
@hookimpl
def register_conditions():
    return [fact("acme.mood")]

@hookimpl
def register_invitation_types(context):
    context.log.info("offers one type")
    return [InvitationType(id="mood", label="By mood", help="By mood.", facts=("acme.mood", "page.seconds"))]
""",
    )

    registry = start_plugins().registry

    assert registry.facts.owner_of("acme.mood") == "acme"
    assert registry.invitation_types.owner_of("mood") == "acme"
    assert registry.facts.resolve("acme.mood") is not None
    assert [name for name, _ in registry.invitation_types.items()] == ["mood"]


def test_a_misspelt_hook_stops_the_start_by_name(add_plugin, start_plugins):
    add_plugin("acme", "@hookimpl\ndef visit_begun(visitor): ...\n")

    with pytest.raises(PluginError, match=r"plugin acme: .*visit_begun"):
        start_plugins()


def test_an_argument_that_the_hook_does_not_have_stops_the_start_by_name(add_plugin, start_plugins):
    add_plugin("acme", "@hookimpl\ndef visit_started(visitor, cookie): ...\n")

    with pytest.raises(PluginError, match=r"plugin acme: .*visit_started.*cookie"):
        start_plugins()


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("import nothing_of_that_name", "cannot be imported: ModuleNotFoundError"),
        ("1 / 0", "cannot be imported: ZeroDivisionError"),
        ("raise SystemExit(3)", "cannot be imported: SystemExit"),
        ("def broken(:", "cannot be imported: SyntaxError"),
        ("@hookimpl\nasync def visit_started(visitor): ...", "hook visit_started: must be a plain function"),
        ("@hookimpl(wrapper=True)\ndef visit_started(): yield", "hook visit_started: the option wrapper"),
        ("@hookimpl(tryfirst=True)\ndef visit_started(): ...", "hook visit_started: the option tryfirst"),
        ("@hookimpl(optionalhook=True)\ndef visit_begun(): ...", "visit_begun"),
        ("@hookimpl\ndef visit_started(visitor=None): ...", "hook visit_started: arguments must have no defaults"),
    ],
)
def test_code_that_cannot_work_stops_the_start_and_names_the_plugin(add_plugin, start_plugins, code, problem):
    add_plugin("acme", code)

    with pytest.raises(PluginError, match=rf"plugin acme.*{problem}"):
        start_plugins()


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("None", "TypeError"),
        ("[None]", "None is no Fact"),
        ("['page.url']", "'page.url' is no Fact"),
        ("[InvitationType(id='x', label='x', help='x')]", "is no Fact"),
        ("[fact('No Id')]", "'No Id' is no id"),
        ("1 / 0", "ZeroDivisionError"),
    ],
)
def test_nonsense_from_a_register_hook_stops_the_start_naming_plugin_hook_and_object(
    add_plugin, start_plugins, answer, problem
):
    add_plugin("acme", f"{FACT}\n@hookimpl\ndef register_conditions():\n    return {answer}\n")

    with pytest.raises(PluginError, match=rf"plugin acme, hook register_conditions: .*{problem}"):
        start_plugins()


def test_a_fact_that_two_plugins_register_stops_the_start_and_names_both(add_plugin, start_plugins):
    code = f"{FACT}\n@hookimpl\ndef register_conditions():\n    return [fact('weather.now')]\n"
    add_plugin("first", code)
    add_plugin("second", code)

    with pytest.raises(PluginError, match=r'plugin second, .*"weather.now" is registered by both first and second'):
        start_plugins()


def test_a_plugin_cannot_take_a_fact_of_the_core(add_plugin, start_plugins):
    add_plugin("acme", f"{FACT}\n@hookimpl\ndef register_conditions():\n    return [fact('page.seconds')]\n")

    with pytest.raises(PluginError, match=r'"page.seconds" is registered by both core and acme'):
        start_plugins()


def test_an_invitation_type_that_two_plugins_register_names_both(add_plugin, start_plugins):
    code = "@hookimpl\ndef register_invitation_types():\n    return [InvitationType(id='x', label='x', help='x')]\n"
    add_plugin("first", code)
    add_plugin("second", code)

    with pytest.raises(PluginError, match=r'invitation type "x" is registered by both first and second'):
        start_plugins()


def test_an_invitation_type_that_names_an_unknown_fact_stops_the_start(add_plugin, start_plugins):
    add_plugin(
        "acme",
        "@hookimpl\ndef register_invitation_types():\n"
        "    return [InvitationType(id='x', label='x', help='x', facts=('page.smell',))]\n",
    )

    with pytest.raises(PluginError, match=r"plugin acme, .*'x' names the fact 'page.smell'"):
        start_plugins()


def test_a_plugin_that_is_not_enabled_is_not_imported(add_plugin, start_plugins):
    add_plugin("dormant", is_enabled=False)

    start_plugins()

    assert "plugins.dormant" not in sys.modules


def test_safe_mode_starts_without_any_plugin(add_plugin, small_app):
    add_plugin("acme", "1 / 0")
    configuration = replace(small_app.extensions["beckon.configuration"], safe_mode=True)

    host = start(small_app, configuration)

    assert host.plugins == ()
    assert "page.seconds" in host.registry.facts
    assert "page.url" not in host.registry.facts


def test_a_plugin_may_have_modules_of_its_own(add_plugin, start_plugins):
    folder = add_plugin(
        "acme",
        "from plugins.acme.conditions import TYPES\n@hookimpl\ndef register_invitation_types():\n    return TYPES\n",
    )
    code = "from app.plugin_api import InvitationType\nTYPES = [InvitationType(id='x', label='x', help='x')]\n"
    (folder / "conditions.py").write_text(code, encoding="utf-8")

    assert "x" in start_plugins().registry.invitation_types


def test_there_is_no_hook_without_a_name_of_its_shape():
    told = {"visit_started", "pageview_recorded", "invitation_shown", "invitation_accepted", "invitation_dismissed"}
    told |= {
        "visitor_event_recorded",
        "chat_started",
        "chat_assigned",
        "chat_closed",
        "message_posted",
        "operator_presence_changed",
        "conversion_recorded",
    }

    others = [name for name in hook_names() if name not in told]

    assert all(name.startswith(("register_", "prepare_", "choose_")) for name in others)
