"""Looks at one rule by itself: can it ever hold, does it say anything, and does each of its parts matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.domain.rules.lint.findings import LintFinding, LintText, Part, Path, Severity
from app.domain.rules.lint.reasoning import Reasoning
from app.domain.rules.tree import All, AnyOf, Node, Not, Unknown
from app.domain.translation import N_

MOST_PARTS = 40
"""A rule with more conditions side by side is not searched for ones that change nothing."""
NO_REASON = ""


def parts_of(rule: Node, path: Path = ("conditions",)) -> list[Part]:
    """What all has to hold, each part with its place; groups of *all* within *all* are opened."""
    if not isinstance(rule, All):
        return [Part(rule, path)]
    return [part for place, child in enumerate(rule.parts) for part in parts_of(child, (*path, "all", place))]


def with_places(rule: Node, path: Path = ("conditions",)) -> Iterator[Part]:
    """Every node of a rule with its place, top down."""
    yield Part(rule, path)
    if isinstance(rule, Not):
        yield from with_places(rule.part, (*path, "not"))
    else:
        word = "all" if isinstance(rule, All) else "any"
        for place, child in enumerate(rule.children):
            yield from with_places(child, (*path, word, place))


class RuleCheck:
    """One rule together with what is demanded besides it: the embed code, the team, the moment.

    An invitation that ``waits_for_a_moment`` may do without conditions.
    """

    def __init__(
        self, rule: Node, given: Sequence[Part], reasoning: Reasoning, *, waits_for_a_moment: bool = False
    ) -> None:
        self._rule = rule
        self._waits = waits_for_a_moment
        self._given = list(given)
        self._parts = parts_of(rule)
        self._reasoning = reasoning

    def findings(self) -> Iterator[LintFinding]:
        """Everything there is to say; of a rule that never holds only why."""
        together = _nodes([*self._given, *self._parts])
        if not self._reasoning.can_hold(*together):
            yield self._never()
            return
        if not self._reasoning.can_hold(*together, plain=True):
            yield self._hardly_ever()
        if not self._waits and self._reasoning.always_holds(self._rule):
            yield _always()
            return
        if len(self._parts) <= MOST_PARTS:
            yield from self._idle_parts(self._parts, self._given)
            for part in self._parts:
                yield from self._within(part, [each for each in (*self._given, *self._parts) if each is not part])

    def _never(self) -> LintFinding:
        core = self._core(plain=False)
        node = core[-1].node
        if len(core) == 1 and isinstance(node, Unknown):
            return unknown_condition(core[0], node, Severity.ERROR)
        reason = next(iter(self._reasoning.why_not(_nodes(core))), NO_REASON)
        return _never_together(core, reason)

    def _hardly_ever(self) -> LintFinding:
        core = self._core(plain=True)
        return LintFinding(
            Severity.WARNING,
            "only_in_the_query",
            LintText(
                N_("%(parts)s fit together only where one address stands in the query of another."),
                {"parts": _listed(core)},
            ),
            LintText(N_("If one of them is to be enough, join them with “any”.")),
            core[-1].path,
        )

    def _core(self, *, plain: bool) -> list[Part]:
        """As few parts as possible that cannot hold together."""
        core = [*self._given, *self._parts]
        size = max(1, len(core) // 2)
        while size:
            place = 0
            while place < len(core):
                rest = core[:place] + core[place + size :]
                if rest and not self._reasoning.can_hold(*_nodes(rest), plain=plain):
                    core = rest
                else:
                    place += size
            size //= 2
        return core

    def _idle_parts(self, parts: Sequence[Part], around: Sequence[Part]) -> Iterator[LintFinding]:
        """Parts of *all* that change nothing; of two that say the same, the later one."""
        left = list(parts)
        for part in reversed(parts):
            others = [each for each in (*around, *left) if each is not part]
            if self._reasoning.always_holds(part.node):
                yield _always_holds(part)
            elif not self._reasoning.implies(_nodes(others), part.node):
                continue
            else:
                yield _says_nothing_new(part, self._one_that_implies(others, part.node))
            left = [each for each in left if each is not part]

    def _within(self, part: Part, around: Sequence[Part]) -> Iterator[LintFinding]:
        """The alternatives of a group: each must be possible, and none may be covered by another."""
        if not isinstance(part.node, AnyOf) or len(part.node.parts) > MOST_PARTS:
            return
        alternatives = [Part(child, (*part.path, "any", place)) for place, child in enumerate(part.node.parts)]
        left = list(alternatives)
        for alternative in reversed(alternatives):
            if isinstance(alternative.node, Unknown):
                continue
            rest = [each for each in left if each is not alternative]
            inside = parts_of(alternative.node, alternative.path)
            if not self._reasoning.can_hold(*_nodes([*around, alternative])):
                yield _dead_alternative(alternative)
            elif covering := self._one_that_covers(alternative, rest):
                yield _covered(alternative, covering)
            else:
                if len(inside) > 1:
                    yield from self._idle_parts(inside, around)
                for each in inside:
                    yield from self._within(each, [*around, *(other for other in inside if other is not each)])
                continue
            left = rest

    def _one_that_implies(self, others: Sequence[Part], conclusion: Node) -> Part | None:
        return next((each for each in others if self._reasoning.implies([each.node], conclusion)), None)

    def _one_that_covers(self, alternative: Part, others: Sequence[Part]) -> Part | None:
        return next((each for each in others if self._reasoning.implies([alternative.node], each.node)), None)


def unknown_conditions(rule: Node) -> Iterator[LintFinding]:
    """Conditions that nothing here knows."""
    for part in with_places(rule):
        if isinstance(part.node, Unknown):
            yield unknown_condition(part, part.node, Severity.WARNING)


def unknown_condition(part: Part, node: Unknown, severity: Severity) -> LintFinding:
    """A condition of a plugin that is switched off, or of none at all."""
    return LintFinding(
        severity,
        "unknown_condition",
        LintText(N_("No enabled plugin knows “%(fact)s”, so this condition never holds."), {"fact": node.fact}),
        LintText(N_("Switch on the plugin that it belongs to, or take the condition out.")),
        part.path,
    )


def _nodes(parts: Sequence[Part]) -> list[Node]:
    return [part.node for part in parts]


def _listed(parts: Sequence[Part]) -> LintText:
    places = {f"part{number}": part for number, part in enumerate(parts)}
    return LintText(", ".join(f"“%({name})s”" for name in places), places)


def _never_together(core: Sequence[Part], reason: str) -> LintFinding:
    values = {"parts": _listed(core), "reason": LintText(reason)}
    if len(core) == 1:
        message = N_("“%(part)s” never holds, so it would show to nobody. %(reason)s")
        advice = N_("Change it or take it out.")
        values["part"] = core[0]  # type: ignore[assignment]
    elif len(core) == 2:
        message = N_("“%(first)s” and “%(second)s” never hold together, so it would show to nobody. %(reason)s")
        advice = N_("Change one of the two or take it out; if one of them is to be enough, join them with “any”.")
        values |= {"first": core[0], "second": core[1]}  # type: ignore[dict-item]
    else:
        message = N_("These never hold all together, so it would show to nobody: %(parts)s. %(reason)s")
        advice = N_("Change one of them or take it out; if one of them is to be enough, join them with “any”.")
    return LintFinding(Severity.ERROR, "never_true", LintText(message, values), LintText(advice), core[-1].path)


def _always() -> LintFinding:
    return LintFinding(
        Severity.WARNING,
        "always_true",
        LintText(N_("The conditions hold for every visitor on every page, so it shows to everybody at once.")),
        LintText(N_("Name the pages it is for, or a time to wait, such as 30 seconds on the page.")),
        ("conditions",),
    )


def _always_holds(part: Part) -> LintFinding:
    return LintFinding(
        Severity.HINT,
        "part_always_true",
        LintText(N_("“%(part)s” always holds, so it changes nothing."), {"part": part}),
        LintText(N_("Take it out, or ask for more.")),
        part.path,
    )


def _says_nothing_new(part: Part, because: Part | None) -> LintFinding:
    if because is None:
        message = N_("“%(part)s” changes nothing, because the other conditions together already ask for it.")
    else:
        message = N_("“%(part)s” changes nothing, because “%(because)s” already asks for it.")
    return LintFinding(
        Severity.HINT,
        "redundant",
        LintText(message, {"part": part, "because": because}),
        LintText(N_("Take it out, so that the rule says what counts.")),
        part.path,
    )


def _dead_alternative(part: Part) -> LintFinding:
    return LintFinding(
        Severity.WARNING,
        "dead_alternative",
        LintText(N_("The alternative “%(part)s” never holds together with the rest of the rule."), {"part": part}),
        LintText(N_("Change it or take it out; the other alternatives are not touched by it.")),
        part.path,
    )


def _covered(part: Part, by: Part) -> LintFinding:
    return LintFinding(
        Severity.HINT,
        "covered",
        LintText(
            N_("The alternative “%(part)s” changes nothing, because “%(by)s” is enough."), {"part": part, "by": by}
        ),
        LintText(N_("Take out the narrower of the two, or the wider one if it was not meant.")),
        part.path,
    )
