"""The table of rules of security names tests that exist; and what is held by reading the sources."""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from tests.architecture.sources import ROOT, Source, sources

TABLE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+[a-f]?) [^|]*\| (.*) \|$", re.MULTILINE)
ROWS = dict(ROW.findall(TABLE))
FIGURES = {f"{group}{letter}" for group, letters in zip("123456", ("abcdef", "abcde", "abcd", "abcdef", "abc", "abc"), strict=True) for letter in letters}
RULES = {str(number) for number in range(1, 31)}
NAMED = sorted({named for cell in ROWS.values() for named in re.findall(r"`((?:tests|bench)/[^`]+)`", cell)})

ESCAPED = re.compile(r"# noqa: S704\b")
THOUGHT_OVER = {
    "core/identity/totp.py", "core/web/forms/conflicts.py", "core/web/lists/filters.py", "core/web/lists/list_forms.py",
    "core/web/lists/list_query.py", "core/web/page/pages.py", "core/web/records/detail_view.py", "core/web/records/workflow_view.py",
    "core/web/values/line_table.py", "core/web/values/moments.py", "core/web/values/rows.py",
    "core/web/values/shown.py",
}  # fmt: skip
"""Files that call a text markup which is no constant: each gives what templates or cells have escaped."""

BUILDING = "core/rules/python.py"
"""Makes functions of nodes it has checked and put together itself: no text of anybody is compiled."""
EVALUATING = {"eval", "exec", "compile", "render_template_string"}
CLIENTS = {"requests", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client"}
OUTBOUND = frozenset({"core/outbound.py"})
"""The files that may call other servers. Mail goes through `core.smtp`, files through the store."""


def test_every_figure_and_every_rule_has_its_row() -> None:
    assert ROWS.keys() == FIGURES | RULES
    assert [number for number, cell in ROWS.items() if "`" not in cell] == []


@pytest.mark.parametrize("named", NAMED)
def test_what_holds_a_rule_exists(named: str) -> None:
    file, _colons, name = named.partition("::")
    assert (ROOT / file).is_file()
    assert not name or name in _functions(file)


@cache
def _functions(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_text_is_called_markup_only_where_that_was_thought_over() -> None:
    assert {source.name for source in sources() if ESCAPED.search(source.text)} == THOUGHT_OVER


def test_nothing_is_evaluated() -> None:
    assert [place for source in sources() if source.name != BUILDING for place in _calls(source, EVALUATING)] == []


def _calls(source: Source, names: set[str]) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield f"{source.name}:{node.lineno}"


def test_nothing_of_ours_calls_other_servers_on_its_own() -> None:
    users = {source.name for source in sources() for module in _modules(source) if module in CLIENTS or module.split(".")[0] in CLIENTS}
    assert users == OUTBOUND


def _modules(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
