"""Rules and visitors by the ten thousand: thrown from a seed, so that a run can be repeated, over every fact there is.

Hypothesis draws few cases and makes them small where one fails; this draws many and quickly. A fact that a registry
holds is drawn by its kind, so a new fact takes part without being named here.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from app.domain.rules import Comparison, Fact, FactRegistry

NOW = "2026-11-21T10:00:00Z"
WORDS = [
    "",
    "a",
    "A",
    "ab",
    "Straße",
    "strasse",
    "ÜBER",
    "über",
    "gold",
    "Gold ",
    " gold",
    "σ",
    "ς",
    "1",
    "12",
    "İ",
    "ı",
]
LANGUAGES = ["en", "en-GB", "EN_us", "fre", "fr", "fr-CA", "zh", "zh-TW", "zh-Hant", "zh-Hans-HK", "iw", "he"]
HOSTS = [
    "shop.example",
    "WWW.shop.example",
    "shop.example:8443",
    "google.co.uk",
    "shop.example:443",
    "bücher.example",
    "",
]
PATHS = [
    "",
    "/",
    "/pricing",
    "/pricing/",
    "/Pricing",
    "/pricing/eu",
    "/a%20b",
    "/a b",
    "/%C3%BCber",
    "/x//",
    "/a%2520b",
]
QUERIES = ["", "?", "?plan=pro", "?utm_source=x", "?plan=pro&gclid=1", "?a=1&utm_term=y&b=2", "?%75tm_x=1"]
FRAGMENTS = ["", "", "#faq", "#"]
LOOSE_PATTERNS = [
    "/*",
    "/pri*",
    "shop",
    "*.example/*",
    "*pricing*",
    "google",
    "plan=*",
    "/a*b",
    "*?plan=*",
    "\\x\\",
    "#faq",
]
DEPARTMENTS = ["sales", "Sales", "support"]
COUNTRIES = ["DE", "at", "AT"]
LABELS = ["Mozilla/5.0", "Chrome 141", "Windows 11"]
EVENTS = ["e", "f"]


class Thrower:
    """Throws cases for the facts of one registry."""

    def __init__(self, registry: FactRegistry, seed: int) -> None:
        self._facts = [fact for fact in registry if not fact.id.startswith("clock.")]
        self._dice = Random(seed)

    def cases(self, count: int) -> Iterator[dict[str, Any]]:
        """That many cases in the form that ``beckon evaluate`` reads."""
        for _ in range(count):
            conditions = self._rule(self._dice.choice([0, 1, 2, 3]))
            yield {"conditions": conditions, "facts": self._situation(conditions), "events": self._events(), "now": NOW}

    def _rule(self, depth: int) -> dict[str, Any]:
        if depth == 0:
            return self._condition()
        form = self._dice.choice(["all", "all", "any", "any", "not"])
        if form == "not":
            return {"not": self._rule(depth - 1)}
        return {form: [self._rule(self._dice.randrange(depth)) for _ in range(self._dice.choice([1, 2, 2, 3, 4]))]}

    def _condition(self) -> dict[str, Any]:
        if self._dice.random() < 0.02:
            return {"fact": "weather.sunny", "is": "likely"}
        fact = self._dice.choice(self._facts)
        names = [name for name in fact.comparisons if "browser" in fact.comparison_named(name).evaluators]
        comparison = fact.comparison_named(self._dice.choice(names))
        written: dict[str, Any] = {"fact": fact.id, "is": comparison.name}
        for parameter in fact.parameters:
            if parameter.in_name:
                written["fact"] = f"{fact.id}.plan"
            else:
                written[parameter.name] = self._parameter(parameter.schema.as_json_schema())
        if fact.kind.name == "yes_no":
            written["is"] = self._dice.random() < 0.5
        elif comparison.takes.as_json_schema().get("type") != "null":
            written["value"] = self._wanted(fact, comparison)
        return written

    def _parameter(self, schema: dict[str, object]) -> object:
        if "enum" in schema:
            return self._dice.choice(list(schema["enum"]))  # type: ignore[call-overload]
        if schema.get("type") == "boolean":
            return self._dice.random() < 0.5
        return self._dice.choice([1, 10, 60]) if "minimum" in schema else self._dice.choice(EVENTS)

    def _wanted(self, fact: Fact, comparison: Comparison) -> object:
        takes = comparison.takes.as_json_schema()
        if takes.get("type") == "integer":
            return self._dice.choice([0, 1, 2, 3, 12, 40])
        if takes.get("type") == "number":
            return self._seconds()
        options: list[Any] = takes.get("anyOf", [takes])  # type: ignore[assignment]
        if "enum" in options[0]:
            pool = list(options[0]["enum"])
        else:
            pool = [word for word in self._texts(fact) if word.strip() or not options[0].get("minLength")]
            if comparison.name not in ("equals", "is_not"):
                pool = [word for word in pool if word.strip()]
        if len(options) == 1 or self._dice.random() < 0.6:
            return self._dice.choice(pool)
        return [self._dice.choice(pool) for _ in range(self._dice.choice([1, 2, 3]))]

    def _texts(self, fact: Fact) -> list[str]:
        if fact.kind.name == "address":
            return [self._address(), self._address().split("://")[1], *LOOSE_PATTERNS]
        if fact.id == "geo.country":
            return COUNTRIES
        return {"language": LANGUAGES, "labelled": ["chrome", "Windows 11", "mozilla"], "list": DEPARTMENTS}.get(
            fact.kind.name, WORDS
        )

    def _situation(self, conditions: dict[str, Any]) -> dict[str, Any]:
        """Mostly what the rule asks about, so that it can be decided; some facts are absent, some not given."""
        asked = set(names_in(conditions))
        return {
            name: self._value(fact, name)
            for fact in self._facts
            for name in ([f"{fact.id}.plan"] if fact.key_parameter else [fact.id])
            if fact.id != "event.count" and self._dice.random() < (0.93 if name in asked else 0.05)
        }

    def _value(self, fact: Fact, name: str) -> object:
        chance = self._dice.random()
        if chance < 0.12:
            return None if chance < 0.06 else {"unavailable": True}
        kind = fact.kind.name
        if kind in ("clock", "since", "stopped"):
            return self._seconds()
        if kind == "number":
            return self._dice.choice([0, 1, 2, 3, 12, 40, *([62.5] if name == "device.scroll_percent" else [])])
        if kind in ("yes_no", "existence"):
            return self._dice.random() < 0.5
        if kind in ("platform", "word"):
            return self._dice.choice([sample for sample in fact.samples if sample is not None])
        if kind == "attribute":
            return self._dice.choice([self._dice.choice(WORDS), self._seconds(), True, False, DEPARTMENTS[:2], []])
        if kind in ("list", "labelled"):
            pool = DEPARTMENTS if kind == "list" else LABELS
            return self._dice.sample(pool, self._dice.randrange(len(pool) + 1))
        return self._address() if kind == "address" else self._dice.choice(self._texts(fact))

    def _seconds(self) -> float:
        return self._dice.choice([0, 1, 2, 9.999, 10, 10.001, 10.5, 11, 11.0, 60, self._dice.randrange(20_000) / 1000])

    def _address(self) -> str:
        scheme = self._dice.choice(["https", "http", "HTTPS"])
        parts = (self._dice.choice(each) for each in (HOSTS, PATHS, QUERIES, FRAGMENTS))
        return f"{scheme}://{''.join(parts)}"

    def _events(self) -> list[dict[str, Any]]:
        count = self._dice.choice([0, 0, 1, 2, 4])
        return [{"id": self._dice.choice(EVENTS), "seconds_ago": self._seconds()} for _ in range(count)]


def names_in(rule: dict[str, Any]) -> Iterator[str]:
    """The names of facts that a rule asks for, as often as it does."""
    if "fact" in rule:
        yield rule["fact"]
    for part in [*rule.get("all", ()), *rule.get("any", ()), *([rule["not"]] if "not" in rule else ())]:
        yield from names_in(part)
