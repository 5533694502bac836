"""Lookup tables of a document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hansa import N_, rules
from plugins.policies.document.outcome import Undefined, plain

if TYPE_CHECKING:
    from plugins.policies.document.compiled import Compiler
    from plugins.policies.document.parts import Table
    from plugins.policies.document.running import Run

TWICE = N_("The table has two lines for %(key)s.")
WRONG = N_("“%(value)s” is not of the type %(type)s.")


@dataclass(frozen=True, eq=False)
class Lookup:
    """A table by its keys; each line holds its values by name."""

    place: str
    lines: Mapping[tuple[Any, ...], Mapping[str, Any]]
    names: Sequence[str]

    def find(self, run: "Run", keys: Sequence[Any]) -> Any:
        found = self.lines.get(tuple(keys))
        asked = ", ".join(str(plain(key)) for key in keys)
        if found is None:
            run.note(self.place, None, f"no line for {asked}")
            return Undefined(asked, rule=self.place)
        run.note(self.place, found, asked)
        return found[self.names[0]] if len(self.names) == 1 else found


def build(compiler: "Compiler", name: str, declared: "Table", value: Mapping[str, Any]) -> Lookup:
    """Build a table, and make it known to rules: `rates` (one value), or `rates.percent` (several)."""
    lines: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    for i, row in enumerate(value["rows"]):
        place = f"/{name}/rows/{i}"
        key = tuple(_typed(compiler, kind, row[part], f"{place}/{part}") for part, kind in declared.keys.items())
        if key in lines:
            compiler.refuse("table-twice", TWICE, place, key=", ".join(str(plain(part)) for part in key))
        lines[key] = {part: _typed(compiler, kind, row.get(part), f"{place}/{part}") for part, kind in declared.values.items()}
    compiler.own |= facts_of(name, declared)
    for part in declared.values:
        fact = _named(name, part, declared)
        held = {key: line[part] for key, line in lines.items() if line[part] is not None}
        compiler.fixed[fact] = {key[0]: cell for key, cell in held.items()} if len(declared.keys) == 1 else held
    return Lookup(f"/{name}", lines, tuple(declared.values))


def facts_of(name: str, declared: "Table") -> dict[str, rules.Fact]:
    """Return how rules know a table: under the name of its field, or one name for each of its values."""
    label = str(declared.metadata.get("label") or name)
    kinds = {part: rules.table(*declared.keys.values(), value=kind) for part, kind in declared.values.items()}
    return {_named(name, part, declared): rules.Fact(kind, label, fixed=True) for part, kind in kinds.items()}


def _named(name: str, part: str, declared: "Table") -> str:
    return name if len(declared.values) == 1 else f"{name}.{part}"


def _typed(compiler: "Compiler", kind: rules.Type, value: Any, place: str) -> Any:
    try:
        return rules.read(rules.Facts({"cell": rules.Fact(kind)}), {"cell": value})["cell"]
    except rules.RuleError:
        compiler.refuse("value", WRONG, place, value=value, type=kind.label)
        return None
