"""What a request needs to know of its program: read once per revision, kept in the process, never changed."""

import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from core import clock
from core.db import db
from core.entities.custom import FieldRow, field_def
from core.entities.registry import Registry
from core.identity.models import Role
from core.identity.permissions import ROLES, Permission, RoleTemplate, expand
from core.programs.models import Program, ProgramPlugin, Site
from schemas.base import SettingsSchema
from schemas.build import FieldDef

T = TypeVar("T")


class Bounded:
    """A small least-recently-used cache; what is built for a program state goes away with it."""

    def __init__(self, limit: int):
        self._limit = limit
        self._items: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, build: Callable[[], T]) -> T:
        try:
            found: T = self._items[key]
            return found
        except KeyError:
            made = build()
        with self._lock:
            self._items[key] = made
            while len(self._items) > self._limit:
                self._items.popitem(last=False)
        return made


@dataclass(frozen=True, eq=False)
class ProgramState:
    """A program at one revision: identity, effective plugins, settings, roles, field definitions, compiled things in `cache`."""

    id: uuid.UUID
    slug: str
    name: str
    tagline: str
    locale: str
    currency: str
    zone: str
    fiscal_start_month: int
    theme: str
    brand: Mapping[str, Any]
    revision: int
    site_revision: int
    plugins: frozenset[str]
    settings: Mapping[str, Mapping[str, Any]]
    secrets: Mapping[str, Mapping[str, Any]]
    roles: Mapping[str, frozenset[str]]
    role_labels: Mapping[str, str]
    fields: Mapping[str, tuple["CustomField", ...]]
    system_tasks: frozenset[str] = frozenset()
    staff_roles: frozenset[str] = frozenset()
    ends_at: datetime | None = None
    cache: Bounded = field(default_factory=lambda: Bounded(2_000))

    @property
    def ended(self) -> bool:
        """True when the program is over: partners no longer act in it."""
        return self.ends_at is not None and self.ends_at <= clock.now()

    def permissions(self, roles: tuple[str, ...]) -> frozenset[str]:
        """Return the union of what these roles may do; unknown roles give nothing."""
        return self.cache.get(("permissions", roles), lambda: frozenset().union(*(self.roles.get(r, frozenset()) for r in roles)))


@dataclass(frozen=True)
class CustomField:
    """A field definition of this program and the id its mirrored values carry."""

    id: uuid.UUID
    definition: FieldDef
    mirrored: bool = False
    program_wide: bool = False


class Programs:
    """The states of the programs this process has met."""

    def __init__(self, registry: Registry, active: Callable[[], frozenset[str]]):
        self._registry = registry
        self._active = active
        self._states: dict[uuid.UUID, ProgramState] = {}
        self.permissions: frozenset[str] = frozenset()
        self.declared: Mapping[str, Permission] = {}
        self.templates: tuple[RoleTemplate, ...] = ROLES
        self.system_tasks: frozenset[str] = frozenset()
        self.extra_fields: Mapping[str, tuple[tuple[str, FieldDef], ...]] = {}
        self.settings: Mapping[str, type[SettingsSchema]] = {}

    def state(self, row: Any) -> ProgramState:
        """Return the state for a row of (id, revision, site_revision); four statements when it is new to this process."""
        known = self._states.get(row.id)
        if known is None or known.revision != row.revision or known.site_revision != row.site_revision:
            known = self._states[row.id] = self._load(row.id, row.site_revision)
        return known

    def by_slug(self, slug: str) -> ProgramState | None:
        """Find a program outside of a request (jobs, command line)."""
        wanted = (
            sa.select(Program.id, Program.revision, Site.revision.label("site_revision")).join(Site, sa.true()).where(Program.slug == slug)
        )
        row = db.session.execute(wanted).one_or_none()
        return self.state(row) if row else None

    def fresh(self, program_id: uuid.UUID) -> ProgramState:
        """Return the state as the running transaction sees it; not kept, because the transaction may yet be rolled back."""
        return self._load(program_id, db.session.execute(sa.select(Site.revision)).scalar_one())

    def forget(self) -> None:
        self._states.clear()

    def _load(self, program_id: uuid.UUID, site_revision: int) -> ProgramState:
        row = db.session.execute(sa.select(Program.__table__).where(Program.id == program_id)).one()
        switches = db.session.execute(sa.select(ProgramPlugin.__table__).where(ProgramPlugin.program_id == program_id)).all()
        plugins = frozenset(s.plugin for s in switches if s.enabled) & self._active() | {"core"}
        custom = db.session.execute(sa.select(Role.__table__).where(Role.program_id == row.id)).all()
        names = (
            "id",
            "slug",
            "name",
            "tagline",
            "locale",
            "currency",
            "zone",
            "fiscal_start_month",
            "theme",
            "brand",
            "revision",
            "ends_at",
        )
        return ProgramState(
            **{name: getattr(row, name) for name in names},
            site_revision=site_revision,
            plugins=plugins,
            settings={s.plugin: s.settings for s in switches},
            secrets={s.plugin: s.secrets for s in switches},
            roles=self._roles(plugins, custom),
            staff_roles=self._staff_roles(custom),
            role_labels={r.key: r.label for r in self.templates if r.label} | {r.key: r.label for r in custom},
            fields=self._fields(row.id, plugins),
            system_tasks=self.system_tasks,
        )

    def _roles(self, plugins: frozenset[str], custom: Any) -> dict[str, frozenset[str]]:
        known = frozenset(p for p in self.permissions if p.split(".", 1)[0] in plugins)
        patterns: dict[str, set[str]] = {}
        for template in self.templates:
            patterns.setdefault(template.key, set()).update(template.permissions)
        patterns.update({role.key: set(role.permissions) for role in custom})
        for_staff, staff_roles = {p.name for p in self.declared.values() if p.staff}, self._staff_roles(custom)
        return {key: expand(frozenset(wanted), known if key in staff_roles else known - for_staff) for key, wanted in patterns.items()}

    def _staff_roles(self, custom: Any) -> frozenset[str]:
        return frozenset(role.key for role in (*self.templates, *custom) if role.staff)

    def _fields(self, program_id: uuid.UUID, plugins: frozenset[str]) -> dict[str, tuple[CustomField, ...]]:
        found: dict[str, list[CustomField]] = {}
        for entity, extras in self.extra_fields.items():
            for plugin, definition in extras:
                if plugin in plugins:
                    found.setdefault(entity, []).append(CustomField(uuid.NAMESPACE_OID, definition))
        rows = db.session.execute(
            sa.select(FieldRow.__table__)
            .where(FieldRow.program_id == program_id, FieldRow.retired_at.is_(None))
            .order_by(FieldRow.position, FieldRow.key)
        )
        for row in rows:
            field = CustomField(row.id, field_def(row.definition), row.mirrored, row.program_wide)
            found.setdefault(row.entity, []).append(field)
        return {entity: tuple(fields) for entity, fields in found.items()}
