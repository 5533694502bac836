"""What other plugins may use of policies."""

from plugins.policies.checking.findings import Finding
from plugins.policies.decisions.keeping import Decision, decide, decide_many, replay, rerun, try_out
from plugins.policies.decisions.why import explained, latest, panel, why
from plugins.policies.document.bands import Band
from plugins.policies.document.clauses import Match
from plugins.policies.document.compiled import HOLIDAYS, Compiled, CompileError, compiled
from plugins.policies.document.condition import Test
from plugins.policies.document.dates import Until
from plugins.policies.document.outcome import Outcome, Reason, Step, Undefined, canonical, plain
from plugins.policies.document.parts import Bands, Clauses, Code, DateRule, Formula, Rule, Table
from plugins.policies.document.running import Run
from plugins.policies.document.schema import PolicySchema
from plugins.policies.facts.calendars import calendar
from plugins.policies.facts.knowing import custom_vocabulary, facts_of, facts_of_many
from plugins.policies.versions.backtest import back_test
from plugins.policies.versions.kinds import PolicyKind, kind_of
from plugins.policies.versions.lifecycle import InForce, chosen, draft, in_force, make_policy
from plugins.policies.versions.publishing import publish

__all__ = [
    "HOLIDAYS", "Band", "Bands", "Clauses", "Code", "CompileError", "Compiled", "DateRule", "Decision", "Finding", "Formula", "InForce",
    "Match", "Outcome", "PolicyKind", "PolicySchema", "Reason", "Rule", "Run", "Step", "Table", "Test", "Undefined", "Until", "back_test",
    "calendar", "canonical", "chosen", "compiled", "custom_vocabulary", "decide", "decide_many", "draft", "explained", "facts_of",
    "facts_of_many", "in_force", "kind_of", "latest", "make_policy", "panel", "plain", "publish", "replay", "rerun", "try_out", "why",
]  # fmt: skip
