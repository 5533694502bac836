import re
import uuid

import pytest
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from core.web.forms.field_markup import render_field
from core.web.forms.forms import errors_to_form, form_for, offer
from schemas import fields
from schemas.base import EntitySchema
from schemas.types import TYPES

EVIL = "\"'><script>alert(1)</script>&"
OWN = {"choice": {"choices": [(EVIL, EVIL)]}, "multichoice": {"choices": [(EVIL, EVIL)]}, "ref": {"to": "a.b"}}
ROW = EntitySchema.from_dict({"sku": fields.String(label=EVIL, required=True)})
OWN["lines"] = {"schema": ROW}


def icon(name):
    return Markup('<svg class="icon" aria-hidden="true"><use href="#{}"/></svg>').format(name)


def form_of(field, posted=None):
    schema = EntitySchema.from_dict({"it": field})
    return form_for(schema, locale="en", currency="USD")(posted)


def show(field, *errors, posted=None):
    form = form_of(field, posted)
    errors_to_form(form, {"it": list(errors)} if errors else {})
    return render_field(form["it"], icon)


@pytest.mark.parametrize("name", TYPES)
def test_hostile_texts_are_escaped_in_every_field(name):
    field = TYPES[name].ma_field(label=EVIL, help=EVIL, placeholder=EVIL, **OWN.get(name, {}))
    html = show(field, EVIL, posted=MultiDict([("it", EVIL), ("it-0-sku", EVIL)]))
    assert "<script" not in html and '""' not in html.replace('=""', "")


@pytest.mark.parametrize("name", TYPES)
def test_no_field_has_inline_style_or_script(name):
    html = show(TYPES[name].ma_field(label="It", help="Help", **OWN.get(name, {})), "Wrong.")
    assert not re.search(r"\s(style|on\w+)=|<script|<style|javascript:", html)


@pytest.mark.parametrize("name", TYPES)
def test_every_field_names_its_error_and_hint_to_screen_readers(name):
    html = show(TYPES[name].ma_field(label="It", help="Help", **OWN.get(name, {})), "Wrong.")
    assert 'aria-describedby="it-e it-h"' in html and 'aria-invalid="true"' in html
    assert 'id="it-e"' in html and 'id="it-h"' in html and "is-bad" in html


@pytest.mark.parametrize("name", TYPES)
def test_every_field_has_a_label_that_points_to_something(name):
    html = show(TYPES[name].ma_field(label="It", **OWN.get(name, {})))
    targets = re.findall(r'(?:for|aria-labelledby)="([^"]+)"', html)
    assert all(f'id="{target}"' in html for target in targets) and (targets or "<label" in html)


@pytest.mark.parametrize("name", TYPES)
def test_ids_are_unique(name):
    ids = re.findall(r'\sid="([^"]+)"', show(TYPES[name].ma_field(label="It", help="h", **OWN.get(name, {})), "Wrong."))
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("field", "hint"),
    [(fields.String(max_length=9), 'maxlength="9"'), (fields.Email(), 'type="email"'), (fields.Url(), 'type="url"'),
     (fields.Phone(), 'type="tel"'), (fields.Phone(), 'autocomplete="tel"'), (fields.Money(), 'inputmode="decimal"'),
     (fields.Integer(), 'inputmode="numeric"'), (fields.Date(), 'type="date"'),
     (fields.DateTime(), 'type="datetime-local"'), (fields.String(required=True), "required"),
     (fields.File(accept=[".pdf", ".png"]), 'accept=".pdf,.png"'), (fields.String(placeholder="pp"), "pp")],
)  # fmt: skip
def test_the_browser_is_told_what_to_expect(field, hint):
    assert hint in show(field)


def test_optional_fields_say_so():
    assert "optional" in show(fields.String()) and "optional" not in show(fields.String(required=True))


def test_money_shows_its_currency():
    assert '<div class="hs-affix"><span>$</span>' in show(fields.Money())


def test_a_reference_without_search_is_a_select():
    form = form_of(fields.Ref("a.b"))
    offer(form, "it", [(str(uuid.UUID(int=1)), EVIL)])
    html = render_field(form["it"], icon)
    assert "<select" in html and "data-typeahead" not in html and "<script" not in html


def test_a_reference_with_search_works_with_and_without_scripts():
    form = form_of(fields.Ref("a.b"))
    offer(form, "it", [(str(uuid.UUID(int=1)), "One")], search_url="/find?a=1&b=2")
    html = render_field(form["it"], icon)
    assert 'data-typeahead="/find?a=1&amp;b=2"' in html and re.search(r"<input [^>]*hidden>", html)
    assert re.search(r'<select [^>]*data-typeahead-value[^>]*name="it"', html)


def test_rows_bring_a_template_and_one_blank_row():
    html = show(fields.Lines(ROW))
    assert 'name="it-0-sku"' in html and '<template><div data-row="__index__">' in html and "it-__index__-sku" in html


def test_a_blank_row_can_be_sent():
    assert not re.search(r"<input [^>]*\srequired", show(fields.Lines(ROW)))


def test_a_new_file_is_posted_beside_the_id_of_the_old():
    html = show(fields.File(), posted=MultiDict([("it", "old")]))
    assert 'name="it__upload"' in html and re.search(r'name="it" type="hidden" value="old"', html)


def test_radio_buttons_are_a_word_away():
    assert 'type="radio"' in show(fields.Choice([("a", "A")], widget="radio"))
