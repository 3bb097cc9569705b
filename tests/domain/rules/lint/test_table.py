"""Rules that never hold, and rules that look like it and may: what the linter has to know, line by line."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.rules import decode
from app.domain.rules.lint import Reasoning, general_knowledge
from tests.domain.rules.situations import REGISTRY

Document = dict[str, Any]


def c(fact: str, word: Any, value: Any = None, **more: Any) -> Document:
    """A condition in file form."""
    return {"fact": fact, **more, "is": word} | ({} if value is None else {"value": value})


def no(part: Document) -> Document:
    """The opposite."""
    return {"not": part}


def either(*parts: Document) -> Document:
    """One of them."""
    return {"any": list(parts)}


URL, SOURCE, TITLE, REFERRER = "page.url", "visit.source_url", "page.title", "visit.referrer"
SECONDS, EXIT, VIEWS, VISITS = "page.seconds", "page.exit_seconds", "visit.page_views", "visitor.visits"
SHOWN, SINCE, CLOSED = "invitations.shown", "invitations.since_last_seconds", "widget.closed_seconds"
DEVICE, LANGUAGE, UNANSWERED = "device.platform", "browser.language", "chat.unanswered_seconds"
PLAN, TAG, AGENT = "visitor.attribute.plan", "visitor.tag", "browser.user_agent"
NEVER_CHATTED, HAS_CHATTED = c("chat.history", "none"), c("chat.history", "exists")
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def times(least: int, within: int, word: str = "at_least", event: str = "login_failed") -> Document:
    """How often an event was recorded."""
    return c("event.count", word, least, event=event, within=within)


NEVER: list[tuple[Document, ...]] = [
    (c(SECONDS, "greater", 30), c(SECONDS, "less", 30)),
    (c(SECONDS, "greater", 30), c(SECONDS, "at_most", 30)),
    (c(SECONDS, "equals", 10), c(SECONDS, "less", 10)),
    (c(SECONDS, "equals", 10), c(SECONDS, "at_least", 11)),
    (c(SECONDS, "equals", 10), c(SECONDS, "equals", 11)),
    (c(SECONDS, "greater", 10.9995), c(SECONDS, "less", 11)),
    (c(SECONDS, "less", 0),),
    (no(c(SECONDS, "at_least", 0)),),
    (no(c(SECONDS, "greater", 10)), no(c(SECONDS, "less", 20))),
    (c("visit.seconds", "less", 60), c("visit.seconds", "at_least", 300)),
    (c(VIEWS, "greater", 3), c(VIEWS, "less", 4)),
    (c(VIEWS, "less", 1),),
    (c(VIEWS, "equals", 0),),
    (c(VIEWS, "at_most", 2), no(c(VIEWS, "equals", 1)), no(c(VIEWS, "equals", 2))),
    (c(VISITS, "equals", 1), c(VISITS, "greater", 1)),
    (c(VISITS, "less", 1),),
    (c("device.scroll_percent", "greater", 100),),
    (c("device.scroll_percent", "at_least", 60), c("device.scroll_percent", "less", 60)),
    (c("device.idle_seconds", "at_least", 30), c("device.idle_seconds", "less", 10)),
    (NEVER_CHATTED, HAS_CHATTED),
    (NEVER_CHATTED, c(UNANSWERED, "greater", 60)),
    (NEVER_CHATTED, c(UNANSWERED, "less", 60)),
    (no(HAS_CHATTED), either(c(UNANSWERED, "greater", 60), c(UNANSWERED, "less", 10))),
    (NEVER_CHATTED, c("chat.rating", "equals", "poor")),
    (c("chat.rating", "equals", "poor"), c("chat.rating", "is_not", ["poor", "average"])),
    (c("chat.rating", "equals", "great"), c("chat.rating", "equals", ["poor", "average"])),
    (c(DEVICE, "equals", "mobile"), c(EXIT, "greater", 5)),
    (c(DEVICE, "equals", "phone"), c(EXIT, "at_least", 0)),
    (c(DEVICE, "equals", ["phone", "tablet"]), c(EXIT, "less", 60)),
    (c(DEVICE, "equals", "mobile"), c(DEVICE, "equals", "desktop")),
    (c(DEVICE, "equals", "mobile"), c(DEVICE, "is_not", ["phone", "tablet"])),
    (c(DEVICE, "equals", "phone"), no(c(DEVICE, "equals", "mobile"))),
    (c(SECONDS, "greater", 30), c(EXIT, "less", 30)),
    (c(SECONDS, "less", 10), c(EXIT, "greater", 20)),
    (c(EXIT, "less", 1),),
    (c(SHOWN, "equals", 0), c(SINCE, "less", 3600)),
    (c(SHOWN, "less", 1), c(SINCE, "equals", 60)),
    (c(SHOWN, "equals", 0), no(c(SINCE, "greater", 86_400))),
    (c(SINCE, "less", 60), c(SINCE, "greater", 3600)),
    (c(CLOSED, "less", 60), c(CLOSED, "at_least", 60)),
    (c("widget.open", True), c("widget.open", False)),
    (c("team.online", True), no(c("team.online", True))),
    (c("visitor.identified", True), c("visitor.identified", False)),
    (c(URL, "equals", "/pricing"), c(URL, "equals", "/about")),
    (c(URL, "equals", "/pricing"), c(URL, "is_not", "/pricing/")),
    (c(URL, "equals", "https://shop.example/pricing"), c(URL, "equals", "/about")),
    (c(URL, "equals", "shop.example/a"), c(URL, "equals", "blog.example/a")),
    (c(URL, "starts", "/shop"), c(URL, "starts", "/blog")),
    (c(URL, "equals", "/shop*"), c(URL, "equals", "/blog*")),
    (c(URL, "starts", "shop.example/a"), c(URL, "starts", "/b")),
    (c(URL, "equals", "/pricing"), c(URL, "starts", "/about")),
    (c(URL, "glob", "/shop/*"), c(URL, "starts", "/blog/")),
    (c(URL, "contains", "/pricing"), c(URL, "not_contains", "pricing")),
    (c(URL, "starts", "/pricing"), c(URL, "not_contains", "/pri")),
    (c(URL, "equals", "/shop/chairs"), c(URL, "not_contains", "chairs")),
    (c(URL, "starts", "/shop/chairs"), no(c(URL, "starts", "/shop"))),
    (c(URL, "not_contains", "/"),),
    (no(c(URL, "starts", "/")),),
    (c(URL, "equals", ""),),
    (c(URL, "contains", ["/a", "/b"]), c(URL, "not_contains", ["/a", "/b"])),
    (c(VIEWS, "equals", 1), c(URL, "equals", "/a"), c(SOURCE, "equals", "/b")),
    (c(VIEWS, "less", 2), c(URL, "contains", "/pricing"), c(SOURCE, "not_contains", "/pricing")),
    (c(REFERRER, "domain", "google.com"), c(REFERRER, "domain", "bing.com")),
    (c(REFERRER, "domain", "google.com"), c(REFERRER, "not_contains", "google")),
    (c(REFERRER, "equals", "https://www.google.com/"), no(c(REFERRER, "domain", "google"))),
    (c(TITLE, "equals", "Sale"), c(TITLE, "contains", "chairs")),
    (c(TITLE, "equals", "SALE "), c(TITLE, "is_not", "sale")),
    (c(TITLE, "contains", "summer sale"), c(TITLE, "not_contains", "SALE")),
    (c("utm.source", "equals", "newsletter"), c("utm.source", "equals", ["google", "bing"])),
    (c("utm.source", "equals", ""), c("utm.source", "contains", "a")),
    (c("geo.country", "equals", "DE"), c("geo.country", "is_not", ["de", "AT"])),
    (c(LANGUAGE, "equals", "de"), c(LANGUAGE, "equals", "fr")),
    (c(LANGUAGE, "equals", "en-GB"), c(LANGUAGE, "is_not", "en")),
    (c(LANGUAGE, "equals", "fre"), c(LANGUAGE, "is_not", "fr")),
    (c(TAG, "contains", "vip"), c(TAG, "not_contains", ["vip", "gold"])),
    (c(PLAN, "equals", "gold"), c(PLAN, "is_not", "GOLD")),
    (c(PLAN, "greater", 10), c(PLAN, "less", 5)),
    (c(AGENT, "contains", "Chrome 141"), c(AGENT, "not_contains", "chrome")),
    (times(3, 60), times(2, 600, "at_most")),
    (times(1, 60), times(0, 60, "equals")),
    (c("clock.time", "between", "09:00-12:00"), c("clock.time", "between", "13:00-17:00")),
    (c("clock.time", "between", "09:00-17:00"), c("clock.time", "between", "17:00-09:00")),
    (c("clock.weekday", "in", ["sat", "sun"]), c("clock.weekday", "in", ["mon", "tue"])),
    (no(c("clock.weekday", "in", DAYS)),),
    (c("weather.sunny", "likely"),),
    (no(c("weather.sunny", "likely")),),
    (either(c(SECONDS, "less", 0), c(VIEWS, "less", 1)),),
    (either(c(SECONDS, "less", 5), c(SECONDS, "greater", 60)), c(SECONDS, "equals", 30)),
    (no(either(HAS_CHATTED, NEVER_CHATTED)),),
    (no({"all": [c(VIEWS, "at_least", 1)]}),),
]

PERHAPS: list[tuple[Document, ...]] = [
    (),
    (c(SECONDS, "greater", 30), c(SECONDS, "less", 31)),
    (c(SECONDS, "at_least", 30), c(SECONDS, "at_most", 30)),
    (c(SECONDS, "equals", 10), c(SECONDS, "greater", 10)),
    (c(SECONDS, "equals", 10), c(SECONDS, "less", 11)),
    (c(SECONDS, "greater", 10.5), c(SECONDS, "less", 10.502)),
    (c(SECONDS, "less", 1),),
    (no(c(SECONDS, "less", 10)), no(c(SECONDS, "greater", 20))),
    (c("visit.seconds", "less", 5), c(SECONDS, "greater", 60)),
    (c(VIEWS, "greater", 3), c(VIEWS, "less", 5)),
    (c(VIEWS, "at_most", 3), no(c(VIEWS, "equals", 1)), no(c(VIEWS, "equals", 2))),
    (c(VISITS, "equals", 1), HAS_CHATTED),
    (c(VISITS, "equals", 1), c(SINCE, "less", 60)),
    (c("device.scroll_percent", "at_least", 100),),
    (c("device.scroll_percent", "greater", 60.1), c("device.scroll_percent", "less", 60.2)),
    (c("device.idle_seconds", "at_least", 30), c(SECONDS, "less", 10)),
    (HAS_CHATTED, c(UNANSWERED, "greater", 60)),
    (NEVER_CHATTED, no(c(UNANSWERED, "greater", 60))),
    (NEVER_CHATTED, c("chat.rating", "is_not", "poor")),
    (NEVER_CHATTED, no(c("chat.rating", "equals", "poor"))),
    (c("chat.rating", "is_not", ["great", "average", "poor"]),),
    (c(DEVICE, "equals", "desktop"), c(EXIT, "greater", 5)),
    (c(DEVICE, "equals", ["desktop", "phone"]), c(EXIT, "greater", 5)),
    (c(DEVICE, "is_not", "phone"), c(EXIT, "greater", 5)),
    (c(DEVICE, "equals", "mobile"), no(c(EXIT, "greater", 5))),
    (c(DEVICE, "equals", "mobile"), c(DEVICE, "is_not", "phone")),
    (c(SECONDS, "greater", 30), c(EXIT, "greater", 10)),
    (c(SECONDS, "less", 30), no(c(EXIT, "less", 60))),
    (c(EXIT, "equals", 1),),
    (c(SHOWN, "equals", 0), c(SINCE, "greater", 3600)),
    (c(SHOWN, "greater", 0), c(SINCE, "less", 3600)),
    (c(SHOWN, "equals", 0), no(c(SINCE, "less", 86_400))),
    (c("widget.open", True), c(CLOSED, "less", 60)),
    (c("widget.open", False), c(CLOSED, "greater", 60)),
    (c("team.online", False), c(UNANSWERED, "greater", 60)),
    (c(URL, "equals", "/pricing"), c(URL, "equals", "https://shop.example/pricing/")),
    (c(URL, "equals", "/pricing"), c(URL, "starts", "/pricing/")),
    (c(URL, "equals", "/pricing"), c(URL, "contains", "/about")),
    (c(URL, "equals", "/pricing"), c(URL, "contains", "utm_source=x")),
    (c(URL, "equals", "/pricing"), c(URL, "contains", "shop.example")),
    (c(URL, "equals", "/pricing"), c(URL, "is_not", "shop.example/pricing")),
    (c(URL, "contains", "/pricing"), c(URL, "not_contains", "/pricing/")),
    (c(URL, "starts", "/shop"), c(URL, "is_not", "/shop")),
    (c(URL, "starts", "/shop"), c(URL, "not_contains", "/shop/")),
    (c(URL, "starts", "/shop/"), c(URL, "not_contains", "/shop/")),
    (c(URL, "glob", "*/eu"), c(URL, "starts", "/pricing")),
    (c(URL, "regex", "^/a$"), c(URL, "equals", "/b")),
    (c(URL, "contains", ["/a", "/b"]), c(URL, "not_contains", "/a")),
    (c(URL, "equals", "/a#x"), c(URL, "equals", "/a")),
    (c(URL, "contains", "shop"), c(URL, "starts", "/blog")),
    (c(VIEWS, "equals", 2), c(URL, "equals", "/a"), c(SOURCE, "equals", "/b")),
    (c(VIEWS, "less", 3), c(URL, "contains", "/pricing"), c(SOURCE, "not_contains", "/pricing")),
    (c(VIEWS, "equals", 1), c(URL, "equals", "/a"), c(SOURCE, "equals", "shop.example/a")),
    (c(VIEWS, "equals", 1), c(URL, "contains", "/a#x"), c(SOURCE, "not_contains", "/a#x")),
    (c(REFERRER, "domain", "google.com"), c(REFERRER, "domain", "mail.google.com")),
    (c(REFERRER, "domain", "google"), c(REFERRER, "domain", "example.com")),
    (c(REFERRER, "equals", ""), c(REFERRER, "is_not", "https://www.google.com/")),
    (c(TITLE, "contains", "sale"), c(TITLE, "contains", "chairs")),
    (c(TITLE, "contains", "sale"), c(TITLE, "not_contains", "summer sale")),
    (c(TITLE, "contains", ["sale", "chairs"]), c(TITLE, "not_contains", "sale")),
    (c(TITLE, "equals", ""), c(TITLE, "not_contains", "a")),
    (c("utm.source", "is_not", ["google", "bing"]),),
    (c("geo.country", "equals", "DE"), c("geo.country", "is_not", "AT")),
    (c("geo.country", "equals", ["DE", "AT"]), c("geo.country", "is_not", "DE")),
    (c(LANGUAGE, "equals", "en"), c(LANGUAGE, "is_not", "en-GB")),
    (c(LANGUAGE, "equals", "zh"), c(LANGUAGE, "equals", "zh-TW")),
    (c(LANGUAGE, "equals", "de"), c("page.language", "equals", "fr")),
    (c(TAG, "contains", "vip"), c(TAG, "not_contains", "gold")),
    (c(TAG, "contains", "vip"), c(TAG, "contains", "gold")),
    (c(PLAN, "equals", "gold"), c(PLAN, "equals", "silver")),
    (c(PLAN, "greater", 5), c(PLAN, "contains", "1")),
    (no(c(PLAN, "greater", 5)), no(c(PLAN, "less", 5)), no(c(PLAN, "equals", "5"))),
    (c("visitor.attribute.a", "greater", 5), c("visitor.attribute.b", "less", 5)),
    (c(AGENT, "contains", "Chrome"), c(AGENT, "contains", "Windows 11")),
    (c(AGENT, "equals", "Chrome 141"), c(AGENT, "not_contains", "windows")),
    (times(2, 600), times(2, 60, "less")),
    (times(1, 60), times(0, 60, "equals", "logout")),
    (c("clock.time", "between", "09:00-12:00"), c("clock.time", "between", "11:59-17:00")),
    (c("clock.time", "between", "22:00-06:00"), c("clock.time", "between", "05:00-07:00")),
    (c("clock.weekday", "in", ["sat", "sun"]), c("clock.time", "between", "09:00-10:00")),
    (no(c("clock.weekday", "in", DAYS[:6])),),
    (either(c("weather.sunny", "likely"), c(SECONDS, "greater", 5)),),
    (either(c(SECONDS, "less", 0), c(VIEWS, "at_least", 1)),),
    (either(c(SECONDS, "less", 5), c(SECONDS, "greater", 60)), c(SECONDS, "equals", 60)),
    (no({"all": [HAS_CHATTED, NEVER_CHATTED]}),),
]


def can_hold(parts: tuple[Document, ...]) -> bool:
    """What the linter thinks."""
    return Reasoning(general_knowledge(REGISTRY)).can_hold(decode({"all": list(parts)}, REGISTRY))


@pytest.mark.parametrize("parts", NEVER, ids=str)
def test_a_contradiction_is_seen(parts: tuple[Document, ...]) -> None:
    assert not can_hold(parts)


@pytest.mark.parametrize("parts", PERHAPS, ids=str)
def test_a_rule_that_may_hold_is_left_alone(parts: tuple[Document, ...]) -> None:
    assert can_hold(parts)
