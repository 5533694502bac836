"""Deals for the demo. What is older than two weeks is loaded like an import of finished work; all since is done by its people."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from hansa import Conflict, clock, current_scope, files, perform, records
from hansa.demo import acting_as, at, customers, letter
from plugins.deals.demo import policies
from plugins.deals.demo.cast import Cast
from plugins.deals.demo.history import load_old
from plugins.deals.demo.plan import COUNT, RECENT, DealPlan, plan
from plugins.deals.demo.step import Step
from plugins.deals.demo.words import CHINESE, ENGLISH
from plugins.deals.demo.writer import Writer
from plugins.deals.entities import DEAL


def load(count: int = COUNT) -> None:
    """Create the deals of the active program."""
    held = policies.begin()
    program, cast = current_scope().program, Cast()
    texts = CHINESE if program.locale.startswith("zh") else ENGLISH
    companies = len(customers())
    plans = plan(program.slug, clock.now(), program.zone, program.fiscal_start_month, len(cast.partners), companies, texts.words, count)
    writer, cutoff = Writer(texts), clock.now() - RECENT
    known = load_old(writer, plans, cast, cutoff, held)
    _live(writer, plans, known, cast, cutoff)
    policies.propose()


def _live(writer: Writer, plans: Sequence[DealPlan], known: dict[int, uuid.UUID], cast: Cast, cutoff: datetime) -> None:
    """Let people and timers do what was done since the cutoff, in the order of time."""
    refused: set[int] = set()
    for moment, number, step in sorted(_since(plans, cutoff), key=lambda event: (event[0], event[1])):
        deal = plans[number]
        if number in refused:
            continue
        with at(moment), acting_as(cast.of(deal, step) if step else cast.partner(deal)):
            if step is None:
                known[number] = records.create(DEAL, writer.raw(deal)).id
            elif not _done(known[number], step, writer):
                refused.add(number)


def _since(plans: Sequence[DealPlan], cutoff: datetime) -> Iterable[tuple[datetime, int, Step | None]]:
    for number, deal in enumerate(plans):
        if deal.created >= cutoff:
            yield deal.created, number, None
        yield from ((step.at, number, step) for step in deal.steps if step.at >= cutoff)


def _done(deal_id: uuid.UUID, step: Step, writer: Writer) -> bool:
    """Make a transition; a registration that meets a protected one is rejected instead, and False is returned."""
    deal = records.get(DEAL, deal_id)
    values = dict(step.values)
    if step.name == "win" and deal.contact_email:
        order = letter(f"{deal.number}.eml", deal.contact_email, deal.title, f"{step.values['evidence']}\n\n{deal.contact_name}")
        values["proof"] = str(files.attach(DEAL, deal, order, kind="evidence").id)
    try:
        perform(DEAL, deal, step.name, values)
    except Conflict:
        if step.name != "approve":
            raise
        perform(DEAL, deal, "reject", {"reason_code": "incumbent-rule", "reason": writer.texts.words.duplicate})
        return False
    return True
