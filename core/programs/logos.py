"""The pictures of a program's brand: a logo for light ground, one for dark, a favicon. Drawn anew as PNG; SVG is refused.

They are public, like the colours: whoever opens the sign-in page sees them. Nothing else can be fetched this way.
"""

import hashlib
import uuid
from collections.abc import Mapping
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

import sqlalchemy as sa

from core import audit
from core.db import db
from core.entities import images
from core.entities.files import Upload
from core.entities.scope import current
from core.entities.unit import after_commit
from core.entities.uploads import check, clean_name
from core.errors import NotFound, Unprocessable
from core.i18n import N_, _
from core.portal import portal
from core.programs.models import Program
from core.programs.revisions import bump
from core.programs.state import ProgramState

KINDS: Mapping[str, str] = {
    "light": N_("Logo on light ground"),
    "dark": N_("Logo on dark ground"),
    "favicon": N_("Icon of the browser tab"),
}
BOXES: Mapping[str, tuple[int, int]] = {"light": (720, 180), "dark": (720, 180), "favicon": (128, 128)}
"""Pixels (width, height) a picture is made to fit; twice and more of what is shown."""

ACCEPTED = frozenset({".png", ".jpg", ".jpeg", ".webp"})
MAX_SIZE = 5_000_000
"""Bytes of an upload."""


def save(kind: str, upload: Upload) -> None:
    """Give the active program a picture. Unprocessable: not a picture, damaged, too large, or an SVG, which could carry scripts."""
    if kind not in KINDS:
        raise NotFound()
    ending = PurePosixPath(clean_name(upload.filename or "")).suffix.lower()
    if ending not in ACCEPTED:
        message = _("Send a picture as PNG, JPEG or WebP. SVG is not accepted: it could carry scripts.")
        raise Unprocessable(message, errors=[{"pointer": f"/{kind}", "code": "file-type", "message": message}])
    good = check(upload.filename or "", upload.stream, MAX_SIZE)
    png = images.picture(good.stream, ending, BOXES[kind])
    key = f"{current().program.id}/{uuid.uuid4()}"
    portal().files.put(key, BytesIO(png))
    width, height = images.size_of(png)
    _change(kind, {"key": key, "digest": hashlib.sha256(png).hexdigest()[:16], "width": width, "height": height})


def remove(kind: str) -> None:
    """Take a picture of the active program away; the ready-made one is shown again."""
    _change(kind, None)


def of(program: ProgramState) -> Mapping[str, Any]:
    """Return what is kept of a program's pictures by kind: key, digest, width, height."""
    return dict(program.brand.get("pictures", {}))


def read(program: ProgramState, kind: str, digest: str | None = None) -> bytes | None:
    """Return a picture as PNG; None when there is none, or its digest is another."""
    kept = of(program).get(kind)
    if kept is None or digest not in (None, kept["digest"]):
        return None
    found: bytes | None = program.cache.get(("picture", kind), lambda: _bytes(kept["key"]))
    return found


def _bytes(key: str) -> bytes | None:
    try:
        with portal().files.open(key) as stream:
            return stream.read()
    except FileNotFoundError:
        return None


def _change(kind: str, made: dict[str, Any] | None) -> None:
    if kind not in KINDS:
        raise NotFound()
    table, program = Program.__table__, current().program
    brand = db.session.execute(sa.select(Program.brand).where(Program.id == program.id).with_for_update()).scalar_one()
    pictures = dict(brand.get("pictures", {}))
    before = pictures.pop(kind, None)
    if made:
        pictures[kind] = made
    bump(program.id)
    db.session.execute(sa.update(table).where(table.c.id == program.id).values(brand={**brand, "pictures": pictures}))
    changes = {kind: [before and before["digest"], made and made["digest"]]}
    entry = {"record_id": program.id, "record_version": None, "partner_id": None, "changes": changes}
    audit.write("core.program", "brand changed", [entry])
    if before:
        store = portal().files
        after_commit(lambda: store.delete(before["key"]))
