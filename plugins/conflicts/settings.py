"""How a program settles conflicts."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, SettingsSchema, fields, settings_for

NAMES = (
    ("masked", N_("Only when we disclose them in a conflict")),
    ("never", N_("Never")),
    ("open", N_("From the moment a conflict is taken up")),
)
SHOWN = (
    ("reviewed", N_("When we have looked at it and disclose it")),
    ("closed", N_("When the time for evidence is over")),
    ("at-once", N_("At once")),
)


class ConflictSettings(SettingsSchema):
    evidence_days = fields.Integer(load_default=14, min=1, max=180, label=N_("Days to bring evidence"), order=1)
    reminder_days = fields.Integer(load_default=3, min=1, max=90, label=N_("Days before the end of a step at which we remind"), order=2)
    evidence_shown = fields.Choice(choices=SHOWN, load_default="reviewed", label=N_("The other side reads evidence"), order=3)
    mediation_days = fields.Integer(
        load_default=14,
        min=1,
        max=180,
        label=N_("Days to agree"),
        help=N_("Without an agreement it then goes to arbitration by itself."),
        order=4,
    )
    ruling_days = fields.Integer(load_default=10, min=1, max=180, label=N_("Days in which we rule"), order=5)
    appeal_days = fields.Integer(load_default=10, min=1, max=180, label=N_("Days to appeal"), order=6)
    names = fields.Choice(choices=NAMES, load_default="masked", label=N_("The parties learn each other's names"), order=7)


def settings() -> Mapping[str, Any]:
    """Return the settings of the active program."""
    return settings_for("conflicts")
