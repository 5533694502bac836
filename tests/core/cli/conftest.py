from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.cli import main

Run = Callable[..., Result]


@pytest.fixture
def hansa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run `hansa …` on a SQLite database of the test's own."""
    for name, value in {"DATA_DIR": str(tmp_path), "ARGON2_MEMORY": "64", "DATABASE_URL": "", "OWNER_URL": "", "ENV": "test"}.items():
        monkeypatch.setenv(f"HANSA_{name}", value)
    runner = CliRunner()
    yield lambda *words, **options: runner.invoke(main, list(words), **options)


@pytest.fixture
def migrated(hansa: Run) -> Run:
    """The same, with all tables there and a program `acme`."""
    assert hansa("db", "upgrade").exit_code == 0
    assert hansa("program", "create", "acme", "--name", "Acme Partners").exit_code == 0
    return hansa
