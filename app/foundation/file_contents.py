"""What the bytes of a file are, whatever its name says: only the few kinds that may be sent are known here."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from enum import Enum
from io import BytesIO

MOST_ENTRIES = 5_000
ENTRY_READ_BYTES = 200
HEAD_BYTES = 1_024
PDF_END_BYTES = 2_048
DIRECTORY_END_BYTES = 22
"""The length of the record that ends every zip archive without a comment."""

ODT_TYPE = b"application/vnd.oasis.opendocument.text"


class Finding(Enum):
    """What looking into a file has shown."""

    GOOD = "good"
    OTHER = "other"
    PROGRAM = "program"


_PAGE_ANYWHERE = re.compile(rb"<\s*(?:script|html|iframe|foreignobject)[\s>/]|<!doctype\s+html|<\?php|<svg[\s>]", re.I)
_PAGE_AT_START = re.compile(
    rb"\s*(?:<!doctype|<!--|<\?xml|<\?php|<%|#!|MZ|<(?:html|head|body|script|svg|iframe|meta|title|style|link|img|a|div|p)[\s>/])",
    re.I,
)
_TEXT_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_PDF_PROGRAMS = re.compile(rb"/(?:JavaScript|Launch)(?![A-Za-z0-9])")
_PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def picture_ending(content: bytes) -> str | None:
    """``png``, ``jpg``, ``gif`` or ``webp`` by the first bytes."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    return "webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else None


def is_also_something_else(picture: bytes) -> bool:
    """Whether the bytes of a picture can be read as an archive, a PDF or a page as well."""
    if b"%PDF-" in picture[:HEAD_BYTES] or zipfile.is_zipfile(BytesIO(picture)):
        return True
    return _PAGE_ANYWHERE.search(picture) is not None


def look_into(content: bytes, ending: str) -> Finding:
    """Whether the content is what a file with this ending holds; pictures are looked at elsewhere."""
    return _LOOKS[ending](content)


def _pdf(content: bytes) -> Finding:
    is_whole = content.startswith(b"%PDF-") and b"%%EOF" in content[-PDF_END_BYTES:]
    if not is_whole or _PAGE_ANYWHERE.search(content[:HEAD_BYTES]) or zipfile.is_zipfile(BytesIO(content)):
        return Finding.OTHER
    plain = _PDF_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), content)
    return Finding.PROGRAM if _PDF_PROGRAMS.search(plain) else Finding.GOOD


def _text(content: bytes) -> Finding:
    written = _decoded(content)
    if (
        written is None
        or _TEXT_CONTROLS.search(written)
        or _PAGE_AT_START.match(content[:HEAD_BYTES].lstrip(b"\xef\xbb\xbf"))
    ):
        return Finding.OTHER
    is_archive = picture_ending(content) is not None or zipfile.is_zipfile(BytesIO(content))
    return Finding.OTHER if is_archive or written.startswith("%PDF-") else Finding.GOOD


def _decoded(content: bytes) -> str | None:
    """The text, in one of the ways that programs write it: UTF-8, UTF-16 with a mark, or Windows' western one."""
    encodings = ("utf-16",) if content.startswith(_UTF16_MARKS) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _docx(content: bytes) -> Finding:
    return _zipped(content, "word/document.xml")


def _xlsx(content: bytes) -> Finding:
    return _zipped(content, "xl/workbook.xml")


def _odt(content: bytes) -> Finding:
    return _zipped(content, "content.xml", ODT_TYPE)


def _zip(content: bytes) -> Finding:
    return _zipped(content, None)


def _zipped(content: bytes, needed: str | None, kind: bytes | None = None) -> Finding:
    """An archive from its first byte to its last, whose directory is sound; nothing in it is unpacked."""
    is_bare = content.startswith(b"PK\x03\x04") and content[-DIRECTORY_END_BYTES:].startswith(b"PK\x05\x06")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            if not is_bare or len(names) > MOST_ENTRIES or any(_leads_out(name) for name in names):
                return Finding.OTHER
            if kind is not None and _first_words(archive, "mimetype") != kind:
                return Finding.OTHER
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, RuntimeError, NotImplementedError, EOFError):
        return Finding.OTHER
    if needed is None:
        return Finding.GOOD
    if needed not in names or (kind is None and "[Content_Types].xml" not in names):
        return Finding.OTHER
    has_programs = any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names)
    return Finding.PROGRAM if has_programs else Finding.GOOD


def _first_words(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as entry:
        return entry.read(ENTRY_READ_BYTES)


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in re.split(r"[\\/]", name) or ":" in name or "\x00" in name


_LOOKS: dict[str, Callable[[bytes], Finding]] = {
    "pdf": _pdf, "txt": _text, "csv": _text, "docx": _docx, "xlsx": _xlsx, "odt": _odt, "zip": _zip,
}  # fmt: skip
