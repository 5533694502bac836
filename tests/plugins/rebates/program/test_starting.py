"""A program from a few answers: written as a draft, without text, and refused with the words at the field."""

import pytest

from plugins.rebates.program import checking
from plugins.rebates.program.starting import MADE, StartSchema, document
from tests.plugins.rebates.programs import compiled

ANSWERS = {
    "label": "Volume bonus", "slug": "volume", "kind": "volume", "steps": [{"low": "1000", "rate": "1"}, {"low": "5000", "rate": "2.5"}],
    "starts_on": "2026-01-01", "frequency": "month", "grace_days": "5",
}  # fmt: skip
FORM = {
    "label": "Volume bonus", "slug": "volume-2026", "kind": "volume", "method": "whole", "form": "credit_note", "starts_on": "2026-01-01",
    "frequency": "month", "grace_days": "5", "steps-0-low": "1000", "steps-0-rate": "1", "steps-1-low": "5000", "steps-1-rate": "2.5",
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(MADE))
def test_every_kind_makes_a_program_the_checker_finds_nothing_wrong_with(kind):
    made = compiled({**document(StartSchema().load({**ANSWERS, "kind": kind})), "year": "calendar"})
    assert [one.code for one in checking.check(made)] == []


def test_a_person_without_text_makes_a_draft_and_lands_in_its_editor(as_user):
    admin = as_user("admin")
    answer = admin.submit("/alpha/rebates/programs/new", FORM)
    assert answer.status_code == 303 and "/policies/version/" in answer.location
    page = admin.get(answer.location)
    assert page.status_code == 200 and "Volume bonus" in page.text
    assert "Volume bonus" in admin.get("/alpha/rebates/programs/").text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"slug": "Volume 2026"}, "Small letters"), ({"steps-1-low": "1000"}, "above the one before"), ({"label": ""}, "Fill in this field"),
        ({"starts_on": "soon"}, "date"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_at_its_field_and_nothing_is_made(as_user, wrong, said):
    admin = as_user("admin")
    answer = admin.submit("/alpha/rebates/programs/new", {**FORM, **wrong})
    assert answer.status_code == 422 and said in answer.text
    assert "Volume bonus" not in admin.get("/alpha/rebates/programs/").text


def test_a_second_program_of_a_name_is_refused(as_user):
    admin = as_user("admin")
    admin.submit("/alpha/rebates/programs/new", FORM)
    answer = admin.submit("/alpha/rebates/programs/new", FORM)
    assert answer.status_code == 422 and "already" in answer.text


def test_partners_begin_no_program(as_user):
    assert as_user("a").get("/alpha/rebates/programs/new").status_code in (403, 404)
