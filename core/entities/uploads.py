"""What may be uploaded: judged by content and ending together, with limits on what an archive unpacks to."""

import hashlib
import io
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from core.entities import documents, images
from core.errors import Unprocessable
from core.i18n import _
from schemas.lazy import lazy

puremagic = lazy("puremagic")

ZIP, OLE, TEXT = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b""
OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES: Mapping[str, tuple[str, bytes]] = {
    ".pdf": ("application/pdf", b"%PDF-"),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    ".gif": ("image/gif", b"GIF8"),
    ".webp": ("image/webp", b"RIFF"),
    ".docx": (OFFICE + "wordprocessingml.document", ZIP),
    ".xlsx": (OFFICE + "spreadsheetml.sheet", ZIP),
    ".pptx": (OFFICE + "presentationml.presentation", ZIP),
    ".zip": ("application/zip", ZIP),
    ".doc": ("application/msword", OLE),
    ".xls": ("application/vnd.ms-excel", OLE),
    ".ppt": ("application/vnd.ms-powerpoint", OLE),
    ".txt": ("text/plain", TEXT),
    ".csv": ("text/csv", TEXT),
    ".eml": ("message/rfc822", TEXT),
}
"""Endings that are let in: their type, and how their content begins."""

INNER = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}
"""The folder an office file must contain."""

MAX_MEMBERS, MAX_UNPACKED, MAX_NAME = 2_000, 200_000_000, 200
ACTIVE = ("html", "htm", "xhtml", "svg", "xml", "exe", "dll", "js", "php", "swf")
"""Contents that never pass as plain text."""


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: cleaned name, type, size in bytes, SHA-256, and what is to be kept: pictures drawn anew, documents bare."""

    name: str
    type: str
    size: int
    sha256: str
    stream: BinaryIO


def check(filename: str, stream: BinaryIO, max_size: int) -> Checked:
    """Judge an upload and leave its stream at the start; Unprocessable says what is wrong with it."""
    name = clean_name(filename)
    ending = PurePosixPath(name).suffix.lower()
    if ending not in TYPES:
        raise _refused("file-type", _("Files of this kind are not accepted. Send one of: %(endings)s.", endings=", ".join(TYPES)))
    size, digest = _measure(stream, max_size)
    if not size:
        raise _refused("file-empty", _("The file is empty."))
    kind, begins = TYPES[ending]
    head = stream.read(8192)
    stream.seek(0)
    if not head.startswith(begins) or (begins is TEXT and not _is_text(head)) or (ending == ".webp" and head[8:12] != b"WEBP"):
        raise _refused("file-content", _("The content of the file is not what its ending %(ending)s says.", ending=ending))
    if begins is ZIP:
        _check_archive(stream, ending)
    if ending in images.FORMATS:
        stream = images.redraw(stream, ending)
    elif ending in documents.FORMATS:
        stream = documents.bare(stream, ending)
    if ending in images.FORMATS or ending in documents.FORMATS:
        size, digest = _measure(stream, max_size * 2)
    stream.seek(0)
    return Checked(name, kind, size, digest, stream)


def clean_name(filename: str) -> str:
    """Return the last part of a file name without control characters and marks that turn the direction of writing."""
    last = unicodedata.normalize("NFC", filename.replace("\\", "/")).rpartition("/")[2]
    kept = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp")).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[: MAX_NAME - len(ending) - 1]}{dot}{ending}"[-MAX_NAME:] or "file"


def _measure(stream: BinaryIO, max_size: int) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    stream.seek(0)
    while chunk := stream.read(1024 * 1024):
        size += len(chunk)
        if size > max_size:
            raise _refused("file-size", _("The file is too large. At most %(size)s MB are accepted.", size=max_size // 1_000_000))
        digest.update(chunk)
    stream.seek(0)
    return size, digest.hexdigest()


def _is_text(head: bytes) -> bool:
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    found = {match.extension.lstrip(".") for match in _guesses(head)}
    return not found & set(ACTIVE)


def _guesses(head: bytes) -> list[Any]:
    try:
        return list(puremagic.magic_stream(io.BytesIO(head)))
    except (puremagic.PureError, ValueError):
        return []


def _check_archive(stream: BinaryIO, ending: str) -> None:
    """Read the directory of an archive; nothing is unpacked."""
    try:
        members = zipfile.ZipFile(stream).infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise _refused("file-content", _("The archive is damaged.")) from None
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise _refused("file-archive", _("The archive contains too much."))
    if ending in INNER and not any(member.filename.startswith(INNER[ending]) for member in members):
        raise _refused("file-content", _("The content of the file is not what its ending %(ending)s says.", ending=ending))


def _refused(code: str, message: str) -> Unprocessable:
    return Unprocessable(message, errors=[{"pointer": "/file", "code": code, "message": message}])
