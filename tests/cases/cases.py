"""The published cases: folders of data, and what their rows ask for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.program_text.reading import read

FOLDER = Path(__file__).parent
NAMES = sorted(path.parent.name for path in FOLDER.glob("*/facts.yaml"))


@dataclass(frozen=True)
class Case:
    """A folder: the text of a program, and rows of facts with what must come out."""

    name: str

    def text(self, file: str = "program.yaml") -> str:
        return (FOLDER / self.name / file).read_text(encoding="utf-8")

    @property
    def facts(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = read(self.text("facts.yaml")).data
        return found

    def rows(self, what: str) -> Iterator[Mapping[str, Any]]:
        yield from self.facts.get(what, ())


def rows(what: str) -> list[Any]:
    """Return (case, row number) of every row of a kind, for parametrisation."""
    return [(name, number) for name in NAMES for number, _row in enumerate(Case(name).rows(what))]


def differences(told: Mapping[str, Any], expect: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a decision says otherwise than expected. `told` is what `hansa policy try` prints."""
    codes = [reason["code"] for reason in told["reasons"]]
    found = {**told["values"], **told.get("unrounded", {}), **told["amounts"], **dict.fromkeys(told["undefined"], "undefined"), "result": told["result"]}
    wrong = {name: found.get(name) for name, wanted in expect.items() if name != "reasons" and str(found.get(name)) != str(wanted)}
    missing = set(expect.get("reasons", ())) - set(codes)
    return {**wrong, **({"reasons": codes} if missing else {})}
