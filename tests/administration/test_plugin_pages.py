"""Pages that plugins bring: who may see them, what a form may do, and what happens when the plugin fails."""

from __future__ import annotations

import pytest

from app.administration import plugin_pages
from app.domain.roles import Role
from tests.operators.people import account, desk_of
from tests.plugin_host.installing import install

PLUGIN = """
sent = []

def show(request, context):
    return PageContent("acme/page.html", {"who": request.operator.name, "q": request.value("q", "-")})

def submit(request, context):
    sent.append(dict(request.form))
    if request.value("word") == "refused":
        raise InvalidInput("that word will not do", field="word")
    return PageDone("Kept: 100%", None)

SHOW, SUBMIT = show, submit

@hookimpl
def register_permissions():
    return [Permission("acme.see", "See the page", "They see it.", Role.SUPERVISOR)]

@hookimpl
def register_admin_pages():
    return [AdminPage("page", "Acme's page", SHOW, "acme.see", SUBMIT, "no-such-icon"),
            AdminPage("plain", "Plain", show, Role.OPERATOR, in_navigation=False)]
"""
TEMPLATE = """<p>{{ who }} {{ q }} {{ page_url("plain") }}</p>{{ ui.button(_("Save")) }}
{% call ui.form() %}<input name="word">{% endcall %}"""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What pages say does not depend on the database; `tests/plugin_host/test_handbook.py` runs on both."""
    return sqlite_url


class Acme:
    """An installation with the plugin, and somebody of each role."""

    def __init__(self, app) -> None:
        self.app = app
        self.people = {role: desk_of(app, account(app, role.value.title(), role=role)) for role in Role}

    def __getattr__(self, name: str):
        return self.people[Role[name.upper()]]

    def health(self):
        with self.app.app_context():
            return self.app.extensions["beckon.plugins"].health()[-1]


@pytest.fixture
def acme(configuration, request):
    def made(template: str = TEMPLATE, **changes: str) -> Acme:
        code = PLUGIN
        for name, changed in changes.items():
            code = code.replace("SHOW, SUBMIT = show, submit\n", f"SHOW, SUBMIT = show, submit\n{name} = {changed}\n")
        folder = install(configuration.instance_path, "acme", code) / "templates" / "acme"
        folder.mkdir(parents=True)
        (folder / "page.html").write_text(template, encoding="utf-8")
        return Acme(request.getfixturevalue("app"))

    return made


def test_a_page_is_shown_in_the_console_with_its_components(acme):
    page = acme().supervisor.opens("/plugins/acme/page?q=<i>").text

    assert "<p>Supervisor &lt;i&gt; /plugins/acme/plain</p>" in page
    assert 'class="button button-secondary"' in page
    assert page.count('name="csrf_token"') >= 1
    assert page.count('aria-current="page"') == 1


def test_only_those_with_the_permission_see_the_page_and_its_entry_in_the_menu(acme):
    installed = acme()

    statuses = {role: desk.opens("/plugins/acme/page").status_code for role, desk in installed.people.items()}

    assert statuses == {Role.OPERATOR: 403, Role.SUPERVISOR: 200, Role.ADMINISTRATOR: 200}
    assert 'href="/plugins/acme/page"' in installed.supervisor.opens("/visitors").text
    assert 'href="/plugins/acme/page"' not in installed.operator.opens("/visitors").text
    assert installed.operator.opens("/plugins/acme/plain").status_code == 200
    assert installed.app.test_client().get("/plugins/acme/plain").status_code == 302


def test_an_administrator_gives_the_page_to_every_operator(acme):
    installed = acme()
    chief = installed.administrator
    assert "See the page" in chief.opens("/plugins/acme").text

    chief.submits("/plugins/acme", {"permission_acme__see": "operator"})

    assert installed.operator.opens("/plugins/acme/page").status_code == 200
    assert chief.submits("/plugins/acme", {"permission_acme__see": "king"}).status_code == 422


def test_a_form_reaches_the_plugin_with_the_token_only_and_the_answer_is_told(acme):
    desk = acme().supervisor
    desk.opens("/plugins/acme/page")

    stolen = desk.client.post("/plugins/acme/page", data={"word": "x"})
    done = desk.submits("/plugins/acme/page", {"word": "<b>"}, follow_redirects=True)

    assert stolen.status_code == 400
    assert "Kept: 100%" in done.text


def test_a_refused_form_comes_back_with_the_reason(acme):
    desk = acme().supervisor
    desk.opens("/plugins/acme/page")

    refused = desk.submits("/plugins/acme/page", {"word": "refused"})

    assert refused.status_code == 422
    assert "That word will not do." in refused.text
    assert "<p>Supervisor" in refused.text


def test_a_page_without_a_form_takes_none_and_an_unknown_page_is_not_there(acme):
    desk = acme().administrator
    desk.opens("/plugins/acme/page")

    assert desk.submits("/plugins/acme/plain").status_code == 404
    assert desk.opens("/plugins/acme/nothing").status_code == 404
    assert desk.opens("/plugins/nobody/page").status_code == 404
    assert desk.opens("/plugins/acme/switch").status_code == 404


FAILING = {
    "raises": "lambda request, context: 1 / 0",
    "ends the process": "lambda request, context: exit()",
    "is interrupted": "lambda request, context: (_ for _ in ()).throw(KeyboardInterrupt())",
    "never ends by recursion": "lambda request, context: SHOW(request, context)",
    "hangs": "lambda request, context: __import__('threading').Event().wait(30)",
    "gives nothing": "lambda request, context: None",
    "gives markup": "lambda request, context: '<p>hi</p>'",
    "names another's template": "lambda request, context: PageContent('shell/console.html')",
    "climbs out of its folder": "lambda request, context: PageContent('acme/../../plugin.toml')",
    "names no template": "lambda request, context: PageContent('acme/none.html')",
    "gives no values": "lambda request, context: PageContent('acme/page.html', 7)",
    "gives a book": "lambda request, context: PageContent('acme/page.html', {'who': 'x' * 2_000_000})",
    "raises an error of ours above 500": "lambda request, context: (_ for _ in ()).throw(BeckonError('no'))",
}


@pytest.mark.parametrize("code", FAILING.values(), ids=FAILING)
def test_a_page_that_fails_is_an_error_page_that_names_the_plugin(acme, code, monkeypatch):
    monkeypatch.setattr(plugin_pages, "PAGE_SECONDS", 0.2 if "wait" in code else 30)
    installed = acme(SHOW=code)

    answer = installed.supervisor.opens("/plugins/acme/page")

    assert answer.status_code == 503
    assert "plugin acme failed here" in answer.text
    assert installed.health().last_error.startswith("page page: ")
    assert installed.supervisor.opens("/visitors").status_code == 200


@pytest.mark.parametrize(
    "code",
    ["lambda r, c: 1 / 0", "lambda r, c: exit()", "lambda r, c: 7", "lambda r, c: PageDone('x', 'nowhere')"],
)
def test_a_form_that_fails_is_the_same(acme, code):
    installed = acme(SUBMIT=code)
    installed.supervisor.opens("/plugins/acme/page")

    assert installed.supervisor.submits("/plugins/acme/page", {"word": "x"}).status_code == 503
    assert installed.health().errors == 1


@pytest.mark.parametrize(
    "template",
    [
        "{{ config.SECRET_KEY }}",
        "{{ who.__class__.__mro__ }}",
        "{% for n in range(10000000) %}x{% endfor %}",
        "{% extends 'administration/plugins.html' %}{% block content %}{{ request.headers }}{% endblock %}",
        "{{ 1 / 0 }}",
        "{% if %}",
    ],
)
def test_a_template_reaches_nothing_but_what_the_page_gave_it(acme, template):
    installed = acme(template)

    answer = installed.supervisor.opens("/plugins/acme/page")

    assert answer.status_code == 503
    assert "only tests know" not in answer.text


@pytest.mark.parametrize(("error", "status"), [("NotFound", 404), ("Forbidden", 403)])
def test_what_a_plugin_says_with_an_error_of_ours_is_its_answer(acme, error, status):
    raising = (
        f"lambda request, context: (_ for _ in ()).throw(__import__('app.domain.errors').domain.errors.{error}('x'))"
    )
    installed = acme(SHOW=raising)

    assert installed.supervisor.opens("/plugins/acme/page").status_code == status
    assert installed.health().errors == 0


def test_a_plugin_that_is_switched_off_shows_no_page(acme):
    installed = acme(SHOW="lambda request, context: 1 / 0")

    for _ in range(11):
        installed.supervisor.opens("/plugins/acme/page")

    assert installed.supervisor.opens("/plugins/acme/page").status_code == 503
    assert installed.health().errors == 10
    assert "Stopped after errors" in installed.administrator.opens("/plugins").text
