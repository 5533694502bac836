"""`hansa audit`: is the audit trail whole?"""

import click

from core.audit_chain import verify as verify_trail
from core.cli.running import program_named, running
from core.jobs.scopes import programs


@click.group()
def audit() -> None:
    """Look after the audit trail."""


@audit.command()
@click.option("--program", help="Only this program.")
def verify(program: str | None) -> None:
    """Recompute the sealed chain of every program. Exit code 1 when something was changed, and what."""
    broken = False
    with running():
        for state in [program_named(program)] if program else programs():
            report = verify_trail(state)
            broken = broken or not report.whole
            click.echo(f"{state.slug}: {report.sealed} acts sealed, {'the trail is whole' if report.whole else 'THE TRAIL IS BROKEN'}")
            for problem in report.problems:
                click.echo(f"  {problem}")
            if report.waiting:
                click.echo(
                    "  Acts are sealed while `hansa serve` runs (PostgreSQL: `hansa worker`). If it did not, start it and verify again."
                )
    if broken:
        raise SystemExit(1)
