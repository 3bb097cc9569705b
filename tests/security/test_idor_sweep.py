"""Nobody reaches a chat that is not theirs, and nobody learns whether it exists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.foundation.secrets import new_key
from tests.security.conftest import House, Panel
from tests.security.declared import JSON_BODIES, routes

if TYPE_CHECKING:
    from werkzeug.test import TestResponse


def rules(house: House, blueprint: str) -> list[tuple[str, str, str]]:
    found = [(method, *each) for method in ("GET", "POST") for each in routes(house.app, method)]
    return [each for each in found if each[1].startswith(blueprint) and "chats/<" in each[2]]


def asked(sender: Any, method: str, rule: str, endpoint: str, chat: str, headers: dict[str, str]) -> TestResponse:
    path = rule.replace("<chat_key>", chat).replace("<key>", chat)
    options = {} if method == "GET" else {"json": JSON_BODIES[endpoint]}
    answer: TestResponse = sender.open(path, method=method, headers=headers, **options)
    return answer


def strangers(house: House) -> dict[str, dict[str, str]]:
    """Everybody who is not the visitor of the sales chat in the browser that began it."""
    own, other = house.sales.headers, house.support.headers
    fresh: Panel = Panel(house.app.test_client(), {"X-Beckon-Panel": new_key()})
    token = fresh.posts("/widget/v1/session", {}).json["token"]
    without = {name: value for name, value in own.items() if name != "Authorization"}
    return {
        "another visitor": other,
        "the visitor's token with another secret": {**own, "X-Beckon-Panel": other["X-Beckon-Panel"]},
        "the secret with another token": {**own, "Authorization": other["Authorization"]},
        "the secret with a new visitor": {**own, "Authorization": f"Bearer {token}"},
        "the secret without a token": without,
        "the token without Bearer": {**own, "Authorization": own["Authorization"].removeprefix("Bearer ")},
        "a forged token": {**own, "Authorization": own["Authorization"][:-3] + "abc"},
        "a secret that is longer": {**own, "X-Beckon-Panel": own["X-Beckon-Panel"] + "0"},
        "a secret in capitals": {**own, "X-Beckon-Panel": own["X-Beckon-Panel"].upper()},
    }


def test_a_visitors_chat_opens_for_its_own_browser_only(house: House) -> None:
    before = house.snapshot()
    client = house.app.test_client(use_cookies=False)
    everybody = strangers(house)
    before = house.snapshot()
    for method, endpoint, rule in rules(house, "panel."):
        unknown = asked(client, method, rule, endpoint, new_key(), house.sales.headers)
        assert (unknown.status_code, unknown.json["error"]["code"]) == (404, "unknown_chat")
        for who, headers in everybody.items():
            answer = asked(client, method, rule, endpoint, house.sales.chat, headers)
            assert (answer.status_code, answer.data) == (404, unknown.data), f"{method} {rule} by {who}"
    assert house.snapshot() == before
    assert house.sales.gets(f"/widget/v1/chats/{house.sales.chat}/messages").status_code == 200


def test_an_operator_of_another_department_finds_no_chat(house: House) -> None:
    olga, otto = house.desk("operator"), house.desk("other")
    before = house.snapshot()
    for method, endpoint, rule in rules(house, "desk."):
        headers = {"X-CSRFToken": otto.token}
        unknown = asked(otto.client, method, rule, endpoint, new_key(), headers)
        foreign = asked(otto.client, method, rule, endpoint, house.sales.chat, headers)
        assert unknown.status_code == 404, rule
        assert (foreign.status_code, foreign.data) == (404, unknown.data), f"{method} {rule}"
    assert house.snapshot() == before
    assert olga.opens(f"/desk/chats/{house.sales.chat}").status_code == 200
    assert house.desk("supervisor").opens(f"/desk/chats/{house.support.chat}").status_code == 200


def test_the_desk_lists_only_the_chats_that_one_may_see(house: House) -> None:
    seen = {who: house.desk(who).opens("/desk/state").text for who in ("operator", "other", "supervisor")}
    assert [house.sales.chat in seen[who] for who in seen] == [True, False, True]
    assert [house.support.chat in seen[who] for who in seen] == [False, True, True]


def test_secrets_are_never_given_back(house: House) -> None:
    """Neither the panel's secret nor the visitor's token is in anything that an operator can read."""
    secrets = [house.sales.headers["X-Beckon-Panel"], house.sales.headers["Authorization"].removeprefix("Bearer ")]
    desk = house.desk("administrator")
    paths = ["/desk/state", f"/desk/chats/{house.sales.chat}", "/visitors", f"/visitors/{house.visitor}", "/"]
    for path in paths:
        text = desk.opens(path).text
        assert not [secret for secret in secrets if secret in text], path
