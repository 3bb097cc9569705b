"""Moments of plugins: registered with the browser module that notices them, or the start stops and names the plugin."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import InvalidInput
from app.foundation.clock import FrozenClock
from app.plugin_host import PluginError
from app.plugin_host.health import INCIDENT_LIMIT, MOST_A_MINUTE
from tests.plugin_host.conftest import AddPlugin, StartPlugins

GOOD = """
from app.plugin_api import Moment, MomentParameter
from app.plugin_api.comparing import Number

SECONDS = MomentParameter("seconds", "Waits for", Number(least=1, most=60), default=5, unit="seconds")

def copied(**changes):
    fields = {"id": "copied", "label": "it is copied", "help": "By key or by menu.", "module": "copied", **changes}
    return Moment(**fields)

@hookimpl
def register_moments():
    return [copied(%s)]
"""


def module(folder: Path, name: str = "copied", code: str = "export default {moments: {}};") -> None:
    (folder / "widget").mkdir(exist_ok=True)
    (folder / "widget" / f"{name}.js").write_text(code, encoding="utf-8")


def problem(start_plugins: StartPlugins) -> PluginError:
    with pytest.raises(PluginError) as caught:
        start_plugins()
    return caught.value


def test_a_moment_is_known_by_its_id_with_its_owner_and_its_module(
    add_plugin: AddPlugin, start_plugins: StartPlugins
) -> None:
    module(add_plugin("copying", GOOD % ""))

    registry = start_plugins().registry

    assert registry.moments.owner_of("copied") == "copying"
    served = registry.browser_modules.get("copying", "copied")
    assert served is not None
    assert served.content == b"export default {moments: {}};"
    assert served.address == f"/embed/plugins/copying/copied.js?v={served.mark}"


def test_two_plugins_with_the_same_moment_are_both_named(add_plugin: AddPlugin, start_plugins: StartPlugins) -> None:
    module(add_plugin("copying", GOOD % ""))
    module(add_plugin("imitating", GOOD % ""))

    found = str(problem(start_plugins))

    assert all(word in found for word in ("copying", "imitating", "register_moments", "copied"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ("module='missing'", "widget/missing.js cannot be read"),
        ("module='../plugin'", "no name of a browser module"),
        ("parameters=(SECONDS, SECONDS)", "different names"),
        ("parameters=(MomentParameter('on', 'On', Number()),)", "none of them “on”"),
        ("parameters=(SECONDS,), samples=({'seconds': 61},)", "sample cannot be read"),
        ("samples=({'minutes': 1},)", "no parameter takes: minutes"),
        ("phrase='after %%(minutes)s'", "does not fit its parameters"),
        ("id='Not An Id'", "is no id"),
    ],
)
def test_what_is_wrong_with_a_moment_stops_the_start_by_name(
    add_plugin: AddPlugin, start_plugins: StartPlugins, changes: str, words: str
) -> None:
    module(add_plugin("copying", GOOD % changes.replace("%%", "%")))

    found = problem(start_plugins)

    assert found.plugin_id == "copying"
    assert words in str(found)


def test_a_type_that_names_a_moment_of_nobody_stops_the_start(
    add_plugin: AddPlugin, start_plugins: StartPlugins
) -> None:
    add_plugin(
        "copying",
        """
        @hookimpl
        def register_invitation_types():
            return [InvitationType(id="copies", label="Copies", help="Copies.", moments=("copied",))]
        """,
    )

    assert "the moment 'copied', which nobody registers" in str(problem(start_plugins))


def test_a_schema_that_raises_is_its_plugins_fault_and_refuses_the_value(
    add_plugin: AddPlugin, start_plugins: StartPlugins
) -> None:
    broken = """parameters=(MomentParameter("seconds", "Waits for", Broken(), default=5),), samples=()"""
    broken_schema = """
class Broken:
    def read(self, raw, path):
        raise RuntimeError("broken")
    def as_json_schema(self):
        return {}
"""
    module(add_plugin("copying", broken_schema + GOOD % broken))
    host = start_plugins()

    moment = host.registry.moments.get("copied")
    assert moment is not None
    with pytest.raises(InvalidInput) as caught:
        moment.parameters[0].schema.read(5, "moment.seconds")
    assert caught.value.field == "moment.seconds"
    assert [health.errors for health in host.health()] == [1]


def test_what_browsers_report_is_counted_and_never_switches_a_plugin_off(
    add_plugin: AddPlugin, start_plugins: StartPlugins, clock: FrozenClock
) -> None:
    module(add_plugin("copying", GOOD % ""))
    host = start_plugins()

    for _ in range(MOST_A_MINUTE + 20):
        host.report_moment("copied", "Error: torn")
    clock.advance(61)
    host.report_moment("copied", "Error: torn again")
    host.report_moment("nobody's", "Error")

    (health,) = host.health()
    assert health.errors == MOST_A_MINUTE + 1 > INCIDENT_LIMIT
    assert health.last_error == "moment copied: Error: torn again"
    assert not health.is_switched_off
