"""The JSON reader takes what two parsers understand alike, and nothing else."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadRequest, BeckonError, InvalidInput, TooLarge
from app.foundation import strict_json


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    name: str


class Outer(msgspec.Struct, forbid_unknown_fields=True):
    inner: Inner
    numbers: list[int] = []


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 40 + b"1" + b"}" * 40,
        b'{"n":NaN}',
        b'{"n":-Infinity}',
        b'{"n":1e999}',
        b'{"n":' + b"9" * 5000 + b"}",
        b'{"msg":"a","msg":"b"}',
        b'{"a":"\xc0\xaf"}',
        "{}".encode("utf-16"),
        b"",
        b"{",
    ],
)
def test_what_parsers_disagree_about_is_refused(body: bytes) -> None:
    with pytest.raises(BadRequest):
        strict_json.read(body, limit=1_000_000)


@pytest.mark.parametrize("body", [b"[]", b'"x"', b"1", b"null"])
def test_a_document_that_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidInput):
        strict_json.read(body)


def test_a_body_over_the_limit_is_not_read() -> None:
    with pytest.raises(TooLarge):
        strict_json.read(b'{"a":"' + b"x" * 100 + b'"}', limit=50)


def test_brackets_inside_texts_do_not_count_as_depth() -> None:
    assert strict_json.read(b'{"a":"' + b"[" * 100 + b'\\"[["}')["a"].startswith("[[[")


def test_nul_controls_and_lone_surrogates_are_removed() -> None:
    assert strict_json.read(b'{"a":"x\\u0000\\u0001y\\ud83dz\\n"}') == {"a": "xyz\n"}


def test_paired_surrogates_stay_the_letter_they_mean() -> None:
    assert strict_json.read(b'{"a":"\\ud83d\\ude00"}') == {"a": "\U0001f600"}


def test_keys_that_could_pollute_a_prototype_are_refused_by_name() -> None:
    with pytest.raises(InvalidInput) as caught:
        strict_json.read(b'{"__proto__":{"isAdmin":true}}')
    assert caught.value.field == "__proto__"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"inner":{"name":1}}', "inner.name"),
        (b'{"inner":{"name":"a","extra":1}}', "inner.extra"),
        (b'{"inner":{}}', "inner.name"),
        (b"{}", "inner"),
        (b'{"inner":{"name":"a"},"other":1}', "other"),
        (b'{"inner":{"name":"a"},"numbers":["x"]}', "numbers[0]"),
    ],
)
def test_an_error_names_the_field(body: bytes, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        strict_json.decode(body, Outer)
    assert caught.value.field == field


@given(st.binary(max_size=300))
def test_whatever_bytes_come_the_answer_is_an_object_or_an_error_of_ours(body: bytes) -> None:
    try:
        found = strict_json.read(body)
    except BeckonError:
        return
    assert isinstance(found, dict)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text(),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), JSON, max_size=5))
def test_harmless_documents_survive(document: dict[str, object]) -> None:
    body = msgspec.json.encode(document)
    try:
        found = strict_json.read(body)
    except BeckonError:
        return
    assert strict_json.read(msgspec.json.encode(found)) == found
