"""What a partner has to do and what is on its way: statements to sign, disputes, payouts, claims."""

from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import Blueprint

from hansa import NotFound, _, current_scope, db, policy, render, select, shown, url_of
from plugins.rebates.engine.people import of_partners
from plugins.rebates.entities import CLAIM, DISPUTE, PAYOUT, STATEMENT, STOCK
from plugins.rebates.models import Claim, Dispute, Payout, Statement
from plugins.rebates.pages.amounts import day, here, money, state
from plugins.rebates.program import signing
from plugins.rebates.program.programs import called

MOST = 12


def add(pages: Blueprint) -> None:
    """Add the routes to the blueprint of the plugin."""
    pages.get("/mine/", endpoint="mine")(policy("rebates.statement.view")(mine))
    pages.get("/cards/mine", endpoint="mine_card")(policy("rebates.statement.view")(mine_card))


def mine() -> str:
    """The rebates of the partner that acts."""
    if current_scope().actor.staff:
        raise NotFound()
    actor = current_scope().actor
    links = [{"url": url_of(STOCK), "icon": "packages", "label": _(STOCK.plural)}] if actor.may(STOCK.permission("view")) else []
    return render(
        "rebates/mine.html", block="page", statements=_statements(), payouts=_payouts(), disputes=_disputes(), claims=_claims(), links=links,
        unsigned=_unsigned(),
        claim_url=f"{url_of(CLAIM)}new" if actor.may(CLAIM.permission("create")) and not actor.read_only else "", figures=_figures(),
        urls={"statements": url_of(STATEMENT), "payouts": url_of(PAYOUT), "disputes": url_of(DISPUTE), "claims": url_of(CLAIM)},
    )  # fmt: skip


def mine_card() -> str:
    if current_scope().actor.staff:
        raise NotFound()
    rows = [one for one in _statements() if one.waits]
    return render("rebates/mine_card.html", block="page", rows=rows[:4], figures=_figures(), url=here("mine"))


def _unsigned() -> list[SimpleNamespace]:
    """Return the programs that wait for a signature."""
    found = [row for row in signing.waiting() if signing.may_be_signed(row)]
    names = called() if found else {}
    return [
        SimpleNamespace(title=names.get(row.program, row.program), url=here("sign", record_id=row.id), since=_("counts from %(day)s", day=day(row.joined_on)))
        for row in found
    ]


def _figures() -> list[tuple[str, str]]:
    """Return what is on its way and what was paid, by currency; one statement."""
    columns = (Payout.currency, Payout.state, sa.func.sum(Payout.amount).label("amount"))
    rows = db.session.execute(select(*columns).where(of_partners(Payout.receiver)).group_by(Payout.currency, Payout.state).order_by(Payout.currency)).all()
    found: dict[tuple[str, str], Any] = {}
    for row in rows:
        label = {"new": "way", "payable": "way", "hold": "way", "paid": "paid"}.get(row.state)
        if label:
            found[label, row.currency] = found.get((label, row.currency), 0) + row.amount
    words = {"way": _("On its way"), "paid": _("Paid so far")}
    return [(words[label], money(amount, currency)) for (label, currency), amount in sorted(found.items(), reverse=True)]


def _newest(model: type[Any]) -> list[Any]:
    wanted = [model.archived_at.is_(None), *([of_partners(model.receiver)] if model in (Statement, Payout) else [])]
    return list(db.session.scalars(sa.select(model).where(*wanted).order_by(model.id.desc()).limit(MOST)))


def _statements() -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            title=row.title, url=url_of(STATEMENT, row.id), state=state(STATEMENT, row.state), amount=money(row.amount, row.currency),
            days=f"{day(row.starts_on)} – {day(row.ends_on)}", waits=row.state == "issued", pdf=here("statement_file", record_id=row.id, kind="pdf"),
        )
        for row in _newest(Statement)
    ]  # fmt: skip


def _payouts() -> list[SimpleNamespace]:
    form = PAYOUT.schema._declared_fields["form"]
    return [
        SimpleNamespace(
            title=row.title, url=url_of(PAYOUT, row.id), state=state(PAYOUT, row.state), amount=money(row.amount, row.currency),
            detail=" · ".join(str(part) for part in (shown("choice", row.form, form), row.receipt or "", _when(row)) if part),
        )
        for row in _newest(Payout)
    ]  # fmt: skip


def _when(row: Any) -> str:
    """Say when it was paid, or will be where a day is known."""
    return day(row.paid_on) if row.paid_on or row.state != "payable" or not row.pay_on else str(_("to be paid on %(day)s", day=day(row.pay_on)))


def _disputes() -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            title=f"{row.number} · {row.line}", url=url_of(DISPUTE, row.id), state=state(DISPUTE, row.state), amount=money(row.claimed, row.currency),
            detail=_("stated: %(amount)s", amount=money(row.stated, row.currency)),
        )
        for row in _newest(Dispute)
    ]  # fmt: skip


def _claims() -> list[SimpleNamespace]:
    kind = CLAIM.schema._declared_fields["kind"]
    return [
        SimpleNamespace(
            title=row.title, url=url_of(CLAIM, row.id), state=state(CLAIM, row.state), amount=money(row.claimed, row.currency),
            detail=f"{shown('choice', row.kind, kind)} · {row.number}",
        )
        for row in _newest(Claim)
    ]  # fmt: skip
