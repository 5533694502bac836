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
from plugins.policies.putting import put_in_force
from plugins.policies.running import Run
from plugins.policies.schema import PolicySchema
from plugins.policies.test import Test
from plugins.policies.versions import chosen, in_force
from plugins.policies.why import explained, latest, panel, why

__all__ = [
    "HOLIDAYS", "Band", "Bands", "Clauses", "Code", "CompileError", "Compiled", "DateRule", "Decision", "Finding", "Formula", "Match", "Outcome",
    "PolicyKind", "PolicySchema", "Reason", "Rule", "Run", "Step", "Table", "Test", "Undefined", "Until", "back_test", "calendar", "canonical", "chosen",
    "compiled", "custom_vocabulary", "decide", "decide_many", "explained", "facts_of", "facts_of_many", "in_force", "kind_of", "latest", "panel",
    "plain", "put_in_force", "replay", "rerun", "try_out", "why",
]  # fmt: skip
