"""Permissions and the roles that bundle them."""

from dataclasses import dataclass

from core.i18n import N_

ACTIONS = ("view", "create", "edit", "delete", "export", "import")
"""What every entity offers; named `<plugin>.<entity>.<action>`."""


@dataclass(frozen=True, slots=True)
class Permission:
    """A right beyond the standard ones. `name` is `<plugin>.<thing>.<action>`; `staff`: never held at a partner."""

    name: str
    label: str
    staff: bool = False


@dataclass(frozen=True, slots=True)
class RoleTemplate:
    """Rights a plugin gives to a role. Patterns end in `*` or name one permission; roles with one key add up over plugins."""

    key: str
    label: str = ""
    staff: bool = False
    permissions: tuple[str, ...] = ()


ROLES: tuple[RoleTemplate, ...] = (
    RoleTemplate("admin", N_("Program admin"), True, ("*",)),
    RoleTemplate("manager", N_("Channel manager"), True, ("core.partner.*", "core.membership.view")),
    RoleTemplate("finance", N_("Finance"), True, ("core.partner.view",)),
    RoleTemplate("partner_admin", N_("Partner admin"), False, ("core.partner.view", "core.membership.*")),
    RoleTemplate("partner_user", N_("Partner user"), False, ("core.partner.view",)),
    RoleTemplate("distributor", N_("Distributor"), False, ("core.partner.view", "core.partner.tree")),
)
"""The roles every program has. Plugins add rights to them by a RoleTemplate with the same key."""


CORE_PERMISSIONS: tuple[Permission, ...] = (
    Permission("core.partner.tree", N_("See what belongs to the partners below")),
    Permission("core.partner.view_as", N_("Look at the portal as a partner"), staff=True),
    Permission("core.role.edit", N_("Make roles of this program"), staff=True),
    Permission("core.program.edit", N_("Change the program"), staff=True),
    Permission("core.program.text", N_("Download the program as text and apply one"), staff=True),
    Permission("core.plugin.edit", N_("Switch plugins on and off"), staff=True),
    Permission("core.field.edit", N_("Add fields to records"), staff=True),
    Permission("core.operations.edit", N_("See mail and background jobs, and try them again"), staff=True),
    Permission("core.personal.edit", N_("Give out and erase personal data"), staff=True),
    Permission("core.audit.view", N_("Read the audit trail"), staff=True),
)
"""The core's rights beyond the standard ones."""


def expand(patterns: frozenset[str], known: frozenset[str]) -> frozenset[str]:
    """Return the known permissions that some pattern (`*`, `deals.*`, `deals.deal.view`) covers."""
    beginnings = tuple(pattern[:-1] for pattern in patterns if pattern.endswith("*"))
    return frozenset(p for p in known if p in patterns or p.startswith(beginnings))
