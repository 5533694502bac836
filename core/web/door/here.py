"""What a request knows of itself once the guard let it in."""

from dataclasses import dataclass
from typing import cast

from flask import g, has_request_context

from core.entities.entity import Entity
from core.identity.actor import ANONYMOUS, Actor
from core.identity.resolve import Resolved, SiteUser
from core.programs.state import ProgramState


@dataclass(slots=True)
class Here:
    """The resolved program and actor (None on site pages, where only the user is known), the anti-forgery seed, and the entity of entity pages."""

    request_id: str
    resolved: Resolved | None = None
    csrf_seed: str = ""
    fresh_seed: str | None = None
    entity: Entity | None = None
    user: SiteUser | None = None
    admitted: bool = False

    @property
    def actor(self) -> Actor:
        return self.resolved.actor if self.resolved else ANONYMOUS

    @property
    def program(self) -> ProgramState | None:
        return self.resolved.program if self.resolved else None


def here() -> Here:
    """Return what is known of the running request."""
    return cast(Here, g.here)


def there() -> Here | None:
    """Return `here`, or None outside of a request or before the guard."""
    return g.get("here") if has_request_context() else None
