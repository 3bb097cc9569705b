"""The ``beckon`` command: installing, serving and looking after an installation from a terminal."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
import orjson
from alembic.util import CommandError
from flask import Flask
from rich.console import Console
from rich.progress import Progress
from sqlalchemy.exc import SQLAlchemyError

from app import doctor, installation
from app.api.commands import token
from app.api.explain_command import explain
from app.departments.queries import departments_by_alias
from app.domain import rules
from app.domain.errors import BadRequest, BeckonError, InvalidInput, TooLarge
from app.domain.roles import Role
from app.factory import create_app
from app.foundation import clock, strict_json
from app.foundation.configuration import Configuration, configuration, read_configuration
from app.foundation.database import transaction
from app.foundation.migrations import upgrade_core
from app.invitations.file_commands import forecast_file, invitations
from app.operators import service as operators
from app.operators.commands import reset_two_factor
from app.plugin_commands import CommandsOfPlugins, plugins_group
from app.plugin_host import create_enabled_file, host, upgrade_plugins
from app.visitors.traffic_log import import_access_log
from app.widget.embed_code import EmbedCode, EmbedFormat, render_embed_code

P = ParamSpec("P")
R = TypeVar("R")
EVALUATION_LIMIT = 64 * 1024 * 1024
logger = logging.getLogger(__name__)
stderr = Console(stderr=True)


def main() -> None:
    """Run the command; what goes wrong is one line on stderr and exit code 1."""
    try:
        beckon()
    except BeckonError as error:
        where = f"{error.field}: " if error.field and error.field not in error.message else ""
        _fail(f"{where}{error.message}")
    except (SQLAlchemyError, CommandError) as error:
        logger.debug("the database could not be used", exc_info=error)
        reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        _fail(f"the database cannot be used: {reason}; `beckon doctor` tells more")
    except OSError as error:
        _fail(str(error))


def _fail(message: str) -> NoReturn:
    click.echo(f"beckon: {' '.join(message.split())}", err=True)
    sys.exit(1)


def with_application(function: Callable[P, R]) -> Callable[P, R]:
    """Run the command inside an application that is not serving."""

    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        with application().app_context():
            return function(*args, **kwargs)

    return wrapped


def application() -> Flask:
    """The application of the installation that the environment names."""
    return create_app(read_configuration())


@click.group(
    cls=CommandsOfPlugins,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="A plugin may bring commands of its own: beckon PLUGIN --help",
)
def beckon() -> None:
    """Beckon: see your site's visitors, invite the right one at the right moment, talk, and know whether it helped."""


CommandsOfPlugins.open_application = staticmethod(application)
beckon.add_command(plugins_group)


@beckon.command()
@click.option("--demo", is_flag=True, help="Add the demo shop's departments and invitations, once.")
def init(demo: bool) -> None:
    """Prepare the instance folder and the database; safe to repeat."""
    config = read_configuration()
    config.instance_path.mkdir(parents=True, exist_ok=True)
    create_enabled_file(config.instance_path)
    _upgrade(config)
    with create_app(config).app_context():
        report = installation.prepare(is_demo=demo, now=clock.now())
    click.echo(f"Instance folder: {config.instance_path}")
    if report.link:
        click.echo(f"First administrator: {report.email}")
        click.echo(f"One-time link:       {config.base_url}/set-password/{report.link}")


@beckon.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", type=click.IntRange(1, 64), help="Server processes; more than one needs Redis.")
@click.option("--safe-mode", is_flag=True, help="Load no plugin, to find out which one is at fault.")
def serve(host: str | None, port: int | None, workers: int | None, safe_mode: bool) -> None:
    """Serve until interrupted; Ctrl+C and SIGTERM end it cleanly."""
    given = {"HOST": host, "PORT": port, "WORKERS": workers, "SAFE_MODE": 1 if safe_mode else None}
    options = {f"BECKON_{name}": str(value) for name, value in given.items() if value is not None}
    environment = {**os.environ, **options}
    config = read_configuration(environment)
    click.echo(f"Desk:      {config.base_url}/")
    click.echo(f"Demo shop: {config.base_url}/demo/")
    root = Path(__file__).resolve().parents[1]
    command = [sys.executable, "-m", "gunicorn", "--chdir", str(root), "-c", "python:app.server", "wsgi:application"]
    environment["BECKON_INSTANCE"] = str(config.instance_path)
    sys.stdout.flush()
    os.execve(sys.executable, command, environment)  # noqa: S606 - our own interpreter with fixed arguments


@beckon.group()
def operator() -> None:
    """Accounts of the people at the desk."""


@operator.command("create")
@click.option("--email", required=True, help="E-mail address to sign in with.")
@click.option("--name", required=True, help="Name that visitors see.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default="operator", show_default=True)
@click.option("--department", multiple=True, help="Alias of a department; repeat for several; none means all.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@with_application
def operator_create(email: str, name: str, role: str, department: tuple[str, ...], password_stdin: bool) -> None:
    """Create an account; prints a one-time link for setting the password unless one is given."""
    found = departments_by_alias(department)
    for alias in _unknown_departments(department):
        raise InvalidInput(f"there is no department {alias!r}", field="department")
    now = clock.now()
    with transaction():
        made = operators.create_operator(
            email=email, name=name, role=Role(role), department_ids=[each.id for each in found], now=now
        )
        if password_stdin:
            operators.set_password(made.id, sys.stdin.readline().rstrip("\n"), now)
            return
    click.echo(f"{configuration().base_url}/set-password/{operators.issue_link(made.id, now)}")


@beckon.command("embed-code")
@click.option("--identifier", help="Identifier of this embed code; invitations can be bound to it.")
@click.option("--department", multiple=True, help="Alias of a department; repeat for several.")
@click.option("--language", help="Language of the widget, for instance de.")
@click.option("--format", "form", type=click.Choice(["beckon", "classic"]), default="beckon", show_default=True)
@with_application
def embed_code(identifier: str | None, department: tuple[str, ...], language: str | None, form: str) -> None:
    """Print the HTML to paste into a site."""
    for alias in _unknown_departments(department):
        click.echo(f"beckon: note: there is no department {alias!r} yet", err=True)
    wanted = EmbedCode(identifier=identifier, departments=department, language=language)
    click.echo(render_embed_code(wanted, EmbedFormat(form), configuration().base_url))


@beckon.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_application
def evaluate(file: Path) -> None:
    """Judge conditions against facts, both from FILE; prints verdict and tree as JSON."""
    try:
        wrapped = strict_json.read(b'{"cases":' + file.read_bytes() + b"}", limit=EVALUATION_LIMIT)
    except (BadRequest, TooLarge) as error:
        raise InvalidInput(f"{file}: {error.message.replace('the body', 'the file')}") from error
    if len(wrapped) != 1:
        raise InvalidInput(f"{file}: the file is not valid JSON")
    click.echo(_json(rules.evaluate_file(wrapped["cases"], host().registry.facts)))


@beckon.group()
def traffic() -> None:
    """Recorded traffic."""


@traffic.command("import")
@click.argument("access_log", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--why", is_flag=True, help="List the skipped lines with the reason.")
@with_application
def traffic_import(access_log: Path, as_json: bool, why: bool) -> None:
    """Feed a web server's log (combined format) through the same code as live page views."""
    with Progress(console=stderr, disable=not stderr.is_terminal) as progress:
        bar = progress.add_task("Reading", total=access_log.stat().st_size)
        count = import_access_log(access_log, lambda done: progress.update(bar, completed=done))
    if why:
        for line in count.skipped_lines:
            click.echo(f"line {line.number}: {line.reason}", err=as_json)
    figures = count.as_document()
    click.echo(_json(figures) if as_json else "\n".join(f"{k.replace('_', ' '):12} {v}" for k, v in figures.items()))


@beckon.group("db")
def database() -> None:
    """The database."""


@database.command("upgrade")
def database_upgrade() -> None:
    """Bring the database and the tables of the enabled plugins up to date."""
    changed = _upgrade(read_configuration())
    also = f", and the tables of {', '.join(changed)}" if changed else ""
    click.echo(f"The database is up to date{also}")


@beckon.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def look_over(as_json: bool) -> None:
    """Check configuration, database, plugins and services; exit code 1 when something is wrong."""
    found = doctor.examine(read_configuration())
    if as_json:
        click.echo(_json([{"what": each.what, "finding": each.finding, "problem": each.problem} for each in found]))
    else:
        for each in found:
            click.echo(f"{each.what:16} {each.problem or each.finding}")
    wrong = [each.what for each in found if each.problem is not None]
    if wrong:
        _fail(f"needs attention: {', '.join(wrong)}")


def _inside_application(command: click.Command) -> click.Command:
    for each in command.commands.values() if isinstance(command, click.Group) else (command,):
        if each.callback is not None:
            each.callback = with_application(each.callback)
    return command


for _command in (explain, forecast_file, invitations, token):
    beckon.add_command(_inside_application(_command))
operator.add_command(_inside_application(reset_two_factor))


def _upgrade(config: Configuration) -> tuple[str, ...]:
    """The core first, then the plugins; returns the ids of the plugins whose tables changed."""
    upgrade_core(config.database_url)
    return () if config.safe_mode else upgrade_plugins(config.database_url, config.instance_path)


def _unknown_departments(aliases: tuple[str, ...]) -> list[str]:
    known = {each.alias for each in departments_by_alias(aliases)} if aliases else set()
    return [alias for alias in aliases if alias not in known]


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


if __name__ == "__main__":
    main()
