"""What other plugins may use of policies."""

from plugins.policies.checking.checker import check
from plugins.policies.checking.findings import Finding
from plugins.policies.decisions.keeping import Decision, decide, decide_many, facts_at_first, replay, rerun, try_out
from plugins.policies.decisions.marking import is_marked, marked, unmarked
from plugins.policies.decisions.why import explained, latest, panel, why
from plugins.policies.document.bands import Band
from plugins.policies.document.clauses import Match
from plugins.policies.document.compiled import HOLIDAYS, Compiled, CompileError, compiled, names_in
from plugins.policies.document.condition import Test
from plugins.policies.document.dates import Limit, Until, last_day
from plugins.policies.document.dates import build as limit
from plugins.policies.document.outcome import Outcome, Reason, Step, Undefined, canonical, plain
from plugins.policies.document.parts import Bands, Clauses, Code, DateRule, Formula, Kinds, Rule, Table
from plugins.policies.document.running import Run
from plugins.policies.document.schema import PolicySchema
from plugins.policies.facts.calendars import calendar
from plugins.policies.facts.days import fact_days
from plugins.policies.facts.knowing import custom_vocabulary, facts_of, facts_of_many
from plugins.policies.facts.partners import partner_facts
from plugins.policies.metrics.columns import reckon
from plugins.policies.metrics.compiled import MeasureError
from plugins.policies.metrics.facts import measure_fact, metric_facts, metric_values
from plugins.policies.metrics.figures import Figure
from plugins.policies.metrics.known import known
from plugins.policies.metrics.listed import list_by
from plugins.policies.metrics.measure import Asked, Derived, Measure
from plugins.policies.metrics.values import value, values
from plugins.policies.metrics.window import Window, WindowError
from plugins.policies.versions.backtest import back_test
from plugins.policies.versions.kinds import PolicyKind, kind_of
from plugins.policies.versions.lifecycle import InForce, chosen, draft, in_force, make_policy, policies_of, revise, versions_of
from plugins.policies.versions.publishing import publish
from plugins.policies.versions.timeline import begun

__all__ = [
    "HOLIDAYS",
    "Asked",
    "Band",
    "Bands",
    "Clauses",
    "Code",
    "CompileError",
    "Compiled",
    "DateRule",
    "Decision",
    "Derived",
    "Figure",
    "Finding",
    "Formula",
    "InForce",
    "Kinds",
    "Limit",
    "Match",
    "Measure",
    "MeasureError",
    "Outcome",
    "PolicyKind",
    "PolicySchema",
    "Reason",
    "Rule",
    "Run",
    "Step",
    "Table",
    "Test",
    "Undefined",
    "Until",
    "Window",
    "WindowError",
    "back_test",
    "begun",
    "calendar",
    "canonical",
    "check",
    "chosen",
    "compiled",
    "custom_vocabulary",
    "decide",
    "decide_many",
    "draft",
    "explained",
    "fact_days",
    "facts_at_first",
    "facts_of",
    "facts_of_many",
    "in_force",
    "is_marked",
    "kind_of",
    "known",
    "last_day",
    "latest",
    "limit",
    "list_by",
    "make_policy",
    "marked",
    "measure_fact",
    "metric_facts",
    "metric_values",
    "names_in",
    "panel",
    "partner_facts",
    "plain",
    "policies_of",
    "publish",
    "reckon",
    "replay",
    "rerun",
    "revise",
    "try_out",
    "unmarked",
    "value",
    "values",
    "versions_of",
    "why",
]  # fmt: skip
