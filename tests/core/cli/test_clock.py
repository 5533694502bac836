import pytest

from tests.core.cli.conftest import Run

MOMENT = "2024-02-29T12:00:00+00:00"


@pytest.fixture
def in_sandbox(migrated: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("HANSA_SANDBOX", "1")
    return migrated


def test_the_clock_is_set_shown_and_let_go(in_sandbox: Run) -> None:
    assert in_sandbox("clock", "set", MOMENT).exit_code == 0
    assert MOMENT in in_sandbox("clock", "show").output
    in_sandbox("clock", "clear")
    assert "The clock runs" in in_sandbox("clock", "show").output


@pytest.mark.parametrize("words", [("clock", "set", MOMENT), ("program", "list", "--at", MOMENT), ("worker", "--at", MOMENT)])
def test_outside_of_a_sandbox_a_moment_is_refused(migrated: Run, words: tuple[str, ...]) -> None:
    told = migrated(*words)
    assert (told.exit_code, "can only be set in a sandbox" in told.output) == (1, True)


def test_a_moment_without_an_offset_is_wrong_usage(in_sandbox: Run) -> None:
    assert in_sandbox("clock", "set", "2024-02-29").exit_code == 2


def test_a_command_is_done_at_a_moment(in_sandbox: Run) -> None:
    text = in_sandbox("program", "export", "acme").output.replace(
        "changes: []", "changes: [{from: '2024-03-01', currency: EUR, zone: UTC, fiscal_start_month: 1}]"
    )
    assert in_sandbox("program", "plan", "-", "--at", "2024-02-01T00:00:00Z", input=text).exit_code == 2
    assert in_sandbox("program", "plan", "-", "--at", "2024-04-01T00:00:00Z", input=text).exit_code == 3


def test_the_worker_moves_the_clock_on_and_stops(in_sandbox: Run) -> None:
    in_sandbox("clock", "set", MOMENT)
    assert "The clock stands at 2024-03-02" in in_sandbox("worker", "--at", "2024-03-02T00:00:00Z").output
