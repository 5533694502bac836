"""The fields an import can fill in an entity, what they may be called, and what the words in their cells mean."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from hansa import (
    LOCALES,
    N_,
    Entity,
    NotFound,
    _,
    country_codes,
    country_name,
    current_scope,
    db,
    entity_of,
    fields,
    schema_of,
    select,
    use_locale,
)
from plugins.sheets.columns import normal

OWNER = "partner_id"
LEFT_OUT = ("lines", "file")
CODES = ("number", "sku", "code")
"""Columns that name a record, beside its title."""
SYNONYMS: Mapping[str, tuple[str, ...]] = {OWNER: ("Partner", "Dealer", "Reseller", "伙伴", "合作伙伴", "经销商", "代理商")}
ABSENT = N_("“%(text)s” was not found.")
MISTYPED = N_("“%(text)s” has a typing mistake: its last character does not fit the others.")
TWICE = N_("“%(text)s” names more than one record. Use its number.")


@dataclass(frozen=True)
class Target:
    """A field that can be filled. `to` is the entity it points at, `words` what its values may be called."""

    name: str
    field: Any
    label: str
    required: bool
    to: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    called: tuple[str, ...] = ()


def importable(key: str) -> Entity:
    """Return the entity of a key; NotFound unless the actor may import into it."""
    entity, actor = entity_of(key), current_scope().actor
    if actor.read_only or not actor.may(entity.permission("import")) or not can_be_filled(entity):
        raise NotFound()
    return entity


def can_be_filled(entity: Entity) -> bool:
    """Tell whether the actor may make records and there is a field to fill in: what only follows from something else has none."""
    return entity.pages and current_scope().actor.may(entity.permission("create")) and bool(schema_of(entity).load_fields)


def targets(entity: Entity) -> dict[str, Target]:
    """Return the fields an import can fill, by name, in the order of the form; for staff also the owner."""
    ordered = sorted(schema_of(entity).load_fields.items(), key=lambda item: item[1].metadata.get("order", 0))
    found = [
        _target(n, f) for n, f in ordered if not f.dump_only and not f.metadata.get("secret") and fields.type_of(f).name not in LEFT_OUT
    ]
    if needs_owner(entity):
        owner = fields.Ref(to="core.partner", required=True, label=N_("Partner"))
        found.insert(0, _target(OWNER, owner))
    return {target.name: target for target in found}


def needs_owner(entity: Entity) -> bool:
    """Tell whether each row must say whose it is: where staff import what belongs to partners."""
    return current_scope().actor.staff and entity.audience == "owner" and entity.owner == OWNER


def look_up(target: Target, texts: set[str]) -> dict[str, str | None]:
    """Return the ids of the records that are called so, by number, code, title or id; None where a title is not unique.

    Only what the actor sees is found. One statement.
    """
    entity = entity_of(target.to)
    if not texts:
        return {}
    columns = entity.table.c
    names = [columns[n] for n in dict.fromkeys((*CODES, entity.title)) if n and n in columns and n != "id"]
    found: dict[str, str | None] = {}
    for row in db.session.execute(select(columns.id, *names).where(sa.or_(*(name.in_(texts) for name in names)))):
        for text in {str(value) for value in row[1:] if value in texts}:
            found[text] = None if text in found and found[text] != str(row.id) else str(row.id)
    return found


def _target(name: str, found: Any) -> Target:
    label = found.metadata.get("label") or name
    called = tuple(dict.fromkeys([*_in_all_languages(label), *SYNONYMS.get(name, ())]))
    return Target(name, found, _(label), found.required, getattr(found, "to", ""), dict(_words(found)), called)


def _words(found: Any) -> Iterator[tuple[str, str]]:
    for value, label in getattr(found, "choices", ()) or ():
        for text in (*_in_all_languages(label), value):
            yield normal(text), value
    if fields.type_of(found).name == "country":
        for code in country_codes():
            for locale in LOCALES:
                yield normal(country_name(code, locale)), code
            yield normal(code), code


def _in_all_languages(text: str) -> list[str]:
    found = [text]
    for locale in LOCALES:
        with use_locale(locale):
            found.append(_(text))
    return found
