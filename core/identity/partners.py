"""What follows from a change to a partner: its place in the tree, and what memberships repeat of it."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from core.db import db
from core.entities import search
from core.entities.marks import WALL
from core.entities.registry import registry
from core.entities.scope import current
from core.errors import Unprocessable
from core.i18n import _
from core.identity.models import Membership, Partner, PartnerTree
from core.programs.models import Program

TREE, MEMBERS = PartnerTree.__table__, Membership.__table__


def check(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Refuse a parent that does not exist or stands below the partner itself; raises Unprocessable."""
    parent = changes.get("parent_id")
    if parent is None:
        return
    # Changes of the tree wait for one another: two at once could make a circle neither of them sees.
    _execute(sa.select(Program.id).where(Program.id == current().program.id).with_for_update())
    if db.session.scalar(sa.select(Partner.id).where(Partner.id == parent)) is None:
        raise _refusal("unknown-reference", _("This distributor does not exist."))
    below = sa.select(TREE.c.depth).where(
        TREE.c.program_id == record.program_id, TREE.c.ancestor_id == record.id, TREE.c.descendant_id == parent
    )
    if not is_new and _execute(below).first() is not None:
        raise _refusal("circle", _("This partner stands above the chosen distributor. Choose one that does not stand below it."))


def follow(saved: Sequence[tuple[Any, Mapping[str, Any]]], is_new: bool) -> None:
    """Keep the tree and the memberships as the partners are now."""
    if is_new:
        _plant([record for record, _changes in saved])
        return
    for record, changes in saved:
        if "parent_id" in changes:
            _move(record)
        if changes.keys() & {"name", "status"}:
            _mirror(record)


def _plant(records: Sequence[Any]) -> None:
    """Write the lines of new partners: three statements for any number. Parents may be among them."""
    program = current().program.id
    above: dict[uuid.UUID, list[tuple[uuid.UUID, int]]] = {}
    parents = {record.parent_id for record in records if record.parent_id}
    known = sa.select(TREE.c.descendant_id, TREE.c.ancestor_id, TREE.c.depth).where(
        TREE.c.program_id == program, TREE.c.descendant_id.in_(parents)
    )
    for line in _execute(known):
        above.setdefault(line.descendant_id, []).append((line.ancestor_id, line.depth))
    waiting = list(records)
    while waiting:
        ready = [r for r in waiting if r.parent_id is None or r.parent_id in above] or waiting
        for record in ready:
            above[record.id] = [(record.id, 0), *((a, depth + 1) for a, depth in above.get(record.parent_id, ()))]
        waiting = [r for r in waiting if r not in ready]
    rows = [{"program_id": program, "ancestor_id": a, "descendant_id": r.id, "depth": depth} for r in records for a, depth in above[r.id]]
    _execute(sa.insert(TREE), rows)


def _move(record: Any) -> None:
    """Hang a partner with everybody below it under its new parent: cut the lines from above, then tie new ones."""
    inside, leaf = TREE.c.program_id == record.program_id, TREE.alias("leaf")
    gone = _above(record)
    subtree = sa.select(leaf.c.descendant_id).where(leaf.c.program_id == record.program_id, leaf.c.ancestor_id == record.id)
    _execute(sa.delete(TREE).where(inside, TREE.c.descendant_id.in_(subtree), TREE.c.ancestor_id.not_in(subtree)))
    if record.parent_id is not None:
        _tie(record)
    search.rehang(record.program_id, [e.key for e in registry() if e.tree], subtree, gone, _above(record))


def _tie(record: Any) -> None:
    """Write a line from each partner above the new parent, and itself, to each below the moved one, and itself."""
    top, leaf = TREE.alias("top"), TREE.alias("leaf")
    each_with_each = top.join(leaf, sa.and_(leaf.c.program_id == top.c.program_id, leaf.c.ancestor_id == record.id))
    lines = sa.select(top.c.program_id, top.c.ancestor_id, leaf.c.descendant_id, top.c.depth + leaf.c.depth + 1)
    tied = lines.select_from(each_with_each).where(top.c.program_id == record.program_id, top.c.descendant_id == record.parent_id)
    _execute(sa.insert(TREE).from_select(["program_id", "ancestor_id", "descendant_id", "depth"], tied))


def _above(record: Any) -> list[uuid.UUID]:
    lines = sa.select(TREE.c.ancestor_id).where(TREE.c.program_id == record.program_id, TREE.c.descendant_id == record.id, TREE.c.depth > 0)
    return [ancestor for (ancestor,) in _execute(lines)]


def _mirror(record: Any) -> None:
    """A suspended or terminated partner's people are out with the next request."""
    mine = sa.update(MEMBERS).where(MEMBERS.c.program_id == record.program_id, MEMBERS.c.partner_id == record.id)
    _execute(mine.values(partner_name=record.name, suspended=record.status != "active", updated_at=MEMBERS.c.updated_at))


def _refusal(code: str, message: str) -> Unprocessable:
    return Unprocessable(errors=[{"pointer": "/parent_id", "code": code, "message": message}])


def _execute(statement: sa.Executable, rows: list[dict[str, Any]] | None = None) -> sa.CursorResult[Any]:
    return db.session.connection().execute(statement, rows, execution_options=WALL)
