"""What a request needs to know of its program: read once per revision, kept in the process, never changed."""

import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from core import clock
from core.db import db
from core.entities.custom import FieldRow, field_def
from core.entities.marks import WALL
from core.entities.registry import Registry
from core.identity.models import Deputy, Role
from core.identity.permissions import ROLES, Permission, RoleTemplate, expand
from core.programs import dated
from core.programs.models import Program, ProgramPlugin, ProgramSetting, Site
from schemas.base import SettingsSchema
from schemas.build import FieldDef
from schemas.types import TYPES, FieldType

T = TypeVar("T")


ROWS = "rows"
"""First part of the cache keys under which it is remembered that rows are there; a database that is put back needs a restart."""


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

    def clear(self) -> None:
        with self._lock:
            self._items.clear()

    def drop(self, kind: str) -> None:
        """Forget what is kept under keys that are tuples and begin with `kind`."""
        with self._lock:
            for key in [key for key in self._items if isinstance(key, tuple) and key[:1] == (kind,)]:
                del self._items[key]


@dataclass(frozen=True, eq=False)
class ProgramState:
    """A program at one revision: identity, effective plugins, settings, roles, field definitions, compiled things in `cache`.

    `zone`, `currency` and `fiscal_start_month` are those of the present; `history` has them for every day.
    """

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
    deputies: tuple[Any, ...] = ()
    history: tuple[dated.Dated, ...] = ()
    changes_at: datetime | None = None
    holds_since: datetime | None = None
    cache: Bounded = field(default_factory=lambda: Bounded(2_000))

    def zone_at(self, moment: datetime) -> str:
        """Return the time zone at a moment."""
        return dated.at(self.history, moment).zone

    def zone_on(self, day: date) -> str:
        """Return the time zone in which a business date begins and ends."""
        return dated.on(self.history, day).zone

    def standing_in(self) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
        """Return whom each deputy stands in for today, memberships both; an arrangement counts however old this state is."""
        day = clock.today(self)
        found: dict[uuid.UUID, frozenset[uuid.UUID]] = {}
        for row in self.deputies:
            if row.starts_on <= day < row.until:
                found[row.deputy_id] = found.get(row.deputy_id, frozenset()) | {row.membership_id}
        return found

    @property
    def stale(self) -> bool:
        """True when another zone, currency or calendar holds by now; the clock of a sandbox may have gone back."""
        now = clock.now()
        return (self.changes_at is not None and self.changes_at <= now) or (self.holds_since is not None and self.holds_since > now)

    @property
    def ended(self) -> bool:
        """True when the program is over: partners no longer act in it."""
        return self.ends_at is not None and self.ends_at <= clock.now()

    def permissions(self, roles: tuple[str, ...]) -> frozenset[str]:
        """Return the union of what these roles may do; unknown roles give nothing."""
        return self.cache.get(("permissions", roles), lambda: frozenset().union(*(self.roles.get(r, frozenset()) for r in roles)))


@dataclass(frozen=True)
class CustomField:
    """A field definition of this program, its entity, how its type is stored, and the id its mirrored values carry."""

    id: uuid.UUID
    entity: str
    definition: FieldDef
    storage: str
    mirrored: bool = False
    program_wide: bool = False


class Programs:
    """The states of the programs this process has met."""

    def __init__(self, registry: Registry, active: Callable[[], frozenset[str]], follow: Callable[[], None]):
        """`active`: the plugins that run; `follow` brings them in line with what other processes wrote down."""
        self._registry = registry
        self._active, self._follow = active, follow
        self._site_revision, self._following = 0, threading.Lock()
        self._states: dict[uuid.UUID, ProgramState] = {}
        self.permissions: frozenset[str] = frozenset()
        self.private: frozenset[str] = frozenset()
        """Rights to what partners keep from the vendor."""
        self.declared: Mapping[str, Permission] = {}
        self.templates: tuple[RoleTemplate, ...] = ROLES
        self.system_tasks: frozenset[str] = frozenset()
        self.extra_fields: Mapping[str, tuple[tuple[str, FieldDef], ...]] = {}
        self.settings: Mapping[str, type[SettingsSchema]] = {}
        self.field_types: Mapping[str, FieldType] = TYPES
        self.type_owners: Mapping[str, str] = {}
        self.site_wide: frozenset[str] = frozenset()
        """Plugins that are on in every program while the site has them."""

    def state(self, row: Any) -> ProgramState:
        """Return the state for a row of (id, revision, site_revision); six statements when it is new to this process."""
        if row.site_revision > self._site_revision:
            self._catch_up(row.site_revision)
        known = self._states.get(row.id)
        if known is None or known.revision != row.revision or known.site_revision != row.site_revision or known.stale:
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

    def forget(self, but: Iterable[ProgramState] = ()) -> None:
        """Let go of all states but these, which the database holds again after it was put back."""
        self._states = {state.id: state for state in but}
        self._site_revision = 0

    def forget_rows(self) -> None:
        """Let go of what is remembered of rows (cache keys that begin with `ROWS`): the database was put back."""
        for state in self._states.values():
            state.cache.drop(ROWS)

    def _catch_up(self, revision: int) -> None:
        """Learn which plugins were suspended or resumed. A request that began earlier does not turn that back."""
        with self._following:
            if revision > self._site_revision:
                self._follow()
                self._site_revision = revision

    def _load(self, program_id: uuid.UUID, site_revision: int) -> ProgramState:
        row = db.session.execute(sa.select(Program.__table__).where(Program.id == program_id)).one()
        switches = db.session.execute(sa.select(ProgramPlugin.__table__).where(ProgramPlugin.program_id == program_id), execution_options=WALL).all()
        plugins = (frozenset(s.plugin for s in switches if s.enabled) | self.site_wide) & self._active() | {"core"}
        custom = db.session.execute(sa.select(Role.__table__).where(Role.program_id == row.id)).all()
        changes = db.session.execute(sa.select(ProgramSetting.__table__).where(ProgramSetting.program_id == program_id)).all()
        history, moment = dated.history_of(row, changes), clock.now()
        present = dated.at(history, moment)
        names = ("id", "slug", "name", "tagline", "locale", "theme", "brand", "revision", "ends_at")
        return ProgramState(
            **{name: getattr(row, name) for name in names},
            currency=present.currency,
            zone=present.zone,
            fiscal_start_month=present.fiscal_start_month,
            history=history,
            changes_at=dated.next_change(history, moment),
            holds_since=present.starts_at,
            site_revision=site_revision,
            plugins=plugins,
            settings={s.plugin: s.settings for s in switches},
            secrets={s.plugin: s.secrets for s in switches},
            roles=self._roles(plugins, custom),
            staff_roles=self._staff_roles(custom),
            role_labels={r.key: r.label for r in self.templates if r.label} | {r.key: r.label for r in custom},
            fields=self._fields(row.id, plugins),
            deputies=tuple(db.session.execute(sa.select(Deputy.__table__).where(Deputy.program_id == row.id))),
            system_tasks=self.system_tasks,
        )

    def _roles(self, plugins: frozenset[str], custom: Any) -> dict[str, frozenset[str]]:
        known = frozenset(p for p in self.permissions if p.split(".", 1)[0] in plugins)
        patterns: dict[str, set[str]] = {}
        for template in self.templates:
            patterns.setdefault(template.key, set()).update(template.permissions)
        patterns.update({role.key: set(role.permissions) for role in custom})
        for_staff, staff_roles = {p.name for p in self.declared.values() if p.staff}, self._staff_roles(custom)
        return {key: expand(frozenset(wanted), known - (self.private if key in staff_roles else for_staff)) for key, wanted in patterns.items()}

    def _staff_roles(self, custom: Any) -> frozenset[str]:
        return frozenset(role.key for role in (*self.templates, *custom) if role.staff)

    def _fields(self, program_id: uuid.UUID, plugins: frozenset[str]) -> dict[str, tuple[CustomField, ...]]:
        found: dict[str, list[CustomField]] = {}
        for entity, extras in self.extra_fields.items():
            for plugin, definition in extras:
                if plugin in plugins:
                    found.setdefault(entity, []).append(CustomField(uuid.NAMESPACE_OID, entity, definition, self.field_types[definition.type].storage))
        rows = db.session.execute(
            sa.select(FieldRow.__table__)
            .where(FieldRow.program_id == program_id, FieldRow.retired_at.is_(None))
            .order_by(FieldRow.position, FieldRow.key)
        )
        for row in rows:
            # A field whose type comes from a plugin that is off stays away with it, and so do its values, until it is back.
            kind = self.field_types.get(row.definition["type"])
            if kind is not None and self.type_owners.get(kind.name, "core") in plugins:
                field = CustomField(row.id, row.entity, field_def(row.definition), kind.storage, row.mirrored, row.program_wide)
                found.setdefault(row.entity, []).append(field)
        return {entity: tuple(fields) for entity, fields in found.items()}
