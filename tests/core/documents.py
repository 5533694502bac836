"""Documents that tell who made them, written for tests."""

import io
import struct
import zipfile
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

MARKER = "Wilhelmina Verity"
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def pdf(said: str = MARKER, *, password: str | None = None, pages: int = 1) -> bytes:
    """Return a PDF whose information, XMP and a picture name somebody."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    writer.add_metadata({"/Author": said})
    xmp = StreamObject()
    xmp.set_data(f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{said}</x:xmpmeta>".encode())
    writer._root_object[NameObject("/Metadata")] = writer._add_object(xmp)
    kept = writer._add_object(DictionaryObject({NameObject(f"/{said.split()[0]}"): writer._add_object(DictionaryObject())}))
    writer.pages[0][NameObject("/PieceInfo")] = writer._add_object(DictionaryObject({NameObject("/Drawing"): kept}))
    if password is not None:
        writer.encrypt(password, owner_password="owner")
    return _written(writer)


def revised(data: bytes, said: str = MARKER) -> bytes:
    """Return a PDF that was changed after somebody had signed its information, in the way that keeps the earlier bytes."""
    writer = PdfWriter(io.BytesIO(data), incremental=True)
    writer.add_metadata({"/Author": "Somebody else", "/Title": said})
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pages_of(data: bytes) -> int:
    return len(PdfReader(io.BytesIO(data)).pages)


def office(folder: str = "word", said: str = MARKER, **more: bytes) -> bytes:
    """Return an Office archive whose properties name somebody."""
    about = f"<p><creator>{said}</creator></p>".encode()
    parts: dict[str, bytes] = {f"docProps/{name}.xml": about for name in ("core", "app", "custom")}
    parts |= {
        "[Content_Types].xml": b"<Types/>",
        f"{folder}/document.xml": b"<w>The offer</w>",
        "docProps/thumbnail.jpeg": said.encode(),
        **more,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def compound(said: str = MARKER) -> bytes:
    """Return an old Office file: a table of sectors, a directory of two streams, of which one is the summary."""
    summary, text = said.encode().ljust(128, b"."), b"The offer".ljust(64, b".")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 2, 1, END, 0, 0) + struct.pack("<I", FREE) * 108
    entries = (
        _entry("Root Entry", 5, child=1, start=3, size=192),
        _entry("\x05SummaryInformation", 2, right=2, start=0, size=128),
        _entry("WordDocument", 2, start=2, size=64),
        bytes(128),
    )
    return header + _sectors([TABLE, END, END, END]) + b"".join(entries) + _sectors([1, END, END]) + (summary + text).ljust(512, b"\0")


def _sectors(chain: list[int]) -> bytes:
    return struct.pack("<128I", *chain, *[FREE] * (128 - len(chain)))


def _entry(name: str, kind: int, **known: Any) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    tree = (FREE, known.get("right", FREE), known.get("child", FREE))
    return written.ljust(64, b"\0") + struct.pack("<HBBIII36xIQ", len(written), kind, 1, *tree, known["start"], known["size"])
