"""Photos of the demo: drawn, as nobody's real picture belongs into it."""

import io
import random
from dataclasses import dataclass
from typing import BinaryIO

from hansa import lazy

pil = lazy("PIL.Image")
draw = lazy("PIL.ImageDraw")
SIZE = (640, 480)


@dataclass
class Upload:
    """A file as a form sends it."""

    filename: str
    stream: BinaryIO


def photo(seed: int, name: str) -> Upload:
    """Return a picture of a stand with people before it; the same for the same seed."""
    rng, picture = random.Random(seed), pil.new("RGB", SIZE, (214, 224, 232))
    pen = draw.Draw(picture)
    pen.rectangle((0, 340, 640, 480), fill=(150, 140, 128))
    for _part in range(9):
        left, top = rng.randint(0, 520), rng.randint(20, 300)
        shade = tuple(rng.randint(30, 230) for _tone in range(3))
        pen.rectangle((left, top, left + rng.randint(40, 180), top + rng.randint(40, 160)), fill=shade)
    for _person in range(6):
        at = rng.randint(20, 600)
        pen.ellipse((at, 250, at + 40, 290), fill=(224, 180, 150))
        pen.rectangle((at - 8, 290, at + 48, 420), fill=tuple(rng.randint(20, 120) for _tone in range(3)))
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=82)
    content.seek(0)
    return Upload(f"{name}.jpg", content)


def page(content: str, name: str) -> Upload:
    return Upload(name, io.BytesIO(content.encode()))


def invoice(vendor: str, number: str, amount: str) -> Upload:
    """Return an invoice as plain text."""
    return page(f"{vendor}\n{number}\n{amount}\n", f"{number}.txt")
