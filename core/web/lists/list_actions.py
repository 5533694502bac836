"""What plugins offer above a list, such as an import; asked once for each set of rights."""

from types import SimpleNamespace

from flask import url_for

from core.entities import records
from core.entities.entity import Entity
from core.entities.scope import current
from core.i18n import _
from core.i18n import current as current_locale


def list_actions(entity: Entity) -> list[SimpleNamespace]:
    """Return the links above the list of an entity that the actor may follow."""
    scope = current()
    key = ("list-actions", entity.key, scope.actor.permissions, scope.actor.staff, scope.actor.read_only, current_locale())
    return scope.program.cache.get(key, lambda: _ask(entity))


def _ask(entity: Entity) -> list[SimpleNamespace]:
    scope = current()
    found = [a for actions in records.hooks("list_actions", entity=entity, actor=scope.actor) for a in actions]
    lawful = [a for a in found if (not a.permission or scope.actor.may(a.permission)) and not scope.actor.read_only]
    return [SimpleNamespace(label=_(a.label), icon=a.icon, url=url_for(a.endpoint, program=scope.program.slug, **a.args)) for a in lawful]
