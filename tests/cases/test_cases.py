from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from core import clock
from core.entities import acting
from core.errors import Unprocessable
from core.identity.actor import SYSTEM
from core.jobs.scopes import as_system
from core.program_text import document
from core.program_text.reading import read
from core.program_text.writing import write
from hansa.testing import Kit
from plugins.policies.versions import lifecycle, trial
from plugins.policies.versions.kinds import kind_of
from tests.cases.cases import NAMES, Case, differences, rows
from tests.cases.reviewed import Reviewed
from tests.cases.settled import settled


def configure(kit: Kit, text: str) -> document.Plan:
    with kit.app.app_context():
        return document.apply(read(text), SYSTEM, allow_unsafe=True)


@pytest.mark.parametrize(("name", "number"), rows("tries"))
def test_a_policy_decides_as_published(kit: Kit, name: str, number: int) -> None:
    case = Case(name)
    row = list(case.rows("tries"))[number]
    configure(kit, case.text())
    with kit.app.app_context(), acting.entered(as_system(kit.portal.programs.by_slug("alpha"))):  # type: ignore[arg-type]
        told = trial.tried(row["policy"], {**case.facts.get("given", {}), **row["facts"]}, moment(row))
    assert differences(told, row["expect"]) == {}, row["said"]


def moment(row: Mapping[str, Any]) -> datetime | None:
    """Return when a row is decided; None is now."""
    return datetime.fromisoformat(str(row["at"])) if "at" in row else None


@pytest.mark.parametrize(("name", "number"), rows("draws"))
def test_draws_fall_as_published(kit: Kit, name: str, number: int) -> None:
    case = Case(name)
    row = list(case.rows("draws"))[number]
    configure(kit, case.text(row["program"]))
    with kit.app.app_context(), acting.entered(as_system(kit.portal.programs.by_slug("alpha"))):  # type: ignore[arg-type]
        chosen = lifecycle.chosen(kind_of(row["policy"]), clock.now()).compiled
        drawn = (trial.ran(chosen, {**row["facts"], "seed": str(seed)}, clock.now()).values["order"][0] for seed in range(row["seeds"]))
        counts = Counter(drawn)
    assert all(low <= counts[name] <= high for name, (low, high) in row["between"].items()), counts


@pytest.mark.parametrize(("name", "number"), rows("scenarios"))
def test_what_happens_comes_out_as_published(kit: Kit, name: str, number: int) -> None:
    case = Case(name)
    scenario = list(case.rows("scenarios"))[number]
    configure(kit, case.text(scenario.get("program", "program.yaml")))
    play = Reviewed(kit, case.facts.get("defaults", {}))
    for step in scenario["steps"]:
        seen = play.do(step)
        expect = dict(step.get("expect", {}))
        if "decision" in expect:
            assert differences(seen.pop("decision"), expect.pop("decision")) == {}, step["said"]
        assert seen == expect, step["said"]


@pytest.mark.parametrize(("name", "number"), rows("settlements"))
def test_periods_pay_as_published(kit: Kit, name: str, number: int) -> None:
    case = Case(name)
    row = list(case.rows("settlements"))[number]
    configure(kit, case.text())
    for period, found in settled(kit, row):
        wanted = {key: str(period[key]) for key in ("payable", "base") if key in period}
        assert {key: found[key] for key in wanted} == wanted, period


@pytest.mark.parametrize(("name", "number"), rows("flagged"))
def test_what_is_wrong_in_the_source_is_flagged(kit: Kit, name: str, number: int) -> None:
    row = list(Case(name).rows("flagged"))[number]
    text = without(Case(name).text(row["program"]), row.get("without", ""))
    with pytest.raises(Unprocessable) as refused:
        configure(kit, text)
    assert [row["finding"]] == [error["code"] for error in refused.value.errors]
    assert row["names"] in refused.value.errors[0]["message"]


def without(text: str, key: str) -> str:
    """Leave out a key of every version of every policy."""
    data = read(text).data
    for slugs in data["policies"].values():
        for policy in slugs.values():
            for version in policy["versions"]:
                version.pop(key, None)
    return write(data)


@pytest.mark.parametrize("name", NAMES)
def test_a_case_says_where_it_comes_from(name: str) -> None:
    assert Case(name).facts["source"]


@pytest.mark.parametrize("name", NAMES)
def test_the_text_of_a_case_applies_again_without_a_change(kit: Kit, name: str) -> None:
    configure(kit, Case(name).text())
    assert configure(kit, Case(name).text()).changes == ()
