"""The evaluator in the browser and this one are two, but they have one opinion about thousands of rules."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.domain.rules import Condition, decode, encode, evaluate_file
from app.domain.rules.catalogue import browser_catalogue
from app.domain.rules.file_evaluation import FIELDS, MAX_CASES
from app.domain.rules.text import fold
from app.domain.rules.urls import fold_pattern, parse
from tests.domain.rules.random_cases import Thrower, names_in
from tests.domain.rules.situations import REGISTRY
from tests.domain.rules.strategies import ADDRESSES, PATTERNS

ROOT = Path(__file__).parents[3]
EMBED = ROOT / "embed"
ESBUILD = EMBED / "node_modules" / ".bin" / "esbuild"
CASES_PER_RUN = 20_000
SEED = int(os.environ.get("BECKON_TEST_SEED", "20261121"))
"""Another seed is another 20,000 cases: ``BECKON_TEST_SEED=7 make test TESTS=tests/domain/rules``."""

needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not ESBUILD.exists(), reason="needs Node and the packages of embed/"
)
pytestmark = pytest.mark.node


def bundled(source: Path, folder: Path) -> Path:
    """The TypeScript in one file that Node can run."""
    target = folder / f"{source.stem}.mjs"
    options = ["--bundle", "--platform=node", "--format=esm", "--log-level=error", f"--outfile={target}"]
    subprocess.run([str(ESBUILD), str(source), *options], check=True, cwd=EMBED)
    return target


def answers_of_node(script: Path, question: Any, folder: Path) -> Any:
    file = folder / "question.json"
    file.write_text(json.dumps(question), encoding="utf-8")
    done = subprocess.run(
        ["node", str(script), str(file)], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    return json.loads(done.stdout)


def drawn(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    """That many random values; where one fails, the assertion shows it."""
    values: list[Any] = []

    @settings(max_examples=count, phases=[Phase.generate], database=None)
    @given(strategy)
    def collect(value: Any) -> None:
        values.append(value)

    collect()
    return values


def as_stored(case: dict[str, Any]) -> dict[str, Any]:
    """The case with its rule as the strict reader would store it; only that form goes into the world."""
    return {**case, "conditions": encode(decode(case["conditions"], REGISTRY))}


def is_server_only(case: dict[str, Any]) -> bool:
    return "server_only" in case


def vectors() -> list[dict[str, Any]]:
    files = sorted((ROOT / "tests" / "vectors").glob("*.json"))
    return [case for file in files for case in json.loads(file.read_text(encoding="utf-8"))]


def test_the_browser_knows_the_same_facts() -> None:
    """To renew the file: ``python -m tests.domain.rules.write_catalogue``."""
    written = json.loads((EMBED / "src" / "rules" / "catalogue.json").read_text(encoding="utf-8"))
    assert written == json.loads(json.dumps(browser_catalogue(REGISTRY)))


@needs_node
def test_both_evaluators_explain_random_rules_alike(tmp_path: Path) -> None:
    """Whole trees are compared: verdicts, what was wanted and found, reasons, and when each may change."""
    cases = [as_stored(case) for case in Thrower(REGISTRY, SEED).cases(CASES_PER_RUN)]
    script = bundled(EMBED / "src" / "evaluate.ts", tmp_path)
    for start in range(0, CASES_PER_RUN, MAX_CASES):
        part = cases[start : start + MAX_CASES]
        theirs = answers_of_node(script, part, tmp_path)
        for case, our, their in zip(part, evaluate_file(part, REGISTRY), theirs, strict=True):
            assert their == our, (SEED, case)


def test_the_random_rules_are_about_every_fact_and_come_out_in_every_way() -> None:
    cases = list(Thrower(REGISTRY, SEED).cases(2_000))
    named = {
        resolved[0].id
        for case in cases
        for name in names_in(case["conditions"])
        if (resolved := REGISTRY.resolve(name))
    }
    assert named == {fact.id for fact in REGISTRY if not fact.id.startswith("clock.")}
    answers = evaluate_file(cases, REGISTRY)
    assert isinstance(answers, list)
    verdicts = [answer["verdict"] for answer in answers]
    assert min(verdicts.count(verdict) for verdict in ("true", "false", "unknown")) > len(cases) / 20


@needs_node
def test_both_evaluators_explain_the_vectors_alike(tmp_path: Path) -> None:
    shared = [as_stored(case) for case in vectors() if not is_server_only(case)]
    cases = [{name: case[name] for name in case if name in FIELDS} for case in shared]
    script = bundled(EMBED / "src" / "evaluate.ts", tmp_path)
    assert answers_of_node(script, cases, tmp_path) == evaluate_file(cases, REGISTRY)


@needs_node
def test_what_only_the_server_can_judge_is_unknown_in_the_browser(tmp_path: Path) -> None:
    cases = [{"conditions": case["conditions"], "facts": case["facts"]} for case in vectors() if is_server_only(case)]
    script = bundled(EMBED / "src" / "evaluate.ts", tmp_path)
    assert {answer["verdict"] for answer in answers_of_node(script, cases, tmp_path)} == {"unknown"}


@needs_node
def test_texts_and_addresses_are_folded_alike(tmp_path: Path) -> None:
    source = tmp_path / "folding.ts"
    rules = EMBED / "src" / "rules"
    source.write_text(
        f"""
        import {{ readFileSync }} from "node:fs";
        import {{ fold }} from {json.dumps(str(rules / "text"))};
        import {{ foldPattern, parse }} from {json.dumps(str(rules / "url"))};
        const texts = JSON.parse(readFileSync(process.argv[2], "utf8"));
        const answer = texts.map((text) => [fold(text), parse(text), foldPattern(text)]);
        process.stdout.write(JSON.stringify(answer));
        """,
        encoding="utf-8",
    )
    texts = drawn(st.text(st.characters(max_codepoint=0x2FFF, exclude_categories=["Cs", "Cn"]), max_size=30), 1_000)
    texts += drawn(ADDRESSES | PATTERNS, 500)
    theirs = answers_of_node(bundled(source, tmp_path), texts, tmp_path)
    for text, their in zip(texts, theirs, strict=True):
        address = parse(text)
        parts = {name: getattr(address, name) for name in ("scheme", "host", "path", "query", "bare_query", "fragment")}
        assert their == [fold(text), parts, fold_pattern(text)], text


def test_every_fast_fact_is_of_a_kind_that_the_loader_knows() -> None:
    loader_kinds = {"text", "yes_no", "number", "clock", "since", "stopped"}
    assert {fact.kind.name for fact in REGISTRY if fact.is_fast} <= loader_kinds


def test_a_condition_in_the_vectors_is_marked_where_only_the_server_can_judge_it() -> None:
    for case in vectors():
        for node in decode(case["conditions"], REGISTRY).walk():
            if isinstance(node, Condition):
                server_only = "browser" not in node.comparison.evaluators or node.fact.id.startswith("clock.")
                assert server_only == is_server_only(case), case["name"]
