"""The plugin: one entity with its workflow, and a veto against one word."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy.orm as so

from hansa import (
    Approval,
    CustomFields,
    Entity,
    EntitySchema,
    Owned,
    PluginInfo,
    RoleTemplate,
    State,
    StateLook,
    Timer,
    Transition,
    Veto,
    Workflow,
    fields,
    hookimpl,
    plugin_base,
)

PLUGIN = PluginInfo("errands", "Errands", version="1.0")


class Errand(Owned, CustomFields, plugin_base("errands")):
    title: so.Mapped[str]
    amount: so.Mapped[Decimal]
    due_at: so.Mapped[datetime | None]
    remark: so.Mapped[str | None]
    state: so.Mapped[str] = so.mapped_column(default="new")


class ErrandSchema(EntitySchema):
    title = fields.String(required=True, label="Title")
    amount = fields.Money(required=True, label="Amount")
    due_at = fields.DateTime(label="Due")
    remark = fields.String(label="Remark")
    state = fields.String(label="State", metadata={"editable": "system", "state": True})


class ReasonInput(EntitySchema):
    reason = fields.String(required=True, label="Reason")


def _large(errand: Any) -> bool:
    return bool(errand.amount >= 1000)


def _not_free(errand: Any) -> str | None:
    return None if errand.amount else "It costs nothing."


def _reminders(errand: Any) -> tuple[datetime, ...]:
    return (errand.due_at - timedelta(days=1),)


WORKFLOW = Workflow(
    states=(
        State("new", StateLook("New", "idle", "pencil"), partner_edits=None, discard=True),
        State("sent", StateLook("Sent", "info", "send"), "waiting", partner_edits=("remark",), staff_edits=("amount", "remark")),
        State("done", StateLook("Done", "ok", "check"), "done"),
        State("lapsed", StateLook("Lapsed", "hold", "clock"), "done"),
    ),
    transitions=(
        Transition("send", "Send", ("new",), "sent", "partner", guard=_not_free, with_form=True),
        Transition("finish", "Finish", ("sent",), "done", effects=lambda errand, values: {"remark": "finished"}),
        Transition("release", "Release", ("sent",), "done", permission="finish"),
        Transition("back", "Send back", ("sent",), "new", permission="finish", input=ReasonInput),
        Transition("lapse", "Lapse", ("sent",), "lapsed", "system"),
    ),
    approvals=(
        Approval("finish", ("manager", "finance"), "in_order", _large, {"finance": ("admin",)}, ("amount",)),
        Approval("release", ("finance", "manager"), "all", _large, fields=("amount",)),
    ),
    timers=(Timer("due", ("sent",), lambda errand: errand.due_at, "lapse", _reminders, "nearly_due"),),
)
ERRAND = Entity(
    "errand", "Errand", Errand, ErrandSchema, audience="owner", tree=True, title="title", list_columns=("title", "state"), workflow=WORKFLOW
)


@hookimpl
def register_entities() -> list[Entity]:
    return [ERRAND]


@hookimpl
def register_permissions() -> list[RoleTemplate]:
    partner = tuple(f"errands.errand.{action}" for action in ("view", "create", "edit", "send"))
    return [
        *(RoleTemplate(role, permissions=("errands.*",)) for role in ("manager", "finance")),
        *(RoleTemplate(role, permissions=partner) for role in ("partner_admin", "distributor")),
    ]


@hookimpl
def before_transition(entity: Entity, record: Any, transition: str) -> None:
    if entity.model is Errand and record.remark == "veto":
        raise Veto(f"{transition} is refused.")
