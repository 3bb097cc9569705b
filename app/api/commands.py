"""``beckon token``: keys for programs that use the API, made and revoked from a terminal."""

from __future__ import annotations

import click
import orjson

from app.api import tokens
from app.domain.roles import Role
from app.domain.rules.finding import timestamp
from app.foundation import clock


@click.group()
def token() -> None:
    """Keys for programs that use the API."""


@token.command("create")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.ADMINISTRATOR.value,
    show_default=True,
    help="What the program may do: as much as an operator of this role.",
)
def token_create(name: str, role: str) -> None:
    """Make a token called NAME; prints it alone, once."""
    click.echo(tokens.create_token(name, Role(role), clock.now()))


@token.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def token_list(as_json: bool) -> None:
    """Every token with its role; never the token itself."""
    found = tokens.tokens()
    if as_json:
        rows = [
            {
                "name": each.name,
                "role": each.role.value,
                "created_at": timestamp(each.created_at),
                "revoked_at": timestamp(each.revoked_at),
            }
            for each in found
        ]
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode())
        return
    for each in found:
        state = "revoked" if each.revoked_at else "valid"
        click.echo(f"{each.name:30} {each.role.value:12} {state:8} made {each.created_at:%Y-%m-%d %H:%M} UTC")


@token.command("revoke")
@click.argument("name")
def token_revoke(name: str) -> None:
    """Refuse the token called NAME from now on."""
    tokens.revoke_token(name, clock.now())
    click.echo(f"The token {name} is revoked")
