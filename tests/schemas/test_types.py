import marshmallow as ma
import pytest

from schemas import fields
from schemas.errors import SchemaError
from schemas.types import TYPES, type_of

STORAGES = {"text", "int", "money", "time", "date", "bool", "json", "ref"}


class Sku(fields.String):
    """A field of a plugin."""


@pytest.mark.parametrize("kind", TYPES.values(), ids=TYPES)
def test_a_type_and_its_field_name_each_other(kind):
    assert kind.ma_field.type_name == kind.name


@pytest.mark.parametrize("kind", TYPES.values(), ids=TYPES)
def test_storage_is_a_known_word(kind):
    assert kind.storage in STORAGES


def test_a_derived_field_has_the_type_of_its_base():
    assert type_of(Sku()).name == "text"


def test_a_plain_marshmallow_field_has_no_type():
    with pytest.raises(SchemaError, match="Float"):
        type_of(ma.fields.Float())


def test_hints_become_metadata():
    field = fields.String(label="Amount", order=3, metadata={"own": 1})
    assert field.metadata == {"label": "Amount", "order": 3, "own": 1}
