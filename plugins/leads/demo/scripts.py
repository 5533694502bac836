"""What becomes of the leads the partners one can sign in as were given by hand: one for each state a copy can have."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from hansa import clock, current_scope, entity_of, perform, records
from hansa.demo import Scope, acting_as, at
from plugins.leads.demo.words import Words
from plugins.leads.routing.distribute import distribute

Side = Literal["partner", "staff", "portal"]


class Act(NamedTuple):
    """A transition so many hours after the lead was given, by the partner, staff (of the lead) or a timer of the portal."""

    hours: int
    name: str
    raw: dict[str, Any]
    side: Side = "partner"


class Script(NamedTuple):
    """The life of one lead: how many hours ago it was given, and what was done since."""

    ago: int
    acts: Sequence[Act]


def scripts(words: Words, now: datetime, deals: bool) -> list[Script]:
    """Return one script for each state of a copy."""
    accept = Act(3, "accept", {"next_action": words.next_step, "contacted": False})
    log = Act(26, "log", {"reason": words.logged, "contacted": True, "next_action": words.offer, "expected_revenue": "12500"})
    close = (now + timedelta(days=40)).date().isoformat()
    convert = Act(60, "convert", {"mode": "deal", "amount": "18400", "close_date": close})
    return [
        Script(2, ()),
        Script(5, ()),
        Script(7, (accept,)),
        Script(52, (accept, log)),
        Script(74, (accept, log)),
        Script(600, (accept, Act(26, "log", {"reason": words.logged, "contacted": True}), Act(540, "warn", {}, "portal"))),
        Script(150, (accept, log, convert if deals else Act(60, "win", {"amount": "18400", "reason": words.won}))),
        Script(220, (accept, log, Act(100, "win", {"amount": "9600", "reason": words.won}))),
        Script(260, (accept, log, Act(120, "lose", {"reason_code": "no-budget", "reason": words.lost}))),
        Script(40, (Act(4, "decline", {"reason_code": "no-capacity", "reason": words.declined}),)),
        Script(190, (accept, Act(50, "give_back", {"reason_code": "unable-to-support", "reason": words.declined}))),
        Script(130, (Act(60, "time_out", {}, "portal"),)),
        Script(300, (accept, Act(80, "recall", {"reason": words.recalled}, "staff"))),
        Script(320, (accept, Act(90, "withdraw_consent", {"reason": words.withdrawn}, "staff"))),
    ]


def play(script: Script, lead_id: uuid.UUID, copy_id: uuid.UUID, given: datetime, partner: Scope, manager: Scope) -> None:
    """Let the people of the demo do what the script says."""
    for act in script.acts:
        moment = given + timedelta(hours=act.hours)
        if moment < clock.now():
            with at(moment):
                _do(act, lead_id, copy_id, partner, manager)


def _do(act: Act, lead_id: uuid.UUID, copy_id: uuid.UUID, partner: Scope, manager: Scope) -> None:
    leads, copies = entity_of("leads.lead"), entity_of("leads.assignment")
    if act.side == "portal":
        perform(copies, records.get(copies, copy_id), act.name)
    else:
        entity, record = (copies, copy_id) if act.side == "partner" else (leads, lead_id)
        with acting_as(partner if act.side == "partner" else manager):
            perform(entity, records.get(entity, record), act.name, act.raw)
    lead = records.get(leads, lead_id)
    if lead.state == "matching":
        distribute([lead])


def has_deals() -> bool:
    return "deals" in current_scope().program.plugins
