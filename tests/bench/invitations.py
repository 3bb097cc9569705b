"""Fills a database with live invitations of which none but the last can match.

A process of its own, so that a running server notices them as it would notice another worker's changes.
"""

from __future__ import annotations

import sys
from typing import cast

from sqlalchemy import Table, delete, func, insert, select

from app.factory import create_app
from app.foundation import clock
from app.foundation.configuration import read_configuration
from app.foundation.database import db, transaction
from app.invitations import authoring
from app.invitations.models import Invitation
from app.invitations.vocabulary import InvitationDraft, WhenTeam

INVITATIONS = cast(Table, Invitation.__table__)
KEY_OF_LAST = "bench-last-of-"


def main() -> None:
    """Make it so many invitations; without a number, save the last one again at every line of stdin."""
    with create_app(read_configuration()).app_context():
        if len(sys.argv) > 1:
            fill(int(sys.argv[1]))
            return
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        for _ in sys.stdin:
            save_last_again()


def fill(number: int) -> None:
    """Replace all invitations by so many live ones for pages that nobody visits, but for the last."""
    draft = InvitationDraft(
        name="The last",
        position=number,
        conditions={"all": [{"fact": "page.url", "is": "contains", "value": "/pricing"}]},
        message_html="<p>May I help?</p>",
        when_team=WhenTeam.EITHER,
    )
    key = f"{KEY_OF_LAST}{number}"
    now = clock.now()
    with transaction():
        db.session.execute(delete(Invitation))
        authoring.create_invitation(draft, operator_id=None, now=now, key=key)
        last = db.session.execute(select(*INVITATIONS.c).where(INVITATIONS.c.key == key)).mappings().one()
        others = [
            {
                **{name: value for name, value in last.items() if name != "id"},
                "key": f"bench-{place}",
                "position": place,
                "state": "live",
                "conditions": {"all": [{"fact": "page.url", "is": "contains", "value": f"/never/{place}/"}]},
            }
            for place in range(number - 1)
        ]
        if others:
            db.session.execute(insert(INVITATIONS), others)
        authoring.launch(key, operator_id=None, now=now)


def save_last_again() -> None:
    """One more version of the last invitation, with the same content."""
    total = db.session.execute(select(func.count()).select_from(INVITATIONS)).scalar_one()
    authoring.launch(f"{KEY_OF_LAST}{total}", operator_id=None, now=clock.now())


if __name__ == "__main__":
    main()
