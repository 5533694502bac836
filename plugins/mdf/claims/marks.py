"""Proof that was shown before: the same photo, the same file, the same invoice, in whatever claim of whatever partner.

Only the vendor's people learn of it. A photo is known by a difference hash of 64 bits: smaller, brighter or saved anew it stays nearly
the same, so photos whose hashes differ in few bits are the same picture.
"""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

import sqlalchemy as sa

from hansa import behind, clock, db, files, lazy, put
from plugins.mdf.models import Mark
from plugins.mdf.tasks import COMPARE

pil = lazy("PIL.Image")
SIDE = 8
NEAR = 5
"""Bits in which two hashes of the same picture may differ."""
LARGEST = 40_000_000
"""Pixels; a picture beyond that is compared by its bytes alone."""
FLAT = 4
"""A hash with fewer bits set, or cleared, is of a picture without a motif: all of them would look alike."""
MOST = 20


def photo_hash(stream: BinaryIO) -> str | None:
    """Return the difference hash of a picture as 16 hexadecimal digits; None for what is none, or has no motif."""
    try:
        with pil.open(stream) as picture:
            if picture.width * picture.height > LARGEST:
                return None
            small = picture.convert("L").resize((SIDE + 1, SIDE))
    except (OSError, ValueError, SyntaxError):
        return None
    pixels = small.tobytes()
    bits = [pixels[row * (SIDE + 1) + at] < pixels[row * (SIDE + 1) + at + 1] for row in range(SIDE) for at in range(SIDE)]
    value = sum(bit << place for place, bit in enumerate(bits))
    return f"{value:016x}" if FLAT <= value.bit_count() <= SIDE * SIDE - FLAT else None


def distance(one: str, other: str) -> int:
    """Return in how many bits two hashes differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def invoice_key(vendor: str, number: str) -> str:
    """Return what an invoice is known by: supplier and number without case, blanks and signs."""
    return "/".join("".join(sign for sign in text.casefold() if sign.isalnum()) for text in (vendor, number))


def doubts_about(record: Any, entity: str) -> list[dict[str, Any]]:
    """Compare the files of a record, and receipts where it has some, with all that was shown before; keep what they are known by."""
    found = list(_of_files(files.list_for(record))) + list(_of_receipts(getattr(record, "receipts", None) or ()))
    with behind(COMPARE):
        hits = [hit for kind, value in found for hit in _before(kind, value, record.id)]
        rows = [
            {"kind": kind, "value": value, "holder_id": record.partner_id, "entity": entity, "record_id": record.id, "seen_at": clock.now()}
            for kind, value in dict.fromkeys(found)
        ]  # fmt: skip
        if rows:
            put(Mark, rows, unless=("program_id", "kind", "value", "record_id"))
    return _once(hits, record.partner_id)[:MOST]


def _of_files(shown: Iterable[Any]) -> Iterable[tuple[str, str]]:
    for file in shown:
        yield "file", file.sha256
        if file.type.startswith("image/"):
            with files.open_file(file) as stream:
                value = photo_hash(stream)
            if value is not None:
                yield "photo", value


def _of_receipts(rows: Iterable[Any]) -> Iterable[tuple[str, str]]:
    for row in rows:
        yield "invoice", invoice_key(row["vendor"], row["number"])


def _before(kind: str, value: str, record_id: uuid.UUID) -> list[tuple[str, Any]]:
    wanted = sa.select(Mark.value, Mark.entity, Mark.record_id, Mark.holder_id, Mark.seen_at).where(
        Mark.kind == kind, Mark.record_id != record_id
    )
    if kind != "photo":
        return [(kind, row) for row in db.session.execute(wanted.where(Mark.value == value).limit(MOST))]
    pieces = [sa.func.substr(Mark.value, at, 2) == value[at - 1 : at + 1] for at in range(1, 2 * SIDE, 2)]
    return [(kind, row) for row in db.session.execute(wanted.where(sa.or_(*pieces))) if distance(row.value, value) <= NEAR]


def _once(hits: Sequence[tuple[str, Any]], own: uuid.UUID) -> list[dict[str, Any]]:
    """Return each record that showed it before once, with all that it shares."""
    found: dict[uuid.UUID, dict[str, Any]] = {}
    for kind, row in hits:
        entry = found.setdefault(
            row.record_id, {"entity": row.entity, "id": str(row.record_id), "own": row.holder_id == own, "on": row.seen_at.date().isoformat(), "kinds": []}
        )  # fmt: skip
        entry["kinds"] = sorted({*entry["kinds"], kind})
    return list(found.values())
