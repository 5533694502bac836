"""The seven forms of audience, each through list, page, form and API: who meets a record, and who may change it."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from core import clock
from core.entities.sharing import Share
from hansa.testing import Client, Kit, Person, ProgramOfTest

MEMBERS = {"a", "above", "a2", "b", "admin", "manager", "west", "finance"}
STAFF = {"admin", "manager", "finance"}
OWN = {"a", "above"} | STAFF

SEES = {
    "note": OWN,
    "bulletin": MEMBERS,
    "memo": STAFF | {"west"},
    "verdict": STAFF,
    "offer": OWN | {"b"},
    "docket": OWN | {"b"},
    "shipment": {"a2", "above"} | STAFF,
}
CHANGES = {"note": OWN, "bulletin": STAFF, "memo": STAFF, "verdict": STAFF, "offer": OWN, "docket": OWN, "shipment": {"a2"} | STAFF}
"""Records of A, seen by B where a column or a share names it; the shipment is of A2, below A."""


@pytest.fixture
def records(kit: Kit, program: ProgramOfTest, make_record: Callable[..., uuid.UUID]) -> dict[str, uuid.UUID]:
    made = {kind: make_record(f"audiences.{kind}", word="Quince") for kind in ("bulletin", "memo", "verdict")}
    made |= {kind: make_record(f"audiences.{kind}", owner=program.partner("a"), word="Quince") for kind in ("note", "docket")}
    made["offer"] = make_record("audiences.offer", owner=program.partner("a"), word="Quince", seller_id=str(program.partner("b")))
    made["shipment"] = make_record("audiences.shipment", owner=program.partner("a2"), word="Quince")
    share(kit, program, made["docket"])
    return made


def share(kit: Kit, program: ProgramOfTest, record: uuid.UUID, until: timedelta | None = None) -> None:
    row = {"program_id": program.id, "entity": "audiences.docket", "record_id": record, "partner_id": program.partner("b")}
    with kit.owner.begin() as connection:
        connection.execute(sa.delete(Share.__table__))
        connection.execute(sa.insert(Share.__table__), {**row, "until": clock.now() + until if until is not None else None})


def shows(browser: Client, path: str) -> bool:
    headers = browser.person.bearer if path.startswith("/api") and browser.person else {}
    return "Quince" in browser.get(path, headers=headers).text


def paths(kind: str, record: uuid.UUID) -> set[str]:
    """Return where a record shows itself: list, page, form, API."""
    page, api = f"/alpha/audiences/{kind}/", f"/api/v1/alpha/audiences/{kind}/"
    return {page, f"{page}{record}", api, f"{api}{record}"}


@pytest.mark.parametrize("name", sorted(MEMBERS))
@pytest.mark.parametrize("kind", SEES)
def test_a_record_is_met_by_those_its_audience_names(
    kind: str, name: str, records: dict[str, uuid.UUID], as_user: Callable[..., Client]
) -> None:
    everywhere = paths(kind, records[kind])
    assert {path for path in everywhere if shows(as_user(name), path)} == (everywhere if name in SEES[kind] else set())


@pytest.mark.parametrize("name", sorted(MEMBERS))
@pytest.mark.parametrize("kind", SEES)
def test_a_record_is_found_by_those_its_audience_names(
    kind: str, name: str, records: dict[str, uuid.UUID], as_user: Callable[..., Client]
) -> None:
    asked = {f"/alpha/audiences/{kind}/?q=quince", f"/api/v1/alpha/audiences/{kind}/?q=quince"}
    assert {path for path in asked if shows(as_user(name), path)} == (asked if name in SEES[kind] else set())


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in CHANGES for name in sorted(CHANGES[kind])])
def test_the_form_of_a_record_is_shown_to_who_may_change_it(
    kind: str, name: str, records: dict[str, uuid.UUID], as_user: Callable[..., Client]
) -> None:
    assert shows(as_user(name), f"/alpha/audiences/{kind}/{records[kind]}/edit")


@pytest.mark.parametrize("name", sorted(MEMBERS))
@pytest.mark.parametrize("kind", CHANGES)
def test_a_record_is_changed_by_owner_and_vendor(kind: str, name: str, records: dict[str, uuid.UUID], client: Client) -> None:
    headers = {**Person(name).bearer, "If-Match": '"1"'}
    answer = client.patch(f"/api/v1/alpha/audiences/{kind}/{records[kind]}", json={"title": "Changed"}, headers=headers)
    assert answer.status_code == (200 if name in CHANGES[kind] else 403 if name in SEES[kind] else 404)


@pytest.mark.parametrize("name", sorted(MEMBERS))
@pytest.mark.parametrize("kind", ["bulletin", "memo"])
def test_what_no_partner_owns_is_added_by_the_vendor(kind: str, name: str, client: Client) -> None:
    answer = client.post(f"/api/v1/alpha/audiences/{kind}/", json={"title": "New"}, headers=Person(name).bearer)
    assert answer.status_code == (201 if name in STAFF else 403)


def test_a_share_ends(kit: Kit, program: ProgramOfTest, records: dict[str, uuid.UUID], as_user: Callable[..., Client]) -> None:
    share(kit, program, records["docket"], until=-timedelta(seconds=1))
    assert not shows(as_user("b"), "/alpha/audiences/docket/")


def test_a_share_lasts_until_its_end(
    kit: Kit, program: ProgramOfTest, records: dict[str, uuid.UUID], as_user: Callable[..., Client]
) -> None:
    share(kit, program, records["docket"], until=timedelta(hours=1))
    assert shows(as_user("b"), "/alpha/audiences/docket/")


def test_a_region_manager_adds_records_for_partners_of_the_region_only(program: ProgramOfTest, client: Client) -> None:
    api = "/api/v1/alpha/audiences/note/"
    sent = [client.post(api, json={"title": "x", "partner_id": str(program.partner(p))}, headers=Person("west").bearer) for p in ("b", "a")]
    assert [answer.status_code for answer in sent] == [201, 422]


def test_a_record_for_a_partner_that_does_not_exist_is_refused(client: Client) -> None:
    answer = client.post(
        "/api/v1/alpha/audiences/note/", json={"title": "x", "partner_id": str(uuid.uuid4())}, headers=Person("admin").bearer
    )
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "unknown-reference")  # type: ignore[index]


def test_another_program_sees_nothing_of_it(records: dict[str, uuid.UUID], as_user: Callable[..., Client]) -> None:
    assert [kind for kind in SEES if shows(as_user("admin", "beta"), f"/beta/audiences/{kind}/")] == []
