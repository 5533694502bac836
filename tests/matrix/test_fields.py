"""SECURITY.md 1c: every role, every field of every entity, custom ones too: who reads it, who may send it.

What is expected is worked out here from the declarations, not asked of the code that decides.
"""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from core.entities.effective import schema_of
from core.entities.entity import Entity
from core.programs import fields as custom_fields
from hansa.testing import Kit, Person
from tests.core.programs.acts import as_admin
from tests.matrix.planting import Garden, Plant, plant

OWNERS, READERS = ("a", "above"), ("b", "lesser")
STAFF = ("admin", "manager", "finance", "west")
ADDED = {"Open": {}, "Internal": {"visible": "staff"}, "Owner only": {"visible": "owner"}, "Fixed": {"editable": "staff"}}
STANDARD = {"id", "version", "created_at", "updated_at", "archived", "partner_id", "number"}


@pytest.fixture(scope="module")
def garden(hansa_kit: Kit) -> Iterator[tuple[Kit, Garden]]:
    """A record of A of every entity of the API, each with four custom fields."""
    hansa_kit.reset()
    for entity in as_admin(hansa_kit, lambda scope: custom_fields.entities()):
        for label, words in ADDED.items():
            as_admin(hansa_kit, lambda scope, e=entity, given={"label": label, **words}: custom_fields.define(e, "text", given))
    yield hansa_kit, plant(hansa_kit)
    hansa_kit.reset()


def declared(kit: Kit, entity: Entity) -> dict[str, dict[str, Any]]:
    """Return the words each field of an entity is declared with: in code, by plugins, by admins."""
    with kit.acting(Person("admin")) as scope:
        added = {
            f.definition.key: {"visible": f.definition.visible, "editable": f.definition.editable}
            for f in scope.program.fields.get(entity.key, ())
        }
    own = {
        name: {**field.metadata, **({"editable": "system"} if field.dump_only else {})}
        for name, field in entity.schema._declared_fields.items()
    }
    return {**own, **added}


def sees(words: dict[str, Any], name: str, entity: Entity) -> bool:
    if name in STAFF or entity.audience != "owner":
        return words.get("visible") in (None, "", "staff" if name in STAFF else "partner") or (
            name in STAFF and words.get("visible") == "owner"
        )
    return words.get("visible") in (None, "", "partner", *(("owner",) if name in OWNERS else ()))


def edits(words: dict[str, Any], name: str, entity: Entity) -> bool:
    return sees(words, name, entity) and words.get("editable") in (None, "", "staff" if name in STAFF else "partner")


def open_records(kit: Kit, garden: Garden, name: str) -> list[tuple[Plant, Entity, dict[str, Any]]]:
    """Return what this person can open by the API: what was planted, its entity, the answer."""
    found = []
    for planted in garden.records():
        if planted.entity is not None and planted.entity.api:
            answer = kit.client().get(address(planted.entity, planted.id), headers=Person(name).bearer)
            assert answer.status_code in (200, 403, 404)
            found += [(planted, planted.entity, answer.json)] if answer.status_code == 200 else []
    return found


def address(entity: Entity, record: uuid.UUID) -> str:
    return f"/api/v1/alpha/{entity.plugin}/{entity.name}/{record}"


@pytest.mark.parametrize("name", [*OWNERS, *READERS, *STAFF])
def test_a_record_has_the_fields_declared_for_its_reader_and_no_other(garden: tuple[Kit, Garden], name: str) -> None:
    kit, planted = garden
    wrong = {}
    for one, entity, shown in open_records(kit, planted, name):
        words = declared(kit, entity)
        wanted = {field for field, said in words.items() if sees(said, name, entity) and not said.get("secret")}
        withheld = set().union(*entity.withheld.values()) if name in READERS else set()
        # What no form made has no value in its custom fields; what partners keep to themselves has none that staff fills in.
        unfilled = {f for f in wanted if f.startswith("x_") and (not one.formed or (entity.private and words[f].get("editable") == "staff"))}
        missing = wanted - shown.keys() - withheld - unfilled
        if found := missing | (shown.keys() - STANDARD - wanted):
            wrong[entity.key] = found
    assert wrong == {}


@pytest.mark.parametrize("name", [*OWNERS, *READERS, *STAFF])
def test_lists_neither_show_nor_filter_nor_sort_by_what_the_reader_does_not_get(garden: tuple[Kit, Garden], name: str) -> None:
    kit, planted = garden
    told = []
    for _one, entity, _shown in open_records(kit, planted, name):
        base = address(entity, uuid.UUID(int=0)).rpartition("/")[0] + "/"
        hidden = [field for field, said in declared(kit, entity).items() if not sees(said, name, entity) and said.get("visible") != "owner"]
        for query in [q for field in hidden for q in (f"cols={field}", f"sort={field}", f"f.{field}.empty=1", f"f.{field}.contains=x")]:
            answer = kit.client().get(f"{base}?{query}", headers=Person(name).bearer)
            told += [f"{base}?{query}: {answer.status_code}"] if answer.status_code != 400 else []
    assert told == []


@pytest.mark.parametrize("name", [*OWNERS, *STAFF])
def test_what_is_not_theirs_to_change_is_refused_field_by_field(garden: tuple[Kit, Garden], name: str) -> None:
    kit, planted = garden
    taken = []
    for one, entity, shown in open_records(kit, planted, name):
        with kit.acting(Person(name)) as scope:
            if not scope.actor.may(entity.permission("edit")):
                continue
        for field, said in declared(kit, entity).items():
            sent = {**Person(name).bearer, "If-Match": f'"{shown["version"]}"'}
            answer = kit.client().patch(address(entity, one.id), json={field: {"no": "value"}}, headers=sent)
            codes = {error["code"] for error in answer.json.get("errors", ()) if error["pointer"].startswith(f"/{field}")}
            if answer.status_code == 200 or (answer.status_code == 422 and ("unknown-field" in codes) is edits(said, name, entity)):
                taken.append(f"{entity.key}.{field}: {answer.status_code} {codes}")
    assert taken == []


def test_there_is_something_to_compare(garden: tuple[Kit, Garden]) -> None:
    kit, planted = garden
    found = {name: {entity.key: shown for _, entity, shown in open_records(kit, planted, name)} for name in ("admin", "a")}
    assert len(found["admin"]) > 20 and len(found["a"]) > 5
    assert {"x_open", "x_owner_only", "x_internal", "x_fixed"} <= found["admin"]["audiences.note"].keys()
    assert {"x_open", "x_owner_only", "x_fixed"} <= found["a"]["audiences.note"].keys()


def test_no_key_a_partner_fills_in_reaches_over_what_is_its_own(garden: tuple[Kit, Garden]) -> None:
    """A refusal would tell that another has it: what is unique in the whole program is given by the portal, never typed by a partner."""
    kit, _planted = garden
    with kit.acting(Person("a")) as scope:
        typed = {
            entity: set(schema_of(entity).load_fields)
            for entity in kit.portal.registry
            if entity.audience == "owner" and any(scope.actor.may(entity.permission(act)) for act in ("create", "edit", "import"))
        }
    found = [(entity.key, keys) for entity, names in typed.items() for keys in _unique(entity) if entity.owner not in keys and keys & names]
    assert found == [] and len(typed) > 10


def _unique(entity: Entity) -> list[set[str]]:
    """Return the columns of each unique key of a table; of one over an expression, nothing that stands for a column."""
    constraints = [rule.columns for rule in entity.table.constraints if isinstance(rule, sa.UniqueConstraint | sa.PrimaryKeyConstraint)]
    indexes = [index.columns for index in entity.table.indexes if index.unique]
    return [{column.name for column in columns} for columns in (*constraints, *indexes)]
