"""A new program set up like another one: settings, plugins, fields, roles and brand; no data, no people and no secrets."""

import uuid
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from core import clock
from core.db import db, new_id
from core.entities import acting
from core.entities.custom import FieldRow
from core.entities.marks import WALL
from core.entities.scope import Scope
from core.identity.actor import Actor
from core.identity.models import Role
from core.plugin_system.order import by_requirement
from core.portal import portal
from core.programs.editing import loaded, told, unique
from core.programs.enabling import enable, set_switch
from core.programs.models import Program, ProgramPlugin
from core.programs.program_schema import CopySchema
from core.programs.state import ProgramState

KEPT = ("tagline", "locale", "theme")
PLACE = ("zone", "currency", "fiscal_start_month")


def copy_program(source: ProgramState, raw: Mapping[str, Any], actor: Actor) -> ProgramState:
    """Make a program like `source` under another name, in the running unit; Unprocessable, and what a plugin raises."""
    values = loaded(CopySchema(), raw)
    unique("slug", values["slug"])
    made = Program(**values, **{name: getattr(source, name) for name in (*KEPT, *PLACE)}, id=new_id())
    made.brand = _brand(source, made.id)
    db.session.add(made)
    db.session.flush()
    _rows(Role, source.id, made.id)
    _rows(FieldRow, source.id, made.id, FieldRow.retired_at.is_(None))
    with acting.entered(Scope(portal().programs.fresh(made.id), actor)) as scope:
        told(scope.program, "program created", {"slug": [None, values["slug"]], "copied from": [None, source.slug]})
    _plugins(source, made.id, actor)
    return portal().programs.fresh(made.id)


def _rows(model: Any, source: uuid.UUID, target: uuid.UUID, *where: Any) -> None:
    """Copy the rows of a table of set-ups. An id of its own is made anew, moments are those of now."""
    table = model.__table__
    fresh = {"program_id": lambda: target, "id": new_id, "created_at": clock.now}
    found = db.session.execute(sa.select(table).where(table.c.program_id == source, *where)).mappings()
    rows = [{**row, **{name: make() for name, make in fresh.items() if name in row}} for row in found]
    if rows:
        db.session.execute(sa.insert(table), rows)


def _plugins(source: ProgramState, target: uuid.UUID, actor: Actor) -> None:
    """Switch on what is on in the source, requirements first, and give it the same settings. Secrets are not copied."""
    table, loaded_plugins = ProgramPlugin.__table__, portal().plugins.loaded
    rows = {row.plugin: row for row in db.session.execute(sa.select(table).where(table.c.program_id == source.id), execution_options=WALL)}
    order, _problems = by_requirement({name: plugin.info.requires for name, plugin in loaded_plugins.items()})
    for name in [*(n for n in order if n in rows), *(n for n in rows if n not in order)]:
        program = portal().programs.fresh(target)
        if name in source.plugins:
            enable(program, name, actor)
        if name not in portal().programs.fresh(target).settings:
            set_switch(program, name, rows[name].enabled)
        own = (table.c.program_id == target, table.c.plugin == name)
        db.session.execute(sa.update(table).where(*own).values(settings=rows[name].settings).execution_options(**WALL))


def _brand(source: ProgramState, target: uuid.UUID) -> dict[str, Any]:
    """Return the brand with pictures of its own, so that removing one here leaves the other program's."""
    brand, files = dict(source.brand), portal().files
    if "pictures" in brand:
        pictures = {kind: {**picture, "key": f"{target}/{uuid.uuid4()}"} for kind, picture in brand["pictures"].items()}
        for kind, picture in brand["pictures"].items():
            with files.open(picture["key"]) as stream:
                files.put(pictures[kind]["key"], stream)
        brand["pictures"] = pictures
    return brand
