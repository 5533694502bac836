from pathlib import Path

import pytest
from click.testing import CliRunner

from core.cli import main
from tests import loaded_demo

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The texts of both programs of the demo."""
    with pytest.MonkeyPatch.context() as patch:
        _installed(patch, loaded_demo.copy_to(tmp_path_factory.mktemp("demo"), tmp_path_factory))
        return {slug: CliRunner().invoke(main, ["program", "export", slug]).output for slug in ("aurora", "meridian")}


def _installed(patch: pytest.MonkeyPatch, folder: Path) -> None:
    for name, value in loaded_demo.environment(folder).items():
        patch.setenv(name, value)


@pytest.mark.parametrize("slug", ["aurora", "meridian"])
def test_a_program_of_the_demo_moves_to_an_empty_installation(
    texts: dict[str, str], slug: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _installed(monkeypatch, tmp_path)
    run = CliRunner().invoke
    assert run(main, ["db", "upgrade"]).exit_code == 0
    made = run(main, ["program", "apply", "-", "--create"], input=texts[slug])
    assert made.exit_code == 0, made.output
    assert run(main, ["program", "export", slug]).output == texts[slug]
    assert run(main, ["program", "plan", "-"], input=texts[slug]).exit_code == 0
