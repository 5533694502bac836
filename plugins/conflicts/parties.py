"""Who the parties of a conflict are, and what is known of them."""

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from hansa import Unprocessable, _, db, directory
from plugins.conflicts.models import Case, Docket
from plugins.conflicts.states import FROZEN, SIDES
from plugins.deals.api import Deal
from plugins.matching.api import Party, normalise

LEAST, LEAST_CHINESE = 3, 2
"""Letters of a name that is looked for in a precedent; shorter ones stand in any text."""


def cases(docket: Any) -> Sequence[Case]:
    """Return the parties' cases that the actor sees, by side."""
    return db.session.scalars(sa.select(Case).where(Case.docket_id == docket.id).order_by(Case.side)).all()


def deals(docket: Any) -> list[tuple[str, str, Any]]:
    """Return (side, role, deal) of the parties, the claimant first. Raises Unprocessable unless the deals are of two partners."""
    ids = [deal_id for deal_id in (docket.first_deal_id, docket.second_deal_id) if deal_id]
    known = {deal.id: deal for deal in db.session.scalars(sa.select(Deal).where(Deal.id.in_(ids)))}
    found = [known[deal_id] for deal_id in ids if deal_id in known]
    if len({deal.partner_id for deal in found}) != len(ids):
        message = _("Choose deals of two different partners.")
        raise Unprocessable(message, errors=[{"pointer": "/second_deal_id", "code": "same-party", "message": message}])
    roles = ("claimant", "respondent")
    return [(SIDES[place], roles[place], deal) for place, deal in enumerate(found)]


def side_of(docket: Any, partner_id: uuid.UUID | None) -> str | None:
    return next((case.side for case in cases(docket) if case.partner_id == partner_id), None)


def held_by_others(docket: Any, deal_id: uuid.UUID) -> bool:
    """Tell whether another open conflict is about a deal too."""
    either = sa.or_(Docket.first_deal_id == deal_id, Docket.second_deal_id == deal_id)
    wanted = sa.select(Docket.id).where(Docket.id != docket.id, Docket.state.in_(FROZEN), either).limit(1)
    return db.session.scalar(wanted) is not None


def telltales(docket: Any) -> set[str]:
    """Return texts that tell who a conflict is about: names of the partners and customers, in full and as people say them, numbers of
    the deals."""
    return {text.casefold() for text in _names(docket) if len(text) >= (LEAST if text.isascii() else LEAST_CHINESE)}


def _names(docket: Any) -> Iterator[str]:
    for _side, _role, deal in deals(docket):
        company = directory.company(deal.partner_id)
        yield from (deal.number, deal.customer_domain or "")
        for name in (deal.customer_name, company.name if company else ""):
            yield name
            yield from _said(name)


def _said(name: str) -> Iterator[str]:
    """Yield what people call a company: without its legal form, in Chinese by its brand."""
    for one in normalise(Party(name)).names if name else ():
        yield getattr(one, "brand", "") or " ".join(getattr(one, "spelt", ()))
