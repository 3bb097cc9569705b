"""Push messages as RFC 8291 seals them and RFC 8292 signs them, and requests that go only where they may."""

from __future__ import annotations

import hashlib
import hmac
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import orjson
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask

from app.alerts.web_push import CURVE, LARGEST_MESSAGE, authorization, packed, public_key, sealed, unpacked
from app.domain.errors import InvalidInput
from app.foundation import outgoing
from app.foundation.configuration import Configuration
from tests.alerts.conftest import FakeBrowser

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PUBLIC = ("1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1")
NOT_PUBLIC = (
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "240.0.0.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1",
)  # fmt: skip


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Flask]:
    """An application that knows its secret and nothing else."""
    app = Flask("bare")
    app.extensions["beckon.configuration"] = Configuration(tmp_path, "sqlite://", "a secret that only tests know, long")
    with app.app_context():
        yield app


def opened(body: bytes, browser: FakeBrowser) -> bytes:
    """What the browser reads, by the RFC's own steps from the other side."""

    def mac(key: bytes, message: bytes) -> bytes:
        return hmac.new(key, message, hashlib.sha256).digest()

    salt, sender = body[:16], body[21 : 21 + body[20]]
    shared = browser.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender))
    info = b"WebPush: info\x00" + unpacked(browser.public_key) + sender + b"\x01"
    material = mac(salt, mac(mac(browser.auth, shared), info))
    key = mac(material, b"Content-Encoding: aes128gcm\x00\x01")[:16]
    nonce = mac(material, b"Content-Encoding: nonce\x00\x01")[:12]
    return AESGCM(key).decrypt(nonce, body[21 + body[20] :], None).removesuffix(b"\x02")


def test_the_example_of_the_rfc_comes_out_as_printed() -> None:
    own = ec.derive_private_key(int.from_bytes(unpacked("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), CURVE)
    body = sealed(
        b"When I grow up, I want to be a watermelon",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
        own_key=own,
        salt=unpacked("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert packed(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
        "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_a_browser_reads_what_was_sealed_for_it_and_no_other_does() -> None:
    browser, other = FakeBrowser(), FakeBrowser()
    message = "Grüße".encode() * 100
    body = sealed(message, browser.public_key, browser.secret)
    assert opened(body, browser) == message
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the library calls it
        opened(body, other)
    assert sealed(message, browser.public_key, browser.secret) != body


def test_a_message_fits_into_one_record() -> None:
    browser = FakeBrowser()
    assert opened(sealed(b"x" * LARGEST_MESSAGE, browser.public_key, browser.secret), browser) == b"x" * LARGEST_MESSAGE
    with pytest.raises(ValueError, match="at most"):
        sealed(b"x" * (LARGEST_MESSAGE + 1), browser.public_key, browser.secret)


def test_the_signature_names_the_push_service_and_holds(bare: Flask) -> None:
    header = authorization("https://push.example.net/send/abc?x=1", NOW)
    assert header.startswith("vapid t=")
    token, key = header.removeprefix("vapid t=").split(", k=")
    assert key == public_key()
    head, claims, signature = token.split(".")
    assert orjson.loads(unpacked(head)) == {"typ": "JWT", "alg": "ES256"}
    said = orjson.loads(unpacked(claims))
    assert said["aud"] == "https://push.example.net"
    assert NOW.timestamp() < said["exp"] <= NOW.timestamp() + 24 * 60 * 60
    assert said["sub"].startswith(("mailto:", "https:"))
    raw = unpacked(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    known = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, unpacked(key))
    known.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))


def test_the_installation_s_key_stays_the_same(bare: Flask) -> None:
    assert public_key() == public_key()
    assert len(unpacked(public_key())) == 65


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_called(address: str) -> None:
    assert outgoing.is_public(ip_address(address))


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_other_addresses_may_not(address: str) -> None:
    assert not outgoing.is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://localhost/x", "https://[::1]/", "https://2130706433/", "https://0x7f.1/",
        "http://example.com/", "ftp://example.com/", "https://user:pass@example.com/", "https:///x", "x", "",
        "https://example.com:99999/", "https://ex\u00e4mple.com/",
    ],
)  # fmt: skip
def test_an_address_that_may_not_be_called_is_refused_without_a_call(inside: Flask, url: str) -> None:
    with pytest.raises((InvalidInput, outgoing.Unreachable)):
        outgoing.post(url, b"", {})


def test_a_name_with_one_private_address_is_refused(inside: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def both(*_given: object, **_named: object) -> list[tuple[object, ...]]:
        return [(0, 0, 0, "", ("1.1.1.1", 443)), (0, 0, 0, "", ("10.0.0.1", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(InvalidInput) as refused:
        outgoing.post("https://two-faced.example/", b"", {})
    assert refused.value.code == "not_public"
