"""A document made ready for its engine: rules parsed, bands and tables built, each with its place."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import lru_cache
from typing import Any

from hansa import N_, _, rules
from plugins.policies.checking.findings import Finding
from plugins.policies.document import bands, clauses, dates, tables
from plugins.policies.document.condition import Test
from plugins.policies.document.parts import Bands, Clauses, DateRule, Formula, Rule, Table
from plugins.policies.document.running import Run
from plugins.policies.versions.kinds import PolicyKind

HOLIDAYS = "holidays"
NOT_A_RULE = N_("%(message)s (character %(at)s)")
NOT_STORED = N_("“%(name)s” cannot be asked of the database: %(why)s.")
NO_VOCABULARY = N_("This kind of policy has no facts called “%(name)s”.")


class CompileError(ValueError):
    """A document whose rules cannot be read; `findings` say where and why."""

    def __init__(self, findings: list[Finding]):
        super().__init__("; ".join(f"{found.place}: {found.message % found.params}" for found in findings))
        self.findings = findings


@dataclass(frozen=True, eq=False)
class Compiled(Mapping[str, Any]):
    """A document by field: rules are `Test`s, formulas expressions, bands, clauses, tables and dates their ready forms.

    Everything else is as the schema loads it. `number` is that of the version, 0 for a draft that was never saved.
    """

    kind: PolicyKind
    document: Mapping[str, Any]
    parts: Mapping[str, Any]
    number: int = 0
    slug: str = ""
    calendar: str = ""
    fixed: Mapping[str, Any] = field(default_factory=dict)

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        """Told from others by being itself, so that what engines make of it can be kept by it."""
        return self is other

    def __getitem__(self, name: str) -> Any:
        return self.parts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)

    def run(self, facts: Mapping[str, Any]) -> Run:
        """Begin one evaluation: it asks the parts and remembers each step."""
        return Run(self.parts, {**self.fixed, **facts})


class Compiler:
    """Compiles one document and collects what is wrong with its rules. `facts()` gives the vocabulary of a part."""

    def __init__(self, kind: PolicyKind, document: Mapping[str, Any], vocabularies: Mapping[str, rules.Facts] | None = None):
        self.kind, self.document = kind, document
        self.vocabularies = vocabularies if vocabularies is not None else kind.facts()
        self.findings: list[Finding] = []
        self.fixed: dict[str, Any] = {}
        self.own: dict[str, rules.Fact] = {HOLIDAYS: rules.Fact(rules.CALENDAR, N_("Working days"), fixed=True)}

    def facts(self, name: str) -> rules.Facts:
        if name in self.vocabularies:
            found = self.vocabularies[name]
        elif not name and len(self.vocabularies) == 1:
            found = next(iter(self.vocabularies.values()))
        elif not name:
            found = rules.Facts({})
            for one in self.vocabularies.values():
                found = found | one
        else:
            raise LookupError(_(NO_VOCABULARY, name=name))
        return found | rules.Facts({key: fact for key, fact in self.own.items() if key not in found})

    def expression(self, text: str | None, facts: str, place: str, expect: Any = rules.BOOL) -> rules.Expression | None:
        """Parse one rule; what is wrong becomes a finding with the character."""
        if not text:
            return None
        try:
            found, known = rules.parse(text, self.facts(facts), expect=expect), self.facts(facts)
        except rules.RuleError as error:
            params = {"message": error.words(), "at": error.start + 1, "end": error.end, "suggestions": ", ".join(error.suggestions)}
            self.findings.append(Finding("error", "rule", NOT_A_RULE, place, params=params))
            return None
        if facts in self.kind.read_by_database and (closed := sorted(name for name in found.names & known.keys() if known[name].sql)):
            self.refuse("not-in-sql", NOT_STORED, place, name=closed[0], why=_(known[closed[0]].sql))
            return None
        return found

    def refuse(self, code: str, message: str, place: str, **params: Any) -> None:
        self.findings.append(Finding("error", code, message, place, params=params))

    def compile(self, number: int = 0, slug: str = "") -> Compiled:
        declared = self.kind.schema().load_fields
        loaded = self.kind.schema().load(self.document)
        built: dict[str, Any] = {}
        tables_first = sorted(declared.items(), key=lambda item: not isinstance(item[1], Table))
        for name, found in tables_first:
            value = loaded.get(name)
            build = _builder(found)
            built[name] = value if value is None or build is None else build(self, name, found, value)
        if self.findings:
            raise CompileError(self.findings)
        calendar = loaded.get("calendar") or ""
        return Compiled(self.kind, self.document, {name: built[name] for name in declared}, number, slug, calendar, self.fixed)


def _rule(compiler: Compiler, name: str, declared: Rule, value: Mapping[str, Any]) -> Any:
    found = compiler.expression(value["when"], declared.facts, f"/{name}/when")
    return None if found is None else Test(found, value["missing"], f"/{name}")


def _formula(compiler: Compiler, name: str, declared: Formula, value: str) -> Any:
    return compiler.expression(value, declared.facts, f"/{name}", declared.expect)


_BUILDERS: Mapping[type, Callable[[Any, str, Any, Any], Any]] = {
    Rule: _rule,
    Formula: _formula,
    Bands: bands.build,
    Clauses: clauses.build,
    Table: tables.build,
    DateRule: dates.build,
}


def _builder(declared: Any) -> Callable[[Any, str, Any, Any], Any] | None:
    """Parts of other plugins bring their own: a method `build(compiler, name, value)`."""
    if hasattr(declared, "build"):
        return lambda compiler, name, part, value: part.build(compiler, name, value)
    return next((_BUILDERS[kind] for kind in type(declared).__mro__ if kind in _BUILDERS), None)


def compiled(kind: PolicyKind, document: Mapping[str, Any], *, number: int = 0, slug: str = "") -> Compiled:
    """Return a document in its normal form, ready for the engine.

    Raises ValidationError for what the schema refuses, CompileError with findings for rules that cannot be read.
    """
    return Compiler(kind, kind.schema.normal(document)).compile(number, slug)


def rules_of(part: Any) -> Iterator[rules.Expression]:
    """Yield the rules in a part of a compiled document, however deep they stand in it."""
    if isinstance(part, rules.Expression):
        yield part
    elif isinstance(part, Mapping):
        for inner in part.values():
            yield from rules_of(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from rules_of(inner)
    elif is_dataclass(part):
        for one in fields(part):
            yield from rules_of(getattr(part, one.name))


def names_in(policy: Compiled) -> frozenset[str]:
    """Return the names of all facts that the rules of a policy read."""
    return frozenset(name for part in policy.values() for rule in rules_of(part) for name in rule.names)


class Cache:
    """Compiled versions by id: a version never changes, but the vocabulary of a program may, so its revision counts too."""

    def __init__(self, most: int = 500):
        self.of = lru_cache(maxsize=most)(self._make)

    @staticmethod
    def _make(key: "VersionKey") -> Compiled:
        return Compiler(key.kind, key.document).compile(key.number, key.slug)


@dataclass(frozen=True)
class VersionKey:
    """What tells compiled versions apart; the rest travels along."""

    version_id: uuid.UUID
    revision: int
    kind: PolicyKind = field(compare=False)
    document: Mapping[str, Any] = field(compare=False, default_factory=dict)
    number: int = field(compare=False, default=0)
    slug: str = field(compare=False, default="")


def said(error: CompileError) -> str:
    return "; ".join(_(found.message, **found.params) for found in error.findings)
