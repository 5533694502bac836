import ast
from collections import Counter

import pytest

from tests.architecture.sources import ROOT, Source, sources

LONGEST = 400
LONGEST_FUNCTION = 60
BUDGETS = {"core + hansa + schemas": 6_000, "core/plugin_system": 800, "one folder": 1_200}
"""Lines of code we would like to stay below: printed, for people to judge."""

VAGUE = {"utils.py", "util.py", "helpers.py", "common.py", "misc.py"}


def test_no_file_is_longer_than_a_person_reads() -> None:
    tests = (Source(path) for path in (ROOT / "tests").rglob("*.py"))
    files = {s.name: len(s.text.splitlines()) for s in (*sources(), *tests)}
    assert {name: n for name, n in files.items() if n > LONGEST} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    assert {name: n for s in sources() for name, n in functions(s) if n > LONGEST_FUNCTION} == {}


def functions(source: Source) -> list[tuple[str, int]]:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    found = (node for node in ast.walk(source.tree) if isinstance(node, kinds))
    return [(f"{source.name}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1) for node in found]


def test_every_file_is_named_after_what_it_is_about() -> None:
    assert [s.name for s in sources() if s.path.name in VAGUE] == []


def test_the_budgets_are_known(capsys: pytest.CaptureFixture[str]) -> None:
    folders = Counter({str(s.path.parent.relative_to(ROOT)): 0 for s in sources()})
    for source in sources():
        folders[str(source.path.parent.relative_to(ROOT))] += source.code_lines
    whole = sum(s.code_lines for s in sources("core", "hansa", "schemas"))
    with capsys.disabled():
        print(
            f"\ncode lines: core + hansa + schemas {whole} of {BUDGETS['core + hansa + schemas']}; "
            f"largest folders {', '.join(f'{name} {n}' for name, n in folders.most_common(5))}"
        )
    assert whole > 0
