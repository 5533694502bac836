"""Badges: award and list training badges of a partner."""

import sqlalchemy.orm as so

from hansa import (
    CustomFields,
    Entity,
    EntitySchema,
    MenuItem,
    Owned,
    PluginInfo,
    RoleTemplate,
    Veto,
    fields,
    hookimpl,
    plugin_base,
)

PLUGIN = PluginInfo("acmebadges", "Training badges", version="1.0")


class Badge(Owned, CustomFields, plugin_base("acmebadges")):
    title: so.Mapped[str]
    points: so.Mapped[int]


class BadgeSchema(EntitySchema):
    title = fields.String(required=True, label="Title")
    points = fields.Integer(load_default=10, label="Points")


@hookimpl
def register_entities() -> list[Entity]:
    badge = Entity(
        "badge", "Badge", Badge, BadgeSchema, plural="Badges", audience="owner", list_columns=("title", "points"), search=("title",)
    )
    return [badge]


@hookimpl
def register_permissions() -> list[RoleTemplate]:
    return [RoleTemplate(role, permissions=("acmebadges.*",)) for role in ("manager", "partner_admin", "partner_user")]


@hookimpl
def menu_items() -> list[MenuItem]:
    return [MenuItem("Badges", "entity:acmebadges.badge", "star", permission="acmebadges.badge.view")]


@hookimpl
def before_save(entity, record) -> None:
    if entity.key == "acmebadges.badge" and record.points > 100:
        raise Veto("A badge is worth 100 points at most.")
