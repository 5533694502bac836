"""The facts of a price decision as plain data, and back: what a replay reads is what the engine read."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from decimal import Decimal
from typing import Any

from hansa import rules
from plugins.catalog.price.facts import Line, Manual, Promo, Row, Source, Special
from plugins.catalog.price.vocabulary import vocabularies

Plain = Mapping[str, Any]
OWN = ("lines", "promotions", "sources", "currency", "resale")
_NUMBERS = frozenset({"amount", "least", "factor", "left", "percent", "buy", "free", "price", "quantity"})


def dump(facts: Plain) -> dict[str, Any]:
    """Return the facts as plain data; what has its default is left out."""
    known = vocabularies()[""]
    return {
        **rules.dump(known, {name: value for name, value in facts.items() if name not in OWN and value is not None}),
        "currency": facts["currency"], "resale": facts["resale"],
        "sources": [_kept(one) for one in facts["sources"]], "promotions": [_kept(one) for one in facts["promotions"]],
        "lines": [_line(known, one) for one in facts["lines"]],
    }  # fmt: skip


def read(raw: Plain) -> dict[str, Any]:
    """Return the facts an engine reads of plain data. Raises RuleError, KeyError, TypeError or ValueError for what is none."""
    known = vocabularies()[""]
    return {
        **rules.read(known, {name: value for name, value in raw.items() if name not in OWN}),
        "currency": raw.get("currency", ""), "resale": bool(raw.get("resale", False)),
        "sources": tuple(_read(Source, one) for one in raw.get("sources", ())),
        "promotions": tuple(_read(Promo, one) for one in raw.get("promotions", ())),
        "lines": tuple(_read_line(known, one) for one in raw["lines"]),
    }  # fmt: skip


def _kept(value: Any) -> dict[str, Any]:
    found = {}
    for field in fields(value):
        own = getattr(value, field.name)
        if field.default is MISSING or own != field.default:
            found[field.name] = _text(own) if isinstance(own, Decimal) else own
    return found


def _text(value: Decimal) -> str:
    """Return the one way to write a number, so that a replay gives the same bytes."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _line(known: rules.Facts, line: Line) -> dict[str, Any]:
    found: dict[str, Any] = {"sku": line.sku, "quantity": _text(line.quantity)}
    more: dict[str, Any] = {
        "factor": _text(line.factor) if line.factor != 1 else None,
        "facts": rules.dump(known, {name: value for name, value in line.facts.items() if value is not None}),
        "rows": [_kept(row) for row in line.rows], "specials": [_kept(one) for one in line.specials],
        "promotions": list(line.promotions), "manual": _kept(line.manual) if line.manual else None, "unknown": line.unknown,
    }  # fmt: skip
    return found | {name: value for name, value in more.items() if value}


def _read(kind: type[Any], raw: Plain) -> Any:
    return kind(**{name: Decimal(str(value)) if name in _NUMBERS and value is not None else value for name, value in raw.items()})


def _read_line(known: rules.Facts, raw: Plain) -> Line:
    def many(kind: type[Any], name: str) -> Sequence[Any]:
        return tuple(_read(kind, one) for one in raw.get(name, ()))

    manual = raw.get("manual")
    return Line(
        raw.get("sku", ""), Decimal(str(raw["quantity"])), Decimal(str(raw.get("factor", 1))), rules.read(known, raw.get("facts", {})),
        many(Row, "rows"), many(Special, "specials"), tuple(raw.get("promotions", ())), _read(Manual, manual) if manual else None,
        raw.get("unknown", ""),
    )  # fmt: skip
