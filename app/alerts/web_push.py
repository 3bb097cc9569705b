"""Push messages for browsers: sealed for one browser (RFC 8291, RFC 8188) and signed by this installation (RFC 8292).

The two are short, and the libraries that exist bring several others along; so this is the RFCs' own arithmetic on
``cryptography``, held against the example of RFC 8291, appendix A.
"""

from __future__ import annotations

import base64
import os
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import orjson
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.foundation.configuration import configuration
from app.foundation.secrets import derived

RECORD_SIZE = 4096
LARGEST_MESSAGE = 3000
SIGNATURE_LIFETIME = timedelta(hours=12)
CURVE = ec.SECP256R1()
CURVE_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
LAST_RECORD = b"\x02"


def sealed(
    message: bytes,
    browser_key: str,
    browser_secret: str,
    *,
    own_key: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body of a push message that only the browser with these keys can read; ``own_key`` is for one message."""
    if len(message) > LARGEST_MESSAGE:
        raise ValueError(f"a push message has at most {LARGEST_MESSAGE} bytes")
    own_key, salt = own_key or ec.generate_private_key(CURVE), salt or os.urandom(16)
    theirs = unpacked(browser_key)
    shared = own_key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
    ours = _point(own_key.public_key())
    secret = _expand(_extract(unpacked(browser_secret), shared), b"WebPush: info\x00" + theirs + ours, 32)
    begun = _extract(salt, secret)
    key = _expand(begun, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _expand(begun, b"Content-Encoding: nonce\x00", 12)
    head = salt + RECORD_SIZE.to_bytes(4, "big") + len(ours).to_bytes(1, "big") + ours
    return head + AESGCM(key).encrypt(nonce, message + LAST_RECORD, None)


def authorization(endpoint: str, now: datetime) -> str:
    """The header by which a push service knows this installation."""
    parts = urlsplit(endpoint)
    base = urlsplit(configuration().base_url)
    contact = base.geturl() if base.scheme == "https" else f"mailto:admin@{base.hostname}"
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + SIGNATURE_LIFETIME).timestamp()),
        "sub": contact,
    }
    signed = f"{packed(orjson.dumps({'typ': 'JWT', 'alg': 'ES256'}))}.{packed(orjson.dumps(claims))}"
    r, s = decode_dss_signature(_installation_key().sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    signature = packed(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={signed}.{signature}, k={public_key()}"


def public_key() -> str:
    """The key that a browser is given when it subscribes."""
    return packed(_point(_installation_key().public_key()))


def packed(value: bytes) -> str:
    """Base64 as addresses and tokens carry it."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    """What ``packed`` made a text of."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _installation_key() -> ec.EllipticCurvePrivateKey:
    """Found again from the installation's secret, so that every process and every restored backup has the same."""
    return ec.derive_private_key(int(derived("web_push", "key"), 16) % (CURVE_ORDER - 1) + 1, CURVE)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _extract(salt: bytes, material: bytes) -> bytes:
    return _hmac(salt, material)


def _expand(key: bytes, info: bytes, length: int) -> bytes:
    """HKDF's second step (RFC 5869) for one block, which is all that is needed here."""
    return _hmac(key, info + b"\x01")[:length]


def _hmac(key: bytes, message: bytes) -> bytes:
    maker = hmac.HMAC(key, hashes.SHA256())
    maker.update(message)
    return maker.finalize()
