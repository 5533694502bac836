from typing import Any

import pytest
import sqlalchemy as sa

from core.audit import Audit
from core.entities.marks import WALL
from core.errors import Unprocessable
from core.program_text import document
from core.program_text.writing import write
from hansa.testing import Kit
from tests.core.program_text.texts import WHOLE, applied, exported, planned, text

FIELD = {"x_no": {"type": "text", "label": "No."}}


def refusal(kit: Kit, **sections: Any) -> str:
    with pytest.raises(Unprocessable) as refused:
        planned(kit, text(**sections))
    return refused.value.errors[0]["message"]


def test_a_plan_changes_nothing(kit: Kit) -> None:
    before = exported(kit)
    assert planned(kit, text(fields={"deals.deal": FIELD}, plugins=["deals"])).changes
    assert exported(kit) == before


def test_a_plan_of_a_new_program_leaves_no_program(kit: Kit) -> None:
    assert planned(kit, write(WHOLE), create=True).created
    assert "gamma" not in [state.slug for state in all_programs(kit)]


def all_programs(kit: Kit) -> Any:
    with kit.app.app_context():
        from_db = [kit.portal.programs.by_slug(slug) for slug in ("alpha", "beta", "gamma")]
    return [state for state in from_db if state]


def test_without_agreement_no_program_is_made(kit: Kit) -> None:
    with pytest.raises(Unprocessable) as refused:
        applied(kit, write(WHOLE))
    assert "There is no program “gamma”" in refused.value.errors[0]["message"]


def test_what_fails_in_the_last_section_leaves_nothing_of_the_first(kit: Kit) -> None:
    before = exported(kit)
    with pytest.raises(Unprocessable):
        applied(kit, text(fields={"deals.deal": FIELD}, views={"deals.deal": {"Mine": {"audience": "nobody"}}}))
    assert exported(kit) == before


def test_a_section_left_out_is_left_alone(kit: Kit) -> None:
    applied(kit, text(fields={"deals.deal": FIELD}))
    assert applied(kit, text(settings={"deals": {"protection_days": 33}})).changes[0].path == "settings/deals/protection_days"
    assert "x_no:" in exported(kit)


def test_what_takes_something_away_needs_agreement(kit: Kit) -> None:
    with pytest.raises(document.Unsafe) as refused:
        applied(kit, text(plugins=["deals"]))
    assert "plugins/notify" in [change.path for change in refused.value.plan.unsafe]
    assert applied(kit, text(plugins=["deals"]), allow_unsafe=True).unsafe


def test_a_field_in_use_is_not_retired_without_agreement(kit: Kit, make_record: Any) -> None:
    applied(kit, text(fields={"deals.deal": FIELD}))
    assert planned(kit, text(fields={})).unsafe == ()
    make_record("deals.deal", by="a", x_no="K-1")
    assert planned(kit, text(fields={})).unsafe[0].unsafe == "1 record holds a value in this field."


def test_a_retired_field_comes_back_with_its_values(kit: Kit, make_record: Any, program: Any) -> None:
    applied(kit, text(fields={"deals.deal": FIELD}))
    deal = make_record("deals.deal", by="a", x_no="K-1")
    applied(kit, text(fields={}), allow_unsafe=True)
    applied(kit, text(fields={"deals.deal": FIELD}))
    assert kit.client().get(f"/api/v1/alpha/deals/deal/{deal}", headers=program.person("a").bearer).json["x_no"] == "K-1"


def test_another_currency_from_the_beginning_is_not_safe(kit: Kit) -> None:
    assert planned(kit, text(program={"slug": "alpha", "currency": "EUR"})).unsafe[0].path == "program/currency"


def test_a_change_of_zone_to_come_is_safe(kit: Kit) -> None:
    row = {"from": "2099-01-01", "currency": "USD", "zone": "UTC", "fiscal_start_month": 1}
    found = planned(kit, text(program={"slug": "alpha", "changes": [row]}))
    assert ([change.path for change in found.changes], found.unsafe) == (["program/changes/2099-01-01"], ())


def test_the_audit_trail_has_the_plan(kit: Kit, db: Any) -> None:
    applied(kit, text(fields={"deals.deal": FIELD}))
    row = sa.select(Audit.changes).where(Audit.action == "program text applied")
    with kit.owner.connect() as connection:
        changes = connection.execute(row.execution_options(**WALL)).scalar_one()
    assert changes["fields/deals.deal/x_no"][1]["label"] == "No."


def test_secrets_are_named_and_not_shown(kit: Kit) -> None:
    assert "settings/basement/code" in exported(kit)
    assert "A secret does not stand in a text" in refusal(kit, settings={"basement": {"code": "s3cret"}})


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "section": ({"filds": {}}, "Did you mean “fields”?"),
    "plugin": ({"plugins": ["deal"]}, "Did you mean “deals”?"),
    "setting": ({"settings": {"deals": {"protection_dayz": 1}}}, "Did you mean “protection_days”?"),
    "setting's value": ({"settings": {"deals": {"protection_days": "many"}}}, "Line 6:"),
    "entity": ({"fields": {"deals.deals": {}}}, "Did you mean “deals.deal”?"),
    "kind": ({"fields": {"deals.deal": {"x_a": {"type": "txt", "label": "A"}}}}, "Did you mean “text”?"),
    "question": ({"fields": {"deals.deal": {"x_a": {"type": "text", "lable": "A"}}}}, "Did you mean “label”?"),
    "right": ({"roles": {"x_r": {"label": "R", "permissions": ["deals.deal.veiw"]}}}, "Did you mean “deals.deal.view”?"),
    "no right": ({"roles": {"x_r": {"label": "R", "permissions": []}}}, "Choose at least one right."),
    "role": ({"roles": {"r": {"label": "R", "permissions": ["core.partner.view"]}}}, "begins with x_"),
    "colour": ({"brand": {"brand": "red"}}, "Write a colour like"),
    "list": ({"plugins": "deals"}, "Give a list here"),
    "mapping": ({"fields": ["x"]}, "Give names with values here"),
    "zone": ({"program": {"slug": "alpha", "zone": "Mars/Base"}}, "Line 4:"),
    "day": (
        {"program": {"slug": "alpha", "changes": [{"from": "soon", "zone": "UTC", "currency": "EUR", "fiscal_start_month": 1}]}},
        "Line 5:",
    ),
    "calendar": (
        {"program": {"slug": "alpha", "changes": [{"from": "2099-01-02", "zone": "UTC", "currency": "EUR", "fiscal_start_month": 4}]}},
        "begins on the first day of a month",
    ),
    "view": ({"views": {"deals.deal": {"A": {"query": "partner=0190a000-0000-7000-8000-000000000000"}}}}, "without ids of records"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_named_with_its_line(kit: Kit, case: str) -> None:
    sections, told = WRONG[case]
    message = refusal(kit, **sections)
    assert told in message
    assert message.startswith("Line ")


@pytest.mark.parametrize(
    ("head", "told"),
    [({}, "format: 1"), ({"format": 2}, "format: 1"), ({"format": 1}, "slug"), ({"format": 1, "program": {"slug": 5}}, "slug")],
)
def test_a_text_begins_with_format_and_slug(kit: Kit, head: dict[str, Any], told: str) -> None:
    with pytest.raises(Unprocessable) as refused:
        planned(kit, write(head))
    assert told in refused.value.errors[0]["message"]


def test_the_kind_of_a_field_stays(kit: Kit) -> None:
    applied(kit, text(fields={"deals.deal": FIELD}))
    assert "Retire it and use another key" in refusal(kit, fields={"deals.deal": {"x_no": {"type": "int", "label": "No."}}})


def test_what_belongs_to_a_plugin_that_is_off_is_refused(kit: Kit) -> None:
    assert "“deals” is not known here" in refusal(kit, plugins=[], settings={"deals": {}})
