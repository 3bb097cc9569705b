"""The page of statistics: panels of plugins, and what it says where one of them fails."""

from __future__ import annotations

import pytest

from app.domain.roles import Role
from app.reports import panels
from tests.operators.people import account, desk_of
from tests.plugin_host.installing import install

PANELS = """
@hookimpl
def register_dashboard_panels():
    return [DashboardPanel("acme.good", "Full carts", good), DashboardPanel("acme.bad", "Odd one", bad)]

def good(context):
    return PanelContent(
        text="Since midnight, 100%.", figures=(Figure("Carts", 1234), Figure("Share", "7 %")),
        bars=(Bar("<b>Monday</b>", 2), Bar("Tuesday", 8)), bars_label="By day",
    )
"""
BAD = {
    "raises": "1 / 0",
    "ends the process": "exit()",
    "never ends by recursion": "bad(context)",
    "is interrupted": "(_ for _ in ()).throw(KeyboardInterrupt())",
    "hangs": "__import__('threading').Event().wait(30)",
    "gives nothing": "None",
    "gives a dictionary": "{'figures': ()}",
    "gives too many bars": "PanelContent(bars=tuple(Bar('a', 1) for _ in range(32)))",
    "gives no bars at all": "PanelContent(bars=7)",
    "gives bars below zero": "PanelContent(bars=(Bar('a', -1),))",
    "gives what is no number": "PanelContent(bars=(Bar('a', float('nan')),))",
    "gives a figure that is no figure": "PanelContent(figures=(1,))",
    "gives a book": "PanelContent(text='x' * 10_000_000)",
    "gives a text that is none": "PanelContent(text=7)",
}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What pages say does not depend on the database; `tests/plugin_host/test_handbook.py` runs on both."""
    return sqlite_url


class Statistics:
    """Opens the page as a supervisor, with a plugin whose second panel is made by the given code."""

    def __init__(self, configuration, request) -> None:
        self.configuration, self.request = configuration, request
        self.last_error = ""

    def __call__(self, code: str) -> str:
        install(self.configuration.instance_path, "acme", f"{PANELS}\ndef bad(context):\n    return {code}\n")
        app = self.request.getfixturevalue("app")
        answer = desk_of(app, account(app, "Susi", role=Role.SUPERVISOR)).opens("/statistics")
        assert answer.status_code == 200
        with app.app_context():
            self.last_error = app.extensions["beckon.plugins"].health()[-1].last_error or ""
        return str(answer.text)


@pytest.fixture
def statistics(configuration, request) -> Statistics:
    return Statistics(configuration, request)


def test_figures_and_bars_are_shown_as_text_with_the_length_of_their_share(statistics):
    page = statistics("PanelContent()")

    assert "1,234" in page
    assert "Since midnight, 100%." in page
    assert "&lt;b&gt;Monday" in page
    assert '<rect width="25.0"' in page
    assert "Nothing to show yet." in page


@pytest.mark.parametrize("code", BAD.values(), ids=BAD)
def test_a_panel_that_fails_says_so_and_the_others_are_shown(statistics, code, monkeypatch):
    monkeypatch.setattr(panels, "PANEL_SECONDS", 0.2 if "wait" in code else 30)

    page = statistics(code)

    assert "This panel could not be shown, because its plugin failed." in page
    assert "1,234" in page
    assert statistics.last_error.startswith("panel acme.bad: ")


def test_without_panels_the_page_keeps_no_empty_place_for_them(app):
    page = desk_of(app, account(app, "Susi", role=Role.SUPERVISOR)).opens("/statistics").text

    assert 'class="panels"' not in page


def test_operators_do_not_see_statistics(app):
    desk = desk_of(app, account(app, "Otto"))

    assert desk.opens("/statistics").status_code == 403
