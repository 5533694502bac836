"""What is counted of deals: registrations, wins and what they are worth."""

from hansa import N_
from plugins.deals.entities import DEAL
from plugins.policies.api import Derived, Measure

SPLIT = ("customer_country", "distributor_id")

MEASURES: list[Measure | Derived] = [
    Measure(
        key="deals.registered", label=N_("Registered deals"), unit="count", entity=DEAL, date="submitted_at", dimensions=SPLIT, open=True,
    ),
    Measure(key="deals.won", label=N_("Deals won"), unit="count", entity=DEAL, date="won_on", where='state == "won"', dimensions=SPLIT, open=True),
    Measure(
        key="deals.won_value", label=N_("Value of deals won"), unit="money", entity=DEAL, value="amount", aggregate="sum", date="won_on",
        where='state == "won"', dimensions=SPLIT, open=True,
    ),
    Derived(
        key="deals.win_rate", label=N_("Deals won of those registered"), unit="percent", formula="percent(deals.won, deals.registered)", open=True,
    ),
]  # fmt: skip
