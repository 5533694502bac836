import json
import zipfile
from pathlib import Path

import pytest

from tests.core.cli.conftest import Run

ANN = "ann@acme.example"


@pytest.fixture
def ann(migrated: Run) -> Run:
    migrated("user", "create", ANN, "--name", "Ann", "--program", "acme", "--role", "manager", "--password", "a staple battery horse")
    return migrated


def test_what_is_held_of_a_person_is_written_to_a_file(ann: Run, tmp_path: Path) -> None:
    target = tmp_path / "ann.zip"
    assert ann("personal", "export", "--program", "acme", "--person", "Ann@Acme.example", "--to", str(target)).exit_code == 0
    with zipfile.ZipFile(target) as archive:
        assert json.loads(archive.read("data.json"))["held"]["account"][0]["name"] == "Ann"


def test_an_erased_person_cannot_be_found(ann: Run, tmp_path: Path) -> None:
    assert ann("personal", "erase", "--program", "acme", "--person", ANN, "--yes").exit_code == 0
    result = ann("personal", "export", "--program", "acme", "--person", ANN, "--to", str(tmp_path / "none.zip"))
    assert result.output.startswith("0 rows")


def test_one_of_person_and_partner_is_asked_for(migrated: Run) -> None:
    result = migrated("personal", "erase", "--program", "acme", "--yes")
    assert (result.exit_code, "Give --person or --partner." in result.output) == (2, True)
