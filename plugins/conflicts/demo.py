"""Conflicts of the demo: overlaps of registrations, each come a different way."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from hansa import clock, current_scope, db, perform, records
from hansa.demo import Scope, acting_as, at, people
from plugins.conflicts import parties, services
from plugins.conflicts.entities import CASE, DOCKET
from plugins.deals.api import DEAL, LIVE, Deal, find_standings

LIVES = (
    (),
    ("triage", "ask_evidence"),
    ("triage", "ask_evidence", "close_evidence", "propose"),
    ("triage", "ask_evidence", "close_evidence", "arbitrate", "rule"),
    ("triage", "ask_evidence", "close_evidence", "propose", "settle", "apply", "publish"),
)


@dataclass(frozen=True)
class Texts:
    """What people write. These are data, not texts of the portal."""

    subject: str
    evidence: tuple[str, str]
    reasons: str
    rule: str
    title: str
    summary: str


ENGLISH = Texts(
    "Two registrations for the same customer",
    ("We visited the customer twice in spring and lent them a demo bike; the report is with their fleet manager.",
     "The customer invited us to the tender by e-mail. We answered within a day and have the buyer's confirmation."),
    "Both did real work for this customer: one opened the door, the other wrote the offer that was chosen.",
    "Deal policy v1, 4.2 (two partners with proven effort)",
    "Two partners, one tender: the credit was split",
    "One partner had opened the customer, the other was invited to the tender later and won it. Both showed their work in time, and agreed to a split.",
)  # fmt: skip
CHINESE = Texts(
    "同一客户的两份报备",
    ("春季我们两次拜访客户并借出样车，试骑报告在客户车队负责人处。", "客户以邮件邀请我们投标，我们当天答复，并有采购方的书面确认。"),
    "双方都为该客户付出了实际工作：一方打开了局面，另一方提交了中选方案。",
    "商机报备政策 v1，4.2（两家伙伴均有有效投入）",
    "两家伙伴、一个招标项目：业绩按比例分配",
    "一家伙伴先接触客户，另一家后来受邀投标并中标。双方均按时举证，并同意分配业绩。",
)


def load() -> None:
    """Open a conflict for some overlaps of the active program, and let each go its own way."""
    crowd = people()
    manager = next(scope for scope in crowd[None] if "manager" in scope.actor.roles)
    texts = CHINESE if current_scope().program.locale.startswith("zh") else ENGLISH
    for number, (first, second) in enumerate(_overlaps(len(LIVES))):
        began = clock.now() - timedelta(days=2 * number + 2, hours=3)
        with at(began), acting_as(manager):
            docket_id = services.open_between(records.get(DEAL, first), records.get(DEAL, second), texts.subject).id
        for turn, name in enumerate(LIVES[number], 1):
            _step(docket_id, name, began + turn * timedelta(hours=5), manager, crowd, texts)


def _overlaps(most: int) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Return pairs of live registrations of two partners for the same customer; no deal twice."""
    newest = sa.select(Deal).where(Deal.state.in_(LIVE), Deal.clearance.in_(("contested", "protected"))).order_by(Deal.id.desc()).limit(60)
    pairs, taken = list[tuple[uuid.UUID, uuid.UUID]](), set[uuid.UUID]()
    for deal in db.session.scalars(newest).all():
        rival = next((r for r in find_standings(deal) if r.partner_id != deal.partner_id and r.rival.deal_id not in taken), None)
        if rival is not None and deal.id not in taken and len(pairs) < most:
            pairs.append((deal.id, rival.rival.deal_id))
            taken |= {deal.id, rival.rival.deal_id}
    return pairs


def _step(docket_id: uuid.UUID, name: str, moment: Any, manager: Scope, crowd: Any, texts: Texts) -> None:
    inputs: dict[str, dict[str, Any]] = {
        "triage": {"kind": "horizontal"},
        "propose": {"outcome": "split", "share": "60", "other_share": "40", "ruling": texts.reasons},
        "rule": {"outcome": "split", "share": "50", "other_share": "50", "ruling": texts.reasons, "rule": texts.rule},
        "apply": {"cause": "customer-invited-both"},
        "publish": {"title": texts.title, "summary": texts.summary, "rule": texts.rule},
    }
    with at(moment), acting_as(manager):
        if name == "settle":
            _accepted(docket_id, crowd)
        perform(DOCKET, records.get(DOCKET, docket_id), name, inputs.get(name, {}))
    if name == "ask_evidence":
        for case_id, member in _parties(docket_id, crowd):
            with at(moment + timedelta(hours=2)), acting_as(member):
                case = records.get(CASE, case_id)
                services.give(case, texts.evidence[case.side == "B"])


def _accepted(docket_id: uuid.UUID, crowd: Any) -> None:
    for case_id, member in _parties(docket_id, crowd):
        with acting_as(member):
            services.accept(records.get(CASE, case_id))


def _parties(docket_id: uuid.UUID, crowd: Any) -> list[tuple[uuid.UUID, Scope]]:
    """Return the cases of a conflict, each with a person of its partner."""
    found = parties.cases(records.get(DOCKET, docket_id))
    return [(case.id, crowd[case.partner_id][-1]) for case in found if crowd.get(case.partner_id)]
