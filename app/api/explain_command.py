"""``beckon explain``: why each invitation shows to a visitor or does not, as a tree in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click
import msgspec
import orjson

from app.api.wire import explanation_body
from app.domain.errors import NotFound
from app.foundation import clock, settings
from app.invitations.explain_pages import InvitationLine, PartLine, explain_lines, headline
from app.invitations.explaining import explain_visitor
from app.invitations.explaining_log import TimelineDay, timeline
from app.invitations.what_if import PREFIX, demand_what_if
from app.plugin_host import host
from app.visitors.queries import visitor_by_key

MARKS = {"good": "✓", "bad": "✗", "open": "…", "off": "–"}
COLOURS = {"good": "green", "bad": "red", "open": "yellow", "off": None}


@click.command("explain")
@click.argument("visitor")
@click.option("--invitation", metavar="KEY", help="Only this invitation, whatever its state.")
@click.option("--set", "supposed", metavar="FACT=VALUE", multiple=True, help="What if: suppose a fact; repeatable.")
@click.option("--log", "with_log", is_flag=True, help="Also what happened before, day by day.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON, as the API answers.")
def explain(visitor: str, invitation: str | None, supposed: tuple[str, ...], with_log: bool, as_json: bool) -> None:
    """Say why each live invitation shows to VISITOR (the id in the address of their page) or does not."""
    found = visitor_by_key(visitor)
    if found is None:
        raise NotFound("there is no such visitor", field="VISITOR")
    changes = demand_what_if(_typed(supposed), host().registry.facts, settings.get("site.time_zone"))
    explanation = explain_visitor(found, now=clock.now(), changes=changes, invitation=invitation)
    if as_json:
        document = msgspec.to_builtins(explanation_body(explanation, invitation))
        click.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode())
        return
    click.echo(headline(explanation))
    for line in explain_lines(explanation):
        click.echo("\n".join(_told(line)))
    if with_log:
        click.echo("\n".join(_before(timeline(found.id, settings.get("site.time_zone"), invitation))))


def _before(days: Sequence[TimelineDay]) -> Iterator[str]:
    for day in days:
        yield ""
        yield click.style(day.words, bold=True)
        for each in day.entries:
            detail = f" – {each.detail}" if each.detail else ""
            yield f"  {each.clock} {each.invitation_name}: {each.words}{detail}"


def _typed(supposed: Sequence[str]) -> dict[str, str]:
    for each in supposed:
        if "=" not in each:
            raise click.BadParameter("write FACT=VALUE, such as visitor.visits=3", param_hint="--set")
    return {PREFIX + name.strip(): value for name, _equals, value in (each.partition("=") for each in supposed)}


def _told(line: InvitationLine) -> Iterator[str]:
    yield ""
    yield f"{_mark(line.tone)} {click.style(line.name, bold=True)} ({line.key}): {line.outlook_words.lower()}"
    yield f"  {line.sentence}"
    for obstacle in line.obstacles:
        yield f"  {_mark('bad')} {obstacle}"
    yield from _tree(line.tree, "  ")
    if line.moment:
        yield f"  {_mark('open')} moment: {line.moment}"


def _tree(part: PartLine, indent: str) -> Iterator[str]:
    now = "" if part.is_group else f" [now: {part.actual}; from {part.source}]"
    changes = f" ({part.changes})" if part.changes else ""
    yield f"{indent}{_mark(part.tone)} {part.words}{now}{changes}"
    for each in part.parts:
        yield from _tree(each, indent + "  ")


def _mark(tone: str) -> str:
    return click.style(MARKS[tone], fg=COLOURS[tone])
