import pytest

from tests.architecture.api import LOCK, hooks, promised
from tests.architecture.sources import ROOT

PAGE = (ROOT / "docs/plugins.md").read_text()


def test_what_plugins_rely_on_is_what_the_lock_says() -> None:
    assert promised() == LOCK.read_text().splitlines(), "run `python -m tests.architecture.api` and tell of it in CHANGELOG.md"


@pytest.mark.parametrize("name", sorted(hooks()))
def test_every_hook_is_described_with_its_arguments(name: str) -> None:
    assert f"`{name}({', '.join(hooks()[name])})`" in PAGE
