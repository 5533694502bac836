"""The effective schema: what code, plugins and admins declared, seen through what an actor may see and change."""

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import marshmallow as ma

from schemas.base import EntitySchema
from schemas.errors import SchemaError
from schemas.field import HINTS, Field
from schemas.numbers import WHOLE
from schemas.types import TYPES, FieldType

_CUSTOM = re.compile(r"x_[a-z0-9_]{1,48}")
_EXTRA = re.compile(r"[a-z][a-z0-9]{1,30}__[a-z][a-z0-9_]{0,47}")
_OWN = ("choices", "to", "min", "max", "max_length", "max_rows", "accept")


@dataclass(frozen=True, kw_only=True)
class FieldDef:
    """A field as data: made by an admin (key `x_...`) or added by a plugin to another's entity (`<plugin>__...`).

    `default` is raw input, as the API takes it. `visible` and `editable` narrow the field to `staff` (or, for
    `editable`, `system`). `columns` are the fields of one row, for the type `lines`.
    """

    key: str
    type: str
    label: str
    help: str = ""
    required: bool = False
    default: Any = None
    choices: tuple[tuple[str, str], ...] = ()
    to: str = ""
    min: Decimal | int | None = None
    max: Decimal | int | None = None
    max_length: int | None = None
    max_rows: int | None = None
    accept: tuple[str, ...] = ()
    columns: tuple["FieldDef", ...] = ()
    group: str = ""
    order: int = 1000
    placeholder: str = ""
    example: str = ""
    secret: bool = False
    unique: bool = False
    filterable: bool = False
    sortable: bool = False
    visible: str = ""
    editable: str = ""

    def build(self, types: Mapping[str, FieldType] = TYPES) -> Field:
        """Return the marshmallow field; raises SchemaError when the definition cannot be one."""
        if self.type not in types:
            raise SchemaError(f"{self.key}: there is no field type {self.type!r}")
        make = types[self.type].ma_field
        options = self._options(types)
        try:
            field = make(required=self.required and self.default is None, **options)
            if self.default is None:
                return field
            field.deserialize(self.default)
            return make(load_default=lambda: field.deserialize(self.default), **options)
        except (TypeError, ValueError, ma.ValidationError) as error:
            raise SchemaError(f"{self.key}: {error}") from error

    def _options(self, types: Mapping[str, FieldType]) -> dict[str, Any]:
        given = {name: getattr(self, name) for name in (*_OWN, *HINTS) if hasattr(self, name)}
        options = {name: value for name, value in given.items() if value is not False and value not in (None, "", ())}
        if self.columns:
            options["schema"] = EntitySchema.from_dict({column.key: column.build(types) for column in self.columns})
        if self.type == "datetime":
            return {"cell": "moment", **options}
        # A field an admin adds has no column of its own: its index keeps more than the four bytes of one.
        return {"min": -WHOLE, "max": WHOLE, **options} if self.type == "int" else options


def build(
    base: type[EntitySchema],
    extra: Iterable[FieldDef] = (),
    custom: Iterable[FieldDef] = (),
    visible: Set[str] | None = None,
    editable: Set[str] | None = None,
    types: Mapping[str, FieldType] = TYPES,
) -> type[EntitySchema]:
    """Return the schema class of `base` with the fields of plugins and admins, masked for one kind of actor.

    `visible` names the fields that exist for the actor (None: all): the others are neither dumped nor loaded, and
    sending one is the same error as sending an unknown one. `editable` names those that may be loaded (None: all);
    the other visible ones are dump-only. Pure: equal arguments give equal schemas. Raises SchemaError for unknown
    types or names, keys of the wrong form, and keys that exist already.
    """
    added = _added(base, extra, _EXTRA, types)
    added |= _added(base, custom, _CUSTOM, types, taken=added.keys())
    names = base._declared_fields.keys() | added.keys()
    hidden = names - _known(visible, names, "visible")
    frozen = names - _known(editable, names, "editable")
    return type(base.__name__, (base,), {**added, "Meta": _meta(base, hidden, frozen)})


def _added(
    base: type[EntitySchema],
    definitions: Iterable[FieldDef],
    form: re.Pattern[str],
    types: Mapping[str, FieldType],
    taken: Set[str] = frozenset(),
) -> dict[str, ma.fields.Field[Any]]:
    fields: dict[str, ma.fields.Field[Any]] = {}
    for definition in definitions:
        key = definition.key
        if not form.fullmatch(key):
            raise SchemaError(f"{key!r} is not a key of the form {form.pattern}")
        if key in base._declared_fields or key in fields or key in taken:
            raise SchemaError(f"{base.__name__} has a field {key!r} already")
        fields[key] = definition.build(types)
    return fields


def _known(mask: Set[str] | None, names: Set[str], what: str) -> Set[str]:
    if mask is None:
        return names
    if unknown := mask - names:
        raise SchemaError(f"{what} names fields that do not exist: {', '.join(sorted(unknown))}")
    return mask


def _meta(base: type[EntitySchema], hidden: Set[str], frozen: Set[str]) -> type:
    options = base.opts
    return type(
        "Meta",
        (base.Meta,),
        {
            "register": False,
            "exclude": tuple({*options.exclude, *hidden}),
            "dump_only": tuple({*options.dump_only, *(frozen - hidden)}),
        },
    )
