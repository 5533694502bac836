"""Permissions and the roles that bundle them."""

from dataclasses import dataclass

ACTIONS = ("view", "create", "edit", "delete", "export", "import")
"""What every entity offers; named `<plugin>.<entity>.<action>`."""


@dataclass(frozen=True, slots=True)
class Permission:
    """A right beyond the standard ones. `name` is `<plugin>.<thing>.<action>`."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class RoleTemplate:
    """Rights a plugin gives to a role. Patterns end in `*` or name one permission; roles with one key add up over plugins."""

    key: str
    label: str = ""
    staff: bool = False
    permissions: tuple[str, ...] = ()


ROLES: tuple[RoleTemplate, ...] = (
    RoleTemplate("admin", "Program admin", True, ("*",)),
    RoleTemplate("manager", "Channel manager", True, ("core.partner.*", "core.membership.view")),
    RoleTemplate("finance", "Finance", True, ("core.partner.view",)),
    RoleTemplate("partner_admin", "Partner admin", False, ("core.partner.view", "core.membership.*")),
    RoleTemplate("partner_user", "Partner user", False, ("core.partner.view",)),
    RoleTemplate("distributor", "Distributor", False, ("core.partner.view", "core.partner.tree")),
)
"""The roles every program has. Plugins add rights to them by a RoleTemplate with the same key."""


def matches(pattern: str, permission: str) -> bool:
    """Tell whether a pattern (`*`, `deals.*`, `deals.deal.view`) covers a permission."""
    return permission == pattern or (pattern.endswith("*") and permission.startswith(pattern[:-1]))


def expand(patterns: frozenset[str], known: frozenset[str]) -> frozenset[str]:
    """Return the known permissions that some pattern covers."""
    return frozenset(p for p in known if any(matches(pattern, p) for pattern in patterns))
