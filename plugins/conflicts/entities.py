"""The docket of the program, the cases of the parties, evidence, precedents."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, Denied, Entity, SavedView, _
from plugins.conflicts.models import Case, Docket, Evidence, Precedent
from plugins.conflicts.schemas import CaseSchema, DocketSchema, EvidenceSchema, PrecedentSchema
from plugins.conflicts.states import ENDED, STATES
from plugins.conflicts.workflow import WORKFLOW

_OPEN = tuple(("f.state.in", key) for key in STATES if key not in ENDED)
_OVERDUE = SavedView("overdue", N_("Overdue"), (("f.overdue_on.empty", "0"),))



def _of_a_docket(case: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Refuse cases made by hand: each is one party's side of a docket."""
    if is_new and case.docket_id is None:
        raise Denied(_("A case follows from a conflict: open one on the deal."))


DOCKET = Entity(
    "docket", N_("Conflict"), Docket, DocketSchema, plural=N_("Conflicts"), audience="central", title="subject", number="C", icon="gavel", menu=N_("Sales"),
    list_columns=("subject", "kind", "state", "evidence_until", "outcome", "created_at"), search=("subject",), sort="-id",
    create_label=N_("Open a conflict"), workflow=WORKFLOW,
    views=(SavedView("open", N_("Open"), _OPEN), SavedView("appeals", N_("Appeals"), (("f.state.in", "appeal"),)), _OVERDUE),
)  # fmt: skip
CASE = Entity(
    "case", N_("Conflict case"), Case, CaseSchema, plural=N_("Conflict cases"), audience="owner", title="subject", icon="gavel",
    list_columns=("subject", "partner_id", "kind", "state", "evidence_until", "outcome"), search=("subject",), audited=False,
    before_save=_of_a_docket,
)  # fmt: skip
"""Not audited: its history is that of the docket, and would name people of the other side."""
EVIDENCE = Entity(
    "evidence", N_("Evidence"), Evidence, EvidenceSchema, audience="owner", shared=True, pages=False, api=False, searchable=False
)
PRECEDENT = Entity(
    "precedent", N_("Precedent"), Precedent, PrecedentSchema, plural=N_("Precedents"), audience="program", title="title", icon="books",
    list_columns=("title", "kind", "outcome", "cause", "decided_on"), search=("title", "summary", "rule"), sort="-decided_on",
)  # fmt: skip
ENTITIES = [DOCKET, CASE, EVIDENCE, PRECEDENT]
