"""The price policy of the demo: one that was superseded, one in force, a draft, and quotes that were decided under them."""

import random
import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hansa import clock, current_scope
from hansa.demo import Scope, acting_as, at, catalogue
from plugins.catalog.demo.words import Words
from plugins.catalog.price.kind import PRICE
from plugins.catalog.quoting.asked import Ask
from plugins.catalog.quoting.service import quote
from plugins.policies.api import draft, make_policy, publish

FIRST, SECOND = timedelta(days=740), timedelta(days=210)
QUOTES = 24


def load(words: Words, manager: Scope) -> None:
    """Publish both versions at their time and leave the draft somebody is working on."""
    for age, document, note in ((FIRST, _first(words), words.policy["first"]), (SECOND, _second(words, "3"), words.policy["second"])):
        moment = (clock.now() - age).replace(hour=0, minute=0, second=0, microsecond=0)
        with at(moment), acting_as(manager):
            publish(draft(make_policy(PRICE), document, note=note), moment)
    with at(clock.now() - timedelta(days=3)), acting_as(manager):
        draft(make_policy(PRICE), _second(words, "5"), note=words.policy["draft"])


def _clause(code: str, when: str, percent: str, message: str) -> dict[str, Any]:
    return {"code": code, "when": when, "result": "given", "kind": "pass", "percent": percent, "message": message, "missing": "no"}


def _first(words: Words) -> Mapping[str, Any]:
    return {"levels": {"rows": [_clause("distributor", 'partner.kind == "distributor"', "12", words.policy["distributor"])]}}


def _second(words: Words, silver: str) -> Mapping[str, Any]:
    said = words.policy
    rows = [
        _clause("distributor", 'partner.kind == "distributor"', "12", said["distributor"]), _clause("gold", 'partner.tier == "gold"', "6", said["gold"]),
        _clause("silver", 'partner.tier == "silver"', silver, said["silver"]),
    ]  # fmt: skip
    bands = {
        "measure": "line.units", "bounds": "from", "below": "nothing",
        "rows": [{"from": "100", "to": "500", "percent": "1"}, {"from": "500", "percent": "2"}],
    }  # fmt: skip
    hand = [
        {"code": "small", "when": "manual.percent <= 2", "result": "allow"},
        {"code": "deep", "when": "manual.percent > 15", "result": "approve", "roles": '"finance"'},
        {"code": "usual", "when": "manual.percent > 2", "result": "approve", "roles": '"manager"'},
    ]
    line = {"sku": "A", "quantity": "10", "rows": [{"source": "BASE", "amount": "33.33"}]}
    facts = {
        "partner.kind": "reseller",
        "partner.tier": "gold",
        "currency": current_scope().program.currency,
        "sources": [{"key": "BASE", "rank": 10}],
        "lines": [line],
    }
    return {
        "levels": {"choose": "first", "rows": rows},
        "families": {"choose": "first", "rows": [_clause("clothing", 'product.line == "clothing"', "2.5", said["clothing"])]},
        "quantities": bands, "by_hand": {"choose": "first", "rows": hand},
        "examples": [{"name": said["gold"], "facts": facts, "expect": {"result": "priced", "price": "31.33", "amount": "313.3"}}],
    }  # fmt: skip


def quotes(people: Mapping[uuid.UUID | None, Sequence[Scope]]) -> None:
    """Keep decisions of the last months: what partners asked for, and what it came to."""
    rng, goods = random.Random(current_scope().program.slug), list(catalogue())
    partners = [(partner, crowd[0]) for partner, crowd in people.items() if partner is not None]
    for number in range(QUOTES):
        partner, who = partners[number % len(partners)]
        asks = [Ask(one.number, Decimal(rng.choice((1, 4, 12, 60, 120)))) for one in rng.sample(goods, rng.randint(2, 5))]
        with at(clock.now() - timedelta(days=rng.randint(1, 180), hours=rng.randint(1, 9))), acting_as(who):
            quote(partner, asks, store=True)
