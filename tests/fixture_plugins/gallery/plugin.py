"""The plugin: the entity and the rights to it."""

from flask import Blueprint

from hansa import Entity, EntitySchema, PluginInfo, RoleTemplate, Vocabulary, fields, hookimpl
from tests.fixture_plugins.gallery.models import Exhibit
from tests.fixture_plugins.gallery.pages import pages, visit_facts

PLUGIN = PluginInfo("gallery", "Gallery", version="1.0")


class PartSchema(EntitySchema):
    name = fields.String(required=True, label="Name")
    pieces = fields.Integer(label="Pieces")


class ExhibitSchema(EntitySchema):
    title = fields.String(required=True, label="Title")
    note = fields.LongText(label="Note")
    count = fields.Integer(label="Count")
    ratio = fields.Decimal(label="Ratio")
    price = fields.Money(label="Price")
    share = fields.Percent(label="Share")
    day = fields.Date(label="Day")
    at = fields.DateTime(label="Moment")
    fair = fields.Boolean(label="Fair")
    kind = fields.Choice(choices=[("stone", "Stone"), ("wood", "Wood")], label="Kind")
    marks = fields.MultiChoice(choices=[("red", "Red"), ("blue", "Blue")], label="Marks")
    mail = fields.Email(label="Mail")
    web = fields.Url(label="Web")
    phone = fields.Phone(label="Telephone")
    country = fields.Country(label="Country")
    parent_id = fields.Ref(to="gallery.exhibit", label="Parent")
    picture = fields.File(accept=[".png"], label="Picture")
    parts = fields.Lines(PartSchema, label="Parts")


EXHIBIT = Entity(
    "exhibit",
    "Exhibit",
    Exhibit,
    ExhibitSchema,
    audience="owner",
    title="title",
    list_columns=("title", "kind", "price"),
    search=("title", "note"),
    money_total="price",
)


@hookimpl
def register_entities() -> list[Entity]:
    return [EXHIBIT]


@hookimpl
def register_permissions() -> list[RoleTemplate]:
    roles = ("manager", "partner_admin", "partner_user")
    return [RoleTemplate(role, permissions=("gallery.*",)) for role in roles]


@hookimpl
def register_pages() -> list[Blueprint]:
    return [pages]


@hookimpl
def register_vocabularies() -> list[Vocabulary]:
    return [Vocabulary(name="gallery.visit", facts=visit_facts, permission="gallery.exhibit.edit")]
