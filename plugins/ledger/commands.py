"""`hansa ledger`: the book recomputed, balances and statements for operators."""

import uuid
from datetime import datetime
from typing import Any

import click
import sqlalchemy as sa

from hansa import db
from hansa.cli import in_program, running
from plugins.ledger.book.checking import check as recompute
from plugins.ledger.book.reading import statement, total
from plugins.ledger.exchange.amounts import plain
from plugins.ledger.models import Account, Entry

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def ledger() -> None:
    """Look after the book of a program."""


@ledger.command()
@click.argument("programs", nargs=-1, required=True, metavar="PROGRAM...")
def check(programs: tuple[str, ...]) -> None:
    """Recompute the book from its entries: exit code 1 when anything differs, and what."""
    with running():
        found = {slug: in_program(slug, lambda scope: recompute()) for slug in programs}
    for slug, problems in found.items():
        for problem in problems:
            click.echo(f"{slug}: {problem}")
    if any(found.values()):
        raise SystemExit(1)
    click.echo("The book is whole: every journal adds up to zero, every balance follows from its entries.")


@ledger.command()
@click.argument("program")
@click.option("--as-of", type=DAY, help="At the end of this business day, from the entries; without it as it stands now.")
def balance(program: str, as_of: datetime | None) -> None:
    """List the accounts of a program with their ids and balances."""
    with running():
        for line in in_program(program, lambda scope: [_line(row, as_of) for row in _accounts()]):
            click.echo(line)


@ledger.command("statement")
@click.argument("program")
@click.argument("account", type=click.UUID)
@click.option("--since", type=DAY, help="First day.")
@click.option("--until", type=DAY, help="Last day.")
def statement_of(program: str, account: uuid.UUID, since: datetime | None, until: datetime | None) -> None:
    """Print what happened on an account."""
    with running():
        for line in in_program(program, lambda scope: _statement(account, since, until)):
            click.echo(line)


def _accounts() -> Any:
    return db.session.scalars(sa.select(Account).order_by(Account.slot)).all()


def _line(account: Any, as_of: datetime | None) -> str:
    amount = account.balance if as_of is None else account.sign * total(account.id, Entry.effective_on <= as_of.date())
    return f"{account.id}  {plain(amount, account.currency):>24}  {account.slot}"


def _statement(account_id: uuid.UUID, since: datetime | None, until: datetime | None) -> list[str]:
    account = db.session.scalar(sa.select(Account).where(Account.id == account_id))
    if account is None:
        raise click.ClickException(f"There is no account {account_id}. `hansa ledger balance` lists them.")
    found = statement(account, since.date() if since else None, until.date() if until else None)
    lines = [
        f"{line.effective_on}  {plain(line.change, account.currency):>20}  {plain(line.after, account.currency):>20}  {line.memo or line.kind}"
        for line in found.lines
    ]
    return [f"opening  {plain(found.opening, account.currency)}", *lines, f"closing  {plain(found.closing, account.currency)}"]
