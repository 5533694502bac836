"""The source files of the project, parsed."""

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
LAYERS = ("schemas", "core", "hansa", "plugins")
"""From the ground up: each imports only from those before it."""

QUIET = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)


@dataclass(frozen=True)
class Source:
    """A Python file; `name` is its path from the root of the project."""

    path: Path

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def layer(self) -> str:
        return self.path.relative_to(ROOT).parts[0]

    @property
    def plugin(self) -> str:
        return self.path.relative_to(ROOT).parts[1]

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def code_lines(self) -> int:
        """Lines that hold code: no blank ones, comments or docstrings."""
        lines: set[int] = set()
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            if token.type not in QUIET:
                lines.update(range(token.start[0], token.end[0] + 1))
        return len(lines - self._docstrings())

    def _docstrings(self) -> set[int]:
        kinds = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        nodes = (node.body[0] for node in ast.walk(self.tree) if isinstance(node, kinds) and ast.get_docstring(node) is not None)
        return {line for node in nodes for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}


def sources(*layers: str) -> Iterator[Source]:
    """Yield the hand-written files of these layers (of all without any); migrations are made by a tool."""
    for layer in layers or LAYERS:
        for path in sorted((ROOT / layer).rglob("*.py")):
            if path.parent.name != "versions":
                yield Source(path)
