"""Custom roles of a program: a named bundle of permissions beside the roles every program has."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from core import audit
from core.db import db, new_id
from core.entities.entity import Entity
from core.entities.marks import WALL
from core.entities.registry import registry
from core.entities.scope import current
from core.errors import Conflict, Denied, NotFound, Unprocessable
from core.i18n import N_, _
from core.identity.models import Membership, Role
from core.identity.permissions import ACTIONS
from core.portal import portal
from core.programs import revisions

PREFIX = "x_"
"""Keys of custom roles begin with it, so that no later role of a plugin is replaced by one."""

WORDS: Mapping[str, str] = {
    "view": N_("See"),
    "create": N_("Create"),
    "edit": N_("Change"),
    "delete": N_("Archive"),
    "export": N_("Export"),
    "import": N_("Import"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """What a plugin has to give: for each kind of record (label, [(permission, action)]), and rights of its own (permission, label)."""

    plugin: str
    records: list[tuple[str, list[tuple[str, str]]]]
    others: list[tuple[str, str]]

    @property
    def names(self) -> frozenset[str]:
        pairs = [pair for _label, found in self.records for pair in found] + self.others
        return frozenset(name for name, _label in pairs)


def offered(*, staff: bool) -> list[Offer]:
    """Return what the actor may put into a role of one side or a token, by plugin: nobody gives what they lack."""
    program, declared = current().program, portal().programs.declared
    entities = sorted(registry().of_plugins(program.plugins), key=lambda e: e.key)
    found = []
    for plugin in sorted(program.plugins, key=lambda name: (name != "core", name)):
        rows = [(_(e.plural or e.label), _actions(e, staff)) for e in entities if e.plugin == plugin and not _machinery(e)]
        own = [(n, _(p.label)) for n, p in declared.items() if n.startswith(f"{plugin}.") and (staff or not p.staff) and _may(n)]
        offer = Offer(plugin, [(label, actions) for label, actions in rows if actions], own)
        if offer.names:
            found.append(offer)
    return found


def _machinery(entity: Entity) -> bool:
    """Tell whether people never meet these rows: rights to them mean nothing."""
    return not (entity.pages or entity.api or entity.audited)


def _actions(entity: Entity, staff: bool) -> list[tuple[str, str]]:
    """Who makes roles gives what they hold, and to partners' roles what only partners can hold."""
    named = [(entity.permission(action), _(WORDS[action])) for action in ACTIONS]
    return [(name, label) for name, label in named if (not staff if entity.private else _may(name))]


def _may(permission: str) -> bool:
    actor = current().actor
    return actor.site_admin or actor.may(permission)


def listing() -> list[Any]:
    """Return the custom roles of the program by label."""
    return list(_execute(sa.select(_TABLE).where(_TABLE.c.program_id == current().program.id).order_by(_TABLE.c.label, _TABLE.c.key)))


def get(key: str) -> Any:
    found = _execute(sa.select(_TABLE).where(_TABLE.c.program_id == current().program.id, _TABLE.c.key == key)).one_or_none()
    if found is None:
        raise NotFound()
    return found


def create(label: str, *, staff: bool, permissions: Iterable[str], key: str = "") -> str:
    """Make a role and return its key, a new one unless given; the side it is for never changes. Raises Denied, Unprocessable."""
    wanted = _lawful(permissions, staff=staff)
    stem = re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_")[:30]
    key = key or f"{PREFIX}{stem or 'role'}_{new_id().hex[-6:]}"
    _execute(sa.insert(_TABLE).values(program_id=current().program.id, key=key, label=label, staff=staff, permissions=wanted))
    _told(key, "created", {"label": [None, label], "permissions": [None, wanted]})
    return key


def change(key: str, label: str, permissions: Iterable[str]) -> None:
    """Change a role; whoever holds it has the new rights with their next request. What is not offered now stays in it."""
    before = get(key)
    wanted = _lawful(permissions, staff=before.staff, kept=set(before.permissions) - _offered_names(before.staff))
    _execute(sa.update(_TABLE).where(*_this(key)).values(label=label, permissions=wanted))
    _told(key, "updated", {"label": [before.label, label], "permissions": [list(before.permissions), wanted]})


def delete(key: str) -> None:
    """Remove a role nobody holds; Conflict says how many do."""
    before = get(key)
    if count := holders().get(key, 0):
        raise Conflict(_("%(count)s people still have this role. Give them another one first.", count=count), code="role-in-use")
    _execute(sa.delete(_TABLE).where(*_this(key)))
    _told(key, "deleted", {"label": [before.label, None]})


def holders() -> dict[str, int]:
    """Return how many live members of the program hold each role."""
    members = sa.select(Membership.roles).where(Membership.program_id == current().program.id, Membership.ended_at.is_(None))
    found: dict[str, int] = {}
    for (held,) in _execute(members):
        for role in held:
            found[role] = found.get(role, 0) + 1
    return found


_TABLE = Role.__table__


def _this(key: str) -> tuple[Any, ...]:
    return _TABLE.c.program_id == current().program.id, _TABLE.c.key == key


def _lawful(permissions: Iterable[str], *, staff: bool, kept: Iterable[str] = ()) -> list[str]:
    """Return the permissions in order; Denied for one that is not offered, unless the role has it already."""
    wanted = {*permissions, *kept}
    if not wanted:
        raise Unprocessable(errors=[{"pointer": "/permissions", "code": "required", "message": _("Choose at least one right.")}])
    if wanted - _offered_names(staff).union(kept):
        raise Denied(N_("A role can only hold rights that you have yourself."))
    return sorted(wanted)


def _offered_names(staff: bool) -> frozenset[str]:
    return frozenset().union(*(offer.names for offer in offered(staff=staff)))


def _told(key: str, act: str, changes: dict[str, Any]) -> None:
    revisions.bump(current().program.id)
    audit.write(
        "core.role", act, [{"record_id": None, "record_version": None, "partner_id": None, "changes": {"key": [key, key], **changes}}]
    )


def _execute(statement: sa.Executable) -> sa.CursorResult[Any]:
    return db.session.connection().execute(statement, execution_options=WALL)
