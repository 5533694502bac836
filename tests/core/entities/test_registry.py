"""The declared constant is the registered entity."""

from dataclasses import replace

import pytest

from core.entities.entity import Entity
from core.entities.registry import Registry
from hansa import fields
from hansa.testing import Kit
from plugins.ledger.models import Account
from plugins.ledger.schemas import AccountSchema
from tests.fixture_plugins.audiences import models, schemas
from tests.fixture_plugins.audiences.plugin import NOTE


def test_a_plugins_constant_is_what_was_registered(kit: Kit) -> None:
    assert kit.portal.registry["audiences.note"] is NOTE
    assert NOTE.permission("view") == "audiences.note.view"


def test_one_declaration_serves_every_application_of_a_process(kit: Kit) -> None:
    assert Registry().add("audiences", NOTE) is NOTE


def test_an_entity_belongs_to_one_plugin(kit: Kit) -> None:
    with pytest.raises(ValueError, match="another plugin than gallery"):
        Registry().add("gallery", NOTE)


def test_an_entity_is_registered_once() -> None:
    made, known = Entity("note", "Note", models.Note, schemas.NoteSchema, audience="owner"), Registry()
    known.add("audiences", made)
    with pytest.raises(ValueError, match="twice"):
        known.add("audiences", replace(made))


def test_rows_without_an_owner_are_declared() -> None:
    plain = Entity("account", "Account", Account, AccountSchema, audience="owner")
    with pytest.raises(ValueError, match="never null"):
        Registry().add("ledger", plain)
    assert Registry().add("ledger", replace(plain, vendor_rows=True)).vendor_rows


class WideSchema(AccountSchema):
    sign = fields.Integer(max=2**40, label="Sign")
    seq = fields.Integer(max=2**40, label="Entries")


def test_a_number_field_lets_through_what_its_column_keeps() -> None:
    with pytest.raises(ValueError, match=r"sign lets numbers through") as refused:
        Registry().add("ledger", Entity("account", "Account", Account, WideSchema, audience="owner", vendor_rows=True))
    assert "seq" not in str(refused.value), "its column keeps eight bytes"
