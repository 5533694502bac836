"""How a program runs its project teams."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, EntitySchema, SettingsSchema, _, fields, settings_for
from plugins.teams.states import LEAD, ROLES, STAGE_CHOICES


class TemplateSchema(EntitySchema):
    """A task every new team begins with."""

    stage = fields.Choice(choices=STAGE_CHOICES, required=True, label=N_("Stage"))
    title = fields.String(required=True, label=N_("Task"))
    role = fields.Choice(choices=ROLES, required=True, label=N_("Role"))
    days = fields.Integer(required=True, min=1, max=365, label=N_("Days from the start"))


def _usual() -> list[dict[str, Any]]:
    return [
        {"stage": "discovery", "title": _("Meet the customer's decision maker"), "role": LEAD, "days": 7},
        {"stage": "solution", "title": _("Agree on the technical solution"), "role": "presales", "days": 21},
        {"stage": "offer", "title": _("Send one common offer"), "role": LEAD, "days": 35},
        {"stage": "closing", "title": _("Plan delivery and service"), "role": "delivery", "days": 49},
    ]


class TeamSettings(SettingsSchema):
    tasks = fields.Lines(
        TemplateSchema, max_rows=40, load_default=_usual, label=N_("Tasks of a new team"),
        help=N_("The next stage opens when the tasks of the one before are done."), order=1,
    )  # fmt: skip
    reminder_days = fields.Integer(load_default=2, min=1, max=30, label=N_("Days before a task is due at which we remind"), order=2)


def settings() -> Mapping[str, Any]:
    """Return the settings of the active program."""
    return settings_for("teams")
