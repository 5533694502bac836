"""References in columns: an id that is not there, or not for the actor, is an error of its field; the same error."""

import uuid
from collections.abc import Callable

import pytest

from hansa.testing import Client, Person, ProgramOfTest

API = "/api/v1/alpha/audiences/reply/"
Make = Callable[..., uuid.UUID]


@pytest.fixture
def ids(make_record: Make, program: ProgramOfTest) -> dict[str, uuid.UUID]:
    return {
        "own": make_record("audiences.note", owner=program.partner("a")),
        "another partner's": make_record("audiences.note", by="b"),
        "another program's": make_record("audiences.note", program="beta", by="b"),
        "of another kind": make_record("audiences.memo"),
        "unknown": uuid.uuid4(),
    }


def answer(client: Client, program: ProgramOfTest, name: str, column: str, value: uuid.UUID) -> tuple[int, list[tuple[str, str]]]:
    raw = {"title": "x", column: str(value)} | ({} if name == "a" else {"partner_id": str(program.partner("a"))})
    told = client.post(API, json=raw, headers=Person(name).bearer)
    return told.status_code, [(error["pointer"], error["code"]) for error in (told.json or {}).get("errors", ())]


@pytest.mark.parametrize("name", ["a", "admin", "manager"])
@pytest.mark.parametrize("column", ["note_id", "about_id"])
@pytest.mark.parametrize("which", ["another program's", "of another kind", "unknown"])
def test_what_is_not_there_is_an_error_of_its_field(
    which: str, column: str, name: str, ids: dict[str, uuid.UUID], client: Client, program: ProgramOfTest
) -> None:
    assert answer(client, program, name, column, ids[which]) == (422, [(f"/{column}", "unknown-reference")])


@pytest.mark.parametrize(("name", "column"), [("a", "note_id"), ("a", "about_id"), ("admin", "note_id")])
def test_another_partners_record_is_answered_for_like_an_unknown_one(
    name: str, column: str, ids: dict[str, uuid.UUID], client: Client, program: ProgramOfTest
) -> None:
    told = [answer(client, program, name, column, ids[which]) for which in ("another partner's", "unknown")]
    assert told == [(422, [(f"/{column}", "unknown-reference")])] * 2


@pytest.mark.parametrize(
    ("name", "column", "which"), [("a", "note_id", "own"), ("admin", "note_id", "own"), ("admin", "about_id", "another partner's")]
)
def test_what_fits_is_taken(
    name: str, column: str, which: str, ids: dict[str, uuid.UUID], client: Client, program: ProgramOfTest
) -> None:
    assert answer(client, program, name, column, ids[which]) == (201, [])


def test_a_change_is_judged_like_a_new_record(ids: dict[str, uuid.UUID], make_record: Make, client: Client) -> None:
    reply = make_record("audiences.reply", by="a")
    headers = {**Person("a").bearer, "If-Match": '"1"'}
    told = client.patch(f"{API}{reply}", json={"note_id": str(ids["another partner's"])}, headers=headers)
    assert (told.status_code, told.json["errors"][0]["pointer"]) == (422, "/note_id")  # type: ignore[index]
