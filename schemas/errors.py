"""What a refusal says: English text that is also the key of its translation, a stable code, and its figures."""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from marshmallow import ValidationError


class Text(str):
    """A marked text that knows which module marked it: there it may be said otherwise than elsewhere."""

    __slots__ = ("module",)
    module: str


def N_(text: str) -> str:
    """Mark a text for extraction; it is translated where it is shown."""
    marked = Text(text)
    marked.module = str(sys._getframe(1).f_globals.get("__name__", ""))
    return marked


class SchemaError(Exception):
    """A schema that cannot be built as asked. Never answered by a smaller schema."""


class Message(str):
    """An English error text with its translation key, stable code and parameters.

    marshmallow treats it as the plain string it is; `translated` turns it into the reader's language.
    """

    key: str
    code: str
    params: dict[str, Any]

    def __new__(cls, key: str, code: str = "invalid", **params: Any) -> "Message":
        text = super().__new__(cls, key % params if params else key)
        text.key, text.code, text.params = key, code, params
        return text


@dataclass(frozen=True)
class Refused:
    """Stands in raw input for a value that could not even be read; its field refuses it with this message."""

    message: Message


class FieldMessage(NamedTuple):
    """One thing wrong: JSON pointer into the input ("" is the whole), stable code, text."""

    pointer: str
    code: str
    message: str


def refusal(key: str, code: str = "invalid", **params: Any) -> ValidationError:
    """Return the error to raise in a validator: `raise refusal(N_("Too many."), "too-many", max=3)`."""
    return ValidationError(Message(key, code, **params))


def translated(message: str, gettext: Callable[[str], str]) -> str:
    """Return an error text in the language of `gettext`."""
    if not isinstance(message, Message):
        return gettext(message)
    return gettext(message.key) % message.params if message.params else gettext(message.key)


def flatten(messages: Any, pointer: str = "") -> list[FieldMessage]:
    """Turn marshmallow's nested messages into a flat list, in order; plain texts get the code "invalid"."""
    return list(_walk(messages, pointer))


def _walk(messages: Any, pointer: str) -> Iterator[FieldMessage]:
    if isinstance(messages, Mapping):
        for key, below in messages.items():
            yield from _walk(below, pointer if key == "_schema" else f"{pointer}/{_escaped(key)}")
    elif isinstance(messages, str):
        yield FieldMessage(pointer, getattr(messages, "code", "invalid"), messages)
    else:
        for below in messages:
            yield from _walk(below, pointer)


def _escaped(key: object) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")
