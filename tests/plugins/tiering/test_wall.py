"""Competing partners share the program: what one earns, lacks or is promised reaches no other."""

import pytest
import sqlalchemy as sa

from core.db import db
from hansa.testing import Person
from plugins.tiering.models import Change, Progress, Standing
from tests.plugins.tiering.conftest import AUTOMATIC, PROGRAM


@pytest.fixture
def reviewed(desk):
    desk.publish(**AUTOMATIC)
    desk.revenue("a", 200)
    desk.revenue("b", 150)
    desk.review("2026-02-01", "a", "b")


@pytest.mark.parametrize("model", [Standing, Progress, Change])
def test_a_partner_reads_its_own_rows_only(reviewed, kit, model):
    with kit.acting(Person("b")):
        owners = set(db.session.scalars(sa.select(model.partner_id)))
    assert owners == {PROGRAM.partner("b")}


@pytest.mark.parametrize("name", ["standing", "change", "award"])
def test_the_api_lists_own_records_only(reviewed, desk, kit, name, make_record):
    for owner in ("a", "b"):
        values = {"kind": "points", "category": "projects", "evidence": f"Seen at {owner}", "ref": None, "document": None}
        make_record("tiering.award", by="manager", owner=PROGRAM.partner(owner), **values)
    rows = kit.client().get(f"/api/v1/alpha/tiering/{name}/", headers=Person("b").bearer).json["items"]
    assert {row["id"] for row in rows} == {str(row["id"]) for row in desk.rows(name, partner_id=PROGRAM.partner("b"))} != set()


def test_partners_write_neither_levels_nor_points(reviewed, kit):
    for name, raw in (
        ("award", {"kind": "points", "category": "x", "amount": "5", "earned_on": "2026-01-01", "evidence": "x"}),
        ("change", {"track": "sales", "to_level": "gold"}),
    ):
        answer = kit.client().post(f"/api/v1/alpha/tiering/{name}/", json=raw, headers=Person("b").bearer)
        assert answer.status_code in (403, 404)


def test_staff_limited_to_a_region_sees_the_partners_of_it_only(reviewed, as_user):
    page = as_user("west").get("/alpha/tiering/desk/").text
    assert "Bellweather Networks" in page
    assert "Ashford Systems" not in page
