"""Input made from the schemas of the API's document: what they allow, and what nobody should send."""

import random
import uuid
from collections.abc import Mapping
from typing import Any

HOSTILE: tuple[Any, ...] = (
    None, True, -1, 0, 2**63, 10**30, 1.5, "", " ", "\u0000", "\ud800", "a" * 5_000, "‮abc", "'; --", "<b>", "=1+1", "%s%n", "NaN", "1e400", "٣",
    "2026-02-30", "0000-00-00", "9999-12-31T23:59:59+14:00", "today+99999", "..", "1..", [], [[]], [None], {}, {"a": {"b": []}}, [{"x": 1}] * 60,
)  # fmt: skip


class Maker:
    """Values for the schemas of one document, the same again for the same seed. `ids`: a record of each entity to point at."""

    def __init__(self, document: Mapping[str, Any], ids: Mapping[str, uuid.UUID], seed: int | str):
        self.document, self.ids, self.rng = document, ids, random.Random(seed)

    def value(self, schema: Mapping[str, Any]) -> Any:
        """Return something the schema speaks of; now and then what it does not allow."""
        if self.rng.random() < 0.15:
            return self.rng.choice(HOSTILE)
        if "$ref" in schema:
            return self.value(self.at(schema["$ref"]))
        if "enum" in schema:
            return self.rng.choice(schema["enum"])
        kinds = schema.get("type", "string")
        kind = self.rng.choice(kinds) if isinstance(kinds, list) else kinds
        return getattr(self, f"_{kind}")(schema)

    def at(self, reference: str) -> Any:
        found: Any = self.document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        return found

    def query(self, parameters: list[Mapping[str, Any]]) -> dict[str, Any]:
        """Return some of the parameters of a list, with values as they stand in an address."""
        chosen = self.rng.sample(parameters, min(len(parameters), self.rng.randint(0, 4)))
        found = {one["name"]: self._asked(one["schema"]) for one in chosen}
        return {name: value for name, value in found.items() if _sendable(value)}

    def _asked(self, schema: Mapping[str, Any]) -> Any:
        if "x-of" in schema:
            return f"{self.value(schema['x-of'])}..{self.value(schema['x-of'])}"
        found = self.value(schema)
        return [str(one) for one in found] if isinstance(found, list) else str(found)

    def _null(self, schema: Mapping[str, Any]) -> None:
        return None

    def _boolean(self, schema: Mapping[str, Any]) -> bool:
        return self.rng.random() < 0.5

    def _integer(self, schema: Mapping[str, Any]) -> int:
        return self.rng.randint(schema.get("minimum", -5), schema.get("maximum", 1_000))

    def _number(self, schema: Mapping[str, Any]) -> float:
        return self.rng.randint(-5, 1_000) / 4

    def _string(self, schema: Mapping[str, Any]) -> str:
        if entity := schema.get("x-entity"):
            return str(self.ids.get(entity, uuid.uuid4()))
        made = {"uuid": str(uuid.uuid4()), "date": "2036-07-15", "date-time": "2026-07-15T10:00:00+00:00", "decimal": "12.50",
                "email": "a@customer.example", "uri": "https://customer.example/"}.get(schema.get("format", ""))  # fmt: skip
        if made is None and "today" in schema.get("pattern", ""):
            made = "today-7"
        return made or self.rng.choice(("Pump", "水泵", "x", "Quince & Sons", "12"))[: schema.get("maxLength", 200)]

    def _array(self, schema: Mapping[str, Any]) -> list[Any]:
        return [self.value(schema.get("items", {})) for _ in range(self.rng.randint(0, 3))]

    def _object(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        known, needed = schema.get("properties", {}), set(schema.get("required", ()))
        found = {name: self.value(one) for name, one in known.items() if name in needed or self.rng.random() < 0.4}
        return found | ({"nobody_asked": 1} if self.rng.random() < 0.1 else {})


def _sendable(value: Any) -> bool:
    """An address holds no half of a surrogate pair: no client can send one."""
    text = "".join(value) if isinstance(value, list) else value
    return not any("\ud800" <= c <= "\udfff" for c in text)
