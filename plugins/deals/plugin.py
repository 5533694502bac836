"""Deal registration."""

from hansa import N_, Entity, PluginInfo, RoleTemplate, hookimpl
from plugins.deals.entities import DEAL

PLUGIN = PluginInfo("deals", N_("Deals"), version="0.1.0", category=N_("Sales"), icon="briefcase", description=N_("Deal registration and protection"))


@hookimpl
def register_entities() -> list[Entity]:
    return [DEAL]


@hookimpl
def register_permissions() -> list[RoleTemplate]:
    return [
        RoleTemplate("manager", permissions=("deals.*",)),
        RoleTemplate("finance", permissions=("deals.deal.view", "deals.deal.export")),
        *(RoleTemplate(role, permissions=tuple(f"deals.deal.{a}" for a in ("view", "create", "edit", "export", "import"))) for role in ("partner_admin", "partner_user", "distributor")),
    ]
