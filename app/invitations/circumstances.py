"""What a showing is counted under in reports: whom, where and in which epoch it reached."""

from __future__ import annotations

from typing import Any

from app.domain.snapshots import VisitorSnapshot
from app.invitations.models import Invitation
from app.invitations.vocabulary import ClaimRequest


def circumstances(row: Invitation, visitor: VisitorSnapshot, request: ClaimRequest) -> dict[str, Any]:
    """Columns of an impression as they are at the moment of the claim, the same for the invited and the holdout."""
    return {
        "invitation_id": row.id,
        "visitor_id": visitor.id,
        "visit_id": visitor.visit_id,
        "epoch": row.epoch,
        "campaign": row.campaign,
        "page_url": request.page.url or None,
        "country": visitor.country,
        "device": visitor.device,
        "language": visitor.language,
    }
