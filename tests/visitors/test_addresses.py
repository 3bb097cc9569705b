"""Page addresses as they are stored: nothing secret, nothing that is no web page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.visitors import addresses
from app.visitors.addresses import clean_url, external_referrer, is_secret_parameter, utm_from

BROWSER_LIST = Path(__file__).parents[2] / "embed" / "src" / "tracking" / "urls.ts"


@pytest.mark.parametrize(
    ("address", "stored"),
    [
        (
            "https://user:pass@shop.test/account?token=SECRET&email=a@b.test#access_token=abc",
            "https://shop.test/account",
        ),
        ("HTTPS://Shop.TEST:443/a?b=1&PassWord=x&c=2", "https://shop.test/a?b=1&c=2"),
        ("http://shop.test:8080", "http://shop.test:8080/"),
        ("https://shop.test/a;jsessionid=ABC/b", "https://shop.test/a/b"),
        ("https://xn--80ak6aa92e.test/", "https://xn--80ak6aa92e.test/"),
        ("https://bücher.test/ä", "https://xn--bcher-kva.test/ä"),
        ("https://[2001:db8::1]:8443/x", "https://[2001:db8::1]:8443/x"),
        ("https://shop.test/#/cart?token=x&y=1", "https://shop.test/#/cart?y=1"),
        ("https://shop.test/a#section", "https://shop.test/a"),
        ("https://shop.test/?reset%5Ftoken=1&x=2", "https://shop.test/?x=2"),
        ("https://shop.test/?user[email]=a%40b&tag[]=1", "https://shop.test/?tag[]=1"),
        ("https://shop.test/a b\u0000", "https://shop.test/a%20b%00"),
    ],
)
def test_user_names_fragments_and_secrets_are_cut(address: str, stored: str) -> None:
    assert clean_url(address) == stored


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,<b>", "blob:https://shop.test/6d1b", "chrome-extension://abcd/page.html",
     "file:///etc/passwd", "about:blank", "//shop.test/", "", "https://", "https://shop.test:99999/", "http://[::1"],
)  # fmt: skip
def test_what_is_no_web_page_is_stored_blank(address: str) -> None:
    assert clean_url(address) == ""


def test_an_address_has_at_most_2000_characters() -> None:
    assert len(clean_url("https://shop.test/" + "a" * 5000)) == 2000


def test_server_and_browser_cut_the_same_parameters() -> None:
    source = BROWSER_LIST.read_text(encoding="utf-8")
    listed = re.search(r"const SECRETS = new Set\(\[(.*?)\]\)", source, re.DOTALL)
    ending = re.search(r"\|\| /(\S+)/\.test\(lowered\)", source)
    assert listed is not None
    assert ending is not None
    assert set(re.findall(r'"([^"]+)"', listed[1])) == addresses._SECRET_NAMES
    assert ending[1] == addresses._SECRET_ENDING.pattern


@pytest.mark.parametrize(
    "name",
    ["token", "TOKEN", "access-key", "X-Access_Token", "my-password", "customer_email", "user[email]", "user.email",
     "email[]", "reset%5Ftoken", "api-key", "auth_token"],
)  # fmt: skip
def test_names_that_give_something_away_are_secret(name: str) -> None:
    assert is_secret_parameter(name)


@pytest.mark.parametrize("name", ["monkey", "tokens_left", "keyword", "page", "tag[]", "zipcode", ""])
def test_other_names_are_not(name: str) -> None:
    assert not is_secret_parameter(name)


def test_utm_names_are_read_without_regard_to_case_and_the_first_counts() -> None:
    found = utm_from(
        "https://a.test/?UTM_Source=one&utm_source=two&utm_medium=&utm_medium=x&utm_term=%C3%A4+b&utm_id=1"
    )
    assert found == {"source": "one", "term": "ä b"}


@pytest.mark.parametrize(
    ("referrer", "kept"),
    [
        ("https://google.com/search?q=1", "https://google.com/search?q=1"),
        ("https://www.shop.test/x", None),
        ("https://shop.test.evil.test/", "https://shop.test.evil.test/"),
        ("https://partner.example/", None),
        ("android-app://com.google/", None),
        ("", None),
    ],
)
def test_own_domains_never_count_as_referrer(referrer: str, kept: str | None) -> None:
    assert external_referrer(referrer, "https://shop.test/", ["partner.example"]) == kept
