"""References in JSON: seen by the actor when they are set, known to what they point at."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from core.entities import records
from core.entities.references import Reference
from core.entities.registry import registry
from core.entities.unit import unit
from core.errors import Conflict, Unprocessable
from core.programs import fields
from hansa.testing import Client, Kit, Person, ProgramOfTest
from tests.core.programs.acts import as_admin

API = "/api/v1/alpha/audiences/note/"
Browser = Callable[..., Client]
Make = Callable[..., uuid.UUID]


@pytest.fixture
def field(kit: Kit) -> None:
    """Notes point at notes by a custom field."""
    answers = {"label": "Follows", "to": "audiences.note", "filterable": True}
    as_admin(kit, lambda scope: fields.define(registry()["audiences.note"], "ref", answers))


@pytest.fixture
def wrong(field: None, make_record: Make) -> dict[str, uuid.UUID]:
    """Ids a partner may not point at."""
    return {
        "foreign": make_record("audiences.note", by="b"),
        "unknown": uuid.uuid4(),
        "elsewhere": make_record("audiences.note", program="beta", by="b"),
    }


def as_person(kit: Kit, name: str, work: Callable[[], Any]) -> Any:
    with kit.acting(Person(name)):
        return unit(work)


def known(kit: Kit) -> list[tuple[uuid.UUID, uuid.UUID, str]]:
    table = Reference.__table__
    with kit.owner.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.select(table.c.record_id, table.c.target_id, table.c.field))]


def attempt(client: Client, follows: uuid.UUID) -> Any:
    return client.post(API, json={"title": "Mine", "x_follows": str(follows)}, headers=Person("a").bearer)


@pytest.mark.parametrize("kind", ["foreign", "elsewhere"])
def test_the_api_answers_a_foreign_id_like_an_unknown_one(kind: str, wrong: dict[str, uuid.UUID], client: Client) -> None:
    told = []
    for name in (kind, "unknown"):
        answer = attempt(client, wrong[name])
        told.append((answer.status_code, answer.json["errors"]))
    assert told[0] == told[1]
    assert (told[0][0], told[0][1][0]["pointer"], told[0][1][0]["code"]) == (422, "/x_follows", "unknown-reference")


def test_the_form_shows_the_refusal_at_the_field(wrong: dict[str, uuid.UUID], as_user: Browser) -> None:
    answers = [
        as_user("a").submit("/alpha/audiences/note/new", {"title": "Mine", "x_follows": str(wrong[w])}) for w in ("foreign", "unknown")
    ]
    assert [a.status_code for a in answers] == [422, 422]
    assert all('id="x_follows-e"' in a.text for a in answers)


@pytest.mark.parametrize("kind", ["foreign", "unknown", "elsewhere"])
def test_many_at_once_are_judged_too(kind: str, kit: Kit, wrong: dict[str, uuid.UUID]) -> None:
    rows = [{"title": "One"}, {"title": "Two", "x_follows": str(wrong[kind])}]
    with pytest.raises(Unprocessable):
        as_person(kit, "a", lambda: records.create_many(registry()["audiences.note"], rows))


def test_staff_points_at_nothing_of_another_program(kit: Kit, wrong: dict[str, uuid.UUID], make_record: Make) -> None:
    with pytest.raises(Unprocessable):
        make_record("audiences.note", owner=ProgramOfTest("alpha").partner("a"), x_follows=str(wrong["elsewhere"]))


def test_staff_points_at_what_it_sees(wrong: dict[str, uuid.UUID], make_record: Make, kit: Kit) -> None:
    made = make_record("audiences.note", owner=ProgramOfTest("alpha").partner("a"), x_follows=str(wrong["foreign"]))
    assert known(kit) == [(made, wrong["foreign"], "x_follows")]


def test_a_reference_the_reader_cannot_see_survives_another_change(wrong: dict[str, uuid.UUID], make_record: Make, client: Client) -> None:
    made = make_record("audiences.note", owner=ProgramOfTest("alpha").partner("a"), x_follows=str(wrong["foreign"]))
    headers = {**Person("a").bearer, "If-Match": '"1"'}
    answer = client.patch(f"{API}{made}", json={"title": "Other", "x_follows": str(wrong["foreign"])}, headers=headers)
    assert answer.status_code == 200


def test_a_changed_and_a_cleared_reference_are_known(field: None, kit: Kit, make_record: Make) -> None:
    first, second = (make_record("audiences.note", by="a") for _n in range(2))
    made, seen = make_record("audiences.note", by="a", x_follows=str(first)), []
    note = registry
    for value in (str(second), None):
        as_person(
            kit,
            "a",
            lambda value=value: records.update(note()["audiences.note"], records.get(note()["audiences.note"], made), {"x_follows": value}),
        )
        seen.append(known(kit))
    assert seen == [[(made, second, "x_follows")], []]


def delete(kit: Kit, name: str, record: uuid.UUID) -> None:
    def work() -> None:
        note = registry()["audiences.note"]
        records.delete(note, records.get(note, record), reason="test")

    as_person(kit, name, work)


def test_what_is_pointed_at_cannot_be_deleted(field: None, kit: Kit, make_record: Make) -> None:
    target = make_record("audiences.note", by="a")
    make_record("audiences.note", by="a", x_follows=str(target))
    with pytest.raises(Conflict):
        delete(kit, "a", target)


def test_who_points_need_not_be_seen(field: None, kit: Kit, make_record: Make, program: ProgramOfTest) -> None:
    target = make_record("audiences.note", by="a")
    make_record("audiences.note", owner=program.partner("b"), x_follows=str(target))
    with pytest.raises(Conflict):
        delete(kit, "a", target)


def test_what_points_is_deleted_with_its_references(field: None, kit: Kit, make_record: Make) -> None:
    target = make_record("audiences.note", by="a")
    made = make_record("audiences.note", by="a", x_follows=str(target))
    delete(kit, "a", made)
    delete(kit, "a", target)
    assert known(kit) == []


def test_an_archived_target_is_still_shown(field: None, kit: Kit, make_record: Make, as_user: Browser) -> None:
    target = make_record("audiences.note", by="a", word="Quince")
    made = make_record("audiences.note", by="a", word="Other", x_follows=str(target))
    as_person(kit, "a", lambda: records.archive(registry()["audiences.note"], records.get(registry()["audiences.note"], target)))
    assert "Quince" in as_user("a").get(f"/alpha/audiences/note/{made}").text


def test_a_list_shows_the_title_of_what_is_pointed_at(field: None, make_record: Make, as_user: Browser) -> None:
    target = make_record("audiences.note", by="a", word="Quince")
    make_record("audiences.note", by="a", word="Other", x_follows=str(target))
    page = as_user("a").get("/alpha/audiences/note/?cols=title,x_follows&f.title.eq=Other").text
    assert "Quince" in page and str(target) not in page.replace(f"/{target}", "")


def test_lists_are_filtered_by_a_reference(field: None, make_record: Make, as_user: Browser) -> None:
    target = make_record("audiences.note", by="a", word="Quince")
    make_record("audiences.note", by="a", word="Other", x_follows=str(target))
    answer: Any = as_user("a").get(f"{API}?f.x_follows.in={target}", headers=Person("a").bearer)
    assert [item["title"] for item in answer.json["items"]] == ["Other"]
