"""`hansa policy` and `hansa decisions`."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from hansa.cli import in_program, running
from plugins.policies.decisions import replaying
from plugins.policies.versions import describing, trial
from plugins.policies.versions.kinds import kind_of, kinds

MOMENT = "A moment with its offset, like 2026-01-31T09:00:00+00:00."


def _moment(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(MOMENT) from None
    if found.tzinfo is None:
        raise click.BadParameter(MOMENT)
    return found


def _json(file: Path) -> Any:
    """Return a JSON file (`-`: what is piped in) without losing a digit."""
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
        found = json.loads(text, parse_float=str)
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{file}: {error}") from None
    if not isinstance(found, dict):
        raise click.ClickException(f"{file}: give a JSON object with named facts.")
    return found


FILE = click.Path(dir_okay=False, path_type=Path, allow_dash=True)


@click.group()
def policy() -> None:
    """Try policies, and read what may be written in one."""


@policy.command()
@click.argument("kind", default="")
@click.option("--program", "slug", required=True, help="The program's slug: its plugins and custom fields decide what there is.")
def describe(kind: str, slug: str) -> None:
    """Print what a policy of KIND may say: fields, options, defaults, facts. Without KIND: which kinds there are."""
    with running():
        lines = in_program(slug, lambda scope: list(describing.described(kind_of(kind)) if kind else describing.overview(kinds())))
    click.echo("\n".join(lines))


@policy.command("try")
@click.argument("name", metavar="POLICY")
@click.option("--program", "slug", required=True, help="The program's slug.")
@click.option("--facts", type=FILE, required=True, help="JSON with the facts by name; - reads what is piped in.")
@click.option("--at", callback=_moment, help="Decide by the version in force then (default: now).")
@click.option("--document", type=FILE, help="JSON of a document of that kind, tried instead of the version in force.")
def try_policy(name: str, slug: str, facts: Path, at: datetime | None, document: Path | None) -> None:
    """Print as JSON what POLICY (a slug, a kind, or KIND/SLUG) would decide; nothing is written."""
    raw, draft = _json(facts), _json(document) if document else None
    with running():
        told = in_program(slug, lambda scope: trial.tried(name, raw, at, draft))
    click.echo(json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True))


@click.group()
def decisions() -> None:
    """Look after stored decisions."""


@decisions.command()
@click.option("--program", "slug", required=True, help="The program's slug.")
@click.option("--kind", help="Only decisions of this kind of policy.")
@click.option("--since", callback=_moment, help="Only decisions for this moment and later.")
@click.option("--json", "as_json", is_flag=True, help="Print every difference as JSON.")
def replay(slug: str, kind: str | None, since: datetime | None, as_json: bool) -> None:
    """Run stored decisions again and report those that come out otherwise. Exit code 1 when some do."""
    with running():
        report = in_program(slug, lambda scope: replaying.replay_all(kind, since))
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2, sort_keys=True))
    else:
        for line in report.lines():
            click.echo(line)
    if not report.fine:
        raise SystemExit(1)


COMMANDS: list[click.Command] = [policy, decisions]
