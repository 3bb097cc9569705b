"""The page about signed users: make the secret that a customer's server signs with, and see how it signs."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.domain.roles import Permission
from app.foundation import clock
from app.foundation.database import transaction
from app.foundation.login import allows, signed_in_operator
from app.operators.audit import Action, record
from app.visitors import identity

blueprint = Blueprint("identity", __name__, template_folder="templates")

SNIPPETS = (
    ("PHP", 'hash_hmac("sha256", (string) $user->id, $secret)'),
    ("Python", "hmac.new(secret.encode(), str(user.id).encode(), hashlib.sha256).hexdigest()"),
    ("Node.js", 'crypto.createHmac("sha256", secret).update(String(user.id)).digest("hex")'),
    ("Ruby", 'OpenSSL::HMAC.hexdigest("SHA256", secret, user.id.to_s)'),
)
OPTIONS = """{
  "visitor": {
    "id": "4711",
    "signature": "…",
    "name": "Ada"
  }
}"""


@blueprint.get("/embed-code/identity")
@allows(Permission.MANAGE_SETTINGS)
def index() -> str:
    """How users are signed, and the button that makes the secret."""
    return _page(None)


@blueprint.post("/embed-code/identity")
@allows(Permission.MANAGE_SETTINGS)
def make() -> str:
    """Make a new secret and show it, this once."""
    with transaction():
        secret = identity.make_secret()
        record(signed_in_operator(), Action.SECRET_MADE, "identity", now=clock.now())
    return _page(secret)


def _page(secret: str | None) -> str:
    return render_template(
        "administration/identity.html",
        secret=secret,
        has_secret=identity.has_secret(),
        snippets=SNIPPETS,
        options=OPTIONS,
    )
