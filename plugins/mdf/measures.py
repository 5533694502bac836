"""Figures about partners that follow from what was granted and paid for their marketing."""

from hansa import N_
from plugins.mdf.entities import ACTIVITY, CLAIM
from plugins.policies.api import Derived, Measure

MEASURES: list[Measure | Derived] = [
    Measure(
        key="mdf.spent", label=N_("Marketing money paid"), unit="money", entity=CLAIM, date="paid_on", value="granted", aggregate="sum",
        where='state == "paid" or state == "offset"', open=True,
    ),
    Measure(
        key="mdf.granted", label=N_("Marketing money granted"), unit="money", entity=ACTIVITY, date="starts_on", value="approved", aggregate="sum",
        where='state != "cancelled" and state != "lapsed"', open=True,
    ),
    Measure(
        key="mdf.activities", label=N_("Marketing activities held"), unit="count", entity=ACTIVITY, date="held_on", aggregate="count",
        where='state == "verified" or state == "closed"', dimensions=("kind", "region"), open=True,
    ),
]  # fmt: skip
