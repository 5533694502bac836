import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.cli import main

Run = Callable[..., Result]


def portal_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs `hansa …` on a SQLite database in a folder."""
    for name, value in {"DATA_DIR": str(folder), "ARGON2_MEMORY": "64", "DATABASE_URL": "", "OWNER_URL": "", "ENV": "test"}.items():
        monkeypatch.setenv(f"HANSA_{name}", value)
    return lambda *words, **options: CliRunner().invoke(main, list(words), **options)


@pytest.fixture
def hansa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `hansa …` on a SQLite database of the test's own."""
    return portal_in(tmp_path, monkeypatch)


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All tables and a program `acme`, to be copied."""
    folder = tmp_path_factory.mktemp("commands")
    with pytest.MonkeyPatch.context() as monkeypatch:
        run = portal_in(folder, monkeypatch)
        assert run("db", "upgrade").exit_code == 0
        assert run("program", "create", "acme", "--name", "Acme Partners").exit_code == 0
    return folder


@pytest.fixture
def migrated(hansa: Run, installation: Path, tmp_path: Path) -> Run:
    """The same, with all tables there and a program `acme`."""
    shutil.copytree(installation, tmp_path, dirs_exist_ok=True)
    return hansa
