import datetime as dt
from types import SimpleNamespace

import pytest
from marshmallow import EXCLUDE, ValidationError, class_registry

from schemas import fields
from schemas.base import EntitySchema, SettingsSchema
from schemas.build import FieldDef, build
from schemas.errors import SchemaError


class Deal(EntitySchema):
    title = fields.String(required=True)

    class Meta:
        unknown = EXCLUDE


class Protection(SettingsSchema):
    days = fields.Integer(load_default=60)


class Forgetful(SettingsSchema):
    days = fields.Integer(required=True)


CUSTOM = build(Deal, custom=[FieldDef(key="x_due", type="date", label="Due")])


def test_unknown_keys_are_refused_whatever_the_subclass_says():
    with pytest.raises(ValidationError, match="not known"):
        Deal().load({"title": "a", "other": 1})


@pytest.mark.parametrize("raw", [None, [], "x", 5])
def test_only_objects_are_loaded(raw):
    with pytest.raises(ValidationError) as caught:
        Deal().load(raw)
    assert caught.value.messages["_schema"][0].code == "wrong-type"


def test_settings_have_defaults():
    assert Protection.defaults() == {"days": 60}


def test_settings_without_default_are_refused():
    with pytest.raises(SchemaError, match="Forgetful"):
        Forgetful.defaults()


def test_custom_fields_are_read_from_the_custom_mapping():
    record = SimpleNamespace(title="a", custom={"x_due": "2026-09-30"})
    assert CUSTOM().dump(record) == {"title": "a", "x_due": "2026-09-30"}


def test_values_are_python_values_for_custom_fields_too():
    record = SimpleNamespace(title="a", custom={"x_due": "2026-09-30"})
    assert CUSTOM().values(record) == {"title": "a", "x_due": dt.date(2026, 9, 30)}


def test_a_stored_value_that_became_invalid_is_still_there():
    record = SimpleNamespace(title="a", custom={"x_due": "next week"})
    assert CUSTOM().values(record)["x_due"] == "next week"


def test_built_schemas_do_not_pile_up_in_the_registry():
    before = str(class_registry._registry)
    build(Deal, custom=[FieldDef(key="x_new", type="text", label="New")])
    assert str(class_registry._registry) == before


def test_a_secret_is_never_dumped():
    built = build(Deal, custom=[FieldDef(key="x_key", type="text", label="Key", secret=True)])
    record = {"title": "a", "x_key": "hush"}
    assert "x_key" not in built().dump(record) and "x_key" not in built().values(record)


def test_a_secret_can_be_written():
    built = build(Deal, custom=[FieldDef(key="x_key", type="text", label="Key", secret=True)])
    assert built().load({"title": "a", "x_key": "hush"})["x_key"] == "hush"
