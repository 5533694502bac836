"""The kind of policy that makes prices, and what its checker finds beside what every policy is checked for."""

from collections.abc import Iterable

from hansa import N_
from plugins.catalog.price import packing
from plugins.catalog.price.engine import ENGINE_VERSION, RESULTS, engine
from plugins.catalog.price.policy import DEFAULT, LABELS, PricePolicy
from plugins.catalog.price.vocabulary import vocabularies
from plugins.policies.api import Compiled, Finding, PolicyKind

KEY = "catalog.price"
NO_LIST = N_("The first step is not the price list, so there is no price to begin with.")
TWICE = N_("The step “%(step)s” stands there twice.")
NEVER = N_("What “%(part)s” says never counts: the waterfall has no such step.")
NOTHING = N_("The step “%(step)s” gives nothing: the policy says nothing about it.")
ON_TOP = N_("A contract price cannot stand on what is left: it is a price. Let it replace the price, or take the lower of both.")
LATE = N_("A price by hand is followed by other steps, which change it again.")
PARTS = {"levels": "level", "families": "family", "registrations": "registration", "quantities": "quantity", "by_hand": "manual"}
VALUES = (
    ("amount", N_("Amount")), ("amount_unrounded", N_("Amount, unrounded")), ("price", N_("Price of one")),
    ("price_unrounded", N_("Price of one, unrounded")), ("list_price", N_("List price")), ("currency", N_("Currency")), ("lines", N_("Lines")),
)  # fmt: skip


def check(policy: Compiled) -> Iterable[Finding]:
    """Find steps that contradict each other, repeat, or say nothing."""
    rows = policy["steps"]
    steps = [row["step"] for row in rows]
    if not steps or steps[0] != "list":
        yield Finding("error", "no-list", NO_LIST, "/steps")
    for at, row in enumerate(rows):
        place, named = f"/steps/{at}", {"step": LABELS[row["step"]]}
        if row["step"] in steps[:at]:
            yield Finding("error", "step-twice", TWICE, place, named=named)
        if row["step"] == "contract" and row["how"] == "stack":
            yield Finding("error", "contract-stack", ON_TOP, place)
        if row["step"] == "manual" and at < len(rows) - 1:
            yield Finding("warning", "manual-first", LATE, place)
    yield from _silent(policy, steps)


def _silent(policy: Compiled, steps: list[str]) -> Iterable[Finding]:
    for part, step in PARTS.items():
        if policy[part] is not None and step not in steps:
            yield Finding("warning", "no-step", NEVER, f"/{part}", named={"part": LABELS[step]})
        if policy[part] is None and step in steps and part in ("levels", "families"):
            yield Finding("note", "no-rules", NOTHING, f"/{part}", named={"step": LABELS[step]})


PRICE = PolicyKind(
    key=KEY, label=N_("Prices"), schema=PricePolicy, engine=engine, engine_version=ENGINE_VERSION,
    help=N_("How a price comes about: from the list down, step by step, and where it is rounded."),
    anchor=N_("The event the policy names as the one that freezes the price."),
    facts=vocabularies, check=check, default=DEFAULT, results=RESULTS, values=VALUES, dump=packing.dump, read=packing.read,
    partner_results=("*",), partner_reasons=("*",), partner_values=("amount", "currency", "price", "list_price"), partner_facts=("partner.*", "price_date"),
)  # fmt: skip
