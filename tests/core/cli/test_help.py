from collections.abc import Iterator

import click
import pytest

from core.cli import main
from tests.core.cli.conftest import Run

PROMISED = (
    "serve",
    "worker",
    "dev",
    "demo",
    "db upgrade",
    "db downgrade",
    "db status",
    "db backup", "db check",
    "db reseal",
    "user create",
    "user password",
    "token create",
    "plugin list",
    "plugin enable",
    "plugin disable",
    "plugin check",
    "plugin uninstall",
    "plugin purge",
    "plugin show",
    "audit verify",
    "personal erase",
    "personal export",
    "program list",
    "program create",
    "program export",
    "program plan",
    "program apply",
    "clock show",
    "clock set",
    "clock clear",
    "check",
)


def paths(command: click.Command = main, path: str = "") -> Iterator[str]:
    if not isinstance(command, click.Group):
        yield path.strip()
        return
    for name, below in command.commands.items():
        yield from paths(below, f"{path} {name}")


def test_the_promised_commands_are_there() -> None:
    assert set(paths()) == set(PROMISED)


@pytest.mark.parametrize("path", PROMISED)
def test_every_command_explains_itself(hansa: Run, path: str) -> None:
    result = hansa(*path.split(), "--help")
    assert result.exit_code == 0
    assert len(result.output.splitlines()[2]) > 20


def test_an_unknown_command_is_wrong_usage(hansa: Run) -> None:
    assert hansa("dance").exit_code == 2


def test_commands_that_need_tables_say_how_to_get_them(hansa: Run) -> None:
    result = hansa("program", "list")
    assert (result.exit_code, "Run `hansa db upgrade` first." in result.output) == (1, True)
