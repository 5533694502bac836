"""What scripts rely on: 0 done, 1 refused with one sentence, 2 wrong usage."""

import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from core.deploy_checks import CHECKS
from tests.core.cli.conftest import Run

COMMANDS = {
    "serve": ("--port", "harbour"),
    "worker": ("--fast",),
    "dev": ("--port", "harbour"),
    "demo": ("--loud",),
    "db upgrade": ("--sideways",),
    "db downgrade": (),
    "db status": ("--loud",),
    "db check": ("--loud",),
    "user create": (),
    "user password": (),
    "token create": (),
    "plugin list": ("--loud",),
    "plugin enable": ("deals",),
    "plugin disable": ("deals",),
    "plugin check": (),
    "plugin uninstall": (),
    "plugin purge": (),
    "audit verify": ("--loud",),
    "program list": ("--loud",),
    "program create": ("acme",),
    "check": ("--loud",),
}
"""A wrong use of every command."""

REFUSED = [
    ("program create acme --name Other", "Another program uses this already."),
    ("program create Beta --name Beta", "Use small letters"),
    ("program create beta --name Beta --zone Mars/Olympus", "zone"),
    ("program create beta --name Beta --currency XXX", "currency"),
    ("program create beta --name Beta --locale xx", "locale"),
    ("plugin enable cellar --program acme", "There is no plugin"),
    ("plugin enable deals --program beta", "There is no program 'beta'"),
    ("plugin disable deals --program beta", "There is no program 'beta'"),
    ("user password nobody@acme.example --password x", "nobody@acme.example"),
    ("token create beta ann@acme.example", "There is no program 'beta'"),
    ("audit verify --program beta", "There is no program 'beta'"),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_wrong_usage_ends_with_2_and_says_how(hansa: Run, command: str) -> None:
    result = hansa(*command.split(), *COMMANDS[command])
    assert (result.exit_code, "Usage: " in result.output) == (2, True)


@pytest.mark.parametrize(("line", "reason"), REFUSED)
def test_a_refusal_ends_with_1_and_its_reason(migrated: Run, line: str, reason: str) -> None:
    result = migrated(*line.split())
    assert (result.exit_code, reason in result.output, "Traceback" in result.output) == (1, True, False)


def test_a_program_is_made_as_it_was_asked_for(migrated: Run) -> None:
    words = ["--name", "Borealis", "--locale", "zh_Hans_CN", "--currency", "CNY", "--zone", "Asia/Shanghai", "--fiscal-start-month", "4"]
    result = migrated("program", "create", "borealis", *words)
    assert (result.exit_code, "/borealis/" in result.output) == (0, True)
    line = next(line for line in migrated("program", "list").output.splitlines() if line.startswith("borealis"))
    assert all(word in line for word in ("Borealis", "zh_Hans_CN", "CNY", "Asia/Shanghai"))


def test_the_list_of_no_programs_says_what_to_do(hansa: Run) -> None:
    hansa("db", "upgrade")
    result = hansa("program", "list")
    assert (result.exit_code, "hansa program create" in result.output) == (0, True)


def test_a_sound_portal_passes_the_plain_check(migrated: Run) -> None:
    result = migrated("check")
    assert (result.exit_code, result.output) == (0, "Nothing to mend.\n")


def test_a_test_installation_is_not_fit_for_the_public(migrated: Run) -> None:
    result = migrated("check", "--deploy")
    ids = [line.split()[0] for line in result.output.splitlines()[:-1]]
    assert result.exit_code == 1
    assert set(ids) <= CHECKS.keys() and "H101" in ids
    assert result.output.splitlines()[-1] == f"{len(ids)} findings."


@pytest.mark.parametrize("words", [("serve",), ("demo",), ("demo", "--reset")], ids=" ".join)
def test_an_address_that_is_taken_is_refused_before_anything_is_done(migrated: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    before = (tmp_path / "hansa.db").read_bytes()
    with socket.create_server(("127.0.0.1", 0)) as other:
        result = migrated(*words, "--port", str(other.getsockname()[1]))
    assert (result.exit_code, "Address already in use. Choose another port" in result.output) == (1, True), result.output
    assert (tmp_path / "hansa.db").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("DATA_DIR", "/proc/hansa", "/proc/hansa: No such file or directory"),
        ("DATA_DIR", __file__, f"{__file__}: File exists"),
        ("DATABASE_URL", "a database", "HANSA_DATABASE_URL is no address of a database"),
        ("DATABASE_URL", f"sqlite:///{__file__}", "file is not a database. Look at HANSA_DATABASE_URL"),
        ("DATABASE_URL", "postgresql://x:y@127.0.0.1:1/x", "The database cannot be used: connection failed"),
    ],
)
def test_a_place_that_cannot_be_used_is_named(hansa: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, reason: str) -> None:
    monkeypatch.setenv(f"HANSA_{name}", value)
    result = hansa("program", "list")
    assert (result.exit_code, reason in result.output) == (1, True), result.output


def test_an_unknown_plugin_is_not_taken_back(migrated: Run) -> None:
    result = migrated("db", "downgrade", "cellar")
    assert (result.exit_code, "There is no plugin 'cellar'" in result.output) == (1, True)


def test_a_trail_nothing_has_sealed_yet_says_who_seals(migrated: Run) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=5)):
        result = migrated("audit", "verify")
    assert (result.exit_code, "has no seal" in result.output, "start it and verify again" in result.output) == (1, True, True)
