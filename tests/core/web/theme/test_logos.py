"""A program's own logo: drawn anew, public as the brand and nothing else, on the right ground in both modes."""

import io
import re

import pytest
from PIL import Image

from core.entities import files, records
from core.entities.registry import registry
from core.entities.unit import unit
from hansa.testing.world import Person
from tests.core.pictures import MARKER, bomb, picture, telling

EDITOR = "/alpha/admin/brand/"


@pytest.fixture
def give(as_user):
    """`give("light", content)` uploads a picture as the admin; returns the answer."""

    def made(kind="light", content=None, name="logo.png", by="admin"):
        data = {"picture": (io.BytesIO(picture() if content is None else content), name)}
        return as_user(by).submit(f"{EDITOR}pictures/{kind}", data, content_type="multipart/form-data")

    return made


def shown(page):
    """Return the logos of a page: (mode, URL)."""
    return re.findall(r'<img class="hs-in-(light|dark)" src="([^"]+)"', page)


def test_the_logo_is_shown_before_and_after_signing_in(give, as_user, client):
    assert give().status_code == 303
    for page in (client.get("/alpha/signin").text, as_user("a").get("/alpha/").text):
        assert {mode for mode, _ in shown(page)} == {"light", "dark"} and 'alt="Alpha Partner Program"' in page


def test_a_visitor_gets_the_picture(give, client):
    give()
    answer = client.get(shown(client.get("/alpha/signin").text)[0][1])
    assert (answer.status_code, answer.content_type) == (200, "image/png") and answer.data.startswith(b"\x89PNG")
    assert "immutable" in answer.headers["Cache-Control"] and "sandbox" in answer.headers["Content-Security-Policy"]


def test_each_mode_shows_the_logo_for_its_ground(give, client):
    give("light")
    give("dark", picture(colour="#ffffff"))
    found = dict(shown(client.get("/alpha/signin").text))
    assert "/light-" in found["light"] and "/dark-" in found["dark"]


def test_a_dark_navigation_shows_the_logo_for_dark_ground_in_light_mode(give, as_user, client):
    give("light")
    give("dark", picture(colour="#ffffff"))
    assert as_user("admin").submit(EDITOR, {"theme": "default", "nav": "#10202f"}).status_code == 303
    assert "/dark-" in dict(shown(client.get("/alpha/signin").text))["light"]


def test_one_logo_alone_is_shown_on_both_grounds(give, client):
    give("dark")
    assert all("/dark-" in url for _, url in shown(client.get("/alpha/signin").text))


def test_the_favicon_is_the_programs(give, client):
    give("favicon", picture(size=(300, 300)))
    page = client.get("/alpha/signin").text
    url = re.search(r'<link rel="icon" href="([^"]+)" type="image/png">', page)[1]
    with Image.open(io.BytesIO(client.get(url).data)) as image:
        assert image.size == (128, 128)


@pytest.mark.parametrize("name", ["logo.jpg", "logo.png", "logo.webp"])
def test_the_picture_is_drawn_anew_as_png(give, client, name):
    kind = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}[name[-3:] if name[-4] == "." else "webp"]
    give(content=telling(kind), name=name)
    data = client.get(shown(client.get("/alpha/signin").text)[0][1]).data
    assert data.startswith(b"\x89PNG") and MARKER.encode() not in data


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.svg", SVG),
        ("logo.png", SVG),
        ("logo.png", b""),
        ("logo.gif", picture("GIF")),
        ("logo.png", bomb(30_000, 30_000)),
        ("x.pdf", b"%PDF-1"),
    ],
)
def test_what_is_no_picture_is_refused_and_said_so(give, client, name, content):
    answer = give(content=content, name=name)
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert shown(client.get("/alpha/signin").text) == []


def test_no_file_at_all_is_refused(as_user):
    assert as_user("admin").submit(f"{EDITOR}pictures/light", {}).status_code == 422


@pytest.mark.parametrize("kind", ["other", "look", "pictures"])
def test_there_are_three_pictures_only(give, kind):
    assert give(kind).status_code == 404


@pytest.mark.parametrize("name", ["a", "manager", "finance"])
def test_only_who_may_edit_the_program_changes_the_logo(give, client, name):
    assert give(by=name).status_code in (403, 404) and shown(client.get("/alpha/signin").text) == []


def test_colours_are_saved_without_losing_the_logo(give, as_user, client):
    give()
    as_user("admin").submit(EDITOR, {"theme": "default", "brand": "#7a1fa2"})
    assert shown(client.get("/alpha/signin").text)


def test_a_removed_logo_is_gone(give, as_user, client):
    give()
    url = shown(client.get("/alpha/signin").text)[0][1]
    assert as_user("admin").submit(f"{EDITOR}pictures/light/remove").status_code == 303
    assert client.get(url).status_code == 404 and shown(client.get("/alpha/signin").text) == []


def test_a_replaced_logo_has_another_address_and_the_old_one_is_gone(give, client):
    give()
    old = shown(client.get("/alpha/signin").text)[0][1]
    give(content=picture(colour="#aa0000"))
    assert shown(client.get("/alpha/signin").text)[0][1] != old and client.get(old).status_code == 404


def test_the_logo_of_another_program_is_not_there(give, client):
    give()
    assert client.get(shown(client.get("/alpha/signin").text)[0][1].replace("/alpha/", "/beta/")).status_code == 404


def test_no_file_of_a_record_can_be_fetched_as_a_logo(kit, make_record, client):
    deal = make_record("deals.deal", by="a")
    with kit.acting(Person("a")):
        entity = registry()["deals.deal"]
        upload = type("Upload", (), {"filename": "photo.png", "stream": io.BytesIO(picture())})()
        made = unit(lambda: files.attach(entity, records.get(entity, deal), upload))
    for name in (made.id, made.key, made.sha256[:16]):
        assert client.get(f"/alpha/brand/light-{name}.png").status_code == 404


def test_the_change_is_in_the_audit_trail(give, as_user):
    give()
    assert "changed the brand" in as_user("admin").get("/alpha/admin/audit").text
