"""The desk of staff: budgets, plans and claims to decide, activities to verify, claims to pay, money that lies idle."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import Blueprint

from hansa import Entity, current_scope, db, directory, policy, render, url_of
from plugins.ledger.api import AccountRef, Balance, standings
from plugins.mdf.entities import ACTIVITY, ALLOCATION, BUDGET, CLAIM, EXTENSION, REQUEST
from plugins.mdf.models import Allocation, Budget
from plugins.mdf.money import accounts, layers, wording
from plugins.mdf.pages.mine import here, may, money, state
from plugins.mdf.states import PENDING

MOST = 10
IDLE = timedelta(days=60)


@dataclass(frozen=True)
class Queue:
    """What waits for one kind of work: records of an entity in these states, each with an amount or a day."""

    key: str
    entity: Entity
    states: tuple[str, ...]
    amount: str = ""


QUEUES = (
    Queue("plans", REQUEST, PENDING, "asked"), Queue("verify", ACTIVITY, ("reported",), "approved"),
    Queue("claims", CLAIM, ("checked", "disputed"), "due"), Queue("pay", CLAIM, ("approved", "payable"), "granted"),
    Queue("time", EXTENSION, ("asked",)),
)  # fmt: skip
Waiting = Mapping[str, tuple[int, Sequence[Any]]]
Book = Mapping[AccountRef, Balance]


def add(pages: Blueprint) -> None:
    """Add the routes to the blueprint of the plugin."""
    pages.get("/desk/", endpoint="desk")(policy("mdf.request.review")(desk))
    pages.get("/cards/desk", endpoint="desk_card")(policy("mdf.request.review")(desk_card))


def desk() -> str:
    """Everything that waits for the vendor's people."""
    found, pools, soon = waiting(), active(), near()
    names = _names(*(records for _count, records in found.values()), soon)
    book = standings([*map(accounts.budget, pools), *map(accounts.fund, soon)])
    return render(
        "mdf/desk.html", block="page", queues=queues(found, names), budgets=budgets(pools, book), idle=idle(soon, names, book), new_budget=_new(BUDGET),
        new_layer=_new(ALLOCATION), all_budgets=url_of(BUDGET), returns=here("returns") if may("mdf.report.view") else "",
    )  # fmt: skip


def desk_card() -> str:
    return render("mdf/desk_card.html", block="page", queues=queues(waiting(), {}), url=here("desk"))


def _new(entity: Entity) -> str:
    return f"{url_of(entity)}new" if may(entity.permission("create")) else ""


def _names(*groups: Sequence[Any]) -> dict[uuid.UUID, str]:
    """Return the names of the partners of records, all in one statement."""
    return {one.id: one.name for one in directory.companies({record.partner_id for group in groups for record in group})}


def waiting() -> Waiting:
    """Return how many wait in each queue, and the first of them; one statement for each kind of record."""
    seen = [queue for queue in QUEUES if current_scope().actor.may(queue.entity.permission("view"))]
    found: dict[str, tuple[int, Sequence[Any]]] = {}
    for entity in dict.fromkeys(queue.entity for queue in seen):
        found |= _waiting(entity.model, [queue for queue in seen if queue.entity is entity])
    return {queue.key: found[queue.key] for queue in seen}


def _waiting(model: Any, asked: Sequence[Queue]) -> dict[str, tuple[int, Sequence[Any]]]:
    """Rows are ordered by their place in their queue, so that a long queue does not hide a short one."""
    of = sa.case(*((model.state.in_(queue.states), queue.key) for queue in asked))
    place = sa.func.row_number().over(partition_by=of, order_by=model.id)
    wanted = sa.select(model, of, sa.func.count().over(partition_by=of)).where(of.is_not(None), model.archived_at.is_(None))
    rows = db.session.execute(wanted.order_by(place, model.id).limit(MOST * len(asked))).all()
    counts = {key: count for _record, key, count in rows}
    return {queue.key: (counts.get(queue.key, 0), [row[0] for row in rows if row[1] == queue.key][:MOST]) for queue in asked}


def queues(found: Waiting, names: Mapping[uuid.UUID, str]) -> list[SimpleNamespace]:
    """Return what waits as the pages show it."""
    return [_queue(queue, *found[queue.key], names) for queue in QUEUES if queue.key in found]


def _queue(queue: Queue, count: int, records: Sequence[Any], names: Mapping[uuid.UUID, str]) -> SimpleNamespace:
    entity = queue.entity
    return SimpleNamespace(
        key=queue.key, count=count, all=f"{url_of(entity)}?{'&'.join(f'f.state.in={word}' for word in queue.states)}", rows=[
            SimpleNamespace(
                url=url_of(entity, one.id), title=getattr(one, entity.title), partner=names.get(one.partner_id, ""), state=state(entity, one),
                amount=money(getattr(one, queue.amount) or 0) if queue.amount else wording.day(one.until),
            )
            for one in records
        ],
    )  # fmt: skip


def active() -> Sequence[Budget]:
    """Return the active budgets, the one that ends first at the beginning."""
    return db.session.scalars(sa.select(Budget).where(Budget.state == "active").order_by(Budget.ends, Budget.id).limit(MOST)).all()


def budgets(pools: Sequence[Budget], book: Book) -> list[SimpleNamespace]:
    """Return what of each budget is allocated."""
    return [_budget(one, book[accounts.budget(one)].available) for one in pools]


def _budget(row: Any, left: Decimal) -> SimpleNamespace:
    percent = int((row.amount - left) * 100 / row.amount)
    return SimpleNamespace(
        url=url_of(BUDGET, row.id), title=row.title, amount=money(row.amount, row.currency), left=money(left, row.currency), percent=percent, ends=wording.day(row.ends),
        region=row.region or "",
    )  # fmt: skip


def near() -> Sequence[Allocation]:
    """Return layers that expire soon."""
    soon = (Allocation.state == "active", Allocation.last_day <= layers.today() + IDLE, Allocation.last_day >= layers.today())
    return db.session.scalars(sa.select(Allocation).where(*soon).order_by(Allocation.last_day, Allocation.id).limit(3 * MOST)).all()


def idle(soon: Sequence[Allocation], names: Mapping[uuid.UUID, str], book: Book) -> list[SimpleNamespace]:
    """Return those of the layers that have money nobody plans with."""
    free = [(row, book[accounts.fund(row)].available) for row in soon]
    return [
        SimpleNamespace(
            url=url_of(ALLOCATION, row.id), title=row.title, partner=names.get(row.partner_id, ""), left=money(left, row.currency),
            last_day=wording.day(row.last_day), told=row.announced_at is not None,
        )
        for row, left in free
        if left > 0
    ][:MOST]  # fmt: skip
