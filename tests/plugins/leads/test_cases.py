"""Published rules of routing, each configured by the text of a policy and nothing else."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from core import clock
from core.entities import batch, records
from core.entities.registry import registry
from core.entities.unit import unit
from hansa.testing import Person
from plugins.leads import distribute, turns

CASES = Path(__file__).parent / "cases"


def case(name: str) -> Any:
    return yaml.safe_load((CASES / f"{name}.yaml").read_text())


TURNS, SHARES = case("L-01"), case("L-05")


@pytest.fixture
def alone(kit):
    """Suspend the partners every test has, so that only those of the case are targets."""
    with kit.acting(Person("admin")):
        entity = registry()["core.partner"]
        unit(lambda: [records.update(entity, partner, {"status": "suspended"}) for partner in batch.load(entity, known(entity))])


def known(entity: Any) -> Any:
    from core.db import db

    return list(db.session.scalars(db.select(entity.model.id)))


@pytest.mark.parametrize("scenario", TURNS["scenarios"], ids=lambda scenario: scenario["name"])
def test_turns_are_taken_as_published(scenario, alone, kit, publish, make_partner, make_record, work, move, read):
    partners = {name: make_partner(name) for name in scenario["order"]}
    names = {str(partner): name for name, partner in partners.items()}
    publish(TURNS["program"][scenario["program"]]["leads.routing"])
    acting(kit, lambda: turns.count([str(partners[name]) for name in scenario["order"]]))
    for number, event in enumerate(scenario["events"]):
        happen(event, number, partners, make_record, work, move, lambda lead_id: names[str(read(lead_id)["holder_id"])])
        if "after" in event:
            assert order(kit, names) == event["after"]


def happen(event, number, partners, make_record, work, move, holder):
    company = {"company": f"Company {number} Ltd", "domain": None, "registration_no": None, "contact_phone": None, "contact_email": None}
    law = {"consent_expires": None, "latitude": None, "longitude": None, "brought_by": None}
    if "deal" in event:
        make_record("deals.deal", by="manager", owner=partners[event["deal"]])
    if "hand" in event:
        made = make_record("leads.lead", by="manager", campaign="none", **company, **law)
        work()
        move("leads.lead", made, "assign", partner_id=str(partners[event["hand"]]), reason="Known to them")
    if "lead" in event:
        own = {"brought_by": str(partners[event["own"]])} if "own" in event else {}
        basis = {"consent_basis": None} if own else {}
        made = make_record("leads.lead", by="manager", campaign=event["lead"], **company, **{**law, **own, **basis})
        work()
        if own:
            move("leads.lead", made, "confirm", consent_basis="consent")
        work()
        assert holder(made) == event["to"]
    work()


def acting(kit, what):
    with kit.acting(Person("admin")):
        return unit(what)


def order(kit, names):
    found = acting(kit, turns.known)
    return [names[key] for key in sorted(found, key=lambda key: found[key]) if key in names]


def shared(scenario: Any) -> Any:
    """A scenario of very many leads takes a minute."""
    marks = [pytest.mark.slow] if scenario["leads"] > 1_000 else []
    return pytest.param(scenario, id=f"{scenario['program']} of {scenario['leads']}", marks=marks)


@pytest.mark.parametrize("scenario", [shared(scenario) for scenario in SHARES["scenarios"]])
def test_leads_are_shared_by_level_as_published(scenario, alone, kit, publish, make_partner, make_record):
    make_record("policies.fact_kind", name="level", subject="partner", type="text", label="Level")
    partners = {name: make_partner(name) for name in scenario["partners"]}
    for name, level in scenario["partners"].items():
        fact = {"subject": "partner", "partner_id": str(partners[name]), "name": "level", "value": level, "who": None, "source_id": name}
        make_record("policies.fact", **fact, effective_from="2020-01-01")
    publish(SHARES["program"][scenario["program"]]["leads.routing"])
    found = acting(kit, lambda: routed(scenario["leads"]))
    counts = {name: found[str(partner)] for name, partner in partners.items()}
    assert {name: counts[name] for name, (least, most) in scenario["expected"].items() if not least <= counts[name] <= most} == {}


def routed(count: int) -> Counter[str]:
    """Make so many leads and route them; return how many each partner got."""
    entity, values = registry()["leads.lead"], {"state": "matching", "consent_basis": "consent", "consent_at": clock.now()}
    made = records.create_many(entity, [{"title": f"Lead {number}"} for number in range(count)], each=[dict(values) for _ in range(count)])
    decisions = distribute.distribute(made)
    return Counter(decision.outcome.values["order"][0] for decision in decisions)
