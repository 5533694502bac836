"""Published programs as data: a policy, facts, what must come of them. Nothing of a program stands in code."""

import uuid
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from hansa import rules
from plugins.deals.duplicates.matching import Registration, overlaps
from plugins.deals.registration.engine import engine
from plugins.deals.registration.policy import RegistrationPolicy
from plugins.deals.registration.vocabulary import common
from plugins.policies.api import Outcome, PolicyKind, compiled, plain
from plugins.policies.checking import checker

PROGRAMS = {
    f"{file.stem}/{name}": program
    for file in sorted((Path(__file__).parent / "programs").glob("*.yaml"))
    for name, program in yaml.safe_load(file.read_text()).items()
}
TYPES = {bool: rules.BOOL, date: rules.DATE, str: rules.NUMBER, int: rules.INTEGER}
SETTINGS = {"setting.protection_days": 90, "setting.extension_days": 30, "setting.max_extensions": 1, "step": "submit"}
BASE = {"today": date(2026, 1, 5), "submitted_on": date(2026, 1, 5), "decided_on": date(2026, 1, 5), **SETTINGS}


def kind_for(program: dict[str, Any]) -> PolicyKind:
    """The facts of a program are its own: what its rows name is declared with the type of the value."""
    named = {name: TYPES[type(value)] for row in program["rows"] for name, value in row["facts"].items()}
    own = rules.Facts({name: rules.Fact(kind) for name, kind in named.items() if name not in common()})
    return PolicyKind(key="deals.registration", label="", schema=RegistrationPolicy, engine=engine, facts=lambda: {"": common() | own})


def decided(program: dict[str, Any], facts: dict[str, Any]) -> Outcome:
    exact = {name: Decimal(value) if isinstance(value, str) else value for name, value in facts.items()}
    return engine(compiled(kind_for(program), program["document"]), {**BASE, **exact})


ROWS = [(name, row) for name, program in PROGRAMS.items() for row in program["rows"]]


@pytest.mark.parametrize(("name", "row"), ROWS, ids=[f"{name}-{number}" for number, (name, _row) in enumerate(ROWS)])
def test_a_published_program_decides_as_it_says(name, row):
    found = decided(PROGRAMS[name], row["facts"])
    assert found.result == row["result"]
    assert "code" not in row or row["code"] in [reason.code for reason in found.reasons]
    assert {key: str(plain(found.values[key])) for key in row.get("values", {})} == {
        key: str(value) for key, value in row.get("values", {}).items()
    }
    assert list(found.undefined) == row.get("undefined", [])
    assert found.values.get("approvers", {}).get("roles", []) == row.get("roles", [])


FLAGGED = [name for name, program in PROGRAMS.items() if program.get("lint")]


@pytest.mark.parametrize("name", FLAGGED)
def test_the_checker_flags_what_the_program_leaves_open(name):
    found = {finding.code for finding in checker.check(kind_for(PROGRAMS[name]), PROGRAMS[name]["document"])}
    assert any(wanted in code for wanted in PROGRAMS[name]["lint"] for code in found), found


MEETINGS = [(name, row) for name, program in PROGRAMS.items() for row in program.get("meets", ())]


@pytest.mark.parametrize(("name", "row"), MEETINGS)
def test_what_is_unique_meets_as_the_program_says(name, row):
    key = compiled(kind_for(PROGRAMS[name]), PROGRAMS[name]["document"])["key"].split(", ")
    one, other = (
        Registration(uuid.uuid4(), uuid.uuid4(), part["customer"], title=part["title"], parts={"stage": part["stage"]})
        for part in (row["one"], row["other"])
    )
    assert overlaps(one, other, key) is row["meets"]
