"""``beckon operator …``: ways back in for somebody who is locked out."""

from __future__ import annotations

import click

from app.domain.errors import NotFound
from app.foundation import clock
from app.operators import managing, service
from app.operators.queries import operator_by_email


@click.command("reset-2fa")
@click.option("--email", required=True, help="E-mail address of the account.")
def reset_two_factor(email: str) -> None:
    """Let somebody in with the password alone, because the phone is lost; signs them out everywhere."""
    found = operator_by_email(service.normal_email(email))
    if found is None:
        raise NotFound("there is no operator with this e-mail address", field="email")
    managing.reset_two_factor(found.id, None, clock.now())
    click.echo(f"{found.name} signs in with the password alone, until two-factor is set up again")
