"""What plugin code may import: the standard library, third-party packages, `hansa`, itself, `<required plugin>.api`."""

import ast
from collections.abc import Iterator, Mapping

CLOSED = frozenset({"core", "schemas", "themes"})


def forbidden_imports(tree: ast.AST, *, own: str, others: Mapping[str, bool]) -> Iterator[tuple[int, str]]:
    """Yield (line, module) of every import that is not allowed.

    `own` is the module path of the plugin; `others` says for the paths of other plugins whether they are required.
    """
    for line, module in imported(tree):
        if not _allowed(module, own, others):
            yield line, module


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted path) for every absolute import, lazy ones too; `from a import b` gives "a.b". Relative ones stay inside."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
    yield from lazily(tree)


def lazily(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted path) for every module named to `hansa.lazy`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "lazy":
            yield from ((node.lineno, str(name.value)) for name in node.args if isinstance(name, ast.Constant))


def _allowed(module: str, own: str, others: Mapping[str, bool]) -> bool:
    if _inside(module, own):
        return True
    for path, required in others.items():
        if _inside(module, path):
            return required and _inside(module, f"{path}.api")
    return module.partition(".")[0] not in CLOSED | {"plugins"}


def _inside(module: str, path: str) -> bool:
    return module == path or module.startswith(f"{path}.")
