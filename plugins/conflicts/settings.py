"""How a program settles conflicts."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, SettingsSchema, fields, settings_for

NAMES = (
    ("masked", N_("Only when we disclose them in a conflict")),
    ("never", N_("Never")),
    ("open", N_("From the moment a conflict is taken up")),
)


class ConflictSettings(SettingsSchema):
    evidence_days = fields.Integer(load_default=14, min=1, max=180, label=N_("Days to bring evidence"), order=1)
    evidence_reminder_days = fields.Integer(load_default=3, min=1, max=90, label=N_("Days before that at which we remind"), order=2)
    appeal_days = fields.Integer(load_default=10, min=1, max=180, label=N_("Days to appeal"), order=3)
    names = fields.Choice(choices=NAMES, load_default="masked", label=N_("The parties learn each other's names"), order=4)


def settings() -> Mapping[str, Any]:
    """Return the settings of the active program."""
    return settings_for("conflicts")
