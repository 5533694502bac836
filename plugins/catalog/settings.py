"""How a program shows and sells its catalogue."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, SettingsSchema, fields, settings_for

WAYS = (
    ("both", N_("From us or from their distributor")),
    ("distributor", N_("From their distributor only")),
    ("vendor", N_("From us only")),
)


class CatalogSettings(SettingsSchema):
    buys_from = fields.Choice(
        choices=WAYS, load_default="both", label=N_("Partners below a distributor buy"), group=N_("Catalogue"), order=1
    )
    tier_fact = fields.String(
        load_default="tier", max_length=60, label=N_("Fact that holds the tier of a partner"), group=N_("Catalogue"), order=2,
        help=N_("Its name among the kinds of facts about partners."),
    )  # fmt: skip
    closed = fields.Boolean(
        load_default=False, label=N_("Products without a rule may be sold by nobody"), group=N_("Authorisation"), order=10
    )
    warn_days = fields.Integer(
        load_default=30, min=0, max=365, label=N_("Days a lapse of a certificate is told of before"), group=N_("Authorisation"), order=11
    )


def settings() -> Mapping[str, Any]:
    """Return the settings of the active program."""
    return settings_for("catalog")
