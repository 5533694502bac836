"""Partners measured together: what counts for all, how it is divided to the last cent, and that members do not learn of each other."""

from datetime import date
from decimal import Decimal

import pytest

from plugins.rebates.engine.explaining import explain
from plugins.rebates.estimate.live import estimates, sight
from plugins.rebates.models import Result
from plugins.rebates.program import checking
from tests.plugins.rebates.desk import ALPHA
from tests.plugins.rebates.programs import document, program

MONTHLY = {"frequency": "month", "year": "calendar"}
JANUARY = ("2026-01-01", "2026-01-31")
FAMILY = {"level": "tree", "measures": [{"name": "sales"}, {"name": "family", "level": "pool"}], **MONTHLY}
BANDS = ((0, 1), (1000, 3))


def family(**component):
    return document({"qualifier": "measure.family", "base": "measure.sales", **component}, BANDS, **FAMILY)


def bought(desk):
    desk.line("a", "2026-01-05", "700")
    desk.line("a2", "2026-01-06", "400")
    desk.line("b", "2026-01-06", "900")


def test_a_family_reaches_a_band_together_and_each_is_paid_on_its_own(desk, paid):
    desk.publish("bonus", family())
    bought(desk)
    assert paid(desk.stretch("bonus", *JANUARY), "2026-02-10") == {"a": Decimal(21), "a2": Decimal(12), "b": Decimal(9)}


def test_partners_of_one_region_are_measured_together_and_who_has_none_is_alone(desk, paid):
    for partner in ("a", "b"):
        desk.fact(partner, "club", "north", "2025-01-01")
    desk.publish("bonus", {**family(), "level": "alike", "alike": "partner.club"})
    bought(desk)
    assert paid(desk.stretch("bonus", *JANUARY), "2026-02-10") == {"a": Decimal(21), "a2": Decimal(4), "b": Decimal(27)}


@pytest.mark.parametrize(
    ("shared", "expected"),
    [
        ("measure", {"a": "6.37", "a2": "3.63"}), ("equal", {"a": "5.00", "a2": "5.00"}), ("head", {"a": "10.00"}),
    ],
)  # fmt: skip
def test_what_is_earned_together_is_divided_as_declared_and_adds_up(desk, paid, shared, expected):
    desk.publish("bonus", document({"pays": "fixed", "rate": "10", "shared": shared, "gate": "measure.sales > 0"}, level="tree", **MONTHLY))
    desk.line("a", "2026-01-05", "700")
    desk.line("a2", "2026-01-06", "400")
    found = paid(desk.stretch("bonus", *JANUARY), "2026-02-10")
    assert {name: amount for name, amount in found.items() if name != "b"} == {name: Decimal(amount) for name, amount in expected.items()}


def test_a_cumulative_program_settles_with_each_member_what_it_got(desk, paid):
    desk.publish("bonus", document({"rate": "10", "shared": "measure"}, settlement="cumulative", since="year", level="tree", **MONTHLY))
    desk.line("a", "2026-01-05", "100")
    desk.line("a2", "2026-02-05", "100")
    assert paid(desk.stretch("bonus", *JANUARY), "2026-02-10")["a"] == Decimal(10)
    assert paid(desk.stretch("bonus", "2026-02-01", "2026-02-28"), "2026-03-10") == {"a": Decimal(0), "a2": Decimal(10)}


def test_a_pool_in_batches_gives_what_it_gives_at_once(desk, paid, monkeypatch):
    desk.publish("bonus", family())
    bought(desk)
    period = desk.stretch("bonus", *JANUARY)
    whole = paid(period, "2026-02-10")
    monkeypatch.setattr("plugins.rebates.engine.runs.TOGETHER", 1)
    assert paid(period, "2026-02-10") == whole


def test_a_closed_pool_tells_its_figures_to_the_vendor_only(desk, kit):
    desk.publish("bonus", family())
    bought(desk)
    run = desk.run(desk.stretch("bonus", *JANUARY), "2026-02-10")["id"]
    row = next(one for one in desk.results(run) if one.partner_id == ALPHA.partner("a2"))
    assert row.qualified == "" and "measure.family" not in row.told["facts"] and row.told["pool"]["measure.family"] == "1100"
    desk.state(desk.rows_of_period(run), run, "a2")
    staff, member = _texts(kit, desk, "manager", row.id), _texts(kit, desk, "a2", row.id)
    assert "1100" in staff and "1100" not in member and "700" not in member


def _texts(kit, desk, who, result):
    with kit.acting(desk.person(who)):
        return _values(explain(desk.record(Result, result)).as_json())


def _values(node):
    return {node["value"], *(text for below in node["below"] for text in _values(below))}


@pytest.mark.parametrize(("opened", "seen"), [(False, []), (True, [12])])
def test_a_partner_sees_an_estimate_of_what_is_earned_together_only_where_it_is_open(desk, kit, opened, seen):
    desk.publish("bonus", {**family(), "open_pool": opened})
    bought(desk)
    with desk.moved("2026-01-20"), kit.acting(desk.person("a2")):
        found = estimates(sight([ALPHA.partner("a2")], date(2026, 1, 20)))
    assert [one.earned for one in found] == seen
    assert {one.partner_id for one in found} <= {ALPHA.partner("a2")}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"measures": [{"name": "sales", "level": "pool"}], "level": "tree"}, "not-divided"), ({"measures": [{"name": "sales", "level": "pool"}]}, "alone"),
        ({"level": "alike"}, "no-answer"), ({"level": "all", "receiver": "distributor"}, "together"),
    ],
)  # fmt: skip
def test_the_checker_names_what_a_pool_lacks(more, code):
    assert code in {one.code for one in checking.check(program({"rate": "1"}, **more, **MONTHLY)) if one.severity == "error"}


@pytest.mark.parametrize(("shared", "own"), [("measure", "43.40"), ("equal", "34.10"), ("head", "68.20")])
def test_what_is_earned_together_is_forecast_by_what_all_will_have_bought(desk, kit, shared, own):
    """15 of 31 days are over: by the end the family has bought 2,273.33, at 3 percent; A 7 of 11 parts of it."""
    desk.publish("bonus", document({"shared": shared}, ((0, 1), (1500, 3)), level="tree", open_pool=True, **MONTHLY))
    desk.line("a", "2026-01-05", "700")
    desk.line("a2", "2026-01-06", "400")
    with desk.system("2026-01-15"):
        found = {one.partner_id: one for one in estimates(sight([ALPHA.partner("a"), ALPHA.partner("a2")], date(2026, 1, 15)))}
    assert (sum(one.earned for one in found.values()), sum(one.forecast for one in found.values())) == (11, Decimal("68.20"))
    assert found[ALPHA.partner("a")].forecast == Decimal(own)
