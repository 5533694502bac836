"""What other plugins may use of policies."""

from plugins.policies.backtest import back_test
from plugins.policies.bands import Band
from plugins.policies.calendars import calendar
from plugins.policies.clauses import Match
from plugins.policies.compiled import HOLIDAYS, Compiled, CompileError, compiled
from plugins.policies.dates import Until
from plugins.policies.decisions import Decision, decide, decide_many, replay, rerun, try_out
from plugins.policies.facts import custom_vocabulary, facts_of, facts_of_many
from plugins.policies.findings import Finding
from plugins.policies.kinds import PolicyKind, kind_of
from plugins.policies.outcome import Outcome, Reason, Step, Undefined, canonical, plain
from plugins.policies.parts import Bands, Clauses, Code, DateRule, Formula, Rule, Table
from plugins.policies.publishing import publish
from plugins.policies.running import Run
from plugins.policies.schema import PolicySchema
from plugins.policies.test import Test
from plugins.policies.versions import InForce, chosen, draft, in_force, make_policy
from plugins.policies.why import explained, latest, panel, why

__all__ = [
    "HOLIDAYS", "Band", "Bands", "Clauses", "Code", "CompileError", "Compiled", "DateRule", "Decision", "Finding", "Formula", "InForce",
    "Match", "Outcome", "PolicyKind", "PolicySchema", "Reason", "Rule", "Run", "Step", "Table", "Test", "Undefined", "Until", "back_test",
    "calendar", "canonical", "chosen", "compiled", "custom_vocabulary", "decide", "decide_many", "draft", "explained", "facts_of",
    "facts_of_many", "in_force", "kind_of", "latest", "make_policy", "panel", "plain", "publish", "replay", "rerun", "try_out", "why",
]  # fmt: skip
