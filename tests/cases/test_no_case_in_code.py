"""Programs are configured, not coded: no source knows a case, who published it, or what must come out."""

import re
from pathlib import Path

import pytest

from tests.cases.cases import FOLDER, NAMES, Case

ROOT = FOLDER.parents[1]
SOURCES = [path for folder in ("core", "hansa", "schemas", "plugins", "tests/cases") for path in (ROOT / folder).rglob("*.py")]
MARK = re.compile(r"\b[A-Z]-\d\d\b")


def words(name: str) -> set[str]:
    """Return the id of a case, or what is said of one that is made up, the firms of its source, its amounts, and the codes its texts make up."""
    case = Case(name)
    ids, _colon, told = case.facts["source"].partition(" of the published cases, ")
    firms = {re.split(r"[,;]| partner | documentation", told)[0].strip()}
    amounts = set(re.findall(r'"(\d{4,}\.\d\d)"', case.text("facts.yaml")))
    return ({ids} | firms | {amount for amount in amounts if not amount.endswith("000.00")}) - {""}


@pytest.mark.parametrize("name", NAMES)
def test_no_source_knows_a_case(name: str) -> None:
    known = words(name)
    assert len(known) > ("of the published cases" in Case(name).facts["source"])
    found = [(path.relative_to(ROOT).as_posix(), word) for path in SOURCES for word in known if word in text_of(path)]
    assert found == []


def test_no_source_names_the_id_of_a_case() -> None:
    assert [path.name for path in SOURCES if MARK.search(text_of(path)) and "cases" in path.parts] == []


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")
