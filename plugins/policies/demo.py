"""Facts of the demo that no other system keeps: what partners agreed to, certificates of their people, days off."""

from collections.abc import Sequence
from datetime import date, timedelta

from hansa import clock, current_scope, records
from hansa.demo import acting_as, people
from plugins.policies.entities import CALENDAR, CERTIFICATE, CERTIFICATE_KIND, FACT, FACT_KIND
from plugins.policies.facts.text_facts import keep_days
from plugins.policies.metrics import demo as measured
from plugins.policies.segments import reckoning
from plugins.policies.segments.kind import SEGMENT
from plugins.policies.versions.lifecycle import draft, make_policy
from plugins.policies.versions.publishing import publish

KEPT = 12
"""So many partners have facts; of the others nothing is known."""
DAYS = {
    "cn": ((1, 1, "元旦"), (5, 1, "劳动节"), (10, 1, "国庆节"), (10, 2, "国庆节"), (10, 3, "国庆节")),
    "us": ((1, 1, "New Year's Day"), (6, 19, "Juneteenth"), (7, 4, "Independence Day"), (11, 11, "Veterans Day"), (12, 25, "Christmas Day")),
}
WHOLES = {"cn": ("电驱维修师", "高级装配师"), "us": ("Electric drives", "Master fitter")}
"""The second part of a certificate that is made of two, and what the whole is called."""
SEGMENT_WORDS = {
    "cn": ("认证人员充足的合作伙伴", "首个版本", "两名认证人员是否就够？"),
    "us": ("Well staffed partners", "First version", "Would two certified people do?"),
}
LABELS = {
    "cn": ("中国", "协议有效", "认证人数", "山地车装配师"),
    "us": ("United States", "Agreement valid", "Certified people", "Bicycle fitting"),
}


def load() -> None:
    """Fill facts, certificates and a calendar of the active program."""
    slug = "cn" if current_scope().program.locale.startswith("zh") else "us"
    calendar, agreement, count, course = LABELS[slug]
    today = clock.today(current_scope().program.zone)
    made = records.create(CALENDAR, {"slug": slug, "label": calendar})
    keep_days(made.id, {date(year, month, day): ("off", label) for year in (today.year, today.year + 1) for month, day, label in DAYS[slug]})
    for name, kind, label in (("agreement_valid", "bool", agreement), ("certified_people", "integer", count)):
        records.create(FACT_KIND, {"name": name, "subject": "partner", "type": kind, "label": label})
    start = date(today.year - 1, 1, 1)
    partners = [partner for partner in people() if partner is not None][:KEPT]
    rows = [_fact(partner, name, value, start, at) for at, partner in enumerate(partners)
            for name, value in (("agreement_valid", "no" if at % 5 == 4 else "yes"), ("certified_people", str(at % 4 + 1)))]  # fmt: skip
    records.create_many(FACT, rows)
    measured.load(partners, today)
    records.create_many(CERTIFICATE, [_certificate(partner, course, start, at) for at, partner in enumerate(partners)])
    _made_of(course, partners, start)
    _segment(*SEGMENT_WORDS[slug])


def _made_of(course: str, partners: Sequence[object], start: date) -> None:
    """Say what the highest certificate is made of, and certify some in the second part of it."""
    second, whole = WHOLES["cn" if current_scope().program.locale.startswith("zh") else "us"]
    kinds = [{"name": course, "remind_days": 60}, {"name": second, "remind_days": 60}, {"name": whole, "made_of": f"{course}; {second}", "months": 24}]
    records.create_many(CERTIFICATE_KIND, kinds)
    records.create_many(CERTIFICATE, [{**_certificate(one, second, start, at), "source_id": f"drive-{at}"} for at, one in enumerate(partners) if at % 3 == 0])


def _segment(label: str, first: str, second: str) -> None:
    """Publish a segment, and begin the draft that would take in more."""
    with acting_as(next(scope for scope in people()[None] if "manager" in scope.actor.roles)):
        found = make_policy(SEGMENT, "well-staffed", label)
        publish(draft(found, {"members": "partner.certified_people >= 3"}, note=first))
        draft(found, {"members": "partner.certified_people >= 2"}, note=second)
    reckoning.reckon()


def _fact(partner: object, name: str, value: str, start: date, at: int) -> dict[str, str]:
    day = (start + timedelta(days=17 * at)).isoformat()
    return {"subject": "partner", "partner_id": str(partner), "name": name, "value": value, "effective_from": day, "source_id": f"crm-{at}-{name}"}


def _certificate(partner: object, course: str, start: date, at: int) -> dict[str, str]:
    issued = start + timedelta(days=23 * at)
    return {
        "partner_id": str(partner), "person": f"rider{at}@partner.example", "name": course, "issued_on": issued.isoformat(),
        "valid_until": (issued + timedelta(days=730)).isoformat(), "source_id": f"exam-{at}",
    }  # fmt: skip
