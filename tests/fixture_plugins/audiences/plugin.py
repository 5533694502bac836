"""The plugin: its entities, the rights to them, a page with a panel and a card, a task that counts over all partners."""

import uuid

from flask import Blueprint

from hansa import Card, Entity, Panel, PluginInfo, RoleTemplate, SystemTask, current_scope, hookimpl, policy, records
from tests.fixture_plugins.audiences import models as m
from tests.fixture_plugins.audiences import schemas as s

PLUGIN = PluginInfo("audiences", "Audiences", version="1.0")

WORDS = {"list_columns": ("title", "created_at"), "search": ("title", "body"), "title": "title"}
NOTE = Entity("note", "Note", m.Note, s.NoteSchema, audience="owner", menu="", **WORDS)
REPLY = Entity("reply", "Reply", m.Reply, s.ReplySchema, audience="owner", **WORDS)
BULLETIN = Entity("bulletin", "Bulletin", m.Bulletin, s.TextSchema, audience="program", **WORDS)
MEMO = Entity("memo", "Memo", m.Memo, s.TextSchema, **WORDS)
VERDICT = Entity("verdict", "Verdict", m.Verdict, s.TextSchema, audience="central", **WORDS)
OFFER = Entity(
    "offer", "Offer", m.Offer, s.OfferSchema, audience="owner", also_visible_to=("seller_id",), withheld={"seller_id": ("price",)},
    money_total="price", **WORDS,
)  # fmt: skip
DOCKET = Entity("docket", "Docket", m.Docket, s.PricedSchema, audience="owner", shared=True, withheld={"shared": ("price",)}, **WORDS)
SHIPMENT = Entity("shipment", "Shipment", m.Shipment, s.PricedSchema, audience="owner", tree=True, withheld={"tree": ("price",)}, **WORDS)

KEPT_BACK = "Kept back"
"""The title of a record that `check_permission` lets nobody have."""
SWITCHED_OFF = "audiences.memo.delete"
"""A right that it takes from everybody."""

pages = Blueprint("audiences", __name__)


@pages.get("/note/<uuid:record_id>/echo", endpoint="echo")
@policy("audiences.note.view")
def echo(record_id: uuid.UUID) -> str:
    return str(records.get(NOTE, record_id).title)


@pages.get("/count", endpoint="count")
@policy(member=True)
def count() -> str:
    return current_scope().actor.name


@hookimpl
def register_entities() -> list[Entity]:
    return [NOTE, REPLY, BULLETIN, MEMO, VERDICT, OFFER, DOCKET, SHIPMENT]


@hookimpl
def register_permissions() -> list[RoleTemplate]:
    roles = ("manager", "finance", "partner_admin", "partner_user", "distributor")
    return [RoleTemplate(role, permissions=("audiences.*",)) for role in roles]


@hookimpl
def register_pages() -> list[Blueprint]:
    return [pages]


@hookimpl
def check_permission(permission, record) -> bool | None:
    return permission != SWITCHED_OFF and getattr(record, "title", "") != KEPT_BACK


@hookimpl
def register_system_tasks() -> list[SystemTask]:
    return [SystemTask("count all notes", "the tests look through the lawful door")]


@hookimpl
def dashboard_cards() -> list[Card]:
    return [Card("Counted", "audiences.count")]


@hookimpl
def record_panels(entity, record) -> list[Panel]:
    return [Panel("Echo", "audiences.echo", args={"record_id": record.id})] if entity.key == "audiences.note" else []
