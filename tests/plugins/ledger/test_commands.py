"""`hansa ledger`: what an operator is told."""

import contextlib

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from core.entities import acting
from core.entities.unit import unit
from core.jobs.scopes import as_system
from plugins.ledger import commands
from plugins.ledger.models import Account


@pytest.fixture
def run(kit, monkeypatch):
    """Run a command on the portal of the tests instead of the configured one."""

    @contextlib.contextmanager
    def running():
        with kit.app.app_context():
            yield kit.portal

    def in_program(slug, work):
        def inside():
            with acting.entered(as_system(kit.portal.programs.by_slug(slug))) as scope:
                return work(scope)

        return unit(inside)

    monkeypatch.setattr(commands, "running", running)
    monkeypatch.setattr(commands, "in_program", in_program)
    return lambda *words: CliRunner().invoke(commands.ledger, list(words))


def test_a_whole_book_ends_well(run, deposit):
    deposit("10")
    found = run("check", "alpha", "beta")
    assert found.exit_code == 0 and "whole" in found.output


def test_a_changed_balance_is_named_and_ends_badly(run, deposit, kit):
    deposit("10")
    with kit.owner.begin() as connection:
        table = Account.__table__
        connection.execute(sa.update(table).where(table.c.kind == "ledger.deposit").values(balance=11))
    found = run("check", "beta", "alpha")
    assert found.exit_code == 1 and "alpha: account ledger.deposit/" in found.output and "its balance is 11" in found.output


def test_balances_and_a_statement_are_printed(run, deposit, account_id):
    deposit("10", memo="cheque")
    assert "10.00 EUR" in run("balance", "alpha").output and "0.00 EUR" in run("balance", "alpha", "--as-of", "2020-01-01").output
    told = run("statement", "alpha", str(account_id())).output
    assert "cheque" in told and "closing  10.00 EUR" in told


def test_an_unknown_account_is_refused(run):
    assert run("statement", "alpha", "00000000-0000-0000-0000-000000000000").exit_code == 1
