"""What the desk reads about the flow of chats: whom one can be offered, and what became of one, as JSON."""

from __future__ import annotations

from typing import Any

from app.chats.colleagues import Targets
from app.domain.events import ColleagueTold
from app.realtime.desk_rows import desk_chat


def wire_targets(found: Targets) -> dict[str, Any]:
    """Colleagues with presence and load, and departments with how many of theirs are online."""
    return {
        "colleagues": [
            {
                "id": each.operator.id,
                "name": each.operator.name,
                "state": each.state.value,
                "load": each.load,
                "capacity": each.capacity,
                "departments": list(each.operator.departments),
            }
            for each in found.colleagues
        ],
        "departments": [{"id": each.id, "name": each.name, "online": online} for each, online in found.departments],
    }


def wire_told(event: ColleagueTold) -> dict[str, Any]:
    """What became of a chat that was an operator's own, or of an offer of theirs or to them."""
    return {"chat": desk_chat(event.chat), "code": event.code, "by": event.by}
