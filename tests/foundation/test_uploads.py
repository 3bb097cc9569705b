"""Uploaded pictures: what is taken, what is refused, and what is left of them."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from app.domain.errors import BeckonError, InvalidInput, NotFound, TooLarge, UnsupportedMedia
from app.foundation import uploads
from app.foundation.configuration import Configuration

KINDS = {"PNG": ("image/png", "a.png"), "JPEG": ("image/jpeg", "a.jpeg"), "WEBP": ("image/webp", "a.webp")}
GIF = ("image/gif", "a.gif")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    """An installation that has only its folder."""
    app = Flask("uploads")
    app.extensions["beckon.configuration"] = Configuration(instance_path=tmp_path, database_url="", secret_key="")
    with app.app_context():
        yield tmp_path / "uploads"


def picture(kind: str, size: tuple[int, int] = (6, 4), **said: object) -> bytes:
    """A picture of one colour."""
    made = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(made, kind, **said)
    return made.getvalue()


def animation(frames: int, kind: str = "GIF", size: tuple[int, int] = (8, 8)) -> bytes:
    """A picture that moves."""
    shades = [Image.new("RGB", size, (shade * 40 % 256, shade % 256, 90)) for shade in range(frames)]
    made = io.BytesIO()
    shades[0].save(made, kind, save_all=True, append_images=shades[1:], duration=50, loop=0)
    return made.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that say they are a huge picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_kept_under_a_name_of_its_content(kind: str) -> None:
    declared, name = KINDS[kind]

    first = uploads.store_picture(picture(kind), name, declared)
    second = uploads.store_picture(picture(kind), "another " + name, declared)

    assert first == second
    assert (first.width, first.height, first.is_animated) == (6, 4, False)
    assert first.address == f"/embed/files/{first.name}"
    assert uploads.is_file_name(first.name)
    served = uploads.stored_file(first.name)
    assert (served.kind, Image.open(io.BytesIO(served.content)).size) == (declared, (6, 4))


def test_where_and_with_what_it_was_taken_is_not_kept() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112], exif[0x8298] = "Camera of Ada", 6, "GPS 48.1 N"

    stored = uploads.store_picture(picture("JPEG", exif=exif), "a.jpg", "image/jpeg")

    content = uploads.stored_file(stored.name).content
    assert b"Camera of Ada" not in content
    assert b"GPS" not in content
    assert (stored.width, stored.height) == (4, 6)


def test_what_stands_behind_the_picture_is_not_kept() -> None:
    stored = uploads.store_picture(picture("PNG") + b"<script>alert(1)</script>", "a.png", "image/png")

    assert b"script" not in uploads.stored_file(stored.name).content


@pytest.mark.parametrize(("kind", "said"), [("GIF", GIF), ("WEBP", KINDS["WEBP"])])
def test_what_moves_is_kept_as_it_came_with_a_still_picture_at_the_same_address(
    kind: str, said: tuple[str, str]
) -> None:
    content = animation(5, kind)

    stored = uploads.store_picture(content, said[1], said[0])

    assert stored.is_animated
    assert uploads.stored_file(stored.name).content == content
    still = uploads.stored_file(stored.name, still=True)
    assert (still.kind, Image.open(io.BytesIO(still.content)).size) == ("image/png", (8, 8))


def test_a_picture_that_does_not_move_is_its_own_still_picture() -> None:
    stored = uploads.store_picture(picture("PNG"), "a.png", "image/png")

    assert uploads.stored_file(stored.name, still=True) == uploads.stored_file(stored.name)


@pytest.mark.parametrize(
    ("content", "name", "declared", "refusal"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "x.svg", "image/svg+xml", UnsupportedMedia),
        (b"<script>alert(1)</script>", "x.html", "text/html", UnsupportedMedia),
        (b"<script>alert(1)</script>", "x.png", "image/png", UnsupportedMedia),
        (picture("PNG"), "x.gif", "image/gif", UnsupportedMedia),
        (picture("PNG"), "x.png", "image/jpeg", UnsupportedMedia),
        (picture("PNG"), "x.html", "image/png", UnsupportedMedia),
        (picture("PNG"), "png", "image/png", UnsupportedMedia),
        (picture("PNG"), "x.png::$DATA", "image/png", UnsupportedMedia),
        (picture("PNG"), "", "", UnsupportedMedia),
        (b"", "x.png", "image/png", UnsupportedMedia),
        (b"\x89PNG\r\n\x1a\n", "x.png", "image/png", InvalidInput),
        (picture("PNG")[:45], "x.png", "image/png", InvalidInput),
        (animation(4)[:-30], "x.gif", "image/gif", InvalidInput),
        (b"GIF89a<script>alert(1)</script>", "x.gif", "image/gif", InvalidInput),
        (b"RIFF\0\0\0\0WEBPVP8 ", "x.webp", "image/webp", InvalidInput),
        (b"\xff\xd8\xff\xe0", "x.jpg", "image/jpeg", InvalidInput),
        (png_that_claims(60_000, 60_000), "x.png", "image/png", InvalidInput),
        (png_that_claims(5_000, 5_000), "x.png", "image/png", InvalidInput),
        (animation(uploads.FRAME_LIMIT + 1), "x.gif", "image/gif", InvalidInput),
        (picture("PNG") + b"\0" * uploads.BYTES_LIMIT, "x.png", "image/png", TooLarge),
    ],
    ids=[
        "svg", "html", "html called png", "png called gif", "png declared jpeg", "png called html", "no ending",
        "windows stream", "nothing said", "empty", "only the beginning", "cut", "cut animation", "gif polyglot",
        "empty webp", "empty jpeg", "pixel bomb", "too many pixels", "frame bomb", "too many bytes",
    ],
)  # fmt: skip
def test_what_is_no_small_honest_picture_is_refused_and_leaves_no_file(
    folder: Path, content: bytes, name: str, declared: str, refusal: type[BeckonError]
) -> None:
    with pytest.raises(refusal) as refused:
        uploads.store_picture(content, name, declared)

    assert refused.value.field == "picture"
    assert not folder.exists() or list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["../config.toml", "..%2fconfig.toml", "a.png", "", "0" * 32, "0" * 32 + ".svg", "0" * 32 + ".png"]
)
def test_only_stored_pictures_have_an_address(folder: Path, name: str) -> None:
    folder.parent.joinpath("config.toml").write_text("secret")

    with pytest.raises(NotFound):
        uploads.stored_file(name)
