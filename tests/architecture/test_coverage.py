"""The table of what the portal has to do names code and tests that exist."""

import re

import pytest

from tests.architecture.sources import ROOT

TEXT = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
LINES = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith("| asked")]
ROWS = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in LINES]
TESTS = sorted(set(re.findall(r"`(tests/[^`]+)`", TEXT)))
MOST = {"B": 8, "C": 9, "D": 9, "E": 18, "F": 15, "G": 9, "1.": 7, "2.": 4, "3.": 3, "5.": 9, "6.": 1}
ASKED = {f"{group}{number}" for group, most in MOST.items() for number in range(1, most + 1)}
"""Rows of the domain, and paragraphs of what policies must say."""


def test_every_row_is_there() -> None:
    assert ASKED - {row[0].split()[0] for row in ROWS} == set()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_a_row_names_code_and_tests(row: list[str]) -> None:
    assert len(row) == 3
    assert ("`tests/" in row[2]) != ("*Not here*" in row[0])
    for path in re.findall(r"`([a-z_]+/[^`]*)`", row[1]):
        assert any((ROOT / folder / path).exists() for folder in ("", "plugins")), path


@pytest.mark.parametrize("named", TESTS)
def test_a_named_test_exists(named: str) -> None:
    path, _separator, test = named.partition("::")
    assert (ROOT / path).exists()
    assert not test or f"def {test}(" in (ROOT / path).read_text(encoding="utf-8")
