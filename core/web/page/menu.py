"""What plugins put on pages: entries of the navigation, cards of the home page, panels and actions of a record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from core.i18n import N_


@dataclass(frozen=True)
class MenuItem:
    """An entry of the navigation. `endpoint` is `entity:<plugin>.<entity>` or a Flask endpoint; `tab` asks for the phone's bar.

    `section` is the group it stands in, one of `GROUPS` or a name of the plugin's own; without one it stands beside Home, which
    is for the few things people open many times a day.
    """

    label: str
    endpoint: str
    icon: str = "point"
    section: str = ""
    weight: int = 50
    permission: str = ""
    staff: bool | None = None
    tab: bool = False
    args: Mapping[str, str] = field(default_factory=dict)


SALES, PARTNERS, MONEY, CONFIGURE = N_("Sales"), N_("Partners"), N_("Money"), N_("Configure")
GROUPS = ("", SALES, PARTNERS, MONEY)
"""Groups in the order they stand; those of other plugins follow by name, and `CONFIGURE` is the last."""
FOLDED = frozenset({CONFIGURE})
"""Groups that are closed until somebody opens them, or is on one of their pages."""
INBOX = "inbox"
"""The section of the one entry that stands behind the bell; its `<url>unread` is asked for the bell once a page is there."""

CORE_MENU: tuple[MenuItem, ...] = (
    MenuItem(N_("People"), "people.list", "users", PARTNERS, 80, "core.membership.view", tab=True),
    MenuItem(N_("Program"), "admin_program.edit", "adjustments", CONFIGURE, 10, "core.program.edit"),
    MenuItem(N_("Brand"), "admin_brand.edit", "palette", CONFIGURE, 20, "core.program.edit"),
    MenuItem(N_("Plugins"), "admin_plugins.list", "puzzle", CONFIGURE, 30, "core.plugin.edit"),
    MenuItem(N_("Roles"), "roles.list", "user-shield", CONFIGURE, 35, "core.role.edit"),
    MenuItem(N_("Custom fields"), "admin_fields.list", "forms", CONFIGURE, 40, "core.field.edit"),
    MenuItem(N_("Program as text"), "program_text.show", "code", CONFIGURE, 50, "core.program.text"),
    MenuItem(N_("Mail"), "operations.mail", "mail", CONFIGURE, 60, "core.operations.edit"),
    MenuItem(N_("Background jobs"), "operations.jobs", "clock", CONFIGURE, 70, "core.operations.edit"),
    MenuItem(N_("Personal data"), "personal.show", "id-badge-2", CONFIGURE, 75, "core.personal.edit"),
    MenuItem(N_("Audit trail"), "operations.audit", "history", CONFIGURE, 80, "core.audit.view"),
)
"""The core's own entries, beside those of entities and plugins."""


def place(section: str) -> tuple[int, str]:
    """Return what groups are sorted by."""
    if section in GROUPS:
        return GROUPS.index(section), ""
    return (len(GROUPS) + 1 if section == CONFIGURE else len(GROUPS)), section


SITE_MENU: tuple[MenuItem, ...] = (
    MenuItem(N_("Programs"), "programs.list", "building-community", tab=True),
    MenuItem(N_("Users"), "site_users.list", "users", tab=True),
    MenuItem(N_("Mail"), "operations_site.mail", "mail"),
)
"""The entries of site admins outside of programs."""


@dataclass(frozen=True)
class Card:
    """A part of the home page, loaded by itself from `endpoint`, so that a slow or broken one stands alone.

    `primary` is the job to start from the page; the page shows that of the first card which offers one the reader may do.
    """

    title: str
    endpoint: str
    size: Literal["main", "side"] = "main"
    weight: int = 50
    permission: str = ""
    args: Mapping[str, str] = field(default_factory=dict)
    primary: "Action | None" = None


@dataclass(frozen=True)
class Panel:
    """A part of a record's page, loaded by itself; `args` go into the URL. `main` stands below the fields, not beside them."""

    title: str
    endpoint: str
    weight: int = 50
    permission: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)
    main: bool = False


@dataclass(frozen=True)
class Action:
    """A button on a record."""

    label: str
    endpoint: str
    icon: str = ""
    kind: Literal["primary", "quiet", "bad"] = "quiet"
    method: Literal["get", "post"] = "get"
    confirm: str = ""
    permission: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)
