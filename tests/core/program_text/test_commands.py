from pathlib import Path

import pytest

from tests.core.cli.conftest import Run, hansa, installation, migrated  # noqa: F401 - fixtures

FIELD = "fields: {deals.deal: {x_no: {type: text, label: No.}}}\n"
HEAD = "format: 1\nprogram: {slug: acme}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "program.yaml"
    path.write_text(f"{HEAD}plugins: [deals, notify]\n{FIELD}")
    return path


def test_what_is_exported_needs_no_change(migrated: Run, file: Path) -> None:  # noqa: F811
    file.write_text(migrated("program", "export", "acme").output)
    told = migrated("program", "plan", str(file))
    assert (told.exit_code, told.output) == (0, "Nothing to change.\n")


def test_a_plan_tells_changes_by_its_exit_code(migrated: Run, file: Path) -> None:  # noqa: F811
    file.write_text(f"{HEAD}settings: {{matching: {{same: 91}}}}\n")
    told = migrated("program", "plan", str(file))
    assert (told.exit_code, told.output) == (2, "~ settings/matching/same: 90 → 91\n")


def test_a_plan_tells_what_is_not_safe_by_its_exit_code(migrated: Run, file: Path) -> None:  # noqa: F811
    assert migrated("program", "plan", str(file)).exit_code == 3


def test_applying_what_is_not_safe_needs_an_option(migrated: Run, file: Path) -> None:  # noqa: F811
    assert migrated("program", "apply", str(file)).exit_code == 3
    assert migrated("program", "apply", str(file), "--allow-unsafe").exit_code == 0
    assert "Nothing to change." in migrated("program", "apply", str(file)).output


def test_a_program_is_made_from_its_text(migrated: Run, file: Path) -> None:  # noqa: F811
    text = migrated("program", "export", "acme").output.replace("slug: acme", "slug: copy")
    assert migrated("program", "apply", "-", "--create", input=text).exit_code == 0
    assert migrated("program", "export", "copy").output == text


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a: [", b"format: 1\nprogram: {slug: none}\n"])
def test_a_wrong_text_is_one_sentence(migrated: Run, file: Path, content: bytes) -> None:  # noqa: F811
    file.write_bytes(content)
    told = migrated("program", "plan", str(file))
    assert (told.exit_code, "Traceback" in told.output) == (1, False)
