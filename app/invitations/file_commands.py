"""``beckon invitations``: the invitations of an installation as a file that can be kept, compared and carried over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click
import orjson

from app.domain.errors import InvalidInput
from app.foundation import clock, strict_yaml
from app.invitations.applying import FileRefused, InvitationChange, Outcome, apply_file, plan_file
from app.invitations.document_schema import file_schema
from app.invitations.file_report import NO_FORECASTS, refusal_words, report_document, report_lines
from app.invitations.file_texts import exported, read_text, written_text
from app.invitations.forecast_words import forecast_document, forecast_sentence
from app.invitations.forecasting import DAYS, MOST_DAYS, Forecast, forecasts
from app.plugin_host import host

STANDARD = "-"
FORECAST_SECONDS = 20.0
"""For how long a plan looks back at most; how many visits it has seen by then is said."""

_AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_PRUNE = click.option("--prune", is_flag=True, help="Also delete every invitation that FILE does not name.")
_EXISTING = click.Path(exists=True, dir_okay=False, allow_dash=True)
_DAYS = click.option(
    "--days", type=click.IntRange(1, MOST_DAYS), default=DAYS, show_default=True, help="Days to look back."
)


@click.group()
def invitations() -> None:
    """Invitations as a file: write it out, see what it would change, make it so."""


@invitations.command("export")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, allow_dash=True), default=STANDARD)
@click.option("--only", "keys", metavar="KEY", multiple=True, help="Only this invitation; repeat for several.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON instead of YAML.")
def export(file: str, keys: tuple[str, ...], as_json: bool) -> None:
    """Write all invitations to FILE (- prints them)."""
    document = exported(keys)
    is_json = as_json or file.lower().endswith(".json")
    text = orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n" if is_json else written_text(document)
    if file == STANDARD:
        click.echo(text.encode(), nl=False)
        return
    Path(file).write_bytes(text.encode())
    click.echo(f"{len(document['invitations'])} invitations written to {file}", err=True)


@invitations.command("plan")
@click.argument("file", type=_EXISTING)
@_PRUNE
@click.option("--forecast/--no-forecast", default=True, help="Say how many recent visitors live invitations match.")
@_DAYS
@_AS_JSON
def plan(file: str, prune: bool, forecast: bool, days: int, as_json: bool) -> None:
    """Show what applying FILE would change, what the linter says, whom it would reach, and what would be refused.

    Nothing is changed.
    """
    now = clock.now()
    outcome = plan_file(_read(file), now=now, prune=prune)
    becoming_live = [each for each in outcome.invitations if each.is_change and each.is_live]
    found = _forecasts(becoming_live, now, days) if forecast else {}
    _print(outcome, as_json=as_json, is_applied=False, found=found)
    if outcome.refusals:
        _refuse(outcome)
    if not as_json:
        click.echo("Applying this would change what stands above." if outcome.has_changes else "Nothing would change.")


@invitations.command("apply")
@click.argument("file", type=_EXISTING)
@_PRUNE
@_AS_JSON
def apply(file: str, prune: bool, as_json: bool) -> None:
    """Make everything as FILE says, or change nothing at all; a second time there is nothing left to change."""
    try:
        outcome = apply_file(_read(file), now=clock.now(), prune=prune)
    except FileRefused as error:
        if as_json:
            _print(error.outcome, as_json=True, is_applied=False)
        _refuse(error.outcome)
    _print(outcome, as_json=as_json, is_applied=True)
    if not as_json:
        click.echo("Applied." if outcome.has_changes else "Nothing to change.")


@click.command("forecast")
@click.argument("file", type=_EXISTING)
@_DAYS
@_AS_JSON
def forecast_file(file: str, days: int, as_json: bool) -> None:
    """Say how many visitors of the last days each invitation in FILE matches, whatever its state. Nothing is changed.

    The rules are run over the pages that were recorded, by the evaluator that judges real visitors.
    """
    now = clock.now()
    outcome = plan_file(_read(file), now=now)
    if outcome.refusals:
        _refuse(outcome)
    found = _forecasts(outcome.invitations, now, days)
    if as_json:
        document = {"invitations": [{"key": key, **forecast_document(each)} for key, each in found.items()]}
        click.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode())
        return
    for key, each in found.items():
        click.echo(f"{key}: {forecast_sentence(each)}")


@invitations.command("schema")
def schema() -> None:
    """Print the JSON Schema of invitation files, with what the enabled plugins add."""
    click.echo(orjson.dumps(file_schema(host().registry), option=orjson.OPT_INDENT_2).decode())


def _read(file: str) -> object:
    with click.open_file(file, "rb") as stream:
        return read_text(stream.read(strict_yaml.DEFAULT_LIMIT + 1))


def _forecasts(changes: Iterable[InvitationChange], now: datetime, days: int) -> dict[str, Forecast]:
    """What the rules of these invitations would have met, by key."""
    drafts = {each.key: each.draft for each in changes if each.draft}
    found = forecasts(list(drafts.values()), now=now, days=days, most_seconds=FORECAST_SECONDS)
    return dict(zip(drafts, found, strict=True))


def _print(outcome: Outcome, *, as_json: bool, is_applied: bool, found: Mapping[str, Forecast] = NO_FORECASTS) -> None:
    if as_json:
        document = report_document(outcome, is_applied=is_applied, forecasts=found)
        click.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode())
        return
    for line in report_lines(outcome, is_applied=is_applied, forecasts=found):
        click.echo(line)


def _refuse(outcome: Outcome) -> NoReturn:
    """Ends the command with one line: the first fault, and how many more there are."""
    more = len(outcome.refusals) - 1
    also = f" (and {more} more; `beckon invitations plan` lists them)" if more else ""
    raise InvalidInput(f"nothing was changed: {refusal_words(outcome.refusals[0])}{also}")
