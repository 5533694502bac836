"""Tier programs without a database: documents compiled over fixed facts."""

from typing import Any

from hansa import rules
from plugins.policies.document.compiled import Compiled, Compiler
from plugins.policies.document.outcome import Outcome
from plugins.tiering.policy.kind import EVENT, LEVELS, OWN

PARTNER = rules.Facts(
    {
        "partner.revenue": rules.Fact(rules.NUMBER), "partner.people": rules.Fact(rules.NUMBER), "partner.plan": rules.Fact(rules.BOOL),
        "partner.joined_on": rules.Fact(rules.DATE), "partner.region": rules.Fact(rules.TEXT),
    }
)  # fmt: skip
THREE = [{"key": key, "label": key.title()} for key in ("silver", "gold", "platinum")]


def program(*criteria: dict[str, Any], levels: Any = THREE, **more: Any) -> Compiled:
    document = {"levels": levels, "criteria": list(criteria), **more}
    return Compiler(LEVELS, LEVELS.schema.normal(document), {"partner": PARTNER | OWN, "event": EVENT.under("event")}).compile()


def asks(level: str, of: str, value: Any = None, **more: Any) -> dict[str, Any]:
    test = {} if value is not None else {"test": "holds"}
    return {"level": level, "code": f"{level}_{len(of)}", "label": of, "of": of, "value": value, **test, **more}


def judged(policy: Compiled, **facts: Any) -> Outcome:
    named = {f"partner.{name}" if f"partner.{name}" in PARTNER else name: value for name, value in facts.items()}
    return LEVELS.engine(policy, named)
