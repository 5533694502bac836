import pytest
from marshmallow import ValidationError, validates

from schemas import fields
from schemas.base import EntitySchema
from schemas.build import FieldDef, build
from schemas.errors import SchemaError, flatten
from schemas.types import TYPES, FieldType


class Deal(EntitySchema):
    title = fields.String(required=True)
    amount = fields.Money()
    margin = fields.Percent()
    number = fields.String(dump_only=True)

    @validates("margin")
    def check_margin(self, value, data_key):
        if value and value > 90:
            raise ValidationError("Too good to be true.")


def text(key, **options):
    return FieldDef(key=key, type="text", label=key, **options)


def codes(schema, raw):
    with pytest.raises(ValidationError) as caught:
        schema().load(raw)
    return {found.pointer: found.code for found in flatten(caught.value.messages)}


def test_fields_of_plugins_and_admins_are_added():
    built = build(Deal, [text("scoring__note")], [text("x_colour", required=True)])
    assert codes(built, {"title": "a", "scoring__note": "b"}) == {"/x_colour": "required"}


def test_the_base_stays_as_it_is():
    build(Deal, custom=[text("x_colour")])
    assert "x_colour" not in Deal().fields


def test_a_hidden_field_is_not_dumped():
    assert build(Deal, visible={"title"})().dump({"title": "a", "margin": 5}) == {"title": "a"}


def test_a_hidden_field_is_refused_as_an_unknown_one_is():
    built = build(Deal, visible={"title"}, editable={"title", "margin"})
    answers = codes(built, {"title": "a", "margin": "5"}) | codes(built, {"title": "a", "nothing": "5"})
    assert set(answers.values()) == {"unknown-field"}


def test_a_field_that_may_only_be_read_is_dumped_and_not_loaded():
    built = build(Deal, editable={"title"})
    assert codes(built, {"title": "a", "margin": "5"}) == {"/margin": "unknown-field"}
    assert "margin" in built().dump({"margin": None})


def test_a_dump_only_field_stays_so():
    assert codes(build(Deal, editable={"title", "number"}), {"title": "a", "number": "1"}) == {"/number": "unknown-field"}


def test_validators_of_visible_fields_still_judge():
    assert codes(build(Deal, custom=[text("x_a")]), {"title": "a", "margin": "91"}) == {"/margin": "invalid"}


@pytest.mark.parametrize("key", ["colour", "x_", "X_a", "x_A", "x_a-b", "x_" + "a" * 49, "other__a"])
def test_a_custom_key_starts_with_x(key):
    with pytest.raises(SchemaError):
        build(Deal, custom=[text(key)])


@pytest.mark.parametrize("key", ["x_colour", "note", "__a", "Plug__a", "p__a"])
def test_an_extra_key_starts_with_its_plugin(key):
    with pytest.raises(SchemaError):
        build(Deal, extra=[text(key)])


def test_a_key_is_there_once():
    with pytest.raises(SchemaError, match="already"):
        build(Deal, custom=[text("x_a"), text("x_a")])


@pytest.mark.parametrize("mask", ["visible", "editable"])
def test_a_mask_names_existing_fields_only(mask):
    with pytest.raises(SchemaError, match="x_gone"):
        build(Deal, **{mask: {"title", "x_gone"}})


@pytest.mark.parametrize(
    "options",
    [{"type": "colour"}, {"type": "choice"}, {"type": "ref"}, {"type": "ref", "to": "deal"}, {"type": "lines"},
     {"type": "text", "choices": (("a", "A"),)}, {"type": "int", "default": "many"}, {"type": "text", "min": 3}],
)  # fmt: skip
def test_an_impossible_definition_is_an_error_not_a_smaller_schema(options):
    with pytest.raises(SchemaError, match="x_a"):
        build(Deal, custom=[FieldDef(key="x_a", label="A", **options)])


def test_a_default_is_given_as_the_api_takes_it():
    built = build(Deal, custom=[FieldDef(key="x_n", type="money", label="N", required=True, default="1.50")])
    assert str(built().load({"title": "a"})["x_n"]) == "1.5"


def test_a_default_list_is_not_shared():
    made = FieldDef(key="x_m", type="multichoice", label="M", default=["a"], choices=(("a", "A"),))
    built = build(Deal, custom=[made])
    built().load({"title": "a"})["x_m"].append("b")
    assert built().load({"title": "a"})["x_m"] == ["a"]


def test_a_limit_of_zero_counts():
    built = build(Deal, custom=[FieldDef(key="x_n", type="int", label="N", min=0)])
    assert codes(built, {"title": "a", "x_n": -1}) == {"/x_n": "too-small"}


def test_columns_make_rows():
    rows = FieldDef(key="x_rows", type="lines", label="Rows", columns=(text("sku", required=True),))
    assert codes(build(Deal, custom=[rows]), {"title": "a", "x_rows": [{}]}) == {"/x_rows/0/sku": "required"}


@pytest.mark.parametrize("name", sorted(set(TYPES) - {"choice", "multichoice", "ref", "lines"}))
def test_every_type_makes_a_field_from_its_name_alone(name):
    assert type(FieldDef(key="x_a", type=name, label="A").build()) is TYPES[name].ma_field


def test_a_plugins_own_type_can_be_used():
    class Colour(fields.String):
        type_name = "colour"

    types = {**TYPES, "colour": FieldType("colour", Colour, "text", "text", ("eq",), "text")}
    built = build(Deal, custom=[FieldDef(key="x_c", type="colour", label="C")], types=types)
    assert isinstance(built().fields["x_c"], Colour)
