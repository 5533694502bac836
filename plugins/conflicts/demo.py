"""Conflicts of the demo: a second partner registers the same, and each conflict comes a different way."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from hansa import clock, current_scope, db, perform, records
from hansa.demo import Scope, acting_as, at, people
from plugins.conflicts import evidence, parties, services
from plugins.conflicts.entities import CASE, DOCKET
from plugins.deals.api import DEAL, LIVE, Deal

PARTIES = 3
SAME = ("title", "customer_name", "customer_country", "customer_domain", "customer_registration_no", "amount", "close_date", "lines")
LIVES: tuple[tuple[str, ...], ...] = (
    (),
    ("triage", "ask_evidence"),
    ("triage", "ask_evidence", "close_evidence", "propose"),
    ("triage", "ask_evidence", "close_evidence", "arbitrate", "rule"),
    ("triage", "ask_evidence", "close_evidence", "propose", "settle", "apply", "publish"),
    ("triage", "ask_evidence", "close_evidence", "propose_transfer", "settle", "apply"),
)


@dataclass(frozen=True)
class Texts:
    """What people write. These are data, not texts of the portal."""

    subject: str
    evidence: tuple[str, str]
    reasons: str
    transfer: str
    rule: str
    title: str
    summary: str


ENGLISH = Texts(
    "Two registrations for the same customer",
    ("We visited the customer twice in spring and lent them a demo bike; the report is with their fleet manager.",
     "The customer invited us to the tender by e-mail. We answered within a day and have the buyer's confirmation."),
    "Both did real work for this customer: one opened the door, the other wrote the offer that was chosen.",
    "The customer confirmed in writing that it buys from the second partner; the first one agreed to hand the deal over.",
    "Deal policy v1, 4.2 (two partners with proven effort)",
    "Two partners, one tender: the credit was split",
    "One partner had opened the customer, the other was invited to the tender later and won it. Both showed their work in time, and agreed to a split.",
)  # fmt: skip
CHINESE = Texts(
    "同一客户的两份报备",
    ("春季我们两次拜访客户并借出样车，试骑报告在客户车队负责人处。", "客户以邮件邀请我们投标，我们当天答复，并有采购方的书面确认。"),
    "双方都为该客户付出了实际工作：一方打开了局面，另一方提交了中选方案。",
    "客户书面确认向第二家伙伴采购，第一家伙伴同意移交该商机。",
    "商机报备政策 v1，4.2（两家伙伴均有有效投入）",
    "两家伙伴、一个招标项目：业绩按比例分配",
    "一家伙伴先接触客户，另一家后来受邀投标并中标。双方均按时举证，并同意分配业绩。",
)


def load() -> None:
    """Open conflicts between the first partners of the active program, and let each go its own way."""
    crowd = people()
    manager = next(scope for scope in crowd[None] if "manager" in scope.actor.roles)
    texts = CHINESE if current_scope().program.locale.startswith("zh") else ENGLISH
    sides = [members[-1] for partner, members in crowd.items() if partner is not None][:PARTIES]
    taken: set[uuid.UUID] = set()
    for number, life in enumerate(LIVES):
        first, second = sides[number % len(sides)], sides[(number + 1) % len(sides)]
        began = clock.now() - timedelta(days=2 * number + 2, hours=3)
        pair = _overlap(first, second, began - timedelta(hours=6), taken)
        if pair is None:
            continue
        with at(began), acting_as(manager):
            docket_id = services.open_between(*(records.get(DEAL, deal_id) for deal_id in pair), texts.subject).id
        for turn, name in enumerate(life, 1):
            _step(docket_id, name, began + turn * timedelta(hours=5), manager, crowd, texts)


def _overlap(first: Scope, second: Scope, moment: Any, taken: set[uuid.UUID]) -> tuple[uuid.UUID, uuid.UUID] | None:
    """Let the second partner register what the first one has registered already."""
    own = (Deal.partner_id == first.actor.partner_id, Deal.state.in_(LIVE), Deal.id.not_in(taken), Deal.submitted_at < moment)
    deal = db.session.scalars(sa.select(Deal).where(*own).order_by(Deal.submitted_at.desc()).limit(1)).one_or_none()
    if deal is None:
        return None
    raw = {name: value for name, value in records.dump(DEAL, deal).items() if name in SAME}
    taken.add(deal.id)
    with at(moment), acting_as(second):
        made = records.create(DEAL, raw)
        perform(DEAL, made, "submit")
        taken.add(made.id)
    return deal.id, made.id


def _step(docket_id: uuid.UUID, name: str, moment: Any, manager: Scope, crowd: Any, texts: Texts) -> None:
    inputs: dict[str, dict[str, Any]] = {
        "triage": {"kind": "horizontal"},
        "propose": {"outcome": "split", "share": "60", "other_share": "40", "ruling": texts.reasons},
        "propose_transfer": {"outcome": "to-b", "ruling": texts.transfer},
        "rule": {"outcome": "split", "share": "50", "other_share": "50", "ruling": texts.reasons, "rule": texts.rule},
        "apply": {"cause": "customer-invited-both"},
        "publish": {"title": texts.title, "summary": texts.summary, "rule": texts.rule},
    }
    with at(moment), acting_as(manager):
        if name == "close_evidence":
            for item in evidence.given(docket_id):
                services.disclose(records.get(DOCKET, docket_id), item.id)
        if name == "settle":
            _accepted(docket_id, crowd)
        perform(DOCKET, records.get(DOCKET, docket_id), name.removesuffix("_transfer"), inputs.get(name, {}))
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
