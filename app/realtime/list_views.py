"""The lists of the desk beyond what its page brings along: the rest of a list, and how many there are in each."""

from __future__ import annotations

from flask import Blueprint, Response, request

from app.chats import access
from app.chats.lists import ListName, next_page
from app.domain.errors import NotFound
from app.domain.translation import N_
from app.foundation import clock
from app.foundation.json_requests import json_answer, keep_nothing
from app.foundation.login import signed_in_operator
from app.realtime.desk_lists import day_began, desk_totals
from app.realtime.desk_rows import desk_chat

blueprint = Blueprint("lists", __name__, url_prefix="/desk")
blueprint.after_request(keep_nothing)


@blueprint.get("/lists/<name>")
def page(name: str) -> Response:
    """The chats of a list that follow the chat ``after``, at most 200, and whether more follow."""
    operator = signed_in_operator()
    if name not in {each.value for each in ListName}:
        raise NotFound(N_("the desk has no such list"), code="unknown_list")
    after = access.chat_for_operator(request.args.get("after", ""), operator)
    chats, more = next_page(operator, ListName(name), after, day_began(clock.now()))
    return json_answer({"chats": [desk_chat(chat) for chat in chats], "more": more})


@blueprint.get("/totals")
def totals() -> Response:
    """How many chats are in each list."""
    return json_answer(desk_totals(signed_in_operator(), clock.now()))
