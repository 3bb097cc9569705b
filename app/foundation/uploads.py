"""Uploaded pictures: verified before anything is kept, and named by their content."""

from __future__ import annotations

import hashlib
import io
import re
import secrets
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from app.domain.errors import InvalidInput, NotFound, StorageFull, TooLarge, UnsupportedMedia
from app.domain.translation import N_
from app.foundation.configuration import configuration
from app.foundation.file_contents import picture_ending

FILES_PATH = "/embed/files/"
BYTES_LIMIT = 5 * 1024 * 1024
PIXEL_LIMIT = 16_000_000
PHOTO_PIXEL_LIMIT = 64_000_000
FRAME_LIMIT = 300
ANIMATION_LIMIT = 60_000_000
"""The pixels of all frames of an animation together, which is what showing it costs a browser."""

_ENDINGS = {"png": "png", "jpg": "jpg", "jpeg": "jpg", "gif": "gif", "webp": "webp"}
_FORMATS = {"png": "PNG", "jpg": "JPEG", "gif": "GIF", "webp": "WEBP"}
_KINDS = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}
_FILE_NAME = re.compile(r"[0-9a-f]{32}\.(?:png|jpg|gif|webp)")
_STILL = "-still.png"
_DAMAGED = (
    UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning, OSError, SyntaxError,
    ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError, ZeroDivisionError, MemoryError, struct.error,
)  # fmt: skip
"""What Pillow raises on damaged files, which depends on the format and on where they are damaged."""


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """An uploaded picture: its name below ``FILES_PATH``, its size in pixels, and whether it moves."""

    name: str
    width: int
    height: int
    is_animated: bool

    @property
    def address(self) -> str:
        """Its path on this server."""
        return FILES_PATH + self.name


@dataclass(frozen=True, slots=True)
class VerifiedPicture:
    """A picture that could be read to its end, as it may be kept, and its size in pixels."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ServedFile:
    """The bytes of a file with their media type."""

    content: bytes
    kind: str


def is_file_name(name: str) -> bool:
    """Whether an uploaded picture can have this name."""
    return _FILE_NAME.fullmatch(name) is not None


def store_picture(content: bytes, file_name: str, declared: str) -> StoredPicture:
    """Keep a picture (png, jpeg, gif or webp) and say what it is; the same picture twice is one file.

    ``file_name`` and ``declared`` (the media type) are what the browser says of it; both have to agree with the
    content. Still pictures are written anew, which leaves out place, camera and whatever else was hidden in them;
    animations are kept as they are once every frame could be read. Raises TooLarge, UnsupportedMedia or InvalidInput.
    """
    if len(content) > BYTES_LIMIT:
        raise TooLarge(
            N_("a picture may have at most %(limit)s MB"), field="picture", values={"limit": BYTES_LIMIT // 1024**2}
        )
    ending = _agreed_ending(content, file_name, declared)
    stored, files = _read_whole(content, ending)
    for name, kept in files.items():
        _put(name, kept)
    return stored


def verified_picture(content: bytes, ending: str) -> VerifiedPicture:
    """A picture as ``store_picture`` would keep it, without keeping it; ``ending`` is png, jpg, gif or webp.

    Raises InvalidInput for one that is damaged or has too many pixels. A photograph of up to ``PHOTO_PIXEL_LIMIT``
    pixels is made smaller instead.
    """
    stored, files = _read_whole(content, ending, photo_limit=PHOTO_PIXEL_LIMIT)
    return VerifiedPicture(files[stored.name], stored.width, stored.height)


def stored_file(name: str, *, still: bool = False) -> ServedFile:
    """A stored picture by its name; of an animation its first frame with ``still``. Raises NotFound."""
    if not is_file_name(name):
        raise NotFound(N_("there is no such file"))
    stem, ending = name.split(".")
    folder = _folder()
    if still and (folder / (stem + _STILL)).is_file():
        return ServedFile((folder / (stem + _STILL)).read_bytes(), _KINDS["png"])
    try:
        return ServedFile((folder / name).read_bytes(), _KINDS[ending])
    except OSError as error:
        raise NotFound(N_("there is no such file")) from error


def has_file(name: str) -> bool:
    """Whether a picture of that name is stored here."""
    return is_file_name(name) and (_folder() / name).is_file()


def _agreed_ending(content: bytes, file_name: str, declared: str) -> str:
    _stem, dot, ending = file_name.rpartition(".")
    by_name = _ENDINGS.get(ending.lower()) if dot else None
    by_type = next((ending for ending, kind in _KINDS.items() if kind == declared.lower()), None)
    if by_name is None or by_name != by_type or by_name != picture_ending(content):
        raise UnsupportedMedia(N_("only PNG, JPEG, GIF and WebP pictures can be uploaded"), field="picture")
    return by_name


def _read_whole(
    content: bytes, ending: str, *, photo_limit: int = PIXEL_LIMIT
) -> tuple[StoredPicture, dict[str, bytes]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _looked_at(content, ending, photo_limit)
    except _DAMAGED as error:
        raise InvalidInput(N_("the picture is damaged or cannot be read"), field="picture") from error


def _looked_at(content: bytes, ending: str, photo_limit: int) -> tuple[StoredPicture, dict[str, bytes]]:
    """Measure before any pixel is decoded, then decode all; what is to be kept, by file name."""
    with Image.open(io.BytesIO(content), formats=[_FORMATS[ending]]) as picture:
        width, height = picture.size
        if ending == "jpg" and PIXEL_LIMIT < width * height <= photo_limit:
            picture.draft("RGB", (width // 2, height // 2))  # the decoder leaves pixels out, which costs less than all
            width, height = picture.size
        frames = int(getattr(picture, "n_frames", 1))
        if width * height > PIXEL_LIMIT or frames > FRAME_LIMIT or frames * width * height > ANIMATION_LIMIT:
            raise _too_large()
        return _written(picture, ending) if frames == 1 else _kept(picture, content, ending)


def _written(picture: Image.Image, ending: str) -> tuple[StoredPicture, dict[str, bytes]]:
    """A still picture, written anew without what came along with it."""
    upright = ImageOps.exif_transpose(picture)
    plain = _in_mode(upright, ending)
    plain.info.clear()
    made = io.BytesIO()
    plain.save(made, _FORMATS[ending], **({"quality": 88} if ending in ("jpg", "webp") else {}))
    name = _named(made.getvalue(), ending)
    return StoredPicture(name, *plain.size, is_animated=False), {name: made.getvalue()}


def _kept(picture: Image.Image, content: bytes, ending: str) -> tuple[StoredPicture, dict[str, bytes]]:
    """An animation, as it came; every frame has been read, and its first one stands beside it."""
    decoded = 0
    for frame in ImageSequence.Iterator(picture):
        frame.load()
        decoded += frame.width * frame.height  # a frame may be larger than the picture said it was
        if decoded > ANIMATION_LIMIT:
            raise _too_large()
    picture.seek(0)
    still = io.BytesIO()
    picture.convert("RGBA").save(still, "PNG")
    size = picture.size
    name = _named(content, ending)
    files = {name.split(".")[0] + _STILL: still.getvalue(), name: content}
    return StoredPicture(name, *size, is_animated=True), files


def _in_mode(picture: Image.Image, ending: str) -> Image.Image:
    """The picture in colours that its format and every browser knows."""
    if ending == "jpg":
        return picture.convert("RGB")
    has_transparency = "A" in picture.getbands() or "transparency" in picture.info
    return picture.convert("RGBA" if has_transparency else "RGB")


def _named(content: bytes, ending: str) -> str:
    return f"{hashlib.sha256(content).hexdigest()[:32]}.{ending}"


def _put(name: str, content: bytes) -> None:
    """Write a file whole or not at all; one that is there already has the same content, because its name says so."""
    folder = _folder()
    if (folder / name).exists():
        return
    part = folder / f".part-{secrets.token_hex(8)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(folder / name)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StorageFull(N_("the picture could not be stored; the disk may be full")) from error


def _folder() -> Path:
    return configuration().instance_path / "uploads"


def _too_large() -> InvalidInput:
    return InvalidInput(
        N_("the picture is too large: at most %(pixels)s million pixels and %(frames)s frames"),
        field="picture",
        values={"pixels": PIXEL_LIMIT // 1_000_000, "frames": FRAME_LIMIT},
    )
