import sys

import pytest

from schemas.lazy import lazy


@pytest.fixture
def module(tmp_path, monkeypatch):
    (tmp_path / "lazily_found.py").write_text("ANSWER = 42\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "lazily_found"
    sys.modules.pop("lazily_found", None)


def test_a_module_is_imported_when_it_is_asked_for_something(module):
    stand_in = lazy(module)
    assert module not in sys.modules
    assert stand_in.ANSWER == 42
    assert module in sys.modules


def test_looking_a_stand_in_over_imports_nothing(module):
    assert not hasattr(lazy(module), "__wrapped__")
    assert module not in sys.modules


def test_a_missing_module_is_missed_on_first_use():
    stand_in = lazy("nowhere.at.all")
    with pytest.raises(ModuleNotFoundError):
        stand_in.anything()
