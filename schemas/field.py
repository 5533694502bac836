"""What every field shares: hints for the user interface, the door for text, coded messages."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict, Unpack

from marshmallow import ValidationError, fields, missing

from schemas.errors import N_, Message, Refused
from schemas.text_door import clean

if TYPE_CHECKING:
    from schemas.types import FieldType


class Hints(TypedDict, total=False):
    """How a field is shown. Everything here ends up in `field.metadata`."""

    label: str
    help: str
    widget: str
    cell: str
    group: str
    order: int
    secret: bool
    placeholder: str
    inputmode: str
    autocomplete: str
    example: str
    unique: bool
    filterable: bool
    sortable: bool
    personal: bool


class Options(Hints, total=False):
    """Keyword arguments of every field: the hints and those of marshmallow."""

    required: bool
    allow_none: bool
    load_default: Any
    dump_default: Any
    validate: Callable[[Any], Any] | Sequence[Callable[[Any], Any]]
    load_only: bool
    dump_only: bool
    data_key: str
    attribute: str
    metadata: Mapping[str, Any]
    error_messages: dict[str, str]


HINTS = frozenset(Hints.__annotations__)
CODES = {"null": "required", "validator_failed": "invalid"}


class Field(fields.Field[Any]):
    """Base of all field types. Blank text is no value; an optional field takes it as None, or as its default.

    A field with a type of its own has a `type_name`, and a `FieldType` names it. A `secret` field is never dumped.
    `pattern` is what OpenAPI says about the text of the value.
    """

    type_name: ClassVar[str]
    field_type: ClassVar["FieldType"]
    multiline: ClassVar[bool] = False
    max_length: int = 200
    pattern: ClassVar[str] = ""

    default_error_messages = {
        "required": N_("Fill in this field."),
        "null": N_("Fill in this field."),
        "validator_failed": N_("This value is not valid."),
        "invalid": N_("This value is not valid."),
    }

    def __init__(self, **options: Unpack[Options]):
        given: dict[str, Any] = dict(options)
        hints = {key: given.pop(key) for key in HINTS & given.keys()}
        default = given.get("load_default", missing)
        given.setdefault("allow_none", not given.get("required") and default in (missing, None))
        if hints.get("secret"):
            given["load_only"] = True
        described = {"pattern": f"^{self.pattern}$"} if self.pattern else {}
        super().__init__(metadata={**described, **given.pop("metadata", {}), **hints}, **given)

    def deserialize(self, value: Any, attr: str | None = None, data: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        """Return the Python value; raises ValidationError with `Message`s."""
        if value is missing and not self.required:  # most fields of most records: nothing was sent, and nothing has to be
            default = self.load_default
            return default() if callable(default) else default
        if isinstance(value, Refused):
            raise ValidationError(value.message)
        if isinstance(value, str):
            value = clean(value, multiline=self.multiline, limit=self.max_length) or None
        if value is None and not self.allow_none and self.load_default is not missing:
            value = missing
        return super().deserialize(value, attr, data, **kwargs)

    def make_error(self, key: str, **kwargs: Any) -> ValidationError:
        """Return a ValidationError whose code is the key of the message."""
        return ValidationError(Message(str(self.error_messages[key]), CODES.get(key, key), **kwargs))
