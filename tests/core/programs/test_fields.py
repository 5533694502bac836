import uuid
from collections.abc import Callable
from typing import Any

import pytest

from core.entities import records
from core.entities.registry import registry
from core.errors import Conflict, Unprocessable
from core.programs import fields, mirror
from core.programs.field_schema import LABELS
from hansa.testing import Kit, ProgramOfTest
from schemas.types import TYPES
from tests.core.programs.acts import as_admin

EXTRAS: dict[str, dict[str, Any]] = {
    "choice": {"choices": [{"label": "Red"}, {"label": "Blue", "value": "b"}]},
    "multichoice": {"choices": [{"label": "Red"}]},
    "ref": {"to": "core.partner"},
    "lines": {"columns": [{"label": "Item", "type": "text", "required": True}, {"label": "Count", "type": "int"}]},
}
Make = Callable[..., uuid.UUID]


def define(kit: Kit, kind: str = "text", **answers: Any) -> uuid.UUID:
    """Add a field to deals; returns its id."""
    raw = {"label": "Contract", **EXTRAS.get(kind, {}), **answers}
    return as_admin(kit, lambda scope: fields.define(registry()["deals.deal"], kind, raw).id)


def change(kit: Kit, field_id: uuid.UUID, **answers: Any) -> None:
    as_admin(kit, lambda scope: fields.change(fields.get(field_id), {"label": "Contract", **answers}))


def mirrored(kit: Kit) -> list[str]:
    return as_admin(kit, lambda scope: mirror.differences())


def test_every_kind_of_field_has_a_label() -> None:
    assert LABELS.keys() == TYPES.keys()


@pytest.mark.parametrize("kind", TYPES)
def test_a_field_of_every_kind_can_be_added(kit: Kit, as_user: Any, kind: str) -> None:
    define(kit, kind)
    page = as_user("admin").get("/alpha/deals/deal/new")
    assert page.status_code == 200
    assert 'name="x_contract' in page.text


def test_a_field_flows_into_form_detail_and_api(kit: Kit, as_user: Any, make_record: Make, program: ProgramOfTest) -> None:
    define(kit)
    deal = make_record("deals.deal", by="a", x_contract="K-77")
    assert "K-77" in as_user("a").get(f"/alpha/deals/deal/{deal}").text
    answer = kit.client().get(f"/api/v1/alpha/deals/deal/{deal}", headers=program.person("a").bearer)
    assert answer.json["x_contract"] == "K-77"


def test_a_key_comes_from_the_label(kit: Kit) -> None:
    assert fields.key_of("Contract no. (new)") == "x_contract_no_new"
    assert fields.key_of("合同编号") == "x_field"


def test_a_second_field_of_a_label_gets_a_key_of_its_own(kit: Kit) -> None:
    define(kit)
    second = define(kit)
    assert as_admin(kit, lambda scope: fields.get(second).key) == "x_contract_2"


def test_a_key_that_is_taken_is_refused(kit: Kit) -> None:
    define(kit, key="x_no")
    with pytest.raises(Unprocessable) as refused:
        define(kit, key="x_no")
    assert refused.value.errors[0]["pointer"] == "/key"


def test_a_key_may_change_until_a_record_holds_a_value(kit: Kit, make_record: Make) -> None:
    field = define(kit)
    change(kit, field, key="x_paper")
    make_record("deals.deal", by="a", x_paper="K-1")
    with pytest.raises(Conflict, match="this name is fixed"):
        change(kit, field, key="x_other")


def test_a_choice_without_choices_is_refused(kit: Kit) -> None:
    with pytest.raises(Unprocessable) as refused:
        define(kit, "choice", choices=[])
    assert refused.value.errors[0]["pointer"] == "/choices"


def test_a_default_the_field_would_refuse_is_refused(kit: Kit) -> None:
    with pytest.raises(Unprocessable) as refused:
        define(kit, "int", default="many")
    assert refused.value.errors[0]["pointer"] == "/default"


def test_making_a_field_filterable_mirrors_what_is_there(kit: Kit, as_user: Any, make_record: Make) -> None:
    field = define(kit, "int")
    make_record("deals.deal", by="a", word="Seven", x_contract=7)
    make_record("deals.deal", by="b", word="Nine", x_contract=9)
    change(kit, field, filterable=True)
    page = as_user("admin").get("/alpha/deals/deal/?f.x_contract.gt=8").text
    assert ("Nine" in page, "Seven" in page, mirrored(kit)) == (True, False, [])


def test_a_mirror_that_lost_a_row_is_noticed(kit: Kit, make_record: Make) -> None:
    field = define(kit, filterable=True)
    make_record("deals.deal", by="a", x_contract="K-1")
    as_admin(kit, lambda scope: mirror.forget(field))
    assert mirrored(kit) == ["deals.deal.x_contract: 1 missing, 0 too many, 0 wrong"]


def test_a_unique_value_is_unique_for_its_owner(kit: Kit, make_record: Make) -> None:
    define(kit, unique=True)
    make_record("deals.deal", by="a", x_contract="K-1")
    make_record("deals.deal", by="b", x_contract="K-1")
    with pytest.raises(Unprocessable) as refused:
        make_record("deals.deal", by="a", x_contract="K-1")
    assert refused.value.errors[0]["pointer"] == "/x_contract"


def test_a_value_may_be_unique_over_the_program(kit: Kit, make_record: Make) -> None:
    define(kit, unique=True, program_wide=True)
    make_record("deals.deal", by="a", x_contract="K-1")
    with pytest.raises(Unprocessable):
        make_record("deals.deal", by="b", x_contract="K-1")


def test_a_field_with_repeated_values_cannot_become_unique(kit: Kit, make_record: Make) -> None:
    field = define(kit)
    for _ in range(2):
        make_record("deals.deal", by="a", x_contract="K-1")
    with pytest.raises(Unprocessable, match="attention"):
        change(kit, field, unique=True)


def test_a_retired_field_is_gone_and_its_values_come_back(kit: Kit, as_user: Any, make_record: Make) -> None:
    field = define(kit, filterable=True)
    deal = make_record("deals.deal", by="a", x_contract="K-77")
    as_admin(kit, lambda scope: fields.retire(fields.get(field)))
    assert "K-77" not in as_user("a").get(f"/alpha/deals/deal/{deal}").text
    as_admin(kit, lambda scope: fields.restore(fields.get(field)))
    assert "K-77" in as_user("a").get(f"/alpha/deals/deal/{deal}").text
    assert mirrored(kit) == []


def test_a_field_of_staff_does_not_exist_for_partners(kit: Kit, as_user: Any) -> None:
    define(kit, visible="staff")
    assert "x_contract" not in as_user("a").get("/alpha/deals/deal/new").text
    assert "x_contract" in as_user("admin").get("/alpha/deals/deal/new").text


def test_a_field_belongs_to_its_program(kit: Kit, as_user: Any) -> None:
    define(kit)
    assert "x_contract" not in as_user("admin", "beta").get("/beta/deals/deal/new").text


def test_rows_of_a_field_are_judged_by_its_columns(kit: Kit, make_record: Make) -> None:
    define(kit, "lines")
    with pytest.raises(Unprocessable) as refused:
        make_record("deals.deal", by="a", x_contract=[{"x_count": "3"}])
    assert refused.value.errors[0]["pointer"] == "/x_contract/0/x_item"


def test_a_custom_value_can_be_changed(kit: Kit, make_record: Make) -> None:
    define(kit, "date", sortable=True)
    deal = make_record("deals.deal", by="a", x_contract="2026-03-01")
    as_admin(
        kit,
        lambda scope: records.update(registry()["deals.deal"], records.get(registry()["deals.deal"], deal), {"x_contract": "2026-04-01"}),
    )
    assert mirrored(kit) == []


LISTED: dict[str, tuple[str, str, str]] = {
    "decimal": ("1234.5", "1,234.5", "1234.5"),
    "money": ("1234.5", "1,234.50<", "1234.5"),
    "percent": ("12.5", "12.5%", "12.5"),
    "date": ("2026-12-24", "Dec 24, 2026", "2026-12-24"),
    "datetime": ("2026-12-24T20:30:00+00:00", ">Dec 24, 2026, 9:30", "2026-12-24 21:30"),
    "bool": ("true", "Yes", "Yes"),
    "choice": ("b", "Blue", "Blue"),
    "multichoice": ("Red", "Red", "Red"),
    "country": ("DE", "Germany", "DE"),
    "url": ("https://example.com/x", ">example.com/x</a>", "https://example.com/x"),
}
"""What is kept, what a list shows of it and what a file does."""


@pytest.mark.parametrize("kind", LISTED)
def test_a_list_and_an_export_show_a_field_by_its_kind(kit: Kit, as_user: Any, make_record: Make, kind: str) -> None:
    define(kit, kind)
    kept, shown, exported = LISTED[kind]
    make_record("deals.deal", by="a", x_contract=[kept] if kind == "multichoice" else kept)
    row = as_user("a").get("/alpha/deals/deal/?cols=title,x_contract").text.replace("\u202f", " ").split("<tbody")[1]
    assert shown in row
    assert as_user("a").get("/alpha/deals/deal/export.csv?cols=title,x_contract").text.splitlines()[1].endswith(exported)


def test_records_are_found_by_one_and_by_all_of_several_choices(kit: Kit, as_user: Any, make_record: Make, program: ProgramOfTest) -> None:
    define(kit, "multichoice", filterable=True, choices=[{"label": one} for one in ("Red", "Grün", "50%")])
    for title, held in {"both": ["Red", "Grün"], "one": ["Grün"], "other": ["50%"], "none": []}.items():
        make_record("deals.deal", by="a", title=title, x_contract=held)

    def found(query: str) -> set[str]:
        answer = kit.client().get(f"/api/v1/alpha/deals/deal/?{query}", headers=program.person("a").bearer)
        return {one["title"] for one in answer.json["items"]}

    assert found("f.x_contract.any=Grün") == {"both", "one"}
    assert found("f.x_contract.any=Red&f.x_contract.any=50%25") == {"both", "other"}
    assert found("f.x_contract.all=Red&f.x_contract.all=Grün") == {"both"}
    assert found("f.x_contract.empty=true") == {"none"}
    assert mirrored(kit) == []


def test_the_api_lists_a_field_as_it_answers_for_one_record(kit: Kit, make_record: Make, program: ProgramOfTest) -> None:
    kept: dict[str, Any] = {
        "bool": True,
        "ref": str(program.partner("a")),
        "decimal": "1.5",
        "multichoice": ["Red"],
        "datetime": "2026-12-24T20:30:00+00:00",
    }
    for kind in kept:
        define(kit, kind, label=f"Own {kind}")
    deal = make_record("deals.deal", by="a", **{f"x_own_{kind}": value for kind, value in kept.items()})
    person = program.person("a").bearer
    (listed,) = kit.client().get("/api/v1/alpha/deals/deal/", headers=person).json["items"]
    alone = kit.client().get(f"/api/v1/alpha/deals/deal/{deal}", headers=person).json
    assert [[found[f"x_own_{kind}"] for kind in kept] for found in (listed, alone)] == [list(kept.values())] * 2


def test_a_filter_for_what_is_empty_says_yes_or_no(kit: Kit, program: ProgramOfTest) -> None:
    define(kit, filterable=True)
    answer = kit.client().get("/api/v1/alpha/deals/deal/?f.x_contract.empty=maybe", headers=program.person("a").bearer)
    assert answer.status_code == 400
