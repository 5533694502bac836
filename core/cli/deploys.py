"""`hansa check --deploy`: is this installation fit for the public?"""

import click

from core.cli.running import running
from core.deploy_checks import CHECKS, Finding, examine


@click.command()
@click.option("--deploy", is_flag=True, help="Check the settings of a public installation.")
def check(deploy: bool) -> None:
    """Check the configuration and the state of plugins. Exit code 1 when something has to be mended.

    Every line begins with an id that never changes its meaning; docs/operate.md lists them.
    """
    with running(migrated=False) as found:
        plugins = [
            Finding("H001", f"The plugin {p.name} is {p.status}: see `hansa plugin list`.")
            for p in found.plugins.loaded.values()
            if p.status != "active"
        ]
        findings = plugins + (examine(found.config) if deploy else [])
    for finding in findings:
        click.echo(f"{finding.id}  {finding.message}")
    click.echo(f"{len(findings)} findings." if findings else f"Nothing to mend{f' in {len(CHECKS)} checks' if deploy else ''}.")
    if findings:
        raise SystemExit(1)
