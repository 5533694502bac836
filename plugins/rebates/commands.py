"""`hansa rebates`: payouts for operators."""

import click

from hansa.cli import in_program, running
from plugins.rebates.paying.delivering import pay_balance, payable
from plugins.rebates.period import granting


@click.group()
def rebates() -> None:
    """Look after the rebates of a program."""


@rebates.command()
@click.argument("program")
def grant(program: str) -> None:
    """Post what approved periods owe, statement by statement; stopped in between, the next time goes on with the rest."""
    with running():
        posted = 0
        for period in in_program(program, lambda scope: granting.approved()):
            waiting = in_program(program, lambda scope, period=period: granting.begin(period))
            posted += sum(in_program(program, lambda scope, period=period, one=one: granting.post(period, one)) for one in waiting)
    click.echo(f"{posted} statements are posted.")


@rebates.command()
@click.argument("program")
def pay(program: str) -> None:
    """Pay the approved balances for orders now, each by itself; stopped in between, the next time goes on with the rest."""
    with running():
        found = in_program(program, lambda scope: payable("balance"))
        paid = sum(in_program(program, lambda scope, key=key: pay_balance(key)) for key in found)
    click.echo(f"{paid} of {len(found)} payouts are paid.")
