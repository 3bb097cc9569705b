"""Which files people may send each other: a few kinds, whose name, declared type and content have to agree.

Everything else is refused before it is kept, with a sentence that names the file. Nothing here knows requests, settings
or the disk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import InvalidInput, UnsupportedMedia
from app.domain.translation import N_
from app.foundation import file_contents
from app.foundation.text import clean_line, cut
from app.foundation.uploads import verified_picture

NAME_LENGTH = 200
NAME_SHOWN_LENGTH = 80
FIELD = "file"


class FileGroup(StrEnum):
    """What an administrator allows or not; stored by its value."""

    PICTURES = "pictures"
    PDF = "pdf"
    TEXT = "text"
    OFFICE = "office"
    ZIP = "zip"


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file: its media type, and what browsers call it besides."""

    group: FileGroup
    media_type: str
    declared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be kept. ``width`` and ``height`` are those of a picture, in pixels."""

    name: str
    media_type: str
    content: bytes
    width: int | None = None
    height: int | None = None


_OFFICE = "application/vnd.openxmlformats-officedocument."
_ZIPPED = ("application/zip", "application/x-zip-compressed")
KINDS: dict[str, FileKind] = {
    "png": FileKind(FileGroup.PICTURES, "image/png"),
    "jpg": FileKind(FileGroup.PICTURES, "image/jpeg", ("image/jpg", "image/pjpeg")),
    "jpeg": FileKind(FileGroup.PICTURES, "image/jpeg", ("image/jpg", "image/pjpeg")),
    "gif": FileKind(FileGroup.PICTURES, "image/gif"),
    "webp": FileKind(FileGroup.PICTURES, "image/webp"),
    "pdf": FileKind(FileGroup.PDF, "application/pdf", ("application/x-pdf",)),
    "txt": FileKind(FileGroup.TEXT, "text/plain"),
    "csv": FileKind(FileGroup.TEXT, "text/csv", ("text/plain", "application/csv", "application/vnd.ms-excel")),
    "docx": FileKind(FileGroup.OFFICE, _OFFICE + "wordprocessingml.document", _ZIPPED),
    "xlsx": FileKind(FileGroup.OFFICE, _OFFICE + "spreadsheetml.sheet", _ZIPPED),
    "odt": FileKind(FileGroup.OFFICE, "application/vnd.oasis.opendocument.text", _ZIPPED),
    "zip": FileKind(FileGroup.ZIP, "application/zip", ("application/x-zip-compressed", "multipart/x-zip")),
}
"""By the ending of the name."""

UNSAID = ("", "application/octet-stream")
"""What a browser says that does not know the type."""

_SWITCHES_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_RUNS = frozenset({
    "apk", "app", "bat", "chm", "class", "cmd", "com", "cpl", "dll", "dmg", "docm", "exe", "hta", "htm", "html",
    "iso", "jar", "js", "jse", "lnk", "mht", "mhtml", "mjs", "msi", "msp", "ps1", "php", "phtml", "pif", "pl",
    "py", "rb", "reg", "scr", "sh", "shtml", "svg", "svgz", "swf", "url", "vb", "vbe", "vbs", "wasm", "wsf",
    "xhtml", "xlsm", "xml", "xsl"
})  # fmt: skip
"""Endings of files that run or are shown as pages; before another ending they are there to deceive."""


def checked_name(file_name: str) -> str:
    """The last part of a file's name, fit to be shown; raises InvalidInput for one that hides what it is."""
    shown = _shown(file_name)
    if _CONTROLS.search(file_name) or _SWITCHES_DIRECTION.search(file_name):
        raise InvalidInput(
            N_("the name of “%(name)s” has hidden characters in it; rename the file and send it again"),
            field=FIELD,
            code="file_name_refused",
            values={"name": shown},
        )
    stem, _dot, ending = clean_line(re.split(r"[\\/]", file_name)[-1], len(file_name)).rpartition(".")
    if any(part.strip().lower() in _RUNS for part in stem.split(".")[1:]):
        raise InvalidInput(
            N_("“%(name)s” has a name with two endings; rename the file and send it again"),
            field=FIELD,
            code="file_name_refused",
            values={"name": shown},
        )
    kept = cut(stem.strip(" ."), NAME_LENGTH - 1 - len(ending)) if len(ending) < NAME_SHOWN_LENGTH else ""
    return f"{kept or 'file'}.{ending.lower()}"


def checked_file(content: bytes, file_name: str, declared: str, allowed: frozenset[FileGroup]) -> CheckedFile:
    """The file as it may be kept, pictures written anew; raises UnsupportedMedia or InvalidInput naming it.

    ``declared`` is the media type that the browser says.
    """
    name = checked_name(file_name)
    ending = name.rpartition(".")[2]
    kind = KINDS.get(ending)
    if kind is None or kind.group not in allowed:
        raise _refused(
            N_("“%(name)s” cannot be sent: files of this kind are not accepted here"), "file_kind_refused", name
        )
    if not content:
        raise InvalidInput(N_("“%(name)s” is empty"), field=FIELD, code="file_empty", values={"name": _shown(name)})
    said = declared.partition(";")[0].strip().lower()
    if said not in (kind.media_type, *kind.declared, *UNSAID):
        raise _not_what_it_says(name)
    return (
        _checked_picture(content, name, ending, kind)
        if kind.group is FileGroup.PICTURES
        else _checked(content, name, ending, kind)
    )


def _checked(content: bytes, name: str, ending: str, kind: FileKind) -> CheckedFile:
    finding = file_contents.look_into(content, ending)
    if finding is file_contents.Finding.PROGRAM:
        raise _refused(N_("“%(name)s” cannot be sent, because there is a program in it"), "file_active", name)
    if finding is not file_contents.Finding.GOOD:
        raise _not_what_it_says(name)
    return CheckedFile(name, kind.media_type, content)


def _checked_picture(content: bytes, name: str, ending: str, kind: FileKind) -> CheckedFile:
    if file_contents.is_also_something_else(content):
        raise _not_what_it_says(name)
    plain = "jpg" if ending == "jpeg" else ending
    if file_contents.picture_ending(content) != plain:
        raise _not_what_it_says(name)
    try:
        picture = verified_picture(content, plain)
    except InvalidInput as error:
        raise InvalidInput(
            N_("“%(name)s” is damaged, or it has too many pixels to be shown"),
            field=FIELD,
            code="file_damaged",
            values={"name": _shown(name)},
        ) from error
    return CheckedFile(name, kind.media_type, picture.content, picture.width, picture.height)


def _not_what_it_says(name: str) -> UnsupportedMedia:
    return _refused(
        N_("“%(name)s” cannot be sent, because its content is not what its name says"), "file_mismatch", name
    )


def _refused(message: str, code: str, name: str) -> UnsupportedMedia:
    return UnsupportedMedia(message, field=FIELD, code=code, values={"name": _shown(name)})


def _shown(name: str) -> str:
    """The name as a sentence may quote it: nothing invisible, and not too long."""
    plain = _SWITCHES_DIRECTION.sub("", _CONTROLS.sub("", name))
    return cut(clean_line(re.split(r"[\\/]", plain)[-1], len(plain) + 1), NAME_SHOWN_LENGTH)
