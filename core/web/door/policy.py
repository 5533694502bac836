"""Every route says who may call it. A route that says nothing is not served."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may call a route.

    `permission`: a permission name. `action`: the permission of that action on the entity named by the URL.
    `kind`: `public` needs nobody; `member` anybody signed in to the program; `staff` the vendor's people; `site` site admins;
    `user` anybody signed in, on pages outside of programs; `permission` and `entity` follow from the two above.
    `while_viewing`: also for staff who look at the portal as a partner, where nothing else can be changed.
    `own_units`: the view begins its units itself, for work such as hashing that must not hold a write transaction.
    `upload`: the request may be as large as an upload. `costly`: see `core.web.door.rate`. `steady`: see `core.entities.scope`.
    """

    kind: Literal["public", "member", "staff", "site", "user", "permission", "entity"]
    permission: str = ""
    action: str = ""
    steady: bool = False
    while_viewing: bool = False
    own_units: bool = False
    upload: bool = False
    costly: bool = False


def policy(
    permission: str = "",
    *,
    action: str = "",
    public: bool = False,
    member: bool = False,
    staff: bool = False,
    site: bool = False,
    user: bool = False,
    steady: bool = False,
    while_viewing: bool = False,
    own_units: bool = False,
    upload: bool = False,
    costly: bool = False,
) -> Callable[[F], F]:
    """Declare a view's policy: exactly one of who may call it, and what else the guard has to know."""
    chosen = [k for k, v in {"public": public, "member": member, "staff": staff, "site": site, "user": user}.items() if v]
    chosen += ["permission"] * bool(permission) + ["entity"] * bool(action)
    if len(chosen) != 1:
        raise ValueError("a route has exactly one policy")
    more = {"steady": steady, "while_viewing": while_viewing, "own_units": own_units, "upload": upload, "costly": costly}
    made = Policy(chosen[0], permission, action, **more)  # type: ignore[arg-type]

    def declare(view: F) -> F:
        view.hansa_policy = made  # type: ignore[attr-defined]
        return view

    return declare


def policy_of(view: Callable[..., Any]) -> Policy | None:
    return getattr(view, "hansa_policy", None)
