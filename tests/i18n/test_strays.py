"""Nobody reads a text that the translators never saw: not in a template, a form, a rule, a plugin or a script."""

from __future__ import annotations

import pytest

from tests.house.sources import ROOT, place
from tests.i18n.strays import stray_errors, stray_python, stray_template_texts, stray_typescript

SCRIPTS = ("embed/src/console", "embed/src/panel", "embed/src/widget")
PAGES = (
    "app/administration",
    "app/demo",
    "app/domain/rules/calendar_facts.py",
    "app/domain/rules/codec.py",
    "app/domain/rules/kinds",
    "app/domain/rules/patterns.py",
    "app/domain/rules/schemas.py",
    "app/foundation/login.py",
    "app/foundation/requests.py",
    "app/invitations/authoring.py",
    "app/invitations/condition_rows.py",
    "app/invitations/editor.py",
    "app/invitations/rule_tools.py",
    "app/invitations/message.py",
    "app/invitations/trying.py",
    "app/invitations/views.py",
    "app/realtime/visitor_pages.py",
    "app/widget/embed_code.py",
    "app/widget/try_it_link.py",
    "app/widget/try_it_pages.py",
)
"""Modules whose errors stand on a page; those of the others answer programs, which read the code."""


def test_every_word_of_a_template_is_translated():
    assert list(stray_template_texts(ROOT, "app", "plugins", "themes")) == []


def test_every_label_help_and_message_in_python_is_translated():
    assert list(stray_python(ROOT, "app", "plugins")) == []


def test_every_error_that_stands_on_a_page_is_translated():
    assert list(stray_errors(ROOT, PAGES)) == []


def test_scripts_of_console_panel_and_bubble_bring_no_words_of_their_own():
    assert list(stray_typescript(ROOT, *SCRIPTS)) == []


@pytest.mark.parametrize(
    "written",
    [
        "<p>Hello</p>",
        "<p>\n  {{ name }} was here\n</p>",
        '<a title="Open">{{ icon }}</a>',
        '<button aria-label="Close {{ name }}"></button>',
        '<input placeholder="Search…">',
        '{{ ui.button("Save") }}',
        '{{ ui.button("Save", kind="primary") }}',
        '{{ ui.notice("That is not possible.") }}',
        '{% call ui.form(title="Your name") %}{% endcall %}',
        '{{ "open" if shown else "Not here yet" }}',
    ],
)
def test_an_untranslated_word_in_a_template_is_found(tmp_path, written):
    root = place(tmp_path, ("app/shop/templates/shop/page.html", f"{{% block content %}}{written}{{% endblock %}}"))

    assert len(list(stray_template_texts(root, "app"))) == 1


@pytest.mark.parametrize(
    "written",
    [
        '<p>{{ _("Hello") }}</p>',
        "<p>{{ name }} · {{ number }} %</p>",
        '{{ ui.button(_("Save"), kind="primary", icon_name="arrow-left") }}',
        "<p>Beckon</p>",
        "<pre><code>beckon plugins enable ID</code></pre>",
        "{# A comment says what it likes. #}",
        "<script>const it = 'not shown';</script>",
    ],
)
def test_a_translated_template_is_left_alone(tmp_path, written):
    root = place(tmp_path, ("app/shop/templates/shop/page.html", written))

    assert list(stray_template_texts(root, "app")) == []


@pytest.mark.parametrize(
    "written",
    [
        'name = StringField("Name")',
        'name = StringField(_l("Name"), description="Only your team sees it.")',
        'name = StringField(_l("Name"), [InputRequired("Give it a name.")])',
        'name = StringField(_l("Name"), [Length(max=3, message="Too long.")])',
        'name = StringField(_l("Name"), [EqualTo("other", "They differ.")])',
        'flash("Saved.", "success")',
        'flash(f"{name} is live.")',
        'Fact(id="page.url", label="page address", help=N_("The page."))',
        'Comparison("contains", "contains it", takes=TEXTS)',
        'NavigationEntry(endpoint="shop.index", label="Shop", icon="x", order=1)',
        'InvitationType(id="url", label=N_("On pages"), help="Appears on pages.")',
    ],
)
def test_an_untranslated_word_in_python_is_found(tmp_path, written):
    root = place(tmp_path, ("plugins/shop/plugin.py", written))

    assert len(list(stray_python(root, "plugins"))) == 1


@pytest.mark.parametrize("written", ['InvalidInput("a name, please", field="name")', 'NotFound(f"no {name}")'])
def test_an_untranslated_error_is_found(tmp_path, written):
    errors = "class InvalidInput(Exception): ...\nclass NotFound(Exception): ...\n"
    root = place(tmp_path, ("app/domain/errors.py", errors), ("app/shop/service.py", f"raise {written}"))

    assert len(list(stray_errors(root, ["app/shop"]))) == 1


@pytest.mark.parametrize(
    "written",
    [
        'button.textContent = "Save";',
        'button.title = "Close it";',
        "document.title = `${count} new messages`;",
        'element("p", { class: "muted", text: "Hello" });',
        'button.setAttribute("aria-label", "Close");',
        'const words = online ? text("online") : "Nobody is here";',
        'return <button type="button" title="Send it">{icon}</button>;',
        "return <p class={style}>Nobody is here</p>;",
    ],
)
def test_an_untranslated_word_in_a_script_is_found(tmp_path, written):
    root = place(tmp_path, ("embed/src/panel/app.tsx", written))

    assert len(list(stray_typescript(root, "embed/src/panel"))) == 1


@pytest.mark.parametrize(
    "written",
    [
        'button.textContent = text("save");',
        'element("p", { class: "muted", text: text("hello") });',
        'if (event.key === "Escape") close();',
        'throw new Refused(0, "no_answer", "No answer came.");',
        '// "A comment says what it likes."\n/* button.title = "Close"; */',
        'return <p class="muted">{t("hello")}</p>;',
        'headers["Content-Type"] = "application/json";',
    ],
)
def test_a_translated_script_is_left_alone(tmp_path, written):
    root = place(tmp_path, ("embed/src/panel/app.tsx", written))

    assert list(stray_typescript(root, "embed/src/panel")) == []
