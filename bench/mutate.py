"""Does the suite notice when the policy layer loses a predicate? `python -m bench.mutate [FILE…] [--most N]`

Each mutant lacks one thing: an operand of a condition, an argument of a WHERE, a check that raises, a call whose answer nobody
uses. It is written into a copy of the tree, where the tests of the wall run until one fails. A mutant no test fails for survived:
a person reads it, and writes the test or knows why none is needed.
"""

import argparse
import ast
import copy
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILES = (
    *(f"core/entities/{name}.py" for name in ("access", "criteria", "withholding", "scope", "sharing", "wall", "files", "targets")),
    "core/web/door/guard.py",
    "core/web/door/csrf.py",
)
TESTS = (
    "tests/core/entities",
    "tests/core/web/door",
    "tests/core/identity",
    "tests/core/test_files.py",
    "tests/core/web/account/test_signin.py",
    "tests/core/web/site",
    "tests/plugins/teams/test_wall.py",
)
MATRIX = ("tests/matrix/test_fields.py", "tests/matrix/test_isolation.py")
"""They take minutes a mutant: for those the quick tests do not notice."""
JOINED = {"and_", "or_", "where"}
SKIPPED = ("__pycache__", ".venv", ".git", ".demo*", "var", ".mypy_cache", ".ruff_cache", ".hypothesis")
PATIENCE = 600
"""Seconds after which a mutant that hangs the tests counts as noticed."""


def mutants(source: str) -> Iterator[tuple[int, str, str]]:
    """Yield (line, what is gone, the mutated source) for everything that can be taken away."""
    tree = ast.parse(source)
    for place, node in enumerate(ast.walk(tree)):
        for change, gone in _changes(node):
            made = copy.deepcopy(tree)
            change(list(ast.walk(made))[place])
            yield getattr(node, "lineno", 0), gone, ast.unparse(made)


def _changes(node: ast.AST) -> Iterator[tuple[object, str]]:
    if isinstance(node, ast.BoolOp):
        yield from ((_without("values", i), ast.unparse(value)) for i, value in enumerate(node.values))
    elif isinstance(node, ast.Call) and _name(node.func) in JOINED and len(node.args) > 1:
        yield from ((_without("args", i), ast.unparse(value)) for i, value in enumerate(node.args))
    elif isinstance(node, ast.If) and isinstance(node.body[-1], ast.Raise | ast.Return):
        yield _never, f"if {ast.unparse(node.test)}"
    for name in ("body", "orelse", "finalbody"):
        for i, statement in enumerate(getattr(node, name, None) or () if not isinstance(node, ast.Lambda | ast.IfExp) else ()):
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
                yield _passed(name, i), ast.unparse(statement)


def _without(name: str, i: int) -> object:
    return lambda node: getattr(node, name).pop(i)


def _passed(name: str, i: int) -> object:
    return lambda node: getattr(node, name).__setitem__(i, ast.Pass())


def _never(node: ast.If) -> None:
    node.test = ast.Constant(False)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def noticed(tree: Path, file: str, slow: bool) -> bool:
    """Run the tests in a tree until one fails: those beside the mutated file first, the slow ones last."""
    beside = f"tests/{Path(file).parent}"
    return _fails(tree, tuple(sorted(TESTS, key=lambda test: not test.startswith(beside)))) or (slow and _fails(tree, MATRIX))


def _fails(tree: Path, tests: tuple[str, ...]) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "--show-capture=no", "-p", "no:cacheprovider", *tests]
    try:
        return subprocess.run(command, cwd=tree, capture_output=True, timeout=PATIENCE, check=False).returncode != 0
    except subprocess.TimeoutExpired:
        return True


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", nargs="*", default=FILES)
    options.add_argument("--most", type=int, default=0, help="so many mutants, chosen by chance")
    options.add_argument("--matrix", action="store_true", help="also run the tests of the matrix")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    todo = [(file, *mutant) for file in chosen.files for mutant in mutants((ROOT / file).read_text())]
    if chosen.most:
        todo = sorted(random.Random(chosen.seed).sample(todo, min(chosen.most, len(todo))))
    survived = 0
    with tempfile.TemporaryDirectory(prefix="hansa-mutants-") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(*SKIPPED))
        for file, line, gone, mutated in todo:
            whole = (tree / file).read_text()
            (tree / file).write_text(mutated)
            seen = noticed(tree, file, chosen.matrix)
            (tree / file).write_text(whole)
            survived += not seen
            print(f"{'noticed ' if seen else 'SURVIVED'} {file}:{line} without {gone}", flush=True)
    print(f"{len(todo) - survived} of {len(todo)} noticed")


if __name__ == "__main__":
    main()
