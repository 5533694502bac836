import datetime as dt
import uuid
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from marshmallow import ValidationError, validates_schema
from werkzeug.datastructures import MultiDict

from core.web.forms.field_markup import render_field
from core.web.forms.forms import error_summary, errors_to_form, form_for, grouped, offer, to_raw
from schemas import fields
from schemas.base import EntitySchema
from schemas.errors import refusal
from schemas.numbers import BIGINT


class Line(EntitySchema):
    sku = fields.String(label="SKU", required=True)
    count = fields.Integer(label="Count", min=1)

    @validates_schema
    def no_free_lunch(self, data, **kwargs):
        if data["sku"] == "free":
            raise refusal("Nothing is free.", "free")


class Deal(EntitySchema):
    title = fields.String(label="Title", required=True, group="Main", order=-1)
    data = fields.LongText(label="Note")
    amount = fields.Money(label="Amount", group="Main")
    share = fields.Percent(label="Share")
    day = fields.Date(label="Day")
    at = fields.DateTime(label="At")
    hot = fields.Boolean(label="Hot")
    kind = fields.Choice([("a", "A"), ("b", "B")], label="Kind")
    tags = fields.MultiChoice([("x", "X"), ("y", "Y")], label="Tags")
    land = fields.Country(label="Country")
    key = fields.String(label="Key", secret=True)
    customer = fields.Ref("crm.customer", label="Customer")
    paper = fields.File(label="Paper")
    lines = fields.Lines(Line, label="Lines", max_rows=3)
    number = fields.String(dump_only=True)


FORM = form_for(Deal, locale="en", zone="Europe/Berlin", currency="USD")
INTEGER = 2**31 - 1
"""The largest whole number a column keeps."""
AMOUNTS = st.integers(-BIGINT, BIGINT).map(lambda n: Decimal(n).scaleb(-4))
LINES = st.fixed_dictionaries({"sku": st.sampled_from("abc"), "count": st.integers(1, INTEGER)})
RECORDS = st.fixed_dictionaries(
    {"title": st.text("abc <>&\"'é报", min_size=1, max_size=50).filter(str.strip).map(str.strip)},
    optional={
        "data": st.text("ab\n<&", min_size=1).map(str.strip).filter(bool), "amount": AMOUNTS, "day": st.dates(),
        "share": st.decimals(0, 100, places=2), "hot": st.booleans(), "kind": st.sampled_from("ab"),
        "tags": st.sampled_from([["x"], ["y"], ["x", "y"]]), "land": st.sampled_from(["CN", "DE"]),
        "customer": st.uuids(), "paper": st.uuids(),
        "at": st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2026, 3, 1), timezones=st.just(dt.UTC)),
        "lines": st.lists(LINES, max_size=3),
    },
)  # fmt: skip


def post(*pairs):
    return FORM(MultiDict(pairs))


def submit(form):
    """Return what a browser would post of a shown form."""
    for field in form:
        if field.word == "rows":
            yield field.name, ""
            for row in field.entries:
                yield from submit(row.form)
        elif field.word == "checks":
            yield from ((field.name, value) for value in ["", *(field.data or [])])
        elif field.word == "checkbox":
            yield from ((field.name, value) for value in ["0", "1"][: 1 + bool(field.data)])
        else:
            yield field.name, field.data or "" if field.word in ("select", "country", "typeahead") else field._value()


@settings(max_examples=150)
@given(RECORDS)
def test_a_record_shown_and_posted_unchanged_is_the_same_record(record):
    record = {name: value.replace(second=0, microsecond=0) if name == "at" else value for name, value in record.items()}
    loaded = Deal().load(to_raw(post(*submit(FORM(data=record)))))
    assert {name: value for name, value in loaded.items() if value not in (None, [])} == {
        "hot": False, **{name: value for name, value in record.items() if value != []}
    }  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from([*Deal().fields, "lines-0-sku", "lines-²-sku", "lines-", "z"]), st.text())))
def test_whatever_is_posted_is_loaded_or_refused_and_can_be_shown_again(pairs):
    form = post(*pairs)
    try:
        Deal().load(to_raw(form))
    except ValidationError as error:
        errors_to_form(form, error.messages)
    assert all(render_field(field, lambda name: Markup("")) for field in form)


def test_a_form_has_the_loadable_fields_only():
    assert "number" not in [field.name for field in FORM()]


def test_a_field_may_have_the_name_of_a_method_of_forms():
    assert to_raw(post(("data", "note"))) == {"data": "note"}


def test_fields_that_were_not_posted_are_left_out():
    assert to_raw(post(("title", "a"))) == {"title": "a"}


def test_a_blank_field_is_none():
    assert to_raw(post(("amount", "  "))) == {"amount": None}


def test_a_blank_secret_is_left_out():
    assert to_raw(post(("key", ""))) == {}


def test_a_secret_is_never_shown():
    assert "hush" not in render_field(FORM(data={"key": "hush"})["key"], lambda name: Markup(""))


def test_an_unchecked_box_is_no():
    assert to_raw(post(("hot", "0"))) == {"hot": False}


def test_no_box_checked_is_an_empty_list():
    assert to_raw(post(("tags", ""))) == {"tags": []}


def test_grouped_figures_are_read():
    assert to_raw(post(("amount", "64,000.00")))["amount"] == "64000.00"


def test_money_is_shown_with_the_decimals_of_its_currency():
    assert FORM(data={"amount": Decimal("64000")})["amount"]._value() == "64,000.00"


def test_a_time_is_read_in_the_zone_of_the_program():
    assert to_raw(post(("at", "2026-07-01T14:00"))) == {"at": "2026-07-01T12:00:00+00:00"}


def test_a_skipped_hour_is_refused_by_its_field():
    form = post(("title", "a"), ("at", "2026-03-29T02:30"))
    with pytest.raises(ValidationError) as caught:
        Deal().load(to_raw(form))
    assert caught.value.messages["at"][0].code == "gap-hour"


def test_blank_rows_are_dropped_and_errors_find_the_right_row():
    form = post(("title", "a"), ("lines-2-sku", ""), ("lines-5-count", "0"), ("lines-5-sku", "s"))
    with pytest.raises(ValidationError) as caught:
        Deal().load(to_raw(form))
    errors_to_form(form, caught.value.messages)
    assert error_summary(form) == [("Count", "Give at least 1.", "lines-1-count")]


def test_no_rows_left_is_an_empty_list():
    assert to_raw(post(("lines", ""))) == {"lines": []}


def test_hostile_row_numbers_are_ignored():
    form = post(*((f"lines-{index}-sku", "s") for index in ["²", "-1", "9" * 5000, "1e3", "٣", "x"]))
    assert to_raw(form) == {}


def test_too_many_rows_are_refused_not_cut():
    form = post(("title", "a"), *((f"lines-{index}-sku", "s") for index in range(5000)))
    with pytest.raises(ValidationError) as caught:
        Deal().load(to_raw(form))
    assert caught.value.messages["lines"][0].code == "too-long"


def test_an_error_of_a_whole_row_is_shown_in_its_row():
    form = post(("title", "a"), ("lines-0-sku", "free"))
    with pytest.raises(ValidationError) as caught:
        Deal().load(to_raw(form))
    errors_to_form(form, caught.value.messages)
    assert "Nothing is free." in render_field(form["lines"], lambda name: Markup(""))


def test_errors_without_a_field_are_errors_of_the_form():
    form = post(("title", "a"))
    errors_to_form(form, {"_schema": ["Both are wrong."], "number": ["Not yours."]})
    assert form.form_errors == ["Both are wrong.", "Not yours."]


def test_what_was_typed_is_shown_again():
    assert post(("amount", "many"))["amount"]._value() == "many"


def test_fields_come_in_groups_and_order():
    groups = [(title, [field.name for field in fields]) for title, fields in grouped(FORM())]
    assert groups[0] == ("Main", ["title", "amount"])


def test_a_reference_offers_at_most_50_and_the_chosen_one():
    form = FORM()
    offer(form, "customer", [(str(uuid.UUID(int=n)), f"C{n}") for n in range(90)])
    assert len(form["customer"].choices) == 52


def test_a_choice_that_left_the_list_is_not_lost():
    form = FORM(data={"kind": "gone"})
    assert ("gone", True) in [(choice.value, choice.selected) for choice in form["kind"].iter_choices()]
