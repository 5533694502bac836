"""Budgets, allocations, requests, activities, claims, extensions; what the engine keeps has no pages."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, Entity, EntitySchema, SavedView
from plugins.mdf import models, schemas, workflow
from plugins.mdf.claims import extending
from plugins.mdf.claims import moves as claiming
from plugins.mdf.money import moves as money
from plugins.mdf.requests import making
from plugins.mdf.requests import moves as asking
from plugins.mdf.states import ALIVE, ASKED, PENDING, UNPROVEN

MENU = N_("Money")


def _in(*states: str) -> tuple[tuple[str, str], ...]:
    return tuple(("f.state.in", state) for state in states)


INNER: Mapping[str, Any] = {"api": False, "pages": False, "audited": False, "searchable": False}
"""What the engine keeps for itself: behind the wall like all others, without pages and API."""

BUDGET = Entity(
    "budget", N_("Marketing budget"), models.Budget, schemas.BudgetSchema, plural=N_("Marketing budgets"), title="title", number="B", icon="wallet",
    menu=MENU, list_columns=("title", "state", "level", "region", "amount", "starts", "ends"), search=("title", "region"), money_total="amount",
    create_label=N_("Set up a budget"), workflow=workflow.BUDGETS, before_save=money.budget_saved,
    views=(SavedView("active", N_("Active"), _in("active")),),
)  # fmt: skip
ALLOCATION = Entity(
    "allocation", N_("Marketing allocation"), models.Allocation, schemas.AllocationSchema, plural=N_("Marketing allocations"), audience="owner",
    title="title", number="M", icon="coins", menu=MENU, list_columns=("title", "partner_id", "state", "origin", "amount", "last_day"), search=("title",),
    money_total="amount", create_label=N_("Propose an allocation"), workflow=workflow.ALLOCATIONS, before_save=money.layer_saved,
    views=(SavedView("active", N_("Active"), _in("active"), sort="last_day"), SavedView("proposed", N_("Proposed"), _in("proposed"), staff=True)),
)  # fmt: skip
REQUEST = Entity(
    "request", N_("Marketing plan"), models.Request, schemas.RequestSchema, plural=N_("Marketing plans"), audience="owner", title="title", number="R",
    icon="speakerphone", menu=MENU, list_columns=("title", "partner_id", "state", "asked", "approved", "first_day", "due_on"),
    search=("title", "purpose", "industry", "region"), money_total="asked", create_label=N_("Plan an activity"), workflow=workflow.REQUESTS,
    before_save=asking.saved,
    views=(SavedView("pending", N_("To decide"), _in(*PENDING), sort="due_on"), SavedView("waiting", N_("Waits for money"), _in("waiting"))),
)  # fmt: skip
ACTIVITY = Entity(
    "activity", N_("Marketing activity"), models.Activity, schemas.ActivitySchema, plural=N_("Marketing activities"), audience="owner", title="title",
    number="V", icon="calendar-event", menu=MENU, list_columns=("title", "partner_id", "state", "kind", "starts_on", "approved", "claim_by"),
    search=("title", "venue", "region"), money_total="approved", workflow=workflow.ACTIVITIES, before_save=making.saved,
    views=(
        SavedView("to_report", N_("To report"), _in(*UNPROVEN), sort="starts_on"), SavedView("to_verify", N_("To verify"), _in("reported")),
        SavedView("alive", N_("Open"), _in(*ALIVE), sort="claim_by"),
    ),
)  # fmt: skip
CLAIM = Entity(
    "claim", N_("Marketing claim"), models.Claim, schemas.ClaimSchema, plural=N_("Marketing claims"), audience="owner", title="title", number="C",
    icon="receipt", menu=MENU, list_columns=("title", "partner_id", "state", "total", "due", "granted", "pay_by", "paid_on"), search=("title",),
    money_total="granted", create_label=N_("Claim money"), workflow=workflow.CLAIMS, before_save=claiming.saved,
    views=(SavedView("pending", N_("To decide"), _in(*ASKED)), SavedView("to_pay", N_("To pay"), _in("approved", "payable"), sort="pay_by")),
)  # fmt: skip
EXTENSION = Entity(
    "extension", N_("More time to claim"), models.Extension, schemas.ExtensionSchema, plural=N_("Asked for more time"), audience="owner", title="why",
    number="X", icon="hourglass", list_columns=("why", "partner_id", "activity_id", "state", "until"), search=("why",),
    create_label=N_("Ask for more time"), workflow=workflow.EXTENSIONS, before_save=extending.saved,
)  # fmt: skip
SHARE = Entity("share", N_("Kept money"), models.Share, EntitySchema, audience="owner", **INNER)
FOUND = Entity("found", N_("Lead of an activity"), models.Found, EntitySchema, audience="owner", **INNER)
SEEN = Entity("mark", N_("Mark of a proof"), models.Mark, EntitySchema, audience="central", **INNER)
ENTITIES = [BUDGET, ALLOCATION, REQUEST, ACTIVITY, CLAIM, EXTENSION, SHARE, FOUND, SEEN]
