"""What becomes of a chat over HTTP, for desks and panels: documents, refusals, and who hears of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.realtime.conftest import House
    from tests.realtime.lines import Desk, Panel


def test_an_offer_its_taking_and_a_hold_are_pushed_to_those_concerned(
    house: House, anna: Desk, ben: Desk, panel: Panel
) -> None:
    annas, bens, chat = anna.connects(), ben.connects(), panel.starts("My invoice is wrong")
    visitor = panel.connects()
    queue = visitor.heard("chat", lambda told: told["key"] == chat and told.get("queue"))["queue"]
    assert (queue["place"] >= 1, queue["wait_seconds"]) == (True, None)
    anna.asks(f"/desk/chats/{chat}/accept", {})
    targets = json.loads(anna.opens("/desk/transfer-targets"))
    colleague = next(each for each in targets["colleagues"] if each["name"] == "Ben")
    assert (colleague["state"], colleague["capacity"]) == ("online", 4)
    _status, answer = anna.asks(f"/desk/chats/{chat}/transfer", {"operator": colleague["id"], "note": "Please"})
    offered = answer["chat"]
    assert (offered["operator"]["name"], offered["transfer"]["operator"]["name"]) == ("Anna", "Ben")
    bens.heard("chat", lambda told: told["key"] == chat and told["transfer"] and told["transfer"]["note"] == "Please")
    ben.asks(f"/desk/chats/{chat}/transfer/accept", {})
    told = annas.heard("flow", lambda told: told["chat"]["key"] == chat)
    assert (told["code"], told["by"], told["chat"]["operator"]["name"]) == ("accepted", "Ben", "Ben")
    handed = visitor.heard("message", lambda message: message["code"] == "handed_over")
    assert (handed["name"], handed["about"]) == ("Anna", "Ben")
    ben.asks(f"/desk/chats/{chat}/hold", {})
    assert visitor.heard("chat", lambda told: told["held"])["operator"] == {"name": "Ben"}
    status, refused = ben.asks(f"/desk/chats/{chat}/close", {"reason": "Because"})
    assert (status, refused["error"]["field"]) == (422, "reason")
    assert ben.asks(f"/desk/chats/{chat}/close", {"reason": "Solved"})[1]["chat"]["close_reason"] == "Solved"
    assert all("Please" not in str(body) and "Solved" not in str(body) for _event, body in visitor.pushed)


def test_a_refusal_names_who_stands_in_the_way_and_a_step_needs_its_permission(
    house: House, anna: Desk, ben: Desk, panel: Panel
) -> None:
    chat = panel.starts("Anybody?")
    anna.asks(f"/desk/chats/{chat}/accept", {})
    for step in ("accept", "hold", "close", "transfer/accept"):
        status, answer = ben.asks(f"/desk/chats/{chat}/{step}", {})
        assert (status, answer["error"]["by"]) == (409, "Anna"), step
    assert ben.asks(f"/desk/chats/{chat}/take-over", {})[0] == 403
    assert anna.asks(f"/desk/chats/{chat}/transfer", {})[1]["error"]["code"] == "missing"
    assert anna.asks(f"/desk/chats/{chat}/close", {})[0] == 200
