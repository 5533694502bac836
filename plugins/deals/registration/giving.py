"""What registrations give where something is bought: to their holders, and to partners that did not register."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from hansa import clock, db, rules, select
from plugins.deals.models import Deal
from plugins.deals.registration import gathering
from plugins.deals.registration.deciding import behind_the_wall, exact
from plugins.deals.registration.engine import gives
from plugins.deals.registration.kind import REGISTRATION
from plugins.deals.registration.policy import BENEFITS
from plugins.deals.states import PROTECTED
from plugins.policies.api import Compiled, chosen, names_in

HOLDING = (*PROTECTED, "won")
"""States of a deal that gives what was decided: protected, or won and being ordered."""
MOST = 200


def found(partner_id: uuid.UUID, deal_ids: Collection[uuid.UUID] | None, day: date) -> list[dict[str, Any]]:
    """Return what a partner's registrations give on a day, those that end last first, and what it gets without one."""
    with behind_the_wall():
        return [*_held(partner_id, deal_ids, day), {"deal_id": None, "gives": without(partner_id, day)}]


def _held(partner_id: uuid.UUID, deal_ids: Collection[uuid.UUID] | None, day: date) -> list[dict[str, Any]]:
    if deal_ids is not None and not deal_ids:
        return []
    stands = sa.or_(Deal.protected_until.is_(None), Deal.protected_until > day, Deal.frozen_on.is_not(None))
    wanted = [Deal.partner_id == partner_id, Deal.state.in_(HOLDING), stands]
    wanted += [] if deal_ids is None else [Deal.id.in_(deal_ids)]
    columns = (Deal.id, Deal.number, Deal.title, Deal.customer_name, Deal.lines, Deal.terms, Deal.protected_until, Deal.frozen_on)
    rows = db.session.execute(select(*columns).where(*wanted).order_by(Deal.protected_until.desc(), Deal.id).limit(MOST)).all()
    return [
        {
            "deal_id": row.id, "number": row.number, "title": f"{row.customer_name}: {row.title}",
            "products": [line["product"] for line in row.lines or ()], "gives": _figures(row.terms or {}),
            "until": None if row.frozen_on else row.protected_until,
        }
        for row in rows
    ]  # fmt: skip


def without(partner_id: uuid.UUID, day: date) -> Mapping[str, Any]:
    """Return what the policy in force gives a partner that did not register.

    Only clauses that ask for the place in the order speak of it; they see facts of the partner alone, so that nothing of the
    registrations of others can show in a price.
    """
    policy = chosen(REGISTRATION, clock.now()).compiled
    spoken = _of_nobody(policy)
    if spoken is None:
        return {}
    facts = {"order": None, "today": day, **gathering.known_of(partner_id, names_in(spoken), day)}
    rows = [row for row in spoken["benefits"].rows if not _hinges_on_a_place(row.test.rule, facts)]
    asked = replace(spoken, parts={"benefits": replace(spoken["benefits"], rows=rows)})
    return _figures({name: exact(value) for name, value in gives(asked, facts).items()})


def _hinges_on_a_place(rule: rules.Expression, facts: Mapping[str, Any]) -> bool:
    """Tell whether nothing but the place is missing: who did not register has none, which is no missing fact. Nobody has place -1."""
    return rule(facts) is None and rule({**facts, "order": -1}) is not None


def _of_nobody(policy: Compiled) -> Compiled | None:
    """Return a policy with the clauses that speak of who did not register; None when it has none."""
    ladder = policy["benefits"]
    rows = [row for row in ladder.rows if "order" in row.test.rule.names] if ladder is not None else []
    return replace(policy, parts={"benefits": replace(ladder, rows=rows)}) if rows else None


def _figures(terms: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in terms.items() if name in BENEFITS}
