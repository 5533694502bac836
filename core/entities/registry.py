"""The entities of the site, frozen after boot, and what the wall needs to know of their tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.sql import visitors

from core.entities.access import readable
from core.entities.criteria import EntityCriteria, mapped
from core.entities.entity import Entity
from core.entities.marks import Checked
from core.entities.proof import Proof
from core.workflow.check import faults
from schemas.numbers import INT, Integer


@dataclass(frozen=True)
class Touched:
    """What a statement reaches: names of scoped tables, and whether it smuggles in text."""

    tables: frozenset[str]
    text: bool


class Target(NamedTuple):
    """A column that points at records of an entity; `same_owner`: at those of the record's own partner only."""

    column: str
    entity: Entity
    same_owner: bool


class Registry:
    """Entities by key (`<plugin>.<name>`) and by model."""

    def __init__(self, internal: frozenset[str] = frozenset()) -> None:
        self._by_key: dict[str, Entity] = {}
        self._by_model: dict[type, Entity] = {}
        self._internal = internal
        self._criteria: dict[tuple[str, frozenset[str]], tuple[Any, ...]] = {}
        self._by_id: dict[tuple[str, str, bool], Any] = {}
        self._targets: dict[str, tuple[Target, ...]] = {}
        self._walked: WeakKeyDictionary[Any, Touched] = WeakKeyDictionary()
        self._judged: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()

    def add(self, plugin: str, entity: Entity) -> Entity:
        """Register an entity for its plugin, which the declared constant knows from then on; returns it.

        Raises ValueError when the declaration does not fit its model, or belongs to another plugin.
        """
        entity.belong_to(plugin)
        problems = list(_problems(entity)) + ([f"{entity.key} is registered twice"] if entity.key in self._by_key else [])
        if problems:
            raise ValueError("; ".join(problems))
        self._by_key[entity.key] = entity
        self._by_model[entity.model] = entity
        self._forget()
        return entity

    def remove_plugin(self, plugin: str) -> None:
        """Forget the entities of a plugin that failed at boot."""
        for key in [k for k, e in self._by_key.items() if e.plugin == plugin]:
            del self._by_model[self._by_key.pop(key).model]
        self._forget()

    def __getitem__(self, key: str) -> Entity:
        return self._by_key[key]

    def __iter__(self) -> Iterator[Entity]:
        return iter(self._by_key.values())

    def get(self, key: str) -> Entity | None:
        return self._by_key.get(key)

    def of_model(self, model: type) -> Entity | None:
        return self._by_model.get(model)

    def of_plugins(self, plugins: frozenset[str]) -> list[Entity]:
        return [e for e in self if e.plugin in plugins]

    @cached_property
    def scoped_tables(self) -> frozenset[str]:
        """Names of tables that only judged statements may touch."""
        return frozenset(e.table.name for e in self) | self._internal

    @cached_property
    def proof(self) -> Proof:
        return Proof(self.scoped_tables)

    @cached_property
    def _by_table(self) -> dict[str, Entity]:
        return {e.table.name: e for e in self}

    def of_table(self, name: str) -> Entity | None:
        return self._by_table.get(name)

    def touched(self, statement: Any) -> Touched:
        """Return what a statement reaches, subqueries and all. One that is kept and run again is walked once."""
        found = self._walked.get(statement)
        if found is None:
            found = self._walked[statement] = self._walk(statement)
        return found

    def _walk(self, statement: Any) -> Touched:
        """Look for scoped tables and text."""
        names: set[str] = set()
        text = False
        for element in visitors.iterate(statement):
            kind = element.__visit_name__
            if kind == "table":
                names.add(str(getattr(element, "name", "")))
            elif kind == "textclause" or (getattr(element, "is_literal", False) and str(element) != "*"):
                text = True
        if isinstance(statement, sa.Insert | sa.Update | sa.Delete):
            names.add(str(getattr(statement.table, "name", "")))
            text = text or (isinstance(statement, sa.Insert) and statement.select is not None)
        return Touched(frozenset(names) & self.scoped_tables, text)

    def judged(self, statement: Any, reach: str, tables: frozenset[str]) -> Any:
        """Return a statement with the criteria of actors of this reach on these tables. One that is kept is given them once."""
        made = self._judged.setdefault(statement, {})
        if reach not in made:
            made[reach] = statement.options(*self.loader_criteria(reach, tables))
        return made[reach]

    def loader_criteria(self, reach: str, tables: frozenset[str]) -> tuple[Any, ...]:
        """Return the ORM options that filter the models of these tables, and those loaded along with them, for this reach.

        A table that a statement loads without being named here has no criterion, and `proof` refuses it.
        """
        key = (reach, tables)
        if key not in self._criteria:
            loaded = self._loaded_with(tables)
            self._criteria[key] = tuple(self._criteria_of(e, reach) for e in self if e.table.name in loaded)
        return self._criteria[key]

    def _loaded_with(self, tables: frozenset[str]) -> frozenset[str]:
        """Add the tables that relationships lead to."""
        mappers = [sa.inspect(e.model) for e in self if e.table.name in tables]
        more = tables | {str(r.mapper.local_table.name) for mapper in mappers for r in mapper.relationships}
        return tables if more == tables else self._loaded_with(more)

    def by_id(self, entity: Entity, reach: str, *, lock: bool = False) -> Any:
        """Return the statement for one record by `hansa_record`, with the criteria of actors of this reach inside; made once."""
        key = (entity.key, reach, lock)
        if key not in self._by_id:
            model = entity.model
            wanted = sa.select(model).where(model.id == sa.bindparam("hansa_record", type_=sa.Uuid()))
            judged = wanted.options(*self.loader_criteria(reach, frozenset({entity.table.name})))
            made = judged.execution_options(populate_existing=True, hansa_wall=Checked(reach))
            self._by_id[key] = made.with_for_update() if lock else made
        return self._by_id[key]

    @staticmethod
    def _criteria_of(entity: Entity, reach: str) -> EntityCriteria:
        return EntityCriteria(entity.model, readable(entity, reach, table=mapped(entity.model)), include_aliases=True)

    def targets(self, entity: Entity) -> tuple["Target", ...]:
        """Return the references to entities that the columns of an entity hold, its owner apart."""
        if entity.key not in self._targets:
            self._targets[entity.key] = tuple(self._targets_of(entity))
        return self._targets[entity.key]

    def _targets_of(self, entity: Entity) -> Iterator["Target"]:
        by_table, owner = {e.table.name: e for e in self}, entity.owner if entity.audience == "owner" else ""
        for key in entity.table.foreign_key_constraints:
            target = by_table.get(key.referred_table.name)
            columns = [c.name for c in key.columns]
            if target is not None and columns[0] == "program_id" and columns[-1] != owner:
                yield Target(columns[-1], target, len(columns) == 3)

    def _forget(self) -> None:
        self._criteria.clear()
        self._by_id.clear()
        self._targets.clear()
        self._walked.clear()
        self._judged.clear()
        for name in ("scoped_tables", "proof", "_by_table"):
            self.__dict__.pop(name, None)


def _problems(entity: Entity) -> Iterator[str]:
    columns = entity.table.c
    if "program_id" not in columns:
        yield f"{entity.key}: the model is not ProgramScoped"
    # Null equals no partner, so no partner ever sees such a row: a membership of the vendor's staff, an account of the vendor.
    optional = (entity.plugin == "core" or entity.vendor_rows) and entity.owner in columns
    if entity.audience == "owner" and not optional and (entity.owner not in columns or columns[entity.owner].nullable):
        yield f"{entity.key}: audience 'owner' needs a column {entity.owner} that is never null (mixin Owned)"
    for name in entity.also_visible_to:
        if name not in columns:
            yield f"{entity.key}: also_visible_to names the unknown column {name}"
    yield from _withheld_wrongly(entity)
    if entity.workflow is not None:
        yield from (f"{entity.key}: {fault}" for fault in faults(entity.workflow, columns))
    yield from _too_wide(entity, columns)


def _too_wide(entity: Entity, columns: Any) -> Iterator[str]:
    """A number that a field lets through and its column does not keep would end in an error of PostgreSQL's."""
    for name, field in entity.schema._declared_fields.items():
        if isinstance(field, Integer) and type(getattr(columns.get(name), "type", None)) is sa.Integer and field.most > INT:
            yield f"{entity.key}: {name} lets numbers through that its column can not keep; bound it, or map it as BigInteger"


def _withheld_wrongly(entity: Entity) -> Iterator[str]:
    """One index finds records for all readers, and every reader is told what a record is called and where it stands."""
    by_owner = {name for name, one in entity.schema._declared_fields.items() if one.metadata.get("visible") == "owner"}
    told = {entity.title, "number", *entity.search, *((entity.workflow.field,) if entity.workflow else ())}
    for relation in entity.withheld.keys() - set(entity.relations):
        yield f"{entity.key}: withheld names {relation}, by which nobody reads"
    for name in by_owner.union(*entity.withheld.values()):
        if name not in entity.schema._declared_fields:
            yield f"{entity.key}: withheld names the unknown field {name}"
        elif name in told and entity.relations:
            yield f"{entity.key}: {name} is title, number, state or searched, so it cannot be withheld"


def registry() -> Registry:
    """Return the registry of the running app."""
    found: Registry = current_app.extensions["hansa"].registry
    return found
