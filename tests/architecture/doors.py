"""Uses of what could open the wall or let markup in; `python -m tests.architecture.doors` writes them to `doors.txt`.

Whoever adds a line to that file says in the review why it is needed.
"""

import re
from pathlib import Path

from tests.architecture.sources import LAYERS, ROOT

LIST = Path(__file__).with_name("doors.txt")
DOORS = {
    "system": re.compile(r"^\s*(?:async )?with (?:(?:hansa\.)?system|behind)\(", re.MULTILINE),
    "wall": re.compile(r"\bWALL\b|\bMARK\b"),
    "text": re.compile(r"(?<![\w.\"'])(?:sa\.)?text\(|\bliteral_column\(|exec_driver_sql\("),
    "markup": re.compile(r"(?<!\w)Markup\("),
    "safe": re.compile(r"\|\s*safe\b"),
    "ignore": re.compile(r"# type: ignore"),
    "template": re.compile(r"render_template_string|\beval\(|\bexec\("),
}


def uses() -> list[str]:
    """Return `door file` for every file of the product that uses one, templates included."""
    files = [path for layer in (*LAYERS, "themes") for ending in ("*.py", "*.html") for path in (ROOT / layer).rglob(ending)]
    found = {
        f"{door} {path.relative_to(ROOT)}"
        for path in files
        if path.parent.name != "versions"
        for door, pattern in DOORS.items()
        if pattern.search(path.read_text(encoding="utf-8"))
    }
    return sorted(found)


if __name__ == "__main__":
    LIST.write_text("\n".join(uses()) + "\n", encoding="utf-8")
