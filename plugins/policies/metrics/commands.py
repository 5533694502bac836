"""`hansa metrics`: the books of measures, and figures, for operators."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from hansa import clock, current_scope, unit
from hansa.cli import in_program, running
from plugins.policies.metrics import building
from plugins.policies.metrics.compiled import Compiled
from plugins.policies.metrics.figures import text
from plugins.policies.metrics.values import values
from plugins.policies.metrics.window import Window, WindowError

PROGRAMS = click.argument("programs", nargs=-1, required=True, metavar="PROGRAM...")
MEASURE = click.option("--measure", "keys", multiple=True, help="Only the book of this measure; may be repeated.")
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def metrics() -> None:
    """Look after the figures of measures."""


@metrics.command()
@PROGRAMS
@MEASURE
def rebuild(programs: tuple[str, ...], keys: tuple[str, ...]) -> None:
    """Make the books say what the records say; a book that is right stays as it is."""
    _each(programs, keys, lambda found: unit(lambda: building.build(found)))


@metrics.command()
@PROGRAMS
@MEASURE
def check(programs: tuple[str, ...], keys: tuple[str, ...]) -> None:
    """Compare the books with the records, changing nothing: exit code 1 when anything differs."""
    if not _each(programs, keys, building.check):
        raise SystemExit(1)


def _each(programs: tuple[str, ...], keys: tuple[str, ...], work: Callable[[Compiled], building.Report]) -> bool:
    fine = True
    with running():
        for slug in programs:
            for report in in_program(slug, lambda scope: [work(found) for found in building.series_of(keys)]):
                said = "right" if report.fine else f"differing rows: {report.differing}, months: {report.months}"
                click.echo(f"{slug}: {report.key}: {said}")
                fine = fine and report.fine
    return fine


@metrics.command("show")
@click.argument("program")
@click.argument("key", metavar="MEASURE")
@click.argument("window")
@click.option("--day", type=DAY, help="Seen from this business date (default: today).")
def show(program: str, key: str, window: str, day: datetime | None) -> None:
    """Print the figures of all partners over WINDOW, like "trailing 12 months", exactly."""
    try:
        asked = Window.parse(window)
    except WindowError:
        raise click.ClickException(f"“{window}” is no window of time.") from None
    with running():
        for line in in_program(program, lambda scope: _lines(key, asked, day)):
            click.echo(line)


def _lines(key: str, window: Window, day: datetime | None) -> list[str]:
    seen = day.date() if day else clock.today(current_scope().program.zone)
    found: dict[uuid.UUID, Any] = values([key], window, day=seen)[key]
    return [f"{partner} {text(figure) or 'unknown'}" for partner, figure in sorted(found.items(), key=lambda one: str(one[0]))]
