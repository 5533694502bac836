"""What a schema refused, as findings: place by place, in the reader's language."""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import ValidationError

from hansa import N_, _
from plugins.policies.checking.findings import Finding

SHAPE = N_("%(message)s")


def findings(error: ValidationError) -> list[Finding]:
    """Return every message of the error with its place."""
    return list(_walk(error.messages, ""))


def _walk(messages: Any, place: str) -> Iterator[Finding]:
    if isinstance(messages, Mapping):
        for key, below in messages.items():
            yield from _walk(below, place if key == "_schema" else f"{place}/{key}")
    elif isinstance(messages, str):
        key, params = getattr(messages, "key", messages), getattr(messages, "params", {})
        yield Finding("error", getattr(messages, "code", "invalid"), SHAPE, place, params={"message": _(key, **params) if params else _(key)})
    else:
        for below in messages:
            yield from _walk(below, place)
