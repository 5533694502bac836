"""Custom roles of a program: a named bundle of permissions beside the roles every program has."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from core import audit
from core.db import db, new_id
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
    "view": N_("See"), "create": N_("Create"), "edit": N_("Change"), "delete": N_("Archive"), "export": N_("Export"), "import": N_("Import"),
}


def offered(*, staff: bool) -> dict[str, list[tuple[str, str]]]:
    """Return the permissions a role of one side may hold, by plugin: (name, label), in a steady order."""
    program, declared, known = current().program, portal().programs.declared, portal().programs.permissions
    found: dict[str, list[tuple[str, str]]] = {}
    for entity in sorted(registry().of_plugins(program.plugins), key=lambda e: e.key):
        for action in ACTIONS:
            found.setdefault(entity.plugin, []).append((entity.permission(action), f"{_(entity.plural or entity.label)}: {_(WORDS[action])}"))
    for name in sorted(known & declared.keys()):
        plugin = name.split(".", 1)[0]
        if plugin in program.plugins and (staff or not declared[name].staff):
            found.setdefault(plugin, []).append((name, _(declared[name].label)))
    return found


def listing() -> list[Any]:
    """Return the custom roles of the program by label."""
    return list(_execute(sa.select(_TABLE).where(_TABLE.c.program_id == current().program.id).order_by(_TABLE.c.label, _TABLE.c.key)))


def get(key: str) -> Any:
    found = _execute(sa.select(_TABLE).where(_TABLE.c.program_id == current().program.id, _TABLE.c.key == key)).one_or_none()
    if found is None:
        raise NotFound()
    return found


def create(label: str, *, staff: bool, permissions: Iterable[str]) -> str:
    """Make a role and return its key; the side it is for never changes. Raises Denied, Unprocessable."""
    wanted = _lawful(permissions, staff=staff)
    stem = re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_")[:30]
    key = f"{PREFIX}{stem or 'role'}_{new_id().hex[-6:]}"
    _execute(sa.insert(_TABLE).values(program_id=current().program.id, key=key, label=label, staff=staff, permissions=wanted))
    _told(key, "created", {"label": [None, label], "permissions": [None, wanted]})
    return key


def change(key: str, label: str, permissions: Iterable[str]) -> None:
    """Change a role; whoever holds it has the new rights with their next request."""
    before = get(key)
    wanted = _lawful(permissions, staff=before.staff)
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


def _lawful(permissions: Iterable[str], *, staff: bool) -> list[str]:
    """Return the permissions in order; nobody makes a role that can do more than they can themselves."""
    wanted, actor = set(permissions), current().actor
    known = {name for group in offered(staff=staff).values() for name, _label in group}
    if not wanted:
        raise Unprocessable(errors=[{"pointer": "/permissions", "code": "required", "message": _("Choose at least one right.")}])
    if wanted - known or not (actor.site_admin or wanted <= actor.permissions):
        raise Denied(N_("A role can only hold rights that you have yourself."))
    return sorted(wanted)


def _told(key: str, act: str, changes: dict[str, Any]) -> None:
    revisions.bump(current().program.id)
    audit.write("core.role", act, [{"record_id": None, "record_version": None, "partner_id": None, "changes": {"key": [key, key], **changes}}])


def _execute(statement: sa.Executable) -> sa.CursorResult[Any]:
    return db.session.connection().execute(statement, execution_options=WALL)
