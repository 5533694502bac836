"""Pictures are measured before they are unpacked, and drawn anew."""

import io
import tracemalloc

import pytest
from PIL import Image

from core.entities import images
from core.entities.uploads import check
from core.errors import Unprocessable
from tests.core.pictures import MARKER, bomb, moving, picture, telling

ENDINGS = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp"}


def kept(name, content):
    return check(name, io.BytesIO(content), 10**7).stream.read()


def refusal(name, content):
    with pytest.raises(Unprocessable) as refused:
        kept(name, content)
    return refused.value.errors[0]["code"]


@pytest.mark.parametrize("kind", ENDINGS)
def test_metadata_and_what_follows_the_picture_are_dropped(kind):
    given = telling(kind)
    assert MARKER.encode() in given
    assert MARKER.encode() not in kept(f"photo{ENDINGS[kind]}", given)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_a_photo_stays_upright_without_the_word_about_it(kind):
    with Image.open(io.BytesIO(kept(f"photo{ENDINGS[kind]}", telling(kind)))) as image:
        assert image.size == (20, 60) and not image.getexif()


@pytest.mark.parametrize("kind", ENDINGS)
def test_the_picture_itself_is_kept(kind):
    with Image.open(io.BytesIO(kept(f"photo{ENDINGS[kind]}", picture(kind)))) as image:
        red, green, blue = image.convert("RGB").getpixel((5, 5))
    assert abs(red - 0x1D) + abs(green - 0x4E) + abs(blue - 0x89) < 12


def test_transparency_is_kept():
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(kept("logo.png", out.getvalue()))) as image:
        assert image.convert("RGBA").getpixel((1, 1))[3] == 0


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_a_moving_picture_still_moves(kind):
    with Image.open(io.BytesIO(kept(f"steps{ENDINGS[kind]}", moving(kind)))) as image:
        assert image.n_frames == 3


@pytest.mark.parametrize(("width", "height"), [(7_000, 7_000), (12_000, 12_000), (30_000, 30_000), (60_000, 10)])
def test_a_bomb_is_refused_before_it_is_unpacked(width, height):
    tracemalloc.start()
    code = refusal("bomb.png", bomb(width, height))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert code == "file-pixels" and most < 20_000_000


def test_many_frames_are_a_bomb_too(monkeypatch):
    monkeypatch.setattr(images, "MAX_PIXELS", 10_000)
    assert refusal("bomb.gif", moving("GIF", frames=30)) == "file-pixels"


def test_a_picture_with_too_many_frames_is_refused():
    assert refusal("long.gif", moving("GIF", frames=images.MAX_FRAMES + 1, size=(2, 2))) == "file-pixels"


@pytest.mark.parametrize("kind", ENDINGS)
def test_a_damaged_picture_is_refused(kind):
    whole = picture(kind, (200, 200))
    assert refusal(f"half{ENDINGS[kind]}", whole[:60]) == "file-content"


def test_a_picture_of_another_kind_is_refused():
    assert refusal("photo.png", picture("JPEG")) == "file-content"


def test_size_and_hash_are_those_of_what_is_kept():
    found = check("photo.png", io.BytesIO(telling("PNG")), 10**7)
    assert found.size == len(found.stream.read())
