"""What a transition asks for: its schema with what this record demands, and files, which are those of the record."""

import copy
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from marshmallow import ValidationError

from core.entities import files
from core.entities.entity import Entity
from core.errors import FieldError, Unprocessable
from core.i18n import N_, say
from core.workflow.machine import Transition
from schemas import fields
from schemas.base import EntitySchema
from schemas.errors import flatten

ANOTHERS = N_("This file belongs to another record. Choose it again.")


def input_of(move: Transition, record: Any) -> type[EntitySchema] | None:
    """Return the schema of what a transition of this record asks for; None when it asks for nothing."""
    return move.input and _demanding(move.input, frozenset(move.demands(record)))


def file_names(schema: type[EntitySchema]) -> list[str]:
    """Return the names of the file fields of an input."""
    return [name for name, field in schema._declared_fields.items() if isinstance(field, fields.File)]


def kind_of(schema: type[EntitySchema], name: str) -> str:
    """Return what a file given for a field is to its record: `kind` of the field's metadata, else the field's name."""
    return str(schema._declared_fields[name].metadata.get("kind") or name)


def kind_labels(entity: Entity) -> dict[str, str]:
    """Return what files that came with transitions are called, by their kind."""
    moves = entity.workflow.transitions if entity.workflow else ()
    asked = [move.input for move in moves if move.input]
    return {
        kind_of(schema, name): str(schema._declared_fields[name].metadata.get("label")) for schema in asked for name in file_names(schema)
    }


def read_input(entity: Entity, record: Any, move: Transition, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the validated input of a transition; raises Unprocessable with every error, field by field.

    The value of a file field is the id of a file that is with the record already.
    """
    schema = input_of(move, record)
    if schema is None:
        return {}
    values = load(schema, raw)
    _check_files(entity, record, schema, values)
    return values


def load(schema: type[EntitySchema], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an input of this schema says, whatever record it is for; raises Unprocessable with every error."""
    try:
        return dict(schema().load(raw))
    except ValidationError as error:
        raise Unprocessable(errors=[{"pointer": p, "code": c, "message": say(m)} for p, c, m in flatten(error.messages)]) from None


def _check_files(entity: Entity, record: Any, schema: type[EntitySchema], values: Mapping[str, Any]) -> None:
    given = {name: values[name] for name in file_names(schema) if values.get(name)}
    if not given:
        return
    own = {file.id for file in files.list_for(record)}
    errors: list[FieldError] = [
        {"pointer": f"/{name}", "code": "unknown-reference", "message": say(ANOTHERS)} for name, id in given.items() if id not in own
    ]
    if errors:
        raise Unprocessable(errors=errors)


@lru_cache(maxsize=256)
def _demanding(schema: type[EntitySchema], names: frozenset[str]) -> type[EntitySchema]:
    """Return the schema with these fields required."""
    if not names:
        return schema
    return type(schema.__name__, (schema,), {name: _required(schema._declared_fields[name]) for name in sorted(names)})


def _required(field: Any) -> Any:
    found = copy.deepcopy(field)
    found.required, found.allow_none = True, False
    return found
