"""Requests with pages; what was granted and used stands on them; cost facts of staff."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, Entity, SavedView
from plugins.specialprice import prices
from plugins.specialprice.models import Allowance, Cost, Request, Use
from plugins.specialprice.schemas import CostSchema, NoFields, RequestSchema, UseSchema
from plugins.specialprice.states import PENDING, VALID
from plugins.specialprice.workflow import WORKFLOW


def _keyed(cost: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    cost.product_key = prices.key(cost.product)


def _in(states: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(("f.state.in", state) for state in states)


REQUEST = Entity(
    "request", N_("Special price"), Request, RequestSchema, plural=N_("Special prices"), audience="owner", title="title", number="P",
    icon="discount", menu=N_("Sales"), list_columns=("title", "partner_id", "customer_name", "state", "percent", "valid_until", "discount"),
    search=("title", "customer_name"), create_label=N_("Ask for a special price"), workflow=WORKFLOW, money_total="discount",
    views=(SavedView("pending", N_("To decide"), _in(PENDING)), SavedView("valid", N_("Valid"), _in(VALID), sort="valid_until")),
)  # fmt: skip
ALLOWANCE = Entity(
    "allowance", N_("Authorised line"), Allowance, NoFields, audience="owner", pages=False, api=False, audited=False, searchable=False
)
USE = Entity("use", N_("Use"), Use, UseSchema, audience="owner", pages=False, api=False, searchable=False)
COST = Entity(
    "cost", N_("Cost"), Cost, CostSchema, plural=N_("Costs of products"), title="product", icon="coins", menu=N_("Configure"),
    list_columns=("product", "unit_cost", "since"), search=("product",), sort="product", before_save=_keyed, create_label=N_("Add a cost"),
)  # fmt: skip
ENTITIES = [REQUEST, ALLOWANCE, USE, COST]
