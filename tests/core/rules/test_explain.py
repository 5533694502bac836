import json
from decimal import Decimal
from typing import Any

from hypothesis import given

from core.rules.explain import MOST_ROWS, canonical
from core.rules.expression import parse
from tests.core.rules import sayings
from tests.core.rules.world import FACTS, records

RECORD = records(1)[0]


def explained(text: str, **values: Any) -> dict[str, Any]:
    return parse(text, FACTS, expect=()).explain({name.replace("__", "."): value for name, value in values.items()}).as_json()


def test_every_part_has_its_place_and_value() -> None:
    found = explained("deal.amount >= 5000 and deal.urgent", deal__amount=Decimal("5200"), deal__urgent=None)
    assert found["value"] is None
    compared, urgent = found["parts"]
    assert (compared["at"], compared["value"]) == ([0, 19], True)
    assert [part["value"] for part in compared["parts"]] == ["5200", 5000]
    assert (urgent["name"], urgent["value"]) == ("deal.urgent", None)


def test_what_was_not_needed_is_marked() -> None:
    found = explained("deal.urgent or deal.amount > 5", deal__urgent=True)
    assert found["parts"][1] == {"at": [15, 30], "kind": "compare", "type": "bool", "op": ">", "skipped": True}


def test_the_branch_not_taken_is_marked() -> None:
    found = explained("1 if deal.urgent else 2", deal__urgent=False)
    assert (found["value"], found["parts"][1]["skipped"], found["parts"][2]["value"]) == (2, True, 2)


def test_rows_are_explained_one_by_one() -> None:
    lines = [{"amount": Decimal(5), "family": "A"}, {"amount": Decimal(7), "family": "B"}]
    found = explained('sum(x.amount for x in deal.lines if x.family == "A")', deal__lines=lines)
    assert found["value"] == "5"
    assert [(row["row"], row["value"]) for row in found["parts"]] == [(1, True), (2, False)]
    assert found["parts"][1]["parts"][1]["skipped"]


def test_many_rows_are_counted_and_not_all_listed() -> None:
    found = explained("count(x for x in deal.lines if x.units > 0)", deal__lines=[{"units": 1}] * 500)
    assert (found["value"], len(found["parts"]), found["more"]) == (500, MOST_ROWS, 500 - MOST_ROWS)


def test_a_division_that_does_not_end_is_kept_as_a_fraction() -> None:
    assert explained("deal.amount / 3", deal__amount=Decimal(1))["value"] == "1/3"


@given(sayings.conditions())
def test_the_same_evaluation_gives_the_same_bytes(text: str) -> None:
    once, twice = (canonical(parse(text, FACTS).explain(RECORD).as_json()) for _ in range(2))
    assert once == twice
    assert canonical(json.loads(once)) == once
