"""What a plugin can reach through its context."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.domain.errors import InvalidInput
from app.foundation.database import db
from app.plugin_api.context import PluginContext
from app.plugin_host.context import HostedContext, NothingKnown
from app.plugin_host.dispatch import Budgets
from tests.plugin_host.pictures import CHAT, NOON, VISITOR

PATIENT = Budgets(notice_seconds=30)


@pytest.fixture
def context(small_app, instance) -> PluginContext:
    return HostedContext("acme", instance, NothingKnown())


def test_a_value_is_kept_and_can_be_changed_and_forgotten(context):
    assert context.store.get("seen", 0) == 0

    context.store.put("seen", {"count": 1})
    context.store.put("seen", {"count": 2})

    assert context.store.get("seen") == {"count": 2}
    context.store.remove("seen")
    context.store.remove("seen")
    assert context.store.get("seen", "nothing") == "nothing"


def test_a_kept_nothing_is_not_the_default(context):
    context.store.put("answer", None)

    assert context.store.get("answer", "default") is None


def test_plugins_do_not_see_each_others_values(context, instance):
    other = HostedContext("other", instance, NothingKnown())

    context.store.put("seen", 1)

    assert other.store.get("seen") is None


@pytest.mark.parametrize(
    ("key", "value"), [("", 1), ("k" * 121, 1), ("two\nlines", 1), ("set", {1, 2}), ("large", "x" * 70_000)]
)
def test_what_cannot_be_kept_is_refused(context, key, value):
    with pytest.raises(InvalidInput):
        context.store.put(key, value)


def test_the_time_is_beckons_time(context, clock):
    clock.advance(60)

    assert context.now() == clock.at


def test_an_address_begins_with_the_configured_base_address(context, small_app):
    small_app.add_url_rule("/visitors/<key>", "visitor_page", lambda key: key)

    assert context.url_for("visitor_page", key="v7") == "https://help.example.org/visitors/v7"


def test_a_text_without_translation_stays_as_it_is(context):
    assert context.translate("Good day, %(name)s", name="Ada 100%") == "Good day, Ada 100%"


def test_the_log_names_the_plugin(context, caplog):
    context.log.warning("something is odd")

    assert caplog.records[0].name == "beckon.plugins.acme"


def test_a_session_commits_at_the_end_and_rolls_back_on_an_error(context):
    with context.session() as session:
        session.execute(text("CREATE TABLE acme_notes (body TEXT)"))
        session.execute(text("INSERT INTO acme_notes VALUES ('kept')"))

    def lose() -> None:
        with context.session() as session:
            session.execute(text("INSERT INTO acme_notes VALUES ('lost')"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        lose()

    assert db.session.execute(text("SELECT body FROM acme_notes")).scalars().all() == ["kept"]


class Somebody:
    def visitor(self, visitor_key):
        return VISITOR if visitor_key == VISITOR.key else None

    def team_is_online(self):
        return True


def test_a_hook_can_keep_values_and_ask_questions(add_plugin, start_plugins, instance):
    add_plugin(
        "acme",
        """
        @hookimpl
        def chat_started(chat, context):
            visitor = context.reads.visitor(chat.visitor_key)
            context.store.put(chat.key, [visitor.country, context.reads.team_is_online()])
        """,
    )
    host = start_plugins(budgets=PATIENT, reads=Somebody())

    host.notify("chat_started", {"chat": CHAT, "at": NOON})

    assert host.wait_until_heard(10)
    assert HostedContext("acme", instance, NothingKnown()).store.get("c11") == ["DE", True]


def test_a_plugins_template_can_be_rendered_but_replaces_none_of_beckons_own(add_plugin, start_plugins, small_app):
    folder = add_plugin("acme") / "templates"
    (folder / "acme").mkdir(parents=True)
    (folder / "acme" / "note.html").write_text("<p>{{ word }}</p>", encoding="utf-8")
    start_plugins()

    assert small_app.jinja_env.get_template("acme/note.html").render(word="<hi>") == "<p>&lt;hi&gt;</p>"
