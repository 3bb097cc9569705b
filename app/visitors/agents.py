"""Names browser, system and kind of device behind a user agent, with client hints where they are offered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import ua_parser

from app.visitors.models import LONGEST_AGENT

_WINDOWS_11_PLATFORM = 13
_BRAND_NAMES = {
    "Google Chrome": "Chrome",
    "Microsoft Edge": "Edge",
    "Opera": "Opera",
    "Brave": "Brave",
    "Vivaldi": "Vivaldi",
    "Samsung Internet": "Samsung Internet",
    "Chromium": "Chromium",
}
_FAMILY_NAMES = {"Mobile Safari": "Safari", "Mac OS X": "macOS", "Chrome Mobile": "Chrome", "Edge Mobile": "Edge",
                 "Firefox Mobile": "Firefox", "Chrome Mobile iOS": "Chrome", "Firefox iOS": "Firefox",
                 "HeadlessChrome": "Headless Chrome", "Chrome OS": "ChromeOS"}  # fmt: skip
_HEADER_BRAND = re.compile(r'"([^"]{1,60})";\s*v="([^"]{1,20})"')
_TABLET = re.compile(
    r"iPad|Tablet|PlayBook|Silk(?!.*Mobile)|Kindle|Nexus (?:7|9|10)\b|SM-T\d|Lenovo TAB", re.IGNORECASE
)
_PHONE = re.compile(r"iPhone|iPod|Windows Phone|BlackBerry|BB10|Opera Mini|IEMobile|Mobile", re.IGNORECASE)


class Headers(Protocol):
    """The headers of a request; names are read without regard to case."""

    def get(self, key: str, default: str) -> str:
        """One header, or the default."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the browser offers about itself beside the frozen user agent string."""

    platform: str | None = None
    platform_version: str | None = None
    mobile: bool | None = None
    brands: tuple[tuple[str, str], ...] = ()
    touch_points: int | None = None


NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Agent:
    """Labels as the desk shows them: ``Chrome 141``, ``Windows 11``; ``device`` is desktop, phone or tablet."""

    browser: str | None
    system: str | None
    device: str


def hints_from_headers(headers: Headers) -> Hints:
    """The hints that Chromium browsers send by themselves with every request."""
    brands = tuple(_HEADER_BRAND.findall(headers.get("Sec-CH-UA", "")[:500]))
    mobile = headers.get("Sec-CH-UA-Mobile", "")
    platform = headers.get("Sec-CH-UA-Platform", "").strip('" ')[:40]
    return Hints(platform or None, None, {"?1": True, "?0": False}.get(mobile), brands)


def merge_hints(given: Hints, sent: Hints) -> Hints:
    """The hints of the page's script, completed by those of the request's headers."""
    return Hints(
        platform=given.platform or sent.platform,
        platform_version=given.platform_version or sent.platform_version,
        mobile=sent.mobile if given.mobile is None else given.mobile,
        brands=given.brands or sent.brands,
        touch_points=given.touch_points,
    )


@lru_cache(maxsize=4096)
def describe_agent(user_agent: str, hints: Hints) -> Agent:
    """Browser, system and device of one browser; the look-up is made once per visit."""
    agent = user_agent[:LONGEST_AGENT]
    parsed = ua_parser.parse(agent)
    browser = _label(parsed.user_agent.family, parsed.user_agent.major) if parsed.user_agent else None
    system = _label(parsed.os.family, _system_version(parsed.os)) if parsed.os else None
    if _is_ipad_posing_as_mac(agent, hints):
        system = "iPadOS"
    return Agent(_hinted_browser(hints.brands, browser), _hinted_system(hints, system), _device(agent, hints))


def _label(family: str, version: str | None) -> str | None:
    if family in ("Other", ""):
        return None
    name = _FAMILY_NAMES.get(family, family)
    return f"{name} {version}"[:60] if version else name[:60]


def _system_version(system: ua_parser.OS) -> str | None:
    if system.family == "Mac OS X" and system.major == "10":
        # Browsers froze this number: 10.15 stands for every macOS since.
        return f"10.{system.minor}" if system.minor and system.minor != "15" else None
    if system.family in ("Linux", "Chrome OS"):
        return None
    return f"{system.major}.{system.minor}" if system.family == "Ubuntu" and system.minor else system.major


def _hinted_browser(brands: Sequence[tuple[str, str]], browser: str | None) -> str | None:
    for wanted, name in _BRAND_NAMES.items():
        for brand, version in brands:
            if brand == wanted:
                if wanted == "Chromium" and browser:
                    return browser
                return f"{name} {version.split('.')[0]}"
    return browser


def _hinted_system(hints: Hints, system: str | None) -> str | None:
    major = (hints.platform_version or "").split(".")[0]
    if not major.isdecimal() or hints.platform is None:
        return system
    if hints.platform == "Windows":
        if int(major) >= _WINDOWS_11_PLATFORM:
            return "Windows 11"
        return "Windows 10" if int(major) > 0 else system
    if hints.platform in ("macOS", "Android", "iOS") and int(major) > 0:
        return f"{hints.platform} {int(major)}"
    return system


def _is_ipad_posing_as_mac(agent: str, hints: Hints) -> bool:
    return "Macintosh" in agent and (hints.touch_points or 0) > 1


def _device(agent: str, hints: Hints) -> str:
    if _is_ipad_posing_as_mac(agent, hints) or (_TABLET.search(agent) and "Windows NT" not in agent):
        return "tablet"
    if hints.mobile:
        return "phone"
    if "Android" in agent:
        return "phone" if "Mobile" in agent else "tablet"
    return "phone" if _PHONE.search(agent) else "desktop"
