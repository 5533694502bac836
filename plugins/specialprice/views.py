"""What the panels of a special price show."""

import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from flask import url_for
from markupsafe import Markup

from hansa import clock, current_scope, shown, url_of
from plugins.deals.api import PROTECTED
from plugins.specialprice import granting, services
from plugins.specialprice.entities import REQUEST
from plugins.specialprice.guard import guard
from plugins.specialprice.states import GRANTED


@dataclass(frozen=True)
class UsePanel:
    """What is left at the price, what was used, and the form to use more; `url` is empty for who may not."""

    lines: list[Any]
    uses: list[Any]
    url: str
    today: str
    error: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    key: str = field(default_factory=lambda: uuid.uuid4().hex)


def use_panel(request: Any, error: str = "", typed: dict[str, str] | None = None) -> UsePanel:
    actor, allowances = current_scope().actor, services.allowances(request)
    names = {line.id: line.product for line in allowances}
    may = actor.may(REQUEST.permission("use")) and not actor.read_only and (actor.staff or actor.partner_id == request.partner_id)
    lines = [
        SimpleNamespace(id=line.id, product=line.product, price=_money(line.price), left=line.quantity - line.used, quantity=line.quantity)
        for line in allowances
    ]
    uses = [
        SimpleNamespace(
            product=names.get(use.allowance_id, ""), quantity=use.quantity, on=shown("date", use.used_on), document=use.document
        )
        for use in services.uses(request)
    ]
    url = (
        url_for("specialprice.use", program=current_scope().program.slug, record_id=request.id)
        if may and granting.is_usable(request)
        else ""
    )
    return UsePanel(lines, uses, url, clock.today(current_scope().program.zone).isoformat(), error, typed or {})


def guard_panel(request: Any) -> SimpleNamespace:
    found, labels = guard(request), current_scope().program.role_labels
    return SimpleNamespace(
        guard=found,
        mine=_money(found.partner_exposure),
        total=_money(found.exposure),
        below=[labels.get(role, role) for role in found.below],
        granting=[labels.get(role, role) for role in found.granting],
    )


def of_deal(deal: Any) -> SimpleNamespace:
    """The special prices of a deal, and the way to ask for one."""
    actor = current_scope().actor
    own = actor.staff or actor.partner_id == deal.partner_id
    may = own and deal.state in PROTECTED and actor.may(REQUEST.permission("create")) and not actor.read_only
    requests = granting.of_deal(deal.id, tuple(REQUEST.workflow.by_key) if REQUEST.workflow else GRANTED)
    state = REQUEST.schema._declared_fields["state"]
    rows = [(url_of(REQUEST, r.id), f"{r.title} · {r.number}", shown("state", r.state, state), _money(r.discount)) for r in requests]
    partner = f"&partner_id={deal.partner_id}" if actor.staff else ""
    return SimpleNamespace(rows=rows, new=f"{url_of(REQUEST)}new?deal_id={deal.id}{partner}" if may else "")


def _money(value: Decimal) -> Markup:
    return shown("money", value)
