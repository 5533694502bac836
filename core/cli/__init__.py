"""The command line `hansa`. Exit codes: 0 done, 1 something is wrong (it says what), 2 wrong usage."""

from typing import Any

import click
from marshmallow import ValidationError
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from core.cli import audits, clocks, contributed, databases, demos, deploys, personal, plugins, programs, serving, tokens, users
from core.errors import Problem
from core.plugin_system.discovery import PluginError
from core.plugin_system.failures import MigrationRefused


class Hansa(click.Group):
    """A group whose refusals are one sentence and exit code 1, never a stack trace."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Find a command of the core, else one of a plugin: plugins are loaded only when one of theirs is asked for."""
        return super().get_command(ctx, cmd_name) or contributed.commands().get(cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *contributed.commands()})

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Problem as problem:
            told = [f"{error.get('pointer', '').lstrip('/')}: {error['message']}" for error in problem.errors]
            raise click.ClickException("\n".join([problem.message, *told])) from None
        except (PluginError, MigrationRefused, ValidationError) as error:
            raise click.ClickException(str(error)) from None
        except BrokenPipeError:
            raise
        except OSError as error:
            raise click.ClickException(f"{error.filename}: {error.strerror}" if error.filename else str(error)) from None
        except ArgumentError:
            raise click.ClickException("HANSA_DATABASE_URL is no address of a database; docs/operate.md shows one.") from None
        except DatabaseError as error:
            if type(error) not in (OperationalError, DatabaseError):  # the others are faults of ours
                raise
            said = f"The database cannot be used: {str(error.orig).strip()}"
            raise click.ClickException(f"{said}. Look at HANSA_DATABASE_URL, HANSA_DATA_DIR, and who may write there.") from None


@click.group(cls=Hansa, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="hansa")
def main() -> None:
    """Hansa, the self-hosted partner portal.

    Settings come from HANSA_… variables and the TOML file that HANSA_CONFIG names; see docs/operate.md.
    """


for command in (
    serving.serve,
    serving.worker,
    serving.dev,
    databases.db,
    demos.demo,
    users.user,
    tokens.token,
    plugins.plugin,
    audits.audit,
    programs.program,
    personal.personal,
    deploys.check,
    clocks.clock,
):
    main.add_command(command)
clocks.offer_at(main)
