"""What the seeds say about limits, closing, addresses, schedules and the conditions of the classic form."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.foundation import clock as clocks
from app.foundation import settings
from app.invitations import queries
from app.visitors import identity
from tests.invitations.writing import Fields
from tests.operators.people import Desk
from tests.seeds.conftest import Writes, granted, is_shown
from tests.widget.conftest import Browser

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock

SITE = "https://shop.example"
THE_THREE = {"not_again_after_close_in_visit": "y", "next_on_url_change": "y", "only_while_url_matches": "y"}


def closes(browser: Browser, shown: dict[str, Any]) -> None:
    """The visitor has seen it and says no."""
    browser.signals(*({"kind": kind, "impression": shown["impression"]} for kind in ("shown", "dismissed")))


def leaves(browser: Browser, shown: dict[str, Any]) -> None:
    """It disappears unanswered."""
    browser.signals(*({"kind": kind, "impression": shown["impression"]} for kind in ("shown", "expired")))


def armed(browser: Browser, path: str, **page: Any) -> list[str]:
    return [one["key"] for one in browser.opens(SITE + path, **page).json["armed"]]


def shows(browser: Browser, key: str, path: str) -> dict[str, Any]:
    """It is armed on the page with this path and shows there."""
    assert key in armed(browser, path)
    shown = granted(browser, key, SITE + path)
    assert isinstance(shown, dict), shown
    return shown


def test_send_to_visitors_or_authenticated_users(app: Flask, writes: Writes, browser: Browser) -> None:
    """Send to – Choose between visitors (anonymous) or authenticated users."""
    with app.app_context():
        secret = identity.make_secret()
    anonymous, signed = writes(name="Anonymous", audience="visitors"), writes(name="Signed", audience="identified")
    assert armed(browser, "/") == [anonymous]
    assert granted(browser, signed, SITE) == "audience"
    member = {"id": "7", "signature": identity.signature_of("7", secret)}
    assert armed(browser, "/", visitor=member) == [signed]
    assert granted(browser, anonymous, SITE) == "audience"


def test_send_only_once_per_user(writes: Writes, browser: Browser, clock: FrozenClock) -> None:
    """Send only once per user – Enable this toggle to avoid sending the message more than once per recipient."""
    key = writes(once_per_visitor="y")
    leaves(browser, shows(browser, key, "/"))
    assert armed(browser, "/other") == []
    clock.advance(30 * 24 * 3600)
    assert granted(browser, key, SITE) == "once_per_visitor"


def test_how_many_times_user_show_invitation(writes: Writes, browser: Browser, clock: FrozenClock) -> None:
    """How many times user show invitation, 0 - untill users closes it, > 0 limits."""
    twice, until_closed = writes(name="Twice", max_shows="2", position="1"), writes(name="Until closed", position="2")
    for path in ("/a", "/b"):
        leaves(browser, shows(browser, twice, path))
    for path in ("/c", "/d", "/e"):
        assert twice not in armed(browser, path)
        leaves(browser, shows(browser, until_closed, path))
    closes(browser, shows(browser, until_closed, "/f"))
    assert armed(browser, "/g") == []


def test_invitation_is_visible_only_if_url_matches(writes: Writes, browser: Browser) -> None:
    """Make sure you enter URL to match. You check: Invitation is visible only if URL matches."""
    key = writes(("page.url", "glob", "/pricing*"), only_while_url_matches="y")
    assert is_shown(browser, key, f"{SITE}/pricing/plans")
    assert not is_shown(browser, key, f"{SITE}/cart")
    assert not browser.opens(f"{SITE}/pricing").json["armed"][0].get("follows")
    following = writes(("page.url", "glob", "/start*"), name="Following", limits_shown="y")
    (one,) = browser.opens(f"{SITE}/start").json["armed"]
    assert (one["key"], one["follows"]) == (following, True)


def test_multiple_url_with_a_wildcard_at_the_end(writes: Writes, browser: Browser) -> None:
    """Multiple URL can be defined by comma. Wildcard is supported at the end of URL."""
    key = writes(("page.url", "glob", "/pricing*\n/plans*"))
    for path in ("/pricing", "/plans/yearly"):
        assert is_shown(browser, key, SITE + path)
    assert not is_shown(browser, key, f"{SITE}/cart")


def test_do_not_show_invitation_after_it_was_closed_in_the_same_session(
    writes: Writes, browser: Browser, clock: FrozenClock
) -> None:
    """Do not show invitation after it was closed in the same session."""
    key = writes(not_again_after_close_in_visit="y", every_match="y")
    closes(browser, shows(browser, key, "/a"))
    for path in ("/a", "/b"):
        assert armed(browser, path) == []
        assert granted(browser, key, SITE + path) == "closed_before"
    clock.advance(31 * 60)
    shows(browser, key, "/a")


def test_show_next_matching_invitation_if_url_changes_and_present_invitation_was_closed(
    writes: Writes, browser: Browser
) -> None:
    """Show next matching invitation if URL changes and present invitation was closed."""
    first = writes(name="First", position="1", not_again_after_close_in_visit="y", next_on_url_change="y")
    second = writes(name="Second", position="2")
    closes(browser, shows(browser, first, "/a"))
    assert armed(browser, "/a") == []
    assert granted(browser, second, f"{SITE}/a") == "closed_in_visit"
    shows(browser, second, "/b")


def test_url_based_invitations_combined_with_a_general_one(
    writes: Writes, browser: Browser, clock: FrozenClock
) -> None:
    """If you are combining general invitations with URL based make sure: Global invitation position is lower. E.g enter
    10 as Position. Enter * as URL to match. Check [the three boxes].
    """
    url_based = writes(("page.url", "glob", "/pricing*"), name="URL based", position="1", **THE_THREE)
    general = writes(("page.url", "glob", "*"), name="General", position="10", **THE_THREE)
    assert armed(browser, "/pricing") == [url_based, general]
    closes(browser, shows(browser, url_based, "/pricing"))
    assert granted(browser, general, f"{SITE}/pricing") == "closed_in_visit"
    closes(browser, shows(browser, general, "/cart"))
    for path in ("/pricing", "/cart", "/"):
        assert armed(browser, path) == []
    clock.advance(31 * 60)
    assert armed(browser, "/pricing") == [url_based, general]


def test_show_every_time_it_is_matched(writes: Writes, browser: Browser) -> None:
    """Show every time it is matched (classic.md 1.4): closing it does not keep it away from the next page."""
    key = writes(every_match="y")
    for path in ("/a", "/a", "/b"):
        closes(browser, shows(browser, key, path))


def test_if_visitor_had_chat_past_24_hours_automatic_invitation_will_not_be_shown(
    app: Flask, writes: Writes, browser: Browser, panel: dict[str, str], clock: FrozenClock
) -> None:
    """If visitor had chat past 24 hours automatic invitation to him will not be shown. Timeout value can be changed in
    chat configuration.
    """
    key = writes()
    browser.opens(SITE)
    headers = panel | {"Authorization": f"Bearer {browser.token}"}
    body = {"client_id": "first", "text": "Hello", "page": {"url": SITE}}
    chat = browser.client.post("/widget/v1/chats", json=body, headers=headers).json["chat"]["key"]
    assert browser.client.post(f"/widget/v1/chats/{chat}/close", json={}, headers=headers).status_code == 200
    clock.advance(23 * 3600)
    assert armed(browser, "/") == []
    assert granted(browser, key, SITE) == "recent_chat"
    with app.app_context():
        settings.change("invitations.pause_after_chat_hours", 23)
    shows(browser, key, "/")


def test_a_schedule_over_midnight_in_the_sites_zone(
    app: Flask, writes: Writes, browser: Browser, clock: FrozenClock
) -> None:
    """Activity conditions (classic.md 1.4): weekdays from/to, here also over midnight and in one named zone."""
    with app.app_context():
        settings.change("site.time_zone", "Europe/Berlin")
    key = writes(**{
        "schedule_hours": "weekly", "schedule_week-mon-open": "y",
        "schedule_week-mon-0-from": "22:00", "schedule_week-mon-0-to": "02:00",
    })  # fmt: skip
    now = clocks.now()  # Monday, noon in UTC, one o'clock in Berlin
    assert (now.weekday(), now.hour) == (0, 12)
    for hours, is_open in ((0, False), (8.99, False), (9, True), (12.99, True), (13, False)):
        clock.advance((now + timedelta(hours=hours) - clocks.now()).total_seconds())
        assert (armed(Browser(browser.client), "/") == [key]) is is_open, hours


def test_how_do_i_disable_sound_on_proactive_invitation(app: Flask, writes: Writes, browser: Browser) -> None:
    """Uncheck Play sound on invitation to chat."""
    key = writes(design_sound="y", every_match="y")
    assert shows(browser, key, "/a")["design"]["sound"] is True
    with app.app_context():
        settings.change("invitations.sound", value=False)
    assert shows(browser, key, "/b")["design"]["sound"] is False


def test_classic_conditions_are_offered_under_their_names(writer: Desk) -> None:
    """“Time on site in seconds”, “Pageviews”, “Referrer domain without www”, “Tag”: the editor knows their names."""
    page = writer.opens("/invitations/new").text
    for name in ("Time on site in seconds", "Pageviews", "Referrer domain without www", "Tag", "Show on devices"):
        assert f"<span>{name}</span>" in page
    fields = Fields(page)
    added = writer.submits("/invitations/new", fields.sending(action="add-classic:visit.seconds"))
    row = Fields(added.text).rows[0]
    assert (Fields(added.text).one(f"{row}-fact"), Fields(added.text).one(f"{row}-comparison")) == (
        "visit.seconds", "at_least",
    )  # fmt: skip


def test_what_was_chosen_is_shown_again(app: Flask, writer: Desk, writes: Writes) -> None:
    """Every field under its familiar name keeps what was written."""
    key = writes(
        audience="identified", max_shows="3", every_match="y", schedule_from="2026-12-01T09:00",
        **{"schedule_year-from-day": "20", "schedule_year-from-month": "12", "schedule_year-to-day": "6",
           "schedule_year-to-month": "1"},
    )  # fmt: skip
    with app.app_context():
        details = queries.invitation_details(key)
    assert details is not None
    assert details.draft.schedule is not None
    assert details.draft.schedule.yearly == "12-20T00:00/01-06T24:00"
    fields = Fields(writer.opens(f"/invitations/{key}").text)
    assert fields.one("audience") == "identified"
    assert fields.one("schedule_from") == "2026-12-01T09:00"
    assert (fields.one("schedule_year-to-day"), fields.one("schedule_year-to-month")) == ("6", "1")
    again = writer.submits(f"/invitations/{key}", fields.sending())
    assert again.status_code == 302
