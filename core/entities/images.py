"""Pictures that were uploaded: measured before they are unpacked, then drawn anew, so that only the picture is kept.

Drawing anew drops what else a file may carry: the place and device of a photo, comments, other formats hidden in it.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any, BinaryIO

from core.errors import Problem, Unprocessable
from core.i18n import _
from schemas.lazy import lazy

Image, ImageOps = lazy("PIL.Image"), lazy("PIL.ImageOps")

FORMATS: Mapping[str, str] = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".webp": "WEBP"}
MOVING = frozenset({"GIF", "WEBP"})
MAX_PIXELS, MAX_SIDE, MAX_FRAMES = 40_000_000, 16_000, 500
"""Pixels of a picture, all frames together; of a side; frames."""

QUALITY = 90
BARE: Mapping[str, Any] = {"exif": b"", "icc_profile": None, "comment": b"", "xmp": b""}
"""What is said of a picture when it is saved: nothing."""

ONE_AT_A_TIME = threading.Lock()
"""Unpacked pictures are large: 160 MB for the largest."""


def redraw(stream: BinaryIO, ending: str) -> BinaryIO:
    """Return a picture drawn anew in its own format, upright, without metadata. Unprocessable: damaged or too large."""
    with _opened(stream, ending) as image:
        out = BytesIO()
        kind = FORMATS[ending]
        if kind in MOVING and getattr(image, "n_frames", 1) > 1:
            image.save(out, kind, save_all=True, quality=QUALITY, **BARE)
        else:
            _upright(image).save(out, kind, quality=QUALITY, **BARE)
    out.seek(0)
    return out


def picture(stream: BinaryIO, ending: str, box: tuple[int, int]) -> bytes:
    """Return a picture as PNG, made smaller to fit the box (width, height in pixels) where it does not. Unprocessable."""
    with _opened(stream, ending) as image:
        drawn = _upright(image).convert("RGBA")
        drawn.thumbnail(box)
        out = BytesIO()
        drawn.save(out, "PNG", optimize=True)
    return out.getvalue()


def size_of(png: bytes) -> tuple[int, int]:
    """Return width and height of a picture we drew."""
    with Image.open(BytesIO(png)) as image:
        return int(image.width), int(image.height)


@contextmanager
def _opened(stream: BinaryIO, ending: str) -> Iterator[Any]:
    """Open a picture as what its ending says, and as nothing else; whatever the decoder raises is a damaged picture."""
    stream.seek(0)
    try:
        with ONE_AT_A_TIME, Image.open(stream, formats=[FORMATS[ending]]) as image:
            _measure(image)
            yield image
    except Problem:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except Exception:  # a decoder answers hostile bytes with errors of many kinds
        raise _refused("file-content", _("The picture is damaged.")) from None


def _measure(image: Any) -> None:
    """Judge the size the header names; nothing is unpacked yet."""
    frames = getattr(image, "n_frames", 1)
    if max(image.size) > MAX_SIDE or frames > MAX_FRAMES or image.width * image.height * frames > MAX_PIXELS:
        raise _too_large()


def _upright(image: Any) -> Any:
    drawn = ImageOps.exif_transpose(image)
    drawn.info = {name: value for name, value in drawn.info.items() if name == "transparency"}
    return drawn


def _too_large() -> Unprocessable:
    return _refused("file-pixels", _("The picture is too large. At most %(most)s megapixels are accepted.", most=MAX_PIXELS // 1_000_000))


def _refused(code: str, message: str) -> Unprocessable:
    return Unprocessable(message, errors=[{"pointer": "/file", "code": code, "message": message}])
