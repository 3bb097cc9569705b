"""``embed-code``, ``evaluate`` and ``traffic import``: what scripts read from the command."""

from __future__ import annotations

import json
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import is_one_line
from tests.house.sources import ROOT

PRICING = {
    "all": [
        {"fact": "page.url", "is": "contains", "value": "/pricing"},
        {"fact": "geo.country", "is": "equals", "value": "DE"},
    ]
}
CASE = {
    "conditions": PRICING,
    "facts": {"page.url": "https://a.example/pricing", "geo.country": {"unavailable": True}},
    "now": "2026-11-21T10:00:00Z",
}
VECTORS = ("page_url", "text", "groups", "numbers", "clocks", "events", "referrer")
HUMAN = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)
LOG = f"""\
192.0.2.1 - - [02/Nov/2026:10:00:00 +0000] "GET /pricing HTTP/1.1" 200 512 "https://shop.example/" "{HUMAN}"
192.0.2.1 - - [02/Nov/2026:10:00:01 +0000] "GET /style.css HTTP/1.1" 200 512 "https://shop.example/pricing" "{HUMAN}"
192.0.2.1 - - [02/Nov/2026:10:01:00 +0000] "GET /cart HTTP/1.1" 200 512 "https://shop.example/pricing" "{HUMAN}"
192.0.2.9 - - [02/Nov/2026:10:02:00 +0000] "GET /pricing HTTP/1.1" 200 512 "-" "Googlebot/2.1"
192.0.2.1 - - [02/Nov/2026:10:03:00 +0000] "POST /order HTTP/1.1" 200 512 "-" "{HUMAN}"
this is no line of a log
"""


class Tags(HTMLParser):
    """The start tags of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_embed_code_prints_the_html_alone(installed):
    done = installed("embed-code")

    assert (done.code, done.err) == (0, "")
    found = Tags(done.out).found
    assert {tag for tag, _ in found} == {"script"}
    assert found[-1] == ("script", {"async": None, "src": "https://help.example.org/embed/beckon.js"})


def test_embed_code_carries_its_options_as_data(run):
    run("init", "--demo")

    done = run(
        "embed-code",
        "--identifier",
        "</script>",
        "--department",
        "sales",
        "--department",
        "support",
        "--language",
        "de",
    )

    assert done.err == ""
    assert [tag for tag, _ in Tags(done.out).found] == ["script", "script"]
    data = done.out.partition(">")[2].partition("</script>")[0]
    assert json.loads(data) == {"identifier": "</script>", "department": ["sales", "support"], "language": "de"}


def test_embed_code_in_the_classic_form_loads_the_classic_path(installed):
    done = installed("embed-code", "--format", "classic", "--language", "de")

    assert "LHC_API.args" in done.out
    assert "https://help.example.org/design/defaulttheme/js/widgetv2/index.js" in done.out


def test_embed_code_notes_a_department_that_nobody_made_and_still_prints(installed):
    done = installed("embed-code", "--department", "moon")

    assert done.code == 0
    assert is_one_line(done.err)
    assert "'moon'" in done.err
    assert '"moon"' in done.out


def judged(run, folder: Path, document: object) -> Any:
    file = folder / "case.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    done = run("evaluate", str(file))
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)


def test_evaluate_gives_the_verdict_with_wanted_actual_and_reason_for_every_node(installed, tmp_path):
    answer = judged(installed, tmp_path, CASE)

    assert answer["verdict"] == "unknown"
    (root,) = answer["tree"]
    url, country = root["children"]
    assert (url["verdict"], url["wanted"], url["actual"]) == ("true", "/pricing", "https://a.example/pricing")
    assert (country["verdict"], country["actual"]) == ("unknown", {"unavailable": True})
    assert all(node["reason"] for node in (root, url, country))


def test_evaluate_gives_a_list_for_a_list(installed, tmp_path):
    assert judged(installed, tmp_path, []) == []
    assert [each["verdict"] for each in judged(installed, tmp_path, [CASE, {**CASE, "conditions": {}}])] == [
        "unknown",
        "true",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"conditions": NaN}',
        '{}, "more": {}',
        '{"conditions": {}, "conditions": {}}',
        '{"conditions": 7}',
        "7",
    ],
)
def test_evaluate_refuses_what_it_cannot_read_and_says_why(installed, tmp_path, text):
    file = tmp_path / "case.json"
    file.write_text(text, encoding="utf-8")

    done = installed("evaluate", str(file))

    assert (done.code, done.out) == (1, "")
    assert is_one_line(done.err)


def verdicts(tree: list[dict[str, Any]]) -> list[Any]:
    """What a tree says, without the wanted values, which the server shows as it would store them."""
    names = ("kind", "verdict", "fact", "is", "actual", "reason", "changes_at")
    return [[*(node.get(name) for name in names), verdicts(node.get("children", []))] for node in tree]


@pytest.mark.node
@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_the_script_for_node_gives_the_same_verdict_trees(installed, tmp_path):
    cases = [
        {name: case[name] for name in ("conditions", "facts", "events", "now") if name in case}
        for vector in VECTORS
        for case in json.loads((ROOT / "tests" / "vectors" / f"{vector}.json").read_text(encoding="utf-8"))
        if "server_only" not in case and "conditions" in case
    ]
    cases = [{"now": "2026-11-21T10:00:00Z", **case} for case in cases]

    here = judged(installed, tmp_path, cases)
    there = subprocess.run(
        ["node", str(ROOT / "embed" / "dist" / "evaluate.js"), str(tmp_path / "case.json")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )

    assert len(cases) > 100
    assert [verdicts(each["tree"]) for each in json.loads(there.stdout)] == [verdicts(each["tree"]) for each in here]
    assert [each["verdict"] for each in json.loads(there.stdout)] == [each["verdict"] for each in here]


@pytest.fixture
def log(tmp_path: Path) -> str:
    """A short access log."""
    file = tmp_path / "access.log"
    file.write_text(LOG, encoding="utf-8")
    return str(file)


def test_a_log_is_counted_line_by_line_as_json(installed, log):
    done = installed("traffic", "import", log, "--json")

    figures = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert list(figures) == ["lines", "page_views", "assets", "crawlers", "skipped", "visitors", "visits"]
    assert figures == {
        "lines": 6, "page_views": 2, "assets": 1, "crawlers": 1, "skipped": 2, "visitors": 1, "visits": 1,
    }  # fmt: skip


def test_why_lists_the_skipped_lines_with_their_reasons_beside_the_json(installed, log):
    done = installed("traffic", "import", log, "--json", "--why")

    assert json.loads(done.out)["skipped"] == 2
    assert [line.partition(":")[0] for line in done.err.splitlines()] == ["line 5", "line 6"]
    assert all(line.partition(": ")[2] for line in done.err.splitlines())


def test_without_json_the_figures_are_for_people(installed, log):
    done = installed("traffic", "import", log, "--why")

    assert "page views" in done.out
    assert "line 6: " in done.out


def test_a_log_with_no_line_is_all_zeros(installed, tmp_path):
    (tmp_path / "empty.log").write_bytes(b"")

    done = installed("traffic", "import", str(tmp_path / "empty.log"), "--json")

    assert set(json.loads(done.out).values()) == {0}
