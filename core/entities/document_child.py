"""Reads one document from standard input and writes it without what it says about its makers; run by `documents.py`.

A hostile document can only exhaust this process: memory and time are limited before the first byte is read.
"""

import io
import resource
import sys
import zipfile
from collections.abc import Callable, Mapping

import olefile
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, PdfObject

MEMORY, SECONDS = 1_000_000_000, 20
MAX_UNPACKED = 200_000_000

ABOUT = "docProps/"
"""The folder of an Office archive that tells author, company, times, template and printer."""
EMPTY_PARTS: Mapping[str, str] = {
    "core": '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "app": '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "custom": '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
}
HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
THUMBNAIL_TYPES = (".jpeg", ".jpg", ".png", ".wmf", ".emf")
NO_DAY = (1980, 1, 1, 0, 0, 0)

SUMMARIES = ("\x05SummaryInformation", "\x05DocumentSummaryInformation")
"""The streams of an old Office file that tell the same."""
NO_PROPERTIES = b"\xfe\xff" + bytes(22) + b"\x01\0\0\0" + bytes(16) + b"\x30\0\0\0" + b"\x08\0\0\0" + bytes(4)
"""A property set that has none."""

PDF_SAYS = ("/Metadata", "/PieceInfo", "/LastModified")


class Locked(Exception):
    """The document cannot be read without its password."""


def bare_pdf(data: bytes) -> bytes:
    """Return a PDF without its information dictionary, XMP and private data of programs, and without earlier revisions of it."""
    if b"/ByteRange" in data:
        return data
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Locked
    writer = PdfWriter(clone_from=reader)
    for known in writer._objects:
        _say_nothing(known)
    # Only what is still pointed at is copied: the second copy leaves behind what was taken off the first.
    return _written(PdfWriter(clone_from=PdfReader(io.BytesIO(_written(writer)))))


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.metadata = None
    writer.write(out)
    return out.getvalue()


def _say_nothing(known: PdfObject | None) -> None:
    if isinstance(known, DictionaryObject):
        for name in PDF_SAYS:
            known.pop(name, None)


def bare_archive(data: bytes) -> bytes:
    """Return an Office archive with empty properties; a signed one stays as it is."""
    out, left = io.BytesIO(), MAX_UNPACKED
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        members = given.infolist()
        if any(member.filename.startswith("_xmlsignatures/") for member in members):
            return data
        for member in members:
            content = given.read(member)
            left -= len(content)
            if left < 0:
                raise MemoryError
            made.writestr(zipfile.ZipInfo(member.filename, NO_DAY), _part(member.filename, content), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _part(name: str, content: bytes) -> bytes:
    if not name.startswith(ABOUT):
        return content
    if name.lower().endswith(THUMBNAIL_TYPES):
        return b""
    empty = EMPTY_PARTS.get(name.removeprefix(ABOUT).removesuffix(".xml"))
    return (HEADER + empty).encode() if empty else content


def bare_compound(data: bytes) -> bytes:
    """Return an old Office file with empty properties, of the same length."""
    kept = io.BytesIO(data)
    with olefile.OleFileIO(kept, write_mode=True) as found:
        for path in found.listdir():
            if path[-1] in SUMMARIES:
                found.write_stream(path, NO_PROPERTIES[: found.get_size(path)].ljust(found.get_size(path), b"\0"))
    return kept.getvalue()


KINDS: Mapping[str, Callable[[bytes], bytes]] = {"pdf": bare_pdf, "archive": bare_archive, "compound": bare_compound}


def main(kind: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        sys.stdout.buffer.write(KINDS[kind](sys.stdin.buffer.read()))
    except Locked:
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
