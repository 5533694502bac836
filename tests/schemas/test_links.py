import uuid

import pytest
from marshmallow import ValidationError

from schemas import fields
from schemas.base import EntitySchema
from schemas.errors import flatten

ID = uuid.UUID("01890a5d-ac96-774b-bcce-b302099a8057")


class Line(EntitySchema):
    sku = fields.String(required=True)
    count = fields.Integer(load_default=1, min=1)


class Order(EntitySchema):
    lines = fields.Lines(Line, max_rows=2)


def problems(raw, **options):
    with pytest.raises(ValidationError) as caught:
        Order().load(raw, **options)
    return [(found.pointer, found.code) for found in flatten(caught.value.messages)]


@pytest.mark.parametrize("field", [fields.Ref("deals.deal"), fields.File()])
@pytest.mark.parametrize("raw", [ID, str(ID), str(ID).upper()])
def test_an_id_is_read(field, raw):
    assert field.deserialize(raw) == ID


@pytest.mark.parametrize("raw", ["x", str(ID)[:-1], f"urn:uuid:{ID}", ID.hex, 5, "' OR 1=1 --"])
def test_other_ids_are_refused(raw):
    with pytest.raises(ValidationError):
        fields.Ref("deals.deal").deserialize(raw)


def test_a_reference_names_plugin_and_entity():
    with pytest.raises(ValueError, match=r"plugin\.entity"):
        fields.Ref("deal")


def test_rows_are_loaded_by_their_schema():
    assert Order().load({"lines": [{"sku": " a "}]}) == {"lines": [{"sku": "a", "count": 1}]}


def test_a_wrong_row_is_named_by_its_place():
    assert problems({"lines": [{"sku": "a"}, {"count": 0, "x": 1}]}) == [
        ("/lines/1/sku", "required"), ("/lines/1/count", "too-small"), ("/lines/1/x", "unknown-field")
    ]  # fmt: skip


def test_rows_are_whole_even_in_a_partial_update():
    assert problems({"lines": [{"count": 2}]}, partial=True) == [("/lines/0/sku", "required")]


def test_too_many_rows_are_refused():
    assert problems({"lines": [{"sku": "a"}] * 3}) == [("/lines", "too-long")]


@pytest.mark.parametrize("raw", ["a", {"sku": "a"}, 5])
def test_rows_are_a_list(raw):
    assert problems({"lines": raw}) == [("/lines", "invalid")]


def test_a_row_is_an_object():
    assert problems({"lines": ["a"]}) == [("/lines/0", "wrong-type")]
