"""Commands that plugins bring, and `beckon plugins check`."""

from __future__ import annotations

import pytest

from tests.cli.conftest import is_one_line
from tests.plugin_host.installing import install

PLUGIN = """
from app.plugin_api.comparing import Number, OneOf, Texts, YesOrNo

def tell(arguments, context):
    context.store.put("told", sorted(arguments.items()))
    yield f"{arguments['word']} {arguments['days']!r} {arguments['mode']} {arguments['is_loud']} {arguments['until']}"
    yield context.plugin_id

def refuse(arguments, context):
    raise InvalidInput("that is too much", field="days")

@hookimpl
def register_commands():
    return [
        Command("tell", "Tell something.", tell, (
            Argument("word", "What to tell.", Texts(limit=5)),
            Argument("days", "For how long.", Number(least=1, most=9), 3),
            Argument("mode", "How.", OneOf(("soft", "loud")), "soft"),
            Argument("is_loud", "Whether loudly.", YesOrNo(), False),
            Argument("until", "Until when.", Texts(), None),
        )),
        Command("refuse", "Refuse.", refuse),
        Command("fail", "Fail.", lambda arguments, context: 1 / 0),
        Command("leave", "Leave.", lambda arguments, context: exit()),
        Command("odd", "Give something odd.", lambda arguments, context: [b"bytes"]),
        Command("silent", "Say nothing.", lambda arguments, context: None),
    ]
"""


@pytest.fixture
def acme(installed, instance):
    install(instance, "acme", PLUGIN)
    return installed


def test_a_command_of_a_plugin_gets_checked_arguments_and_prints_line_by_line(acme):
    done = acme("acme", "tell", "hello", "--days", "4.5", "--mode", "loud", "--is-loud")

    assert (done.code, done.err) == (0, "")
    assert done.out == "hello 4.5 loud True None\nacme\n"


def test_what_is_left_out_has_its_default(acme):
    assert acme("acme", "tell", "hello").out == "hello 3 soft False None\nacme\n"


def test_the_commands_of_a_plugin_explain_themselves(acme):
    group, command = acme("acme", "--help"), acme("acme", "tell", "--help")

    assert "For tests." in group.out
    assert "Tell something." in group.out
    assert "For how long." in command.out
    assert "[default: 3]" in command.out
    assert "beckon PLUGIN --help" in acme("--help").out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("tell",), 2, "Missing argument 'WORD'"),
        (("tell", "hello", "--mode", "wild"), 2, "'wild' is not one of"),
        (("tell", "hello", "--nights", "2"), 2, "No such option"),
        (("fly",), 2, "No such command"),
        (("tell", "too long a word"), 1, "word is longer than 5 characters"),
        (("tell", "hello", "--days", "10"), 1, "days must be at most 9"),
        (("tell", "hello", "--days", "soon"), 1, "days must be a number"),
        (("refuse",), 1, "days: that is too much"),
        (("fail",), 1, "the plugin acme failed here"),
        (("leave",), 1, "the plugin acme failed here"),
        (("odd",), 1, "the plugin acme failed here"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, tuple) else "",
)
def test_what_goes_wrong_is_one_clear_line_and_an_exit_code(acme, words, code, said):
    done = acme("acme", *words)

    assert done.code == code
    assert said in done.err
    if code == 1:
        assert is_one_line(done.err.splitlines(keepends=True)[-1])


def test_a_command_may_say_nothing(acme):
    assert acme("acme", "silent").out == ""


def test_a_failed_command_is_counted_against_its_plugin(acme, instance):
    acme("acme", "fail")

    from app.factory import create_app
    from app.foundation.configuration import read_configuration

    app = create_app(read_configuration())
    with app.app_context():
        assert app.extensions["beckon.plugins"].history()["acme"].errors == 1


def test_a_plugin_without_commands_or_that_is_not_enabled_has_none(acme, instance, monkeypatch):
    assert acme("url_targeting", "anything").code == 2
    assert acme("conversion_tracking").code == 2
    monkeypatch.setenv("BECKON_SAFE_MODE", "1")
    done = acme("acme", "silent")
    assert (done.code, is_one_line(done.err)) == (1, True)
    assert "safe mode" in done.err


def test_a_plugin_is_tried_before_it_is_enabled(installed, instance):
    install(instance, "broken", "raise RuntimeError('out of order')")
    (instance / "plugins.toml").write_text('enabled = ["url_targeting"]', encoding="utf-8")

    checked, enabled, unknown = (
        installed("plugins", "check", "broken"),
        installed("plugins", "enable", "broken"),
        installed("plugins", "check", "nobody"),
    )

    for refused in (checked, enabled, unknown):
        assert refused.code == 1
        assert is_one_line(refused.err)
    assert "plugin broken: cannot be imported: RuntimeError: out of order" in enabled.err
    assert "broken" not in (instance / "plugins.toml").read_text(encoding="utf-8")
    assert installed("plugins", "check", "url_targeting").out == "url_targeting starts, beside 0 others\n"


def test_the_command_says_where_the_plugin_is_and_what_comes_next(installed, instance, tmp_path):
    made = installed("plugins", "new", "cart_value")
    enabled = installed("plugins", "enable", "cart_value")
    again = installed("plugins", "new", "cart_value")
    wrong = installed("plugins", "new", "Cart")
    taken = installed("plugins", "new", "doctor")
    elsewhere = installed("plugins", "new", "weather", "--dir", str(tmp_path / "mine"))

    assert made.out == f"Made {instance / 'plugins' / 'cart_value'}\nThen: beckon plugins enable cart_value\n"
    assert enabled.out == "cart_value is enabled; restart the server\n"
    for refused in (again, wrong, taken):
        assert refused.code == 1
        assert is_one_line(refused.err)
    assert "is a command of beckon" in taken.err
    assert (tmp_path / "mine" / "weather" / "plugin.toml").exists()
    assert str(instance / "plugins") in elsewhere.out
