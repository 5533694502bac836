"""The table of thresholds: cells of a document, and a document from typed cells. No database."""

import pytest
from marshmallow import ValidationError

from plugins.tiering.policy import grid
from plugins.tiering.policy.document import LevelsPolicy
from tests.plugins.tiering.conftest import DOCUMENT

PLAN = {"level": "gold", "code": "plan", "label": "Plan", "of": "partner.plan", "test": "holds"}


def document(**more):
    return LevelsPolicy.normal({**DOCUMENT, **more})


def sent(of, **typed):
    """What the page would send: every cell as it stands, but for what was typed."""
    cells = [cell for row in (*grid.asked(of), *grid.given(of)) for cell in row.cells.values()]
    found = {cell.name: cell.value for cell in cells} | {f"{cell.name}:keep": cell.keep for cell in cells}
    return found | typed


def test_a_criterion_is_a_row_and_a_level_a_column():
    (row,) = grid.asked(document())
    assert (row.label, row.detail) == ("Revenue", "partner.revenue")
    assert [(level, cell.value) for level, cell in row.cells.items()] == [("silver", "100"), ("gold", "300")]


def test_what_is_sent_as_it_stands_changes_nothing():
    of = document(criteria=[*DOCUMENT["criteria"], PLAN, {**DOCUMENT["criteria"][1], "way": "large", "value": "900"}])
    assert LevelsPolicy.normal(grid.changed(of, sent(of))) == of
    assert grid.differing(of, of) == {}


def test_a_typed_threshold_takes_the_place_of_the_one_before():
    of = document()
    made = grid.changed(of, sent(of, **{"ask:revenue.1:gold": "1,250.5", "ask:revenue.1:gold:keep": "1000"}))
    assert [(one["level"], one["value"], one.get("keep")) for one in made["criteria"]] == [("silver", "100", None), ("gold", "1250.5", "1000")]
    assert grid.differing(of, made) == {"ask:revenue.1:gold": "300", "ask:revenue.1:gold:keep": ""}


def test_an_emptied_cell_asks_for_nothing():
    of = document()
    made = grid.changed(of, sent(of, **{"ask:revenue.1:silver": " "}))
    assert [one["level"] for one in made["criteria"]] == ["gold"]


def test_a_filled_cell_asks_the_same_of_another_level():
    of = document(criteria=[PLAN, DOCUMENT["criteria"][1]])
    made = grid.changed(of, sent(of, **{"ask:plan.1:silver": "yes", "ask:revenue.1:silver": "50"}))
    added = [(one["level"], one["code"], one["of"], one.get("value")) for one in LevelsPolicy.normal(made)["criteria"][2:]]
    assert added == [("silver", "plan", "partner.plan", None), ("silver", "revenue", "partner.revenue", "50")]


def test_criteria_of_one_code_on_one_level_keep_their_own_lines():
    of = document(criteria=[*DOCUMENT["criteria"], {**DOCUMENT["criteria"][1], "way": "large", "value": "900"}])
    made = grid.changed(of, sent(of, **{"ask:revenue.2:gold": "800"}))
    assert [(one["value"], one.get("way")) for one in made["criteria"]] == [("100", None), ("300", None), ("800", "large")]


def test_a_new_line_asks_for_a_figure_on_the_levels_with_a_value():
    of = document()
    typed = {"new:of": "partner.people", "new:label": "People", "new:unit": "people", "new:test": "more_than", "new:value:gold": "2"}
    one = LevelsPolicy.normal(grid.changed(of, sent(of, **typed)))["criteria"][-1]
    assert (one["level"], one["of"], one["test"], one["value"], one["unit"]) == ("gold", "partner.people", "more_than", "2", "people")


def test_benefits_and_names_of_levels_are_changed_in_the_table():
    of = document()
    made = grid.changed(of, sent(of, **{"give:discount:gold": "12", "give:portal:gold": "", "level:gold": "Gold plus"}))
    assert [(one["level"], one["benefit"], one["value"]) for one in made["grants"]] == [("silver", "discount", "5"), ("gold", "discount", "12")]
    assert [one["label"] for one in made["levels"]] == ["Silver", "Gold plus"]


@pytest.mark.parametrize("typed", ["lots", "1,2", "1e9", "NaN", "9" * 30])
def test_what_is_no_number_is_named_at_its_cell(typed):
    of = document()
    assert list(grid.wrong(of, sent(of, **{"ask:revenue.1:gold": typed}))) == ["ask:revenue.1:gold"]
    with pytest.raises(ValidationError):
        grid.changed(of, sent(of, **{"ask:revenue.1:gold": typed}))


def test_a_line_that_is_gone_is_named():
    of = document(criteria=[*DOCUMENT["criteria"], PLAN])
    assert grid.gone(of, grid.changed(of, sent(of, **{"ask:plan.1:gold": ""}))) == ["Plan"]
