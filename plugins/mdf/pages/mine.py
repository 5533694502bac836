"""My funds: what there is and when it expires, what to do next and by when, how claims stand."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, redirect, url_for

from hansa import Unprocessable, _, behind, current_scope, db, ngettext, policy, render, shown, url_of
from plugins.mdf.claims.speed import Speed, speeds
from plugins.mdf.entities import ACTIVITY, ALLOCATION, CLAIM, REQUEST
from plugins.mdf.models import Activity, Allocation, Claim, Request
from plugins.mdf.money import exchange, layers, wording
from plugins.mdf.policy import funds
from plugins.mdf.states import ALIVE
from plugins.mdf.tasks import SPEND

NEXT = 8
NOTHING = Decimal(0)


def add(pages: Blueprint) -> None:
    """Add the routes to the blueprint of the plugin."""
    pages.get("/mine/", endpoint="mine")(policy("mdf.allocation.view")(mine))
    pages.get("/cards/mine", endpoint="mine_card")(policy("mdf.allocation.view")(mine_card))


def here(endpoint: str, **values: Any) -> str:
    return url_for(f"mdf.{endpoint}", program=current_scope().program.slug, **values)


def mine() -> Any:
    """The funds of the own company; staff has its desk."""
    if current_scope().actor.partner_id is None:
        return redirect(here("desk"), 303)
    own, of_all = speeds()
    return render(
        "mdf/mine.html", block="page", funds=found(), steps=next_steps(), plans=plans(), claims=claims(), waits=_own(own), promise=_of_all(of_all),
        new=here("plan") if may("mdf.request.create") else "", all_plans=url_of(REQUEST), all_claims=url_of(CLAIM), all_activities=url_of(ACTIVITY),
    )  # fmt: skip


def mine_card() -> str:
    return render("mdf/mine_card.html", block="page", funds=found(), steps=next_steps()[:3], url=here("mine"))


def may(permission: str) -> bool:
    actor = current_scope().actor
    return actor.may(permission) and not actor.read_only


def found() -> list[SimpleNamespace]:
    """Return the funds of the own company with their layers, the one that expires first at the beginning."""
    partner = current_scope().actor.partner_id
    own = sa.select(Allocation).where(Allocation.partner_id == partner, Allocation.state.in_(("active", "frozen")))
    with behind(SPEND):
        labels, rows = funds.known(), db.session.scalars(own.order_by(*layers.SPENT_FIRST)).all()
        figures = layers.figures(rows)
    return [_fund(slug, label, [row for row in rows if row.fund == slug], figures) for slug, label in labels.items()]


def _fund(slug: str, label: str, rows: Sequence[Any], figures: Any) -> SimpleNamespace:
    """A fund in one currency is told in it; of several the sums are in the program's, at the rate of the day."""
    day = layers.today()
    open_ = [row for row in rows if row.state == "active" and row.starts <= day and (row.last_day is None or row.last_day >= day)]
    free = layers.by_currency((row.currency, figures[row.id].available) for row in open_)
    kept = layers.by_currency((row.currency, figures[row.id].reserved + figures[row.id].committed) for row in rows)
    paid = layers.by_currency((row.currency, figures[row.id].paid) for row in rows)
    told, note, short = _summed({row.currency for row in rows}, (free, kept, paid))
    return SimpleNamespace(
        slug=slug, label=label, available=told[0], kept=told[1], paid=told[2], note=note, short=short,
        layers=[_layer(row, figures[row.id], day) for row in rows],
    )  # fmt: skip


def _summed(currencies: set[str], parts: Sequence[Mapping[str, Decimal]]) -> tuple[list[str], str, bool]:
    """Return sums as they are told, what is to be said of them, and whether a rate is missing."""
    own = current_scope().program.currency
    if currencies <= {own}:
        return [sums(one or {own: NOTHING}) for one in parts], "", False
    apart = [sums(one or dict.fromkeys(currencies, NOTHING)) for one in parts]
    try:
        rates = exchange.rates(currencies)
    except Unprocessable as error:
        return apart, error.message, True
    worth = [money(sum((exchange.worth(value, code, rates[code]) for code, value in one.items()), NOTHING)) for one in parts]
    if len(currencies) == 1:
        return apart, _("Worth %(amount)s in plans and claims, at today's rate.", amount=worth[0]), False
    return worth, _("Sums are in %(currency)s, at today's rate.", currency=own), False


def _layer(row: Any, held: layers.Figures, day: Any) -> SimpleNamespace:
    left = (row.last_day - day).days if row.last_day is not None else None
    share = int(held.available * 100 / held.allocated) if held.allocated else 0
    return SimpleNamespace(
        url=url_of(ALLOCATION, row.id), title=row.title, available=money(held.available, row.currency),
        free=wording.amount(held.available, row.currency), allocated=money(held.allocated, row.currency), percent=share,
        last_day=wording.day(row.last_day), soon=left is not None and left <= 45 and held.available > 0, frozen=row.state == "frozen",
    )  # fmt: skip


def next_steps() -> list[SimpleNamespace]:
    """Return the open activities of the own company, the nearest deadline first."""
    wanted = sa.select(Activity).where(Activity.partner_id == current_scope().actor.partner_id, Activity.state.in_(ALIVE))
    rows = db.session.scalars(wanted.order_by(Activity.claim_by.is_(None), Activity.claim_by, Activity.id).limit(NEXT)).all()
    return [
        SimpleNamespace(
            url=url_of(ACTIVITY, row.id), title=row.title, state=state(ACTIVITY, row), by=wording.day(row.claim_by),
            left=wording.amount(row.approved - row.claimed), report=here("report", record_id=row.id) if row.state in REPORTABLE and may("mdf.activity.report") else "",
        )
        for row in rows
    ]  # fmt: skip


REPORTABLE = ("planned", "running", "executed", "short")


def plans() -> list[SimpleNamespace]:
    wanted = sa.select(Request).where(Request.partner_id == current_scope().actor.partner_id, Request.archived_at.is_(None))
    return [
        SimpleNamespace(url=url_of(REQUEST, row.id), title=row.title, state=state(REQUEST, row), amount=money(row.approved or row.asked))
        for row in db.session.scalars(wanted.order_by(Request.id.desc()).limit(NEXT))
    ]


def claims() -> list[SimpleNamespace]:
    wanted = sa.select(Claim).where(Claim.partner_id == current_scope().actor.partner_id, Claim.archived_at.is_(None))
    return [
        SimpleNamespace(
            url=url_of(CLAIM, row.id), title=row.title, state=state(CLAIM, row), amount=money(row.granted if row.granted is not None else row.total),
            by=wording.day(row.pay_by) if row.state in ("approved", "payable") else "",
        )
        for row in db.session.scalars(wanted.order_by(Claim.id.desc()).limit(NEXT))
    ]  # fmt: skip


def _own(one: Speed | None) -> str:
    return "" if one is None else ngettext(
        "Your claims were paid %(num)s day after complete proof (median).", "Your claims were paid %(num)s days after complete proof (median).", one.days
    )  # fmt: skip


def _of_all(one: Speed | None) -> list[str]:
    """Return how soon all partners were paid, in words."""
    if one is None:
        return []
    days = ngettext(
        "Claims are paid %(num)s day after complete proof (median of twelve months).",
        "Claims are paid %(num)s days after complete proof (median of twelve months).", one.days,
    )  # fmt: skip
    return [days] if one.in_time is None else [days, _("%(percent)s %% were paid by the promised day.", percent=one.in_time)]


def state(entity: Any, row: Any) -> Any:
    return shown("state", row.state, entity.schema._declared_fields["state"])


def money(value: Decimal, currency: str = "") -> Any:
    """Return an amount as HTML, in the program's currency unless said."""
    return shown("money", (value, currency) if currency else value)


def sums(values: Mapping[str, Decimal]) -> str:
    """Return amounts by currency as the reader writes them: what is none is left out beside others."""
    told = {code: value for code, value in values.items() if value} or dict(list(values.items())[:1])
    return " + ".join(money(value, code) for code, value in sorted(told.items()))
