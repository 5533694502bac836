"""Prices without a database: documents compiled over the fixed facts, lines priced, figures as text."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hansa import rules
from plugins.catalog.price.facts import Line, Promo, Row, Source
from plugins.catalog.price.kind import PRICE
from plugins.catalog.price.outcome import PricedLine
from plugins.catalog.price.vocabulary import OF_LINE, OF_PARTNER, OF_PRODUCT
from plugins.policies.document.compiled import Compiled, Compiler

D = Decimal
FACTS = OF_PRODUCT | OF_LINE | OF_PARTNER | rules.Facts({"partner.tier": rules.Fact(rules.TEXT)})
ROW = Row("BASE/1", D(100))


def policy(**document: Any) -> Compiled:
    return Compiler(PRICE, PRICE.schema.normal(document), {"": FACTS}).compile()


def clause(when: str, percent: str, code: str = "c", **more: Any) -> dict[str, Any]:
    return {"code": code, "when": when, "result": "given", "percent": percent, **more}


def facts(*lines: Line, partner: Mapping[str, Any] | None = None, promos: tuple[Promo, ...] = (), resale: bool = False) -> dict[str, Any]:
    sources = (Source("BASE/1", 10), Source("SPECIAL/1", 20))
    return {
        "currency": "EUR",
        "resale": resale,
        "sources": sources,
        "promotions": promos,
        "lines": lines,
        **(partner or {"partner.tier": "gold"}),
    }


def line(quantity: str = "1", **more: Any) -> Line:
    return Line(**{"sku": "A", "quantity": D(quantity), "rows": (ROW,), **more})


def priced(found: Compiled, one: Line | None = None, **more: Any) -> PricedLine:
    return PRICE.engine(found, facts(one or line(), **more)).lines[0]  # type: ignore[no-any-return]
