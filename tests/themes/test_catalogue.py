"""Themes are read strictly, and what the site owner changes in them is checked like the themes themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, render_template

from app.domain.errors import ConfigurationError
from app.foundation.configuration import Configuration
from app.themes import ThemeError, init_themes, widget_variables
from app.themes.catalogue import read_catalogue

HEAD = 'id = "night"\nname = "Night"\nversion = "1"\napi = 1\ndescription = "Dark."\n'
ACCENT = '[variables.accent]\ntype = "colour"\nlabel = "Accent"\nhelp = "Buttons."\nlight = "#123456"\n'


def add_theme(instance: Path, text: str, theme_id: str = "night") -> Path:
    folder = instance / "themes" / theme_id
    folder.mkdir(parents=True)
    (folder / "theme.toml").write_text(text, encoding="utf-8")
    return folder


def choose(instance: Path, text: str) -> None:
    (instance / "themes.toml").write_text(text, encoding="utf-8")


def test_the_classic_theme_is_in_use_where_nothing_is_chosen(tmp_path):
    catalogue = read_catalogue(tmp_path)

    assert catalogue.active.id == "classic"
    assert catalogue.widget_variables()["--beckon-accent"] == "#2b59d9"


def test_a_variable_has_a_property_for_light_and_one_for_dark_where_they_differ(tmp_path):
    variables = read_catalogue(tmp_path).widget_variables("classic")

    assert variables["--beckon-surface"] == "#ffffff"
    assert variables["--beckon-surface-dark"] == "#1d1f24"
    assert "--beckon-radius-dark" not in variables


def test_a_page_may_name_another_theme_and_a_wrong_name_means_the_one_in_use(tmp_path):
    add_theme(tmp_path, HEAD + ACCENT)
    catalogue = read_catalogue(tmp_path)

    assert catalogue.widget_variables("night") == {"--beckon-accent": "#123456"}
    for wrong in (None, "", "nobody", "../classic", "x" * 5000):
        assert catalogue.widget_variables(wrong) == catalogue.widget_variables("classic")


def test_what_a_caller_does_to_the_variables_stays_with_the_caller(tmp_path):
    catalogue = read_catalogue(tmp_path)

    catalogue.widget_variables().clear()

    assert catalogue.widget_variables()


def test_the_site_owner_changes_values_of_a_theme(tmp_path):
    choose(tmp_path, '[values.classic]\naccent = "#0b7a53"\nsurface = {dark = "#222"}\ntext = "#333"\nfont = "serif"\n')

    variables = read_catalogue(tmp_path).widget_variables()

    assert variables["--beckon-accent"] == "#0b7a53"
    assert (variables["--beckon-surface"], variables["--beckon-surface-dark"]) == ("#ffffff", "#222")
    assert (variables["--beckon-text"], variables["--beckon-text-dark"]) == ("#333", "#333")
    assert variables["--beckon-font"] == 'Georgia, "Times New Roman", serif'


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('active = "nobody"', "nobody"),
        ("active = 7", "active"),
        ("colour = 1", "colour"),
        ("values = 1", "values"),
        ('[values.nobody]\naccent = "#fff"', "nobody"),
        ('[values.classic]\nsmell = "#fff"', "smell"),
        ('[values.classic]\naccent = "#fff}body{"', "accent"),
        ('[values.classic]\naccent = {light = "#fff", sepia = "#fff"}', "accent"),
        ('[values.classic]\nradius = "99px"', "radius"),
        ("[", "themes.toml"),
    ],
)
def test_a_wrong_choice_stops_the_start_and_names_the_key(tmp_path, text, named):
    choose(tmp_path, text)

    with pytest.raises(ConfigurationError, match=named):
        read_catalogue(tmp_path)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (HEAD.replace("night", "other", 1), "id"),
        (HEAD.replace("api = 1", "api = 2"), "api"),
        (HEAD.replace("api = 1", "api = true"), "api"),
        (HEAD.replace('name = "Night"\n', ""), "name"),
        (HEAD + 'author = "me"\n', "author"),
        (HEAD + "variables = 1\n", "variables"),
        (HEAD + ACCENT.replace("colour", "shader"), "variables.accent.type"),
        (HEAD + ACCENT.replace("#123456", "url(//canary.test)"), "variables.accent.light"),
        (HEAD + ACCENT + 'dark = "#fff;x"\n', "variables.accent.dark"),
        (HEAD + ACCENT.replace('light = "#123456"\n', ""), "variables.accent.light"),
        (HEAD + ACCENT.replace('label = "Accent"\n', ""), "variables.accent.label"),
        (HEAD + ACCENT + "css = 'x'\n", "variables.accent.css"),
        (HEAD + ACCENT + "least = 1\n", "variables.accent.least"),
        (HEAD + ACCENT + "choices = {a = 'b'}\n", "variables.accent.choices"),
        (HEAD + ACCENT.replace("accent", "accent-dark"), "variables.accent-dark"),
        (HEAD + ACCENT.replace("[variables.accent]", '[variables."a;b"]'), "variables.a;b"),
        ("\x00", "theme.toml"),
    ],
)
def test_a_wrong_theme_stops_the_start_and_names_theme_and_key(tmp_path, text, named):
    add_theme(tmp_path, text)

    with pytest.raises(ThemeError, match="theme night") as caught:
        read_catalogue(tmp_path)
    assert caught.value.key == named


def test_an_installation_cannot_replace_a_theme_of_the_same_id(tmp_path):
    add_theme(tmp_path, HEAD.replace("night", "classic"), "classic")

    with pytest.raises(ThemeError, match="is used by both"):
        read_catalogue(tmp_path)


def test_a_theme_replaces_a_template_and_the_installation_goes_before_it(tmp_path):
    instance = tmp_path / "instance"
    theme = add_theme(instance, HEAD + ACCENT)
    choose(instance, 'active = "night"')
    for folder, words, names in (
        (tmp_path / "own", "own", "abc"),
        (theme / "templates", "theme", "ab"),
        (instance / "templates", "instance", "a"),
    ):
        folder.mkdir()
        for name in names:
            (folder / f"{name}.html").write_text(words, encoding="utf-8")
    app = Flask("small", template_folder=str(tmp_path / "own"))
    app.extensions["beckon.configuration"] = Configuration(instance, "sqlite://", "x" * 40)

    init_themes(app)

    with app.app_context():
        assert [render_template(name) for name in ("a.html", "b.html", "c.html")] == ["instance", "theme", "own"]
        assert widget_variables() == {"--beckon-accent": "#123456"}
