"""A kind of field that a plugin contributes: offered to admins, judged, stored, filtered and sorted like those of the core."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from core.entities.registry import registry
from core.programs import fields, mirror
from core.web.values.contributed import faults
from hansa.testing import Client, Kit, Person
from schemas.errors import SchemaError
from schemas.numbers import Integer
from schemas.types import TYPES, FieldType, type_of
from tests.core.programs.acts import as_admin
from tests.fixture_plugins.ratings import STARS, Stars

API = "/api/v1/alpha/audiences/note/"
Browser = Callable[..., Client]


@pytest.fixture
def starred(kit: Kit, make_record: Callable[..., uuid.UUID]) -> dict[int, uuid.UUID]:
    """Two notes of A with two and five stars, by number."""
    answers = {"label": "Grade", "filterable": True, "sortable": True}
    as_admin(kit, lambda scope: fields.define(registry()["audiences.note"], "stars", answers))
    return {n: make_record("audiences.note", by="a", word=f"Note{n}", x_grade=n) for n in (2, 5)}


def listed(client: Client, query: str) -> list[str]:
    answer: Any = client.get(f"{API}?{query}", headers=Person("a").bearer)
    return [item["title"] for item in answer.json["items"]]


def test_admins_are_offered_it(as_user: Browser) -> None:
    page = as_user("admin").get("/alpha/admin/fields/audiences.note/new").text
    assert "/audiences.note/new/stars" in page and "One to five." in page


def test_an_admin_adds_one_by_the_form(as_user: Browser) -> None:
    answer = as_user("admin").submit("/alpha/admin/fields/audiences.note/new/stars", {"label": "Grade", "filterable": "1"})
    assert answer.status_code == 303
    assert "Stars" in as_user("admin").get("/alpha/admin/fields/").text
    assert 'name="x_grade"' in as_user("a").get("/alpha/audiences/note/new").text


def test_its_own_field_judges_form_and_api_alike(starred: dict[int, uuid.UUID], as_user: Browser) -> None:
    form = as_user("a").submit("/alpha/audiences/note/new", {"title": "x", "x_grade": "6"})
    sent: Any = as_user("a").post(API, json={"title": "x", "x_grade": 6}, headers=Person("a").bearer)
    assert (form.status_code, sent.status_code, sent.json["errors"][0]["pointer"]) == (422, 422, "/x_grade")


def test_lists_are_filtered_by_it(starred: dict[int, uuid.UUID], client: Client) -> None:
    assert listed(client, "f.x_grade.ge=3") == ["Note5"]


@pytest.mark.parametrize(("sort", "titles"), [("x_grade", ["Note2", "Note5"]), ("-x_grade", ["Note5", "Note2"])])
def test_lists_are_sorted_by_it(sort: str, titles: list[str], starred: dict[int, uuid.UUID], client: Client) -> None:
    assert listed(client, f"sort={sort}") == titles


def test_its_values_are_mirrored(kit: Kit, starred: dict[int, uuid.UUID]) -> None:
    assert as_admin(kit, lambda scope: mirror.differences()) == []


def test_it_goes_away_with_its_plugin_and_comes_back(starred: dict[int, uuid.UUID], client: Client, enable: Callable[..., None]) -> None:
    seen = []
    for on in (False, True):
        enable("ratings", on=on)
        seen.append(client.get(f"{API}{starred[5]}", headers=Person("a").bearer).json.get("x_grade"))  # type: ignore[union-attr]
    assert seen == [None, 5]


def test_where_its_plugin_is_off_it_is_not_offered(as_user: Browser, enable: Callable[..., None], starred: dict[int, uuid.UUID]) -> None:
    enable("ratings", on=False)
    admin = as_user("admin")
    assert "/new/stars" not in admin.get("/alpha/admin/fields/audiences.note/new").text
    assert admin.get("/alpha/admin/fields/audiences.note/new/stars").status_code == 404
    assert admin.get("/alpha/admin/fields/").status_code == 200


def test_a_field_class_knows_its_type() -> None:
    assert type_of(Stars()) is STARS


def test_a_type_needs_a_field_class_of_its_own() -> None:
    with pytest.raises(SchemaError, match="Integer"):
        FieldType("stars", Integer, "number", "number", ("eq",), "int")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"widget": "stars"}, "'stars'"),
        ({"cell": "stars"}, "'stars'"),
        ({"storage": "float"}, "'float'"),
        ({"operators": ("eq", "like")}, "like"),
        ({"label": ""}, "label"),
    ],
)
def test_unknown_words_are_refused(change: dict[str, Any], said: str) -> None:
    class Colour(Integer):
        type_name = "colour"

    words: dict[str, Any] = {"widget": "number", "cell": "number", "operators": ("eq",), "storage": "int", "label": "Colour"}
    assert any(said in fault for fault in faults(FieldType("colour", Colour, **{**words, **change}), TYPES))


def test_a_name_that_is_taken_is_refused() -> None:
    assert list(faults(STARS, {"stars": STARS})) == ["There is a field type 'stars' already."]
