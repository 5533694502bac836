"""`hansa policy try` and `hansa decisions replay`, found among the commands that plugins add."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from core.cli import main
from core.entities.scope import Scope
from core.errors import Unprocessable
from plugins.policies import commands
from plugins.policies.versions.kinds import kind_of

KIND = "terms.registration"


@pytest.fixture
def here(inside: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that act in the portal of the tests instead of one of their own."""

    @contextmanager
    def running() -> Iterator[None]:
        yield

    monkeypatch.setattr(commands, "running", running)
    monkeypatch.setattr(commands, "in_program", lambda slug, work: work(inside))


def run(group: click.Command, *words: str, piped: Any = None) -> Any:
    return CliRunner().invoke(group, words, input=None if piped is None else json.dumps(piped))


def test_the_commands_of_plugins_are_listed_and_explain_themselves() -> None:
    assert "policy" in main.list_commands(click.Context(main))
    assert "would decide" in run(main, "policy", "try", "--help").output


def test_a_trial_is_printed_as_json(here: None) -> None:
    result = run(commands.policy, "try", KIND, "--program", "alpha", "--facts", "-", piped={"deal.amount": "999.99"})
    assert (result.exit_code, json.loads(result.output)["result"]) == (0, "refuse")


def test_a_document_is_tried_instead_of_the_version_in_force(here: None, tmp_path: Path) -> None:
    file = tmp_path / "draft.json"
    file.write_text(json.dumps({"minimum": "deal.amount >= 1"}))
    words = ("try", KIND, "--program", "alpha", "--facts", "-", "--document", str(file))
    assert json.loads(run(commands.policy, *words, piped={"deal.amount": "2"}).output)["result"] == "approve"


def test_a_number_written_without_quotes_loses_no_digit(here: None, tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text('{"deal.amount": 1000.00000000000000001}')
    told = json.loads(run(commands.policy, "try", KIND, "--program", "alpha", "--facts", str(file)).output)
    assert "1000.00000000000000001" in json.dumps(told["explanation"])


def test_a_moment_needs_its_offset(here: None) -> None:
    result = run(commands.policy, "try", KIND, "--program", "alpha", "--facts", "-", "--at", "2026-01-31T09:00:00", piped={})
    assert (result.exit_code, "offset" in result.output) == (2, True)


def test_replaying_tells_how_many_come_out_the_same(here: None) -> None:
    result = run(commands.decisions, "replay", "--program", "alpha")
    assert (result.exit_code, result.output) == (0, "0 decisions come out the same, byte by byte.\n")


def test_what_a_policy_may_say_is_told_from_its_declaration(here: None, inside: Scope) -> None:
    assert any(line.startswith(f"{KIND}: ") for line in run(commands.policy, "describe", "--program", "alpha").output.splitlines())
    told = run(commands.policy, "describe", KIND, "--program", "alpha").output
    schema = kind_of(KIND).schema()
    assert all(f"\n{name}: " in told for name in schema.declared_fields)
    assert "start_day: one of not_counted (Does not count), counts (Counts as the first), else not_counted." in told
    assert "  deal.amount: " in told.partition("Facts")[2]


@pytest.mark.parametrize(("document", "place"), [({"protection": {"length": "min_of(1, 2)"}}, "/document/protection/length"), ({"nothing": 1}, "/document/nothing")])
def test_a_document_that_cannot_be_read_is_told_with_its_place(here: None, tmp_path: Path, document: dict[str, Any], place: str) -> None:
    file = tmp_path / "document.json"
    file.write_text(json.dumps(document))
    result = run(commands.policy, "try", KIND, "--program", "alpha", "--facts", "-", "--document", str(file), piped={})
    assert isinstance(result.exception, Unprocessable) and place in [one["pointer"] for one in result.exception.errors]
