"""`hansa deals`: receipts proved, and the chain of all receipts."""

import json
from pathlib import Path
from typing import Any

import click

from hansa import signing
from hansa.cli import in_program, running
from plugins.deals import receipts
from plugins.deals.proof import verify as proved


@click.group()
def deals() -> None:
    """Look after deal registrations."""


@deals.command()
@click.argument("receipt", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", "keys", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The published keys, as a file.")
def verify(receipt: Path, keys: Path | None) -> None:
    """Prove a downloaded receipt. With --key nothing else is needed: no portal, no database, no network."""
    if keys is not None:
        public = _public(keys)
    else:
        with running():
            public = signing.public_keys()
    found = proved(_json(receipt), public)
    for name in ("number", "at", "program", "partner", "policy", "fields", "previous"):
        if name in found.says:
            click.echo(f"{name}: {found.says[name]}")
    if found.problems:
        raise click.ClickException(" ".join(found.problems))
    click.echo("The receipt is genuine and whole.")


@deals.command("check-receipts")
@click.argument("program")
def check_receipts(program: str) -> None:
    """Check all receipts of a program against each other: exit code 1 when one was changed, and which."""
    with running():
        problems = in_program(program, lambda scope: receipts.chain_faults())
    for problem in problems:
        click.echo(problem)
    if problems:
        raise SystemExit(1)
    click.echo("All receipts are genuine, and nobody changed who came first.")


def _public(path: Path) -> list[str]:
    """Return the keys of a file that the page of published keys wrote."""
    try:
        found = [str(one["ed25519"]) for one in _json(path)["keys"]]
        return [key for key in found if signing.id_of(key)]
    except (KeyError, TypeError, ValueError):
        raise click.ClickException(f"{path} holds no published keys: download them from the page /PROGRAM/deals/receipts/keys.") from None


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text())
    except (ValueError, RecursionError):
        raise click.ClickException(f"{path} is no JSON file.") from None
