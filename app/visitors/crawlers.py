"""Tells people from machines: crawlers, feed readers, scripts and prerendered pages are no visitors."""

from __future__ import annotations

from functools import lru_cache

from crawleruseragents import is_crawler

from app.visitors.agents import Headers

_BROWSER_BEGINNINGS = ("Mozilla/", "Opera/")
_MACHINE_WORDS = (
    "bot/", "bot ", "bot;", "crawl", "spider", "slurp", "scraper", "feedfetcher", "feedburner", "feedparser", "rss",
    "phantomjs", "puppeteer", "wget", "curl", "python", "libwww", "java/", "okhttp", "go-http-client", "monitor",
    "preview", "validator", "archiver", "+http",
)  # fmt: skip
_HEADLESS = "HeadlessChrome"
_AHEAD_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
_AHEAD_WORDS = ("prefetch", "prerender", "preview")


@lru_cache(maxsize=8192)
def is_machine(user_agent: str) -> bool:
    """True for crawlers by the public list, for scripts and feed readers, and for an empty user agent.

    Every browser of the last twenty years calls itself ``Mozilla/…`` or ``Opera/…``; whatever does not is a program.
    """
    agent = user_agent.strip()
    if not agent.startswith(_BROWSER_BEGINNINGS):
        return True
    lowered = agent.lower()
    if "compatible;" in lowered and "http" in lowered and "msie" not in lowered:
        return True
    return any(word in lowered for word in _MACHINE_WORDS) or bool(is_crawler(agent))


def is_machine_request(user_agent: str, headers: Headers) -> bool:
    """True when a request of the tracking script does not come from a person's browser.

    A headless Chrome that really ran the script (only browsers send ``Sec-Fetch-Site``) counts, because that is how
    site owners test their pages; one that merely fetches does not.
    """
    if _HEADLESS in user_agent and headers.get("Sec-Fetch-Site", ""):
        return is_machine(user_agent.replace(_HEADLESS, "Chrome"))
    return is_machine(user_agent)


def is_opened_ahead(headers: Headers) -> bool:
    """True for a page that the browser loads before anybody looks at it (prefetch, prerender, preview)."""
    return any(word in headers.get(name, "").lower() for name in _AHEAD_HEADERS for word in _AHEAD_WORDS)
