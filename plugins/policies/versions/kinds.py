"""The kinds of policies: what plugins declare, and how it is found again."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hansa import NotFound, current_scope, records, rules
from plugins.policies.checking.findings import Finding
from plugins.policies.document.outcome import Outcome

if TYPE_CHECKING:
    from plugins.policies.document.compiled import Compiled
    from plugins.policies.document.schema import PolicySchema

SEGMENTS = "segments"
"""The fact of a partner that names its segments."""

Vocabularies = Mapping[str, rules.Facts]


def _no_facts() -> Vocabularies:
    return {"": rules.Facts({})}


def _nothing(policy: "Compiled") -> Iterable[Finding]:
    return ()


@dataclass(frozen=True, kw_only=True)
class PolicyKind:
    """A kind of policy a plugin decides by; `key` is `<plugin>.<name>`.

    `schema` judges its documents. `engine` is a pure function (compiled document, facts) -> Outcome; `engine_version` grows
    whenever it may answer otherwise. `anchor` tells people which event's date chooses the version. `facts` returns the
    vocabularies by name, as the active program has them. `check` finds more than the general checker. `several`: many
    policies of the kind stand side by side, each with its slug. `default`: the document in force until one is published.
    `results` and `values`: codes with labels. `dump` and `read` replace how facts are stored (plain data) and read back, for engines
    with very many of them. `read_by_database`: vocabularies whose facts are columns to the engine, so that those it cannot ask for are refused.

    A partner sees nothing of decisions unless it is declared open, and then of its own ones only: `partner_results` (codes;
    "*" is all), `partner_reasons` (codes), `partner_values` (names), `partner_facts` (names, or `prefix.*`).
    """

    key: str
    label: str
    schema: "type[PolicySchema]"
    engine: "Callable[[Compiled, Mapping[str, Any]], Outcome]"
    engine_version: int = 1
    help: str = ""
    anchor: str = ""
    facts: Callable[[], Vocabularies] = _no_facts
    check: "Callable[[Compiled], Iterable[Finding]]" = _nothing
    several: bool = False
    default: Mapping[str, Any] | None = None
    partner_facts: tuple[str, ...] = ()
    partner_results: tuple[str, ...] = ()
    partner_reasons: tuple[str, ...] = ()
    partner_values: tuple[str, ...] = ()
    results: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    dump: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None
    read: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None
    read_by_database: frozenset[str] = frozenset()

    @property
    def slug(self) -> str:
        """The slug of the only policy of the kind."""
        return self.key

    def seen_by_partners(self, name: str) -> bool:
        """Tell whether a partner may see a fact of its own decision; how the vendor sorts its partners none does."""
        if name.rpartition(".")[2] == SEGMENTS:
            return False
        return any(name == open_ or (open_.endswith(".*") and name.startswith(open_[:-1])) for open_ in self.partner_facts)


def kinds() -> dict[str, PolicyKind]:
    """Return the kinds of the plugins that are on in the active program, by key."""
    return {kind.key: kind for found in records.hooks("register_policies") for kind in found}


def kind_of(key: str) -> PolicyKind:
    """Return a kind; NotFound when its plugin is off or it never was."""
    try:
        return kinds()[key]
    except KeyError:
        raise NotFound() from None


def vocabulary(kind: PolicyKind) -> rules.Facts:
    """Return all facts of a kind in one vocabulary, as the program has them at its present revision."""
    return current_scope().program.cache.get(("policy-facts", kind.key, current_scope().actor.staff), lambda: _joined(kind))


def _joined(kind: PolicyKind) -> rules.Facts:
    found = rules.Facts({})
    for facts in kind.facts().values():
        found = found | facts
    return found


__all__ = ["PolicyKind", "kind_of", "kinds", "vocabulary"]
