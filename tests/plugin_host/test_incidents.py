"""What goes wrong in plugins is written down: a restart does not forget it, and all processes of a server know."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from app.foundation import clock as clocks
from app.foundation.database import db, transaction
from app.plugin_host import incidents
from app.plugin_host.health import INCIDENT_LIMIT, HealthRecords, IncidentKind
from app.plugin_host.models import PluginIncidents
from app.plugin_host.watching import HANG_SECONDS, Watch


@pytest.fixture
def health(inside, clock) -> HealthRecords:
    return HealthRecords()


def fail(health: HealthRecords, times: int = 1, plugin_id: str = "acme") -> None:
    for number in range(times):
        health.blame(plugin_id, "chat_started", RuntimeError(f"no. {number}"))


def test_errors_are_written_down_in_one_row_an_hour_and_only_when_there_are_new_ones(health, clock):
    fail(health, 3)
    assert incidents.save(health, clock.at)
    assert not incidents.save(health, clock.at)
    fail(health, 2)
    incidents.save(health, clock.at)

    rows = db.session.scalars(select(PluginIncidents)).all()
    assert [(row.plugin_id, row.errors) for row in rows] == [("acme", 5)]


def test_a_restart_forgets_nothing_and_the_last_error_is_told_in_words(health, clock):
    fail(health, 2)
    incidents.save(health, clock.at)
    after_restart = HealthRecords()
    fail(after_restart)
    incidents.save(after_restart, clock.at)

    told = incidents.history(clock.at)["acme"]

    assert told.errors == 3
    assert (told.last.kind, told.last.place) == (IncidentKind.RAISED, "chat_started")
    assert (told.last.detail, told.last.at) == ("RuntimeError: no. 0", clock.at)
    assert after_restart.of("acme").errors == 1


def test_errors_count_for_a_day_and_the_last_one_is_remembered_for_a_week(health, clock):
    fail(health, 2)
    incidents.save(health, clock.at)
    clock.advance(23 * 3600)
    assert incidents.history(clock.at)["acme"].errors == 2
    clock.advance(2 * 3600)
    told = incidents.history(clock.at)["acme"]
    assert (told.errors, str(told.last)) == (0, "chat_started: RuntimeError: no. 1")
    clock.advance(8 * 24 * 3600)
    fail(health, 1, "other")
    incidents.save(health, clock.at)
    assert set(incidents.history(clock.at)) == {"other"}
    assert len(db.session.scalars(select(PluginIncidents)).all()) == 1


def test_what_cannot_be_written_down_now_is_written_down_later(health, clock, caplog):
    fail(health, 2)
    with transaction():
        db.session.execute(text("ALTER TABLE plugin_incidents RENAME TO away"))
    assert not incidents.save(health, clock.at)
    fail(health)
    with transaction():
        db.session.execute(text("ALTER TABLE away RENAME TO plugin_incidents"))

    assert incidents.save(health, clock.at)

    assert incidents.history(clock.at)["acme"].errors == 3
    assert "could not be written down" in caplog.text


def test_what_one_process_switches_off_the_others_switch_off_but_not_after_a_restart(health, clock):
    other = HealthRecords()
    clock.advance(1)
    fail(health, INCIDENT_LIMIT)
    incidents.save(health, clock.at)

    other.follow(incidents.switched_off_since(other.began_at))
    clock.advance(1)
    restarted = HealthRecords()
    restarted.follow(incidents.switched_off_since(restarted.began_at))

    assert (other.is_switched_off("acme"), restarted.is_switched_off("acme")) == (True, False)


def test_a_call_that_does_not_come_back_is_reported_once_and_its_plugin_switched_off(health, clock, caplog):
    watch = Watch(health)
    with watch.over("acme", "choose_sender"), watch.over("slow", "job tidy", hang_seconds=3600):
        clock.advance(HANG_SECONDS)
        watch.look()
        assert not health.is_switched_off("acme")
        clock.advance(1)
        watch.look()
        watch.look()

    assert (health.is_switched_off("acme"), health.is_switched_off("slow")) == (True, False)
    assert caplog.text.count("plugin acme has not come back from choose_sender for 11 s") == 1
    assert health.of("acme").last_error == "choose_sender: since 11 s"


def test_an_error_that_cannot_even_say_what_it_is_is_counted(health):
    class Mute(Exception):
        def __str__(self) -> str:
            raise ZeroDivisionError

    health.blame("acme", "chat_started", Mute())

    assert health.of("acme").last_error == "chat_started: Mute: it cannot say what it is"


def test_a_long_message_is_cut_and_a_long_place_fits_its_column(health, clock):
    health.blame("acme", "page " + "x" * 500, RuntimeError("y" * 10_000))

    assert incidents.save(health, clocks.now())
    assert len(incidents.history(clock.at)["acme"].last.detail) == 300
