"""Who reads a record reads its timeline, filters and sorts by its custom fields, and finds it: all six audiences, every reader."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from core import clock
from core.entities import records
from core.entities.registry import registry
from core.entities.sharing import Share
from core.entities.unit import unit
from core.identity.entities import PARTNER
from core.programs import fields
from hansa.testing import Client, Kit, Person, ProgramOfTest
from tests.core.entities.test_audiences import MEMBERS, SEES

KINDS = ("note", "bulletin", "memo", "offer", "docket", "shipment")
Browser = Callable[..., Client]


@pytest.fixture
def made(kit: Kit, program: ProgramOfTest, make_record: Callable[..., uuid.UUID]) -> dict[str, uuid.UUID]:
    """A record of each kind, like those of `test_audiences`, with a custom field that lists filter and sort by."""
    with kit.acting(Person("admin")):
        for kind in KINDS:
            unit(
                lambda kind=kind: fields.define(
                    registry()[f"audiences.{kind}"], "int", {"label": "Rank", "filterable": True, "sortable": True}
                )
            )
    owners = {"note": "a", "offer": "a", "docket": "a", "shipment": "a2"}
    extra = {"offer": {"seller_id": str(program.partner("b"))}}
    found = {}
    for kind in KINDS:
        owner = program.partner(owners[kind]) if kind in owners else None
        found[kind] = make_record(f"audiences.{kind}", owner=owner, word="Quince", x_rank=7, **extra.get(kind, {}))
    share(kit, program, found["docket"])
    return found


def share(kit: Kit, program: ProgramOfTest, record: uuid.UUID, partner: str = "b", until: timedelta | None = None) -> None:
    """Let a partner read a docket; earlier shares are gone."""
    row = {"program_id": program.id, "entity": "audiences.docket", "record_id": record, "partner_id": program.partner(partner)}
    with kit.owner.begin() as connection:
        connection.execute(sa.delete(Share.__table__))
        connection.execute(sa.insert(Share.__table__), {**row, "until": clock.now() + until if until is not None else None})


def listed(client: Client, kind: str, query: str) -> bool:
    """Tell whether the record is in the list that a query asks for; page and API must agree."""
    assert client.person is not None
    page = "Quince" in client.get(f"/alpha/audiences/{kind}/?{query}").text
    answer: Any = client.get(f"/api/v1/alpha/audiences/{kind}/?{query}", headers=client.person.bearer)
    assert page == bool(answer.json["items"])
    return page


@pytest.mark.parametrize("kind", KINDS)
def test_who_reads_a_record_reads_its_timeline(kind: str, made: dict[str, uuid.UUID], as_user: Browser) -> None:
    path = f"/alpha/audiences/{kind}/{made[kind]}"
    assert {name for name in MEMBERS if "created this" in as_user(name).get(path).text} == SEES[kind]


@pytest.mark.parametrize("query", ["f.x_rank.ge=7", "sort=-x_rank", "q=quince", "q=quince&f.x_rank.ge=7"])
@pytest.mark.parametrize("kind", KINDS)
def test_who_reads_a_record_filters_sorts_and_finds_it(kind: str, query: str, made: dict[str, uuid.UUID], as_user: Browser) -> None:
    assert {name for name in MEMBERS if listed(as_user(name), kind, query)} == SEES[kind]


@pytest.mark.parametrize("query", ["f.x_rank.ge=7", "q=quince"])
def test_a_share_that_ended_takes_everything_along(
    query: str, kit: Kit, program: ProgramOfTest, made: dict[str, uuid.UUID], as_user: Browser
) -> None:
    share(kit, program, made["docket"], until=timedelta(seconds=-1))
    assert not listed(as_user("b"), "docket", query)


@pytest.mark.parametrize("query", ["f.x_rank.ge=7", "q=quince"])
def test_a_share_given_to_another_is_gone_at_once(
    query: str, kit: Kit, program: ProgramOfTest, made: dict[str, uuid.UUID], as_user: Browser
) -> None:
    share(kit, program, made["docket"], partner="a2")
    assert (listed(as_user("b"), "docket", query), listed(as_user("a2"), "docket", query)) == (False, True)


def test_a_share_of_another_kind_of_record_opens_nothing(
    kit: Kit, program: ProgramOfTest, made: dict[str, uuid.UUID], as_user: Browser
) -> None:
    share(kit, program, made["note"])
    assert not listed(as_user("b"), "note", "q=quince") and not listed(as_user("b"), "docket", "q=quince")


@pytest.mark.parametrize("query", ["", "f.x_rank.ge=7", "q=quince"])
def test_a_moved_partner_is_seen_from_its_new_parent_at_once(
    query: str, kit: Kit, program: ProgramOfTest, made: dict[str, uuid.UUID], as_user: Browser, make_user: Callable[..., Client]
) -> None:
    over_b = make_user("overb", partner="b", roles=("partner_admin", "distributor"))
    assert (listed(as_user("above"), "shipment", query), listed(over_b, "shipment", query)) == (True, False)
    with kit.acting(Person("admin")):
        unit(lambda: records.update(PARTNER, records.get(PARTNER, program.partner("a2")), {"parent_id": str(program.partner("b"))}))
    assert (listed(as_user("above"), "shipment", query), listed(over_b, "shipment", query)) == (False, True)


def test_the_timeline_of_a_moved_partners_record_moves_along(
    kit: Kit, program: ProgramOfTest, made: dict[str, uuid.UUID], make_user: Callable[..., Client]
) -> None:
    over_b = make_user("overb", partner="b", roles=("partner_admin", "distributor"))
    with kit.acting(Person("admin")):
        unit(lambda: records.update(PARTNER, records.get(PARTNER, program.partner("a2")), {"parent_id": str(program.partner("b"))}))
    assert "created this" in over_b.get(f"/alpha/audiences/shipment/{made['shipment']}").text


def test_a_search_counts_nothing_below_for_those_who_do_not_see_it(
    program: ProgramOfTest, make_record: Callable[..., uuid.UUID], made: dict[str, uuid.UUID], as_user: Browser
) -> None:
    """Enough own records for a second page, so that the whole is counted."""
    for _n in range(3):
        make_record("audiences.shipment", owner=program.partner("a"), word="Quince")
    answer: Any = as_user("a").get("/api/v1/alpha/audiences/shipment/?q=quince&size=2", headers=Person("a").bearer)
    assert answer.json["count"] == 3
