"""Accounts and their statements as people read them."""

import uuid
from collections.abc import Iterable, Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import url_for
from markupsafe import Markup

from hansa import NotFound, _, current_scope, db, directory, entity_of, shown, url_of
from plugins.ledger.book import limits
from plugins.ledger.book.kinds import AccountKind, kinds, label_of, posting_labels
from plugins.ledger.book.reading import Line, Statement, statement
from plugins.ledger.entities import ADJUSTMENT, HOLD
from plugins.ledger.models import Account, Hold
from plugins.ledger.pages.period import Period
from plugins.ledger.pages.references import titles

NOTHING = Decimal(0)
ON_PAGE = 300
MOST_HOLDS = 50


def money(amount: Decimal, currency: str) -> Markup:
    return shown("money", (amount, currency))


def cards(accounts: Sequence[Any]) -> list[SimpleNamespace]:
    """Return accounts with what is available of them, in the reader's words; one statement for limits, one for names."""
    declared, allowed, names = kinds(), limits.of_rows(accounts), names_of({one.holder_id for one in accounts} - {None})
    called = titles(accounts, declared)
    return [_card(one, declared, allowed, names, called[one.reference]) for one in accounts]


def _card(
    account: Any, declared: dict[str, AccountKind], allowed: dict[uuid.UUID, Decimal], names: dict[uuid.UUID, str], reference: str
) -> SimpleNamespace:
    limit, kind = allowed.get(account.id), declared.get(account.kind)
    left = account.balance - account.held + (limit or NOTHING)
    guarded = kind is None or kind.overdraft != "free"
    return SimpleNamespace(
        id=account.id, label=label_of(declared, account.kind), help=_(kind.help) if kind and kind.help else "", reference=reference,
        holder=names.get(account.holder_id, ""), currency=account.currency, balance=money(account.balance, account.currency),
        held=money(account.held, account.currency) if account.held else "", limit=money(limit, account.currency) if limit is not None else "",
        available=money(left, account.currency) if guarded else "", minus=account.balance < 0, guarded=guarded,
        url=url_for("ledger.account", program=current_scope().program.slug, account_id=account.id),
    )  # fmt: skip


def names_of(ids: set[Any]) -> dict[uuid.UUID, str]:
    return {company.id: company.name for company in directory.companies(ids)} if ids else {}


def account_page(account: Any, period: Period) -> SimpleNamespace:
    """Return what the page of an account shows to whoever may read it."""
    scope, found = current_scope(), statement(account, period.since, period.until, most=ON_PAGE)
    words = {"program": scope.program.slug, "account_id": account.id}
    days = {name: day.isoformat() for name, day in (("since", period.since), ("until", period.until)) if day}
    return SimpleNamespace(
        account=cards([account])[0], lines=lines(found, account.currency)[::-1], opening=money(found.opening, account.currency),
        closing=money(found.closing, account.currency), more=found.more, days=days, url=url_for("ledger.account", **words),
        csv=url_for("ledger.statement_file", **words, **(days or {"since": ""})) if scope.actor.may("ledger.account.export") else "",
        holds=_holds(account), adjust=_adjust(account), staff=scope.actor.staff,
    )  # fmt: skip


def lines(found: Statement, currency: str) -> list[SimpleNamespace]:
    """Return the lines of a statement, each with a link to its record where the reader may open it."""
    labels, links = posting_labels(), _links(found.lines)
    program, central = current_scope().program.slug, current_scope().actor.may("ledger.journal.view") and current_scope().reach == "all"
    return [
        SimpleNamespace(
            on=shown("date", line.effective_on), what=what(line.kind, line.reversal, labels), memo=line.memo or "", change=money(line.change, currency),
            minus=line.change < 0, after=money(line.after, currency), url=links.get(line.record_id, ""),
            journal=url_for("ledger.journal", program=program, journal_id=line.journal_id) if central else "",
        )
        for line in found.lines
    ]  # fmt: skip


def what(kind: str, reversal: bool, labels: dict[str, str]) -> str:
    """Return what a posting is called."""
    label = labels.get(kind, kind)
    return _("Reversed: %(what)s", what=label) if reversal else label


def _links(found: Iterable[Line]) -> dict[Any, str]:
    """Return the addresses of records the reader sees, one statement for each kind of record."""
    by_entity: dict[str, set[uuid.UUID]] = {}
    for line in found:
        if line.entity and line.record_id:
            by_entity.setdefault(line.entity, set()).add(line.record_id)
    return {key: url for name, ids in by_entity.items() for key, url in links_to(name, ids).items()}


def links_to(name: str, ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the addresses of those records of a kind that the reader may open."""
    try:
        entity = entity_of(name)
    except NotFound:
        return {}
    if not entity.pages or not current_scope().actor.may(entity.permission("view")):
        return {}
    seen = db.session.scalars(sa.select(entity.model.id).where(entity.model.id.in_(ids)))
    return {key: url_of(entity, key) for key in seen}


def _holds(account: Any) -> list[SimpleNamespace]:
    if not account.held:
        return []
    wanted = sa.select(Hold).where(Hold.account_id == account.id, Hold.state == "open").order_by(Hold.id.desc()).limit(MOST_HOLDS)
    staff = current_scope().actor.staff and current_scope().actor.may(HOLD.permission("view"))
    return [
        SimpleNamespace(
            memo=one.memo or _("Held"), left=money(one.left, one.currency), url=url_of(HOLD, one.id) if staff else "",
            until=shown("datetime", one.expires_at) if one.expires_at else "",
        )
        for one in db.session.scalars(wanted)
    ]  # fmt: skip


def _adjust(account: Any) -> str:
    actor = current_scope().actor
    if (
        not actor.staff
        or actor.read_only
        or account.holder_id is None
        or account.reference
        or not actor.may(ADJUSTMENT.permission("create"))
    ):
        return ""
    return f"{url_of(ADJUSTMENT)}new?partner_id={account.holder_id}&kind={account.kind}&currency={account.currency}"


def own() -> Sequence[Any]:
    """Return the accounts of the partner that looks, those it spends from first."""
    mine = sa.select(Account).where(Account.partner_id == current_scope().actor.partner_id)
    return db.session.scalars(mine.order_by(Account.kind, Account.currency, Account.reference).limit(100)).all()
