"""`hansa clock`, and `--at` on every command: the clock of a sandbox."""

from collections.abc import Iterator
from datetime import datetime

import click

from core import clock as clocks
from core import sandbox
from core.app import create_app
from core.cli.running import running
from core.config import Config
from core.entities.unit import unit
from core.errors import Malformed
from core.jobs.replay import run_until


class Moment(click.ParamType[datetime]):
    """A moment with its offset."""

    name = "moment"

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return sandbox.moment_of(value)
        except Malformed as problem:
            self.fail(problem.message, param, ctx)


@click.group()
def clock() -> None:
    """Read and set the clock of a sandbox (HANSA_SANDBOX=1)."""


@clock.command()
def show() -> None:
    """Tell where the clock of this installation stands."""
    with running():
        found = sandbox.stands_at()
    click.echo(f"The clock stands at {found.isoformat()}." if found else f"The clock runs: {clocks.real().isoformat(timespec='seconds')}.")


@clock.command("set")
@click.argument("moment", type=Moment())
def set_clock(moment: datetime) -> None:
    """Have the clock stand at MOMENT, like 2026-02-10T09:00:00+01:00, forward or back.

    What falls due on the way waits for the next worker; `hansa worker --at MOMENT` moves on and does it, in order.
    """
    with running():
        unit(lambda: sandbox.set_clock(moment))
    click.echo(f"The clock stands at {moment.isoformat()}.")


@clock.command()
def clear() -> None:
    """Let the clock run like the machine's again."""
    with running():
        unit(lambda: sandbox.set_clock(None))
    click.echo("The clock runs.")


def work_until(moment: datetime) -> None:
    """Move the clock on, do what falls due, and tell how much there was."""
    done = run_until(create_app(), moment)
    click.echo(f"The clock stands at {moment.isoformat()}. There was work at {done} moments.")


def offer_at(group: click.Group) -> None:
    """Give every command below a group the option `--at`, unless it has one of its own."""
    for command in _leaves(group):
        if all(param.name != "at" for param in command.params):
            command.params.append(
                click.Option(["--at"], type=Moment(), expose_value=False, callback=_stand, help="In a sandbox: the moment this is done at.")
            )


def _leaves(group: click.Group) -> Iterator[click.Command]:
    for command in group.commands.values():
        if isinstance(command, click.Group):
            yield from _leaves(command)
        else:
            yield command


def _stand(ctx: click.Context, param: click.Parameter, moment: datetime | None) -> None:
    if moment is None:
        return
    if not Config.load()["sandbox"]:
        raise click.ClickException(sandbox.REFUSED)
    ctx.with_resource(clocks.moved(moment))
