"""What a record offers beside its transitions: its receipt, and registering it again."""

from typing import Any

from hansa import N_, Action, NotFound, current_scope, records
from plugins.deals.entities import DEAL

COPIED = (
    "title", "customer_name", "customer_country", "customer_domain", "customer_registration_no", "amount", "need", "lines", "contact_name",
    "contact_email", "close_date",
)  # fmt: skip
ENDED = ("rejected", "expired", "closed", "lost")


def actions(deal: Any) -> list[Action]:
    """Return the buttons of a deal for the reader."""
    found = (
        [Action(N_("Receipt"), "deals.receipt", "receipt", permission="deals.deal.view", args={"deal_id": deal.id})] if deal.receipt else []
    )
    if deal.state in ENDED and not current_scope().actor.staff:
        found.append(
            Action(N_("Register again"), "deals.again", "copy", method="post", permission="deals.deal.create", args={"deal_id": deal.id})
        )
    return found


def draft_of(deal: Any) -> Any:
    """Return a new draft with what was registered; it gets a place of its own when it is submitted."""
    if deal.state not in ENDED or current_scope().actor.staff:
        raise NotFound()
    return records.create(DEAL, known_of(deal), partner_id=deal.partner_id)


def known_of(deal: Any) -> dict[str, Any]:
    """Return what was said of a deal, as input for another one."""
    known = records.dump(DEAL, deal)
    own = {name: value for name, value in known.items() if name.startswith("x_") or "__" in name}
    return {**{name: known[name] for name in COPIED if known.get(name) is not None}, **own}
