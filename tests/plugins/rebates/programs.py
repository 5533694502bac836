"""Rebate programs without a database: documents compiled over fixed facts."""

from typing import Any

from hansa import rules
from plugins.policies.document.compiled import Compiled, Compiler
from plugins.policies.document.outcome import Outcome
from plugins.rebates.engine.engine import engine
from plugins.rebates.program.kind import EVENTS, OF_LINES, PERIOD, PROGRAM

PARTNER = rules.Facts(
    {
        "partner.tier": rules.Fact(rules.TEXT), "partner.target": rules.Fact(rules.NUMBER), "partner.certified": rules.Fact(rules.BOOL),
        "partner.joined_on": rules.Fact(rules.DATE), "partner.left_on": rules.Fact(rules.DATE), "partner.payment_days": rules.Fact(rules.NUMBER),
    }
)  # fmt: skip
LINES = rules.Facts(
    {
        "line.product_line": rules.Fact(rules.TEXT), "line.region": rules.Fact(rules.TEXT), "line.sku": rules.Fact(rules.TEXT),
        "line.order_no": rules.Fact(rules.TEXT), "line.customer": rules.Fact(rules.TEXT), "line.ordered_on": rules.Fact(rules.DATE),
        "line.special_price": rules.Fact(rules.BOOL), "line.kind": rules.Fact(rules.TEXT),
    }
)  # fmt: skip
KNOWN = {"kept": PARTNER, "partner": PARTNER | PERIOD, "days": EVENTS, "line": LINES | OF_LINES, "program": PARTNER | PERIOD}
SALES = {"name": "sales"}


def document(component: dict[str, Any] | None = None, bands: Any = (), **more: Any) -> dict[str, Any]:
    """Return a document with one component; bands are (from, rate) or (from, to, rate)."""
    rows = [
        {
            "component": "rebate",
            "rate": str(band[-1]),
            **{name: str(end) for name, end in zip(("from", "to"), band[:-1], strict=False) if end is not None},
        }
        for band in bands
    ]
    component = {"code": "rebate", "label": "Rebate", **(component or {})}
    return {"starts_on": "2026-01-01", "measures": [SALES], "components": [component], "bands": rows, **more}


def compiled(raw: dict[str, Any], slug: str = "bonus") -> Compiled:
    return Compiler(PROGRAM, PROGRAM.schema.normal(raw), KNOWN).compile(1, slug)


def program(component: dict[str, Any] | None = None, bands: Any = (), **more: Any) -> Compiled:
    return compiled(document(component, bands, **more))


def earned(policy: Compiled, sales: Any = 0, **facts: Any) -> Outcome:
    known = {name.replace("__", "."): value for name, value in facts.items()}
    from_sales = {} if sales is None else {"measure.sales": sales}
    return engine(policy, {**from_sales, **known})
