"""The section `roles`: those of the program's own, by their key."""

import re
from dataclasses import replace
from typing import Any

from core.entities.scope import current
from core.errors import Unprocessable
from core.i18n import _, ngettext
from core.identity import roles
from core.portal import portal
from core.program_text.section import Change, ProgramSection, below, compared, mapping, sequence, unknown, wrong

KEY = re.compile(r"x_[a-z0-9_]{1,60}")
KNOWN = ("label", "staff", "permissions")


def export() -> dict[str, Any]:
    """Return the roles with the rights that mean something now: those of plugins that are off stay out of the text."""
    found = {}
    for role in sorted(roles.listing(), key=lambda role: str(role.key)):
        if rights := _known(role.permissions):
            found[role.key] = {"label": role.label, "staff": role.staff, "permissions": rights}
    return found


def plan(data: Any) -> list[Change]:
    """Compare the roles; one that people hold cannot go."""
    wanted, before, held = _wanted(data), export(), roles.holders()
    for key in before.keys() - wanted.keys():
        if held.get(key):
            raise wrong(
                "", _("The role %(key)s is not in the text, but people hold it. Give them another one first.", key=key), "role-in-use"
            )
    return [_judged(change, held) for change in compared(before, wanted)]


def apply(data: Any) -> None:
    """Make, change and remove roles, within the rights of the actor."""
    wanted, before = _wanted(data), export()
    for key, role in wanted.items():
        if before.get(key) != role:
            _write(key, role, new=key not in before)
    for key in before.keys() - wanted.keys():
        roles.delete(key)


def _write(key: str, role: dict[str, Any], *, new: bool) -> None:
    try:
        if new:
            roles.create(role["label"], staff=role["staff"], permissions=role["permissions"], key=key)
        else:
            roles.change(key, role["label"], role["permissions"])
    except Unprocessable as problem:
        raise below(f"/{key}", problem) from None


def _judged(change: Change, held: dict[str, int]) -> Change:
    key, _slash, what = change.path.partition("/")
    if what == "permissions" and (count := held.get(key, 0)):
        return replace(change, unsafe=ngettext("%(n)s person holds this role.", "%(n)s people hold this role.", count))
    return change


def _wanted(data: Any) -> dict[str, dict[str, Any]]:
    before = export()
    return {key: _role(key, role, before) for key, role in sorted(mapping(data).items())}


def _role(key: str, data: Any, before: dict[str, Any]) -> dict[str, Any]:
    if not KEY.fullmatch(key):
        raise wrong(f"/{key}", _("The key of a role begins with x_ and has small letters, digits and _."))
    given = mapping(data, f"/{key}", KNOWN)
    label, staff = given.get("label"), given.get("staff", False)
    if not isinstance(label, str) or not 1 <= len(label) <= 60:
        raise wrong(f"/{key}/label", _("Give the role a name of at most 60 characters."))
    if not isinstance(staff, bool):
        raise wrong(f"/{key}/staff", _("Write true or false."))
    if key in before and before[key]["staff"] != staff:
        raise wrong(f"/{key}/staff", _("Whom a role is for cannot be changed. Make another role."))
    names = sequence(given.get("permissions", []), f"/{key}/permissions")
    for n, name in enumerate(names):
        if name not in portal().programs.permissions:
            raise wrong(f"/{key}/permissions/{n}", unknown(str(name), portal().programs.permissions), code="unknown-name")
    return {"label": label, "staff": staff, "permissions": sorted(set(names))}


def _known(permissions: Any) -> list[str]:
    on = current().program.plugins
    return sorted(name for name in permissions if name in portal().programs.permissions and name.split(".", 1)[0] in on)


SECTION = ProgramSection("roles", 50, export, plan, apply, "core.role.edit")
