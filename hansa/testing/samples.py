"""Valid input for any entity, made from its schema."""

from collections.abc import Callable, Mapping
from typing import Any

import marshmallow as ma

from schemas.types import type_of

Make = Callable[[Any, str], Any]

_SAMPLES: Mapping[str, Make] = {
    "text": lambda field, word: field.metadata.get("example", word[: field.max_length]),
    "longtext": lambda field, word: field.metadata.get("example") or word,
    "int": lambda field, word: 7,
    "decimal": lambda field, word: "7.5",
    "money": lambda field, word: "1250.50",
    "percent": lambda field, word: "12.5",
    "date": lambda field, word: field.metadata.get("example") or "2036-07-15",
    "datetime": lambda field, word: "2026-07-15T10:00:00+00:00",
    "bool": lambda field, word: True,
    "choice": lambda field, word: next(iter(dict(field.choices))),
    "multichoice": lambda field, word: [next(iter(dict(field.choices)))],
    "email": lambda field, word: f"{word.lower()}@customer.example",
    "url": lambda field, word: f"https://{word.lower()}.example/",
    "phone": lambda field, word: "+49 30 901820",
    "country": lambda field, word: "DE",
    "lines": lambda field, word: [sample(field.row_schema, word)],
}


def sample(schema: ma.Schema, word: str = "Sample", **given: Any) -> dict[str, Any]:
    """Return input the schema accepts, `word` in every text; references and files are left out unless given."""
    made = {name: _SAMPLES[kind](field, word) for name, field in schema.load_fields.items() if (kind := type_of(field).name) in _SAMPLES}
    return {**made, **given}
