"""Pictures for tests: small, large, moving, lying about their size, carrying what nobody should keep."""

import io
import struct
import zlib

from PIL import Image

MARKER = "GPS 52.52N 13.40E"


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 20), colour: str = "#1d4e89", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)
    return out.getvalue()


def telling(kind: str) -> bytes:
    """A picture that carries a marker in its metadata, and after its end."""
    exif = Image.Exif()
    exif[0x010E] = MARKER
    exif[0x0112] = 6  # turned by a quarter
    more: dict[str, object] = {"comment": MARKER.encode()} if kind == "GIF" else {"exif": exif}
    return picture(kind, **more) + MARKER.encode()


def moving(kind: str, frames: int = 3, size: tuple[int, int] = (20, 20)) -> bytes:
    out = io.BytesIO()
    shades = [Image.new("RGB", size, (n * 90 % 256, n // 256 * 90, 255 - n * 40 % 256)) for n in range(frames)]
    shades[0].save(out, kind, save_all=True, append_images=shades[1:], duration=40)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes whose header names a huge picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack("!L", len(data)) + name + data + struct.pack("!L", zlib.crc32(name + data))

    header = struct.pack("!LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000)) + chunk(b"IEND", b"")
