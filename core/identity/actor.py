"""The actor: who acts, with which rights, and how far those reach."""

import uuid
from dataclasses import dataclass
from typing import Literal

Reach = Literal["all", "region", "tree", "partner", "none"]
"""How far an actor sees over partners: every one, one region, itself and those below, itself, nobody."""

REACHES: tuple[Reach, ...] = ("all", "region", "tree", "partner", "none")

TREE_PERMISSION = "core.partner.tree"
"""Holders at a partner also see what belongs to the partners below theirs."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A membership, an API token or the system, in one program. `permissions` are already effective (roles ∩ token scopes).

    `viewing`: one of the vendor's people, who looks at the portal as this partner.
    """

    kind: Literal["user", "token", "system", "anonymous"]
    user_id: uuid.UUID | None = None
    membership_id: uuid.UUID | None = None
    partner_id: uuid.UUID | None = None
    region: str | None = None
    roles: tuple[str, ...] = ()
    permissions: frozenset[str] = frozenset()
    name: str = ""
    email: str = ""
    partner_name: str = ""
    locale: str | None = None
    site_admin: bool = False
    read_only: bool = False
    viewing: bool = False

    @property
    def of_vendor(self) -> bool:
        """True wherever one of the vendor's people reads, also as a partner: what partners keep from the vendor stays closed."""
        return self.staff or self.viewing

    @property
    def staff(self) -> bool:
        """True for people of the vendor and for the system."""
        return self.partner_id is None and self.kind != "anonymous"

    @property
    def reach(self) -> Reach:
        if self.kind == "anonymous":
            return "none"
        if self.partner_id is not None:
            return "tree" if TREE_PERMISSION in self.permissions else "partner"
        return "region" if self.region else "all"

    def may(self, permission: str) -> bool:
        return permission in self.permissions


ANONYMOUS = Actor(kind="anonymous", name="anonymous")
SYSTEM = Actor(kind="system", name="system")
