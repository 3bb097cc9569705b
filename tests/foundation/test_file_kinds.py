"""Which files people may send each other, and which are refused however they call themselves."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from app.domain.errors import BeckonError, InvalidInput, UnsupportedMedia
from app.foundation.file_kinds import NAME_LENGTH, FileGroup, checked_file, checked_name

EVERY = frozenset(FileGroup)
PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << >>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><script>alert(1)</script>"


def picture(kind: str = "PNG", size: tuple[int, int] = (6, 4)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, (20, 90, 30)).save(made, kind)
    return made.getvalue()


def archive(**entries: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as written:
        for name, content in entries.items():
            written.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def office(**more: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in {"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>", **more}.items():
            written.writestr(name, content)
    return made.getvalue()


ODT = archive(mimetype="application/vnd.oasis.opendocument.text", **{"content.xml": "<office/>"})
TAKEN = [
    ("a.png", "image/png", picture()),
    ("a.JPEG", "image/jpeg", picture("JPEG")),
    ("a.webp", "image/webp", picture("WEBP")),
    ("a.gif", "image/gif", picture("GIF")),
    ("report.v1.2.pdf", "application/pdf", PDF),
    ("a.txt", "text/plain", "Größe: 42 €\n".encode()),
    ("from Windows.txt", "text/plain", "Größe".encode("cp1252")),
    ("wide.csv", "application/vnd.ms-excel", "a;b\n1;2\n".encode("utf-16")),
    ("a.csv", "", b"a,b\n1,2\n"),
    ("a.docx", "", office()),
    ("a.odt", "application/vnd.oasis.opendocument.text", ODT),
    ("a.zip", "application/x-zip-compressed", archive(**{"a.txt": "hello"})),
    ("CON.png", "image/png", picture()),
    ("<img src=x onerror=alert(1)>.png", "image/png", picture()),
]


@pytest.mark.parametrize(("name", "declared", "content"), TAKEN, ids=[each[0] for each in TAKEN])
def test_what_people_send_each_other_is_taken(name: str, declared: str, content: bytes) -> None:
    kept = checked_file(content, name, declared, EVERY)

    assert kept.name == name.rpartition(".")[0] + "." + name.rpartition(".")[2].lower()
    assert (kept.width, kept.height) == ((6, 4) if kept.media_type.startswith("image/") else (None, None))


REFUSED = [
    ("x.svg", "image/svg+xml", SVG),
    ("x.png", "image/svg+xml", SVG),
    ("x.png", "image/png", SVG),
    ("x.html", "text/html", HTML),
    ("x.txt", "text/plain", HTML),
    ("x.txt", "text/plain", b"\xef\xbb\xbf <?xml version='1.0'?><svg/>"),
    ("x.txt", "text/plain", b"#!/bin/sh\nrm -rf /"),
    ("x.txt", "text/plain", b"MZ\x90\x00 a program"),
    ("x.txt", "text/plain", b"a\x00b"),
    ("x.pdf", "application/pdf", HTML),
    ("x.pdf", "application/pdf", PDF.replace(b"/Catalog", b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>")),
    ("x.pdf", "application/pdf", PDF.replace(b"/Catalog", b"/OpenAction << /S /J#61vaScript >>")),
    ("x.pdf", "application/pdf", PDF + archive(**{"a.txt": "hidden"})),
    ("x.pdf", "application/pdf", b"%PDF-1.7 cut off"),
    ("x.png", "image/png", picture() + archive(**{"a.class": "hidden"})),
    ("x.png", "image/png", picture() + HTML),
    ("x.gif", "image/gif", picture("GIF") + b"<script>alert(1)</script>"),
    ("x.jpg", "image/jpeg", picture("PNG")),
    ("x.png", "image/jpeg", picture()),
    ("x.png", "image/png", picture()[:40]),
    ("x.png", "image/png", b""),
    ("x.docx", "", archive(**{"a.txt": "no document"})),
    ("x.docx", "", office(**{"word/vbaProject.bin": "a macro"})),
    ("x.docx", "", b"#!/bin/sh\n" + office()),
    ("x.docx", "", office() + b"more"),
    ("x.zip", "", archive(**{"../../etc/passwd": "out"})),
    ("x.exe", "application/octet-stream", b"MZ"),
    ("x.png.", "image/png", picture()),
    ("x.png::$DATA", "image/png", picture()),
    ("noending", "image/png", picture()),
    ("x.html.png", "image/png", picture()),
    ("x.PHP.pdf", "application/pdf", PDF),
    ("x\x00.png", "image/png", picture()),
    ("x\u202egnp.png", "image/png", picture()),
    ("x\r\n.png", "image/png", picture()),
]


@pytest.mark.parametrize(("name", "declared", "content"), REFUSED)
def test_whatever_hides_what_it_is_is_refused_by_name(name: str, declared: str, content: bytes) -> None:
    with pytest.raises(BeckonError) as refusal:
        checked_file(content, name, declared, EVERY)

    assert isinstance(refusal.value, UnsupportedMedia | InvalidInput)
    assert (refusal.value.field, "\u202e" in refusal.value.message) == ("file", False)
    assert name[:1] in refusal.value.message


def test_a_kind_that_is_switched_off_is_refused() -> None:
    with pytest.raises(UnsupportedMedia, match=r"a\.zip"):
        checked_file(archive(**{"a.txt": "hello"}), "a.zip", "application/zip", EVERY - {FileGroup.ZIP})


def test_a_name_is_a_name_and_no_path_and_has_room() -> None:
    assert checked_name("../../../app/a picture.png") == "a picture.png"
    assert checked_name("C:\\fakepath\\.png") == "file.png"
    assert checked_name("n" * 5000 + ".png") == "n" * (NAME_LENGTH - 4) + ".png"
    assert checked_name("名前 😀.pdf") == "名前 😀.pdf"


def test_a_large_photograph_is_made_smaller() -> None:
    photo = picture("JPEG", (6000, 4000))

    kept = checked_file(photo, "photo.jpg", "image/jpeg", EVERY)

    assert (kept.width, kept.height) == (3000, 2000)
