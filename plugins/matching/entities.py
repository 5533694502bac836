"""The alias list, kept by staff, and the known parties, which have no pages."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, Entity, SavedView, clock, db
from plugins.matching.blocking import name_key
from plugins.matching.models import Alias, KnownParty
from plugins.matching.normalise import parsed
from plugins.matching.schemas import AliasSchema, NoFields

SAME = N_("This is known already; nothing changes.")
COMPARED = ("company", "name", "kind", "since", "until", "source")


def _keyed(alias: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    alias.company_key, alias.name_key = name_key(parsed(alias.company)), name_key(parsed(alias.name))
    if is_new and alias.source_id is not None:
        _succeed(alias)


def _succeed(alias: Any) -> None:
    """Archive what was imported before under the same id. Raises Conflict (code `unchanged`) when it says nothing new."""
    before = _edition(alias.source_id)
    if before is None:
        return
    if before.archived_at is None:
        if all(getattr(before, name) == getattr(alias, name) for name in COMPARED):
            raise Conflict(SAME, code="unchanged")
        before.archived_at = clock.now()
    alias.edition = before.edition + 1


def take_back(entity: Entity, record: Any) -> None:
    """When a correction is taken back, the alias before it holds again."""
    if entity.model is Alias and record.source_id is not None and record.archived_at is None:
        before = _edition(record.source_id, before=record.edition)
        if before is not None:
            before.archived_at = None


def _edition(source_id: str, before: int | None = None) -> Any:
    wanted = sa.select(Alias).where(Alias.source_id == source_id, *([Alias.edition < before] if before else []))
    return db.session.scalars(wanted.order_by(Alias.edition.desc()).limit(1)).one_or_none()


ALIAS = Entity(
    "alias", N_("Alias"), Alias, AliasSchema, plural=N_("Company aliases"), title="name", icon="copy", sort="company", menu=N_("Configure"),
    list_columns=("company", "name", "kind", "since", "until", "source"), search=("company", "name"), before_save=_keyed,
    create_label=N_("Add an alias"), views=(SavedView("groups", N_("Groups"), (("f.kind.in", "group"),), sort="company"),),
)  # fmt: skip
KNOWN = Entity("known_party", N_("Known party"), KnownParty, NoFields, pages=False, api=False, audited=False, searchable=False, noted=True)
ENTITIES = [ALIAS, KNOWN]
