import ast
import inspect
from collections import Counter
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import hansa
from core.plugin_system.imports import imported
from tests.architecture.sources import Source, sources

CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("dt", "now"), ("time", "time")}
CLOCK = "core/clock.py"
HEAVY = frozenset({"authlib", "obstore", "opencc", "pypinyin", "python_calamine", "weasyprint", "webauthn", "xlsxwriter"})
"""Libraries that cost too much to load with every process: each is imported on first use, in one adapter."""


def found(source: Source, *kinds: type[ast.AST]) -> list[str]:
    return [f"{source.name}:{node.lineno}" for node in ast.walk(source.tree) if isinstance(node, kinds)]  # type: ignore[attr-defined]


def test_nothing_is_global() -> None:
    assert [place for s in sources() for place in found(s, ast.Global)] == []


def test_imports_stand_at_the_top() -> None:
    inside = [f"{s.name}:{node.lineno}" for s in sources() for node in _inner_imports(s.tree) if not _named(node) <= HEAVY]
    assert inside == []


def test_a_heavy_library_has_one_adapter() -> None:
    users = Counter((name, s.name) for s in sources() for _, module in imported(s.tree) if (name := module.split(".")[0]) in HEAVY)
    assert [name for name, times in Counter(name for name, _ in users).items() if times > 1] == []


def _named(node: ast.Import | ast.ImportFrom) -> set[str]:
    names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    return {name.split(".")[0] for name in names}


def _inner_imports(tree: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from (node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom))


def test_there_is_one_clock() -> None:
    assert [place for s in sources() if s.name != CLOCK for place in _clocks(s)] == []


def _clocks(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            holder = ast.unparse(node.func.value).rpartition(".")[2]
            if (holder, node.func.attr) in CLOCKS:
                yield f"{source.name}:{node.lineno}"


def test_every_module_says_what_it_is_about() -> None:
    assert [s.name for s in sources() if s.text.strip() and ast.get_docstring(s.tree) is None] == []


def test_every_public_name_is_explained() -> None:
    assert [name for name in hansa.__all__ if not _explained(name, getattr(hansa, name))] == []


def _explained(name: str, thing: Any) -> bool:
    """Constants explain themselves where they are made; a data class's own list of fields is no explanation."""
    if not isinstance(thing, ModuleType) and not inspect.isclass(thing) and not inspect.isfunction(thing):
        return True
    said = thing.__doc__ if not inspect.isclass(thing) else thing.__dict__.get("__doc__")
    return bool(said) and not str(said).startswith(f"{name}(")
