"""Records as facts: the same rule over records in Python and over their table in SQL, for what the actor may see."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from core.db import db
from core.entities import facts, records
from core.entities.registry import registry
from core.programs import fields
from core.rules import Fact, Facts, RuleError, parse, rows
from hansa.testing import Kit, ProgramOfTest
from tests.core.programs.acts import as_admin

Make = Callable[..., uuid.UUID]
RULES = (
    "exhibit.price >= 1000",
    "exhibit.count * 2 > 5 or exhibit.fair",
    'exhibit.kind == "stone" and exhibit.country in ("DE", "CN")',
    "exhibit.marks is None",
    '"red" in exhibit.marks',
    'not has_any(exhibit.marks, ("blue",))',
    "exhibit.day + months(1) <= exhibit.day + days(30)",
    'exhibit.at < "2026-03-01T00:00:00+00:00"',
    'contains(exhibit.title, "VAS")',
    "known(exhibit.share) and exhibit.share < 12.5",
    'exhibit.created_at > "2020-01-01T00:00:00+00:00"',
)


@pytest.fixture
def exhibits(make_record: Make) -> None:
    """Two records of one partner, one of another."""
    full = {
        "price": "1000.0001",
        "count": 3,
        "fair": False,
        "kind": "stone",
        "marks": ["red"],
        "day": "2026-01-31",
        "at": "2026-02-01T00:00:00Z",
    }
    make_record("gallery.exhibit", by="a", title="Old vase", country="DE", share="12.4999", **full)
    make_record("gallery.exhibit", by="a", title="Nothing known", **dict.fromkeys(full))
    make_record("gallery.exhibit", by="b", title="Vase of another", price=None, fair=True, marks=["blue"])


def found(text: str) -> tuple[set[uuid.UUID], set[uuid.UUID]]:
    """Return the ids SQL finds and those Python finds among what the actor sees."""
    entity = registry()["gallery.exhibit"]
    rule = parse(text, facts.facts_of(entity, "exhibit"), in_sql=True)
    ids = set(db.session.connection().execute(facts.matching(entity, rule, facts.columns_of(entity, "exhibit"))).scalars())
    everything = db.session.scalars(db.select(entity.model)).all()
    return ids, {record.id for record in everything if rule(facts.values_of(entity, record, "exhibit"))}


@pytest.mark.parametrize("text", RULES)
@pytest.mark.parametrize("who", ["a", "manager"])
def test_a_rule_finds_the_same_records_both_ways(kit: Kit, program: ProgramOfTest, exhibits: None, text: str, who: str) -> None:
    with kit.acting(program.person(who)):
        in_sql, in_python = found(text)
    assert in_sql == in_python


def test_a_rule_finds_only_what_the_actor_sees(kit: Kit, program: ProgramOfTest, exhibits: None) -> None:
    with kit.acting(program.person("a")):
        mine = found('contains(exhibit.title, "vase")')[0]
    with kit.acting(program.person("manager")):
        every = found('contains(exhibit.title, "vase")')[0]
    assert (len(mine), len(every)) == (1, 2)


def test_matches_are_counted(kit: Kit, program: ProgramOfTest, exhibits: None) -> None:
    with kit.acting(program.person("manager")):
        entity = registry()["gallery.exhibit"]
        rule = parse("exhibit.price is None", facts.facts_of(entity, "exhibit"))
        assert facts.count_matching(entity, rule, facts.columns_of(entity, "exhibit")) == 2


@pytest.mark.parametrize(
    ("kind", "value", "holds"),
    [
        ("text", "K-7", '== "K-7"'),
        ("int", 12, "== 12"),
        ("int", 12, "> 11.5"),
        ("money", "12.5", "== 12.5"),
        ("bool", True, "== True"),
        ("date", "2026-01-31", '== "2026-01-31"'),
    ],
)
def test_a_custom_field_is_a_fact(kit: Kit, make_record: Make, kind: str, value: Any, holds: str) -> None:
    as_admin(kit, lambda scope: fields.define(registry()["gallery.exhibit"], kind, {"label": "Extra", "filterable": True}))
    made = make_record("gallery.exhibit", by="a", title="x", x_extra=value)
    make_record("gallery.exhibit", by="a", title="y", x_extra=None)
    assert as_admin(kit, lambda scope: found(f"exhibit.x_extra {holds}")) == ({made}, {made})


def test_a_custom_field_that_lists_do_not_filter_by_is_only_for_python(kit: Kit) -> None:
    as_admin(kit, lambda scope: fields.define(registry()["gallery.exhibit"], "text", {"label": "Extra"}))
    with pytest.raises(RuleError, match="x_extra"):
        as_admin(kit, lambda scope: parse('exhibit.x_extra == "a"', facts.facts_of(registry()["gallery.exhibit"], "exhibit"), in_sql=True))


def test_lines_of_a_record_are_rows(kit: Kit, make_record: Make) -> None:
    made = make_record("gallery.exhibit", by="a", title="x", parts=[{"name": "Foot", "pieces": 4}, {"name": "Lid", "pieces": 1}])

    def pieces(scope: Any) -> Any:
        entity = registry()["gallery.exhibit"]
        rule = parse("sum(part.pieces for part in exhibit.parts)", facts.facts_of(entity, "exhibit"), expect=())
        return rule(facts.values_of(entity, records.get(entity, made), "exhibit"))

    assert as_admin(kit, pieces) == 5


def test_a_field_hidden_from_partners_is_no_fact_for_them(kit: Kit, program: ProgramOfTest) -> None:
    def names(who: str) -> set[str]:
        with kit.acting(program.person(who)):
            return set(facts.facts_of(registry()["deals.deal"], "deal"))

    assert "deal.clearance" in names("manager")
    assert "deal.clearance" not in names("a")


@pytest.mark.parametrize(("who", "rivals"), [("manager", {"a", "b"}), ("a", {"a"})])
def test_related_rows_are_those_the_actor_sees(kit: Kit, program: ProgramOfTest, make_record: Make, who: str, rivals: set[str]) -> None:
    for owner in ("a", "b"):
        make_record("deals.deal", by=owner, amount="7000")
    with kit.acting(program.person(who)):
        partner, deal = registry()["core.partner"], registry()["deals.deal"]
        names = Facts({"partner.deals": Fact(rows(facts.facts_of_rows(deal)))})
        rule = parse("sum(d.amount for d in partner.deals if d.amount >= 7000) >= 7000", names, in_sql=True)
        columns = {"partner.deals": facts.related(deal, "partner_id", partner)}
        found = set(db.session.connection().execute(facts.matching(partner, rule, columns)).scalars())
    assert found == {program.partner(name) for name in rivals}
