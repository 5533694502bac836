"""The base classes of all schemas."""

from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, missing
from marshmallow.schema import SchemaOpts

from schemas.errors import N_, Message, SchemaError


class _Strict(SchemaOpts):
    """Unknown keys are always an error, whatever a subclass says in its own `Meta`."""

    def __init__(self, meta: type, ordered: bool = False):
        super().__init__(meta)
        self.unknown = RAISE


class EntitySchema(Schema):
    """The contract of an entity: every write, by form, API or import, is judged by it and nothing else."""

    OPTIONS_CLASS = _Strict
    error_messages = {
        "unknown": Message(N_("This field is not known."), "unknown-field"),
        "type": Message(N_("Give an object with named fields."), "wrong-type"),
    }

    class Meta:
        # Schemas are built at run time; marshmallow's global registry would keep each of them for ever.
        register = False

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """Read custom and extra fields from the record's `custom` mapping."""
        value = super().get_attribute(obj, attr, missing)
        if value is not missing:
            return value
        kept = getattr(obj, "custom", None) or {}
        return kept.get(attr, default)

    def values(self, record: Any) -> dict[str, Any]:
        """Return what the record holds, without secrets, as Python values by field.

        A stored value that is no longer valid is returned as it is.
        """
        shown = self.dump_fields.items()
        return {name: _native(field, self.get_attribute(record, name, None)) for name, field in shown}


def _native(field: fields.Field[Any], value: Any) -> Any:
    if not isinstance(value, str | list):
        return value
    try:
        return field.deserialize(value)
    except ValidationError:
        return value


class SettingsSchema(EntitySchema):
    """The settings of a plugin in one program. Every field has a default, so an untouched program works."""

    @classmethod
    def defaults(cls) -> dict[str, Any]:
        """Return the settings nobody has touched; raises SchemaError when a field has no default."""
        try:
            return dict(cls().load({}))
        except ValidationError as error:
            raise SchemaError(f"{cls.__name__}: settings need defaults: {error.messages}") from error
