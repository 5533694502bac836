"""What is counted of leads: how partners answer, and what becomes of it."""

from hansa import N_
from plugins.leads.entities import ASSIGNMENT
from plugins.policies.api import Derived, Measure

MEASURES: list[Measure | Derived] = [
    Measure(key="leads.accepted", label=N_("Accepted leads"), unit="count", entity=ASSIGNMENT, date="accepted_at", open=True),
    Measure(
        key="leads.accepted_in_time", label=N_("Leads accepted in time"), unit="count", entity=ASSIGNMENT, date="accepted_at",
        where="in_time", open=True,
    ),
    Measure(
        key="leads.converted", label=N_("Leads that became deals"), unit="count", entity=ASSIGNMENT, date="ended_at",
        where="deal_id is not None", open=True,
    ),
]  # fmt: skip
