"""The alias list, kept by staff, and the known parties, which have no pages."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, Entity, SavedView
from plugins.matching.blocking import name_key
from plugins.matching.models import Alias, KnownParty
from plugins.matching.normalise import parsed
from plugins.matching.schemas import AliasSchema, NoFields


def _keyed(alias: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    alias.company_key, alias.name_key = name_key(parsed(alias.company)), name_key(parsed(alias.name))


ALIAS = Entity(
    "alias", N_("Alias"), Alias, AliasSchema, plural=N_("Company aliases"), title="name", icon="copy", sort="company", menu=N_("Configure"),
    list_columns=("company", "name", "kind", "since", "until", "source"), search=("company", "name"), before_save=_keyed,
    create_label=N_("Add an alias"), views=(SavedView("groups", N_("Groups"), (("f.kind.in", "group"),), sort="company"),),
)  # fmt: skip
KNOWN = Entity("known_party", N_("Known party"), KnownParty, NoFields, pages=False, api=False, audited=False, searchable=False, noted=True)
ENTITIES = [ALIAS, KNOWN]
