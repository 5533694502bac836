"""A row of partner A with a word of its own in every table, so that the word betrays a leak wherever it turns up."""

import datetime as dt
import io
import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from core.db import MoneyAmount, UtcDateTime, metadata
from core.entities.effective import schema_of
from core.entities.entity import Entity
from core.identity.actor import Actor
from hansa.testing import Kit, Person, ProgramOfTest
from plugins.rebates.stating.content import WORDS
from schemas.types import type_of

PROGRAM = ProgramOfTest("alpha")
A, B = PROGRAM.partner("a"), PROGRAM.partner("b")
FREE_TEXT = frozenset(
    {
        "title",
        "body",
        "text",
        "subject",
        "label",
        "filename",
        "reason",
        "author_name",
        "error",
        "source",
        "detail",
        "note",
        "message",
        "core_file.name",
        "policies__fact.name",
        "ledger__account.reference",
        "ledger__hold.memo",
        "ledger__journal.memo",
        "ledger__entry.memo",
        "orders__item.sku",
        "orders__shipment.carrier",
        "orders__invoice.number",
        "orders__goods_return.why",
        "orders__reservation.deal_title",
        "orders__vendor_stock.place",
        "rebates__result.component",
        "rebates__statement.addressee",
        "rebates__dispute.why",
        "rebates__claim_line.document",
        "tiering__standing.track",
        "mdf__extension.why",
    }
)
"""Columns people write into; other texts are words the program compares with."""
ENDING = "quince"
"""How every planted word ends."""
SHORTEST = 40
"""Letters a column must have room for to hold a word; shorter ones hold words of the program."""
DEFINED = {
    "core_field.key": "x_planted",
    "core_field.definition": {"key": "x_planted", "type": "text", "label": "Planted"},
    "core_export.ending": "csv",
    "rebates__statement.content": {
        "format": 1, "currency": "USD", "words": dict(WORDS), "late": [], "total": "0.0000", "number": "S1", "title": "Planted", "issuer": "Planted", "lang": "en",
        "program": "planted", "starts_on": "2026-01-01", "ends_on": "2026-01-31", "cut_off_on": "2026-02-05", "dispute_by": "2026-02-26",
        "fingerprint": "0",
        "lines": [
            {"key": "L1", "what": "planted", "payable": "0.0000", "form": "", "receiver": "", "measured": "", "base": "", "rate": "",
             "unrounded": "", "earned": None, "before": None, "about": "", "why": "", "source": ""},
        ],
    },
}  # fmt: skip
"""Values that must make sense to be shown."""

STATED = {"ledger__entry": "ledger.account.view"}
"""What the vendor keeps and states to the partner whose account it is on, by the right to see the account."""


NAMED = {"policies__measure": "policies.figure.view", "policies__calendar": "leads.capacity.view"}
"""What the vendor keeps and whose name it tells everybody who has this right, or the right to the list itself."""

SHOWN = frozenset({"policies__figure_column"})
"""What stands at the head of a list, for all of the vendor's people that see the list."""


@dataclass
class Plant:
    """One planted row: its table, its id, the word to look for, and the entity when it is one."""

    table: str
    id: uuid.UUID
    word: str
    entity: Entity | None = None
    owned: bool = True
    formed: bool = False
    """Made by a form; what follows from another record is written as a row."""

    @property
    def record(self) -> bool:
        """A record of its entity, not a row about one."""
        return self.entity is not None and self.entity.table.name == self.table

    def seen_by(self, person: Person | None, actor: Actor) -> bool:
        """Tell whether this person may lawfully meet the word. Without an entity's word for it: the partner and the vendor."""
        if person is None:
            return False
        if self.table in STATED and actor.partner_id == A:
            return actor.may(STATED[self.table])
        if self.table in NAMED and actor.may(NAMED[self.table]):
            return True
        if self.table in SHOWN and actor.staff:
            return True
        paged = self.entity is not None and (self.entity.pages or self.entity.api)
        if self.entity is not None and paged and not actor.may(self.entity.permission("view")):
            return False
        central = self.entity is not None and self.entity.audience == "central"
        near = actor.partner_id == A or actor.reach == "all" or (actor.reach == "region" and not self.owned and not central)
        return (
            near
            if self.entity is None or self.entity.audience in ("owner", "central")
            else actor.staff or self.entity.audience == "program"
        )


@dataclass
class Garden:
    """Everything that was planted, by table."""

    plants: dict[str, Plant] = field(default_factory=dict)
    rivals: dict[str, uuid.UUID] = field(default_factory=dict)
    """A record of partner B for what is about several partners, by entity."""

    def entity(self, key: str) -> Plant | None:
        return next((p for p in self.plants.values() if p.record and p.entity and p.entity.key == key), None)

    def records(self) -> list[Plant]:
        """Return the records that have pages or an API of their own."""
        return [p for p in self.plants.values() if p.record and p.entity and (p.entity.pages or p.entity.api)]


def plant(kit: Kit) -> Garden:
    garden, people = Garden(), _filled(kit)
    for entity in kit.portal.registry:
        if (entity.pages or entity.api) and entity.key != "core.partner" and _made_by_form(kit, entity):
            _record(kit, garden, entity)
    _partner(kit, garden)
    with kit.owner.begin() as connection:
        for table in metadata.sorted_tables:
            if (
                table.name not in people
                and "program_id" in table.c
                and isinstance(getattr(table.c.get("id"), "type", None), sa.Uuid)
                and table.name not in garden.plants
            ):
                _row(kit, connection, garden, table)
    return garden


def _count(table: sa.Table) -> sa.Select[Any]:
    return sa.select(sa.func.count()).select_from(table).where(table.c.program_id == PROGRAM.id)


def _some(table: sa.Table) -> sa.Select[Any]:
    """Any row of a table that was filled before, as of the people of the tests."""
    return (
        sa.select(table.c.id).where(table.c.program_id == PROGRAM.id).order_by(table.c.id).limit(1)
        if "program_id" in table.c
        else sa.select(None)
    )


def _filled(kit: Kit) -> set[str]:
    """Return the tables that hold what the people of the tests are."""
    with kit.owner.connect() as connection:
        return {table.name for table in metadata.sorted_tables if "program_id" in table.c and connection.scalar(_count(table))}


def word_for(table: str) -> str:
    """Return the word of a table: the first half may be searched for, so only the whole betrays."""
    return f"{search_word(table)}{ENDING}"


def search_word(table: str) -> str:
    return "".join(c for c in table if c.isalnum()) + "zz"


def maker(entity: Entity) -> Person:
    """Return who makes records of an entity: the vendor's admin, or A's own where partners keep them from the vendor."""
    return Person("above" if entity.private else "admin")


def _record(kit: Kit, garden: Garden, entity: Entity) -> None:
    if entity.table.name in garden.plants:
        return
    word = word_for(entity.table.name)
    owned = entity.audience == "owner"
    made = kit.make(entity.key, maker(entity), word, A if owned else None, pointing(kit, garden, entity))
    garden.plants[entity.table.name] = Plant(entity.table.name, made, word, entity, owned, formed=True)


def pointing(kit: Kit, garden: Garden, entity: Entity) -> dict[str, str]:
    """Return what a record points at: partner A and what was planted for it.

    What the vendor keeps about several partners points at A's first, then at a record of the same kind of B's.
    """
    with kit.acting(maker(entity)):
        refs = {name: f.to for name, f in schema_of(entity).load_fields.items() if type_of(f).name == "ref" and f.to != entity.key}
    found: dict[str, str] = {}
    for name, to in refs.items():
        again = entity.audience != "owner" and to in [refs[earlier] for earlier in found]
        target = _of_rival(kit, garden, to) if again else A if to == "core.partner" else getattr(garden.entity(to), "id", None)
        if target is not None:
            found[name] = str(target)
    return found


def _of_rival(kit: Kit, garden: Garden, key: str) -> uuid.UUID:
    if key == "core.partner":
        return B
    if key not in garden.rivals:
        garden.rivals[key] = kit.make(key, Person("admin"), "Rival", B, {})
    return garden.rivals[key]


FOLLOWS = frozenset(
    {
        "policies.measure_value",
        "orders.return",
        "orders.quote",
        "rebates.dispute",
        "rebates.forecast",
        "orders.dealer_credit",
        "tiering.enrolment",
        "mdf.allocation",
        "mdf.request",
        "mdf.activity",
        "mdf.claim",
        "mdf.extension",
    }
)
"""What repeats words or products of another record: a form needs those first."""


def _made_by_form(kit: Kit, entity: Entity) -> bool:
    """Tell whether a form can make a record; those that follow from another record are written as rows."""
    if entity.key in FOLLOWS:
        return False
    with kit.acting(maker(entity)):
        fields = set(schema_of(entity).load_fields)
    given = {*fields, "program_id", "id", "number", *({"partner_id"} if entity.audience == "owner" else ())}
    return all(column.name in given or column.nullable or column.default is not None for column in entity.table.c)


def _partner(kit: Kit, garden: Garden) -> None:
    """The partner itself is there already: its registration number is what rivals must not learn."""
    entity, word = kit.portal.registry["core.partner"], word_for("core_partner")
    with kit.owner.begin() as connection:
        table = entity.table
        connection.execute(sa.update(table).where(table.c.id == A).values(registration_no=word, number="P-A"))
    garden.plants["core_partner"] = Plant("core_partner", A, word, entity)


ADDRESSED = frozenset({"core_job"})
"""Tables of the core with a page for each row, whatever planting left there."""


def _row(kit: Kit, connection: sa.Connection, garden: Garden, table: sa.Table) -> None:
    """Fill the columns a row needs; leave tables alone whose rows follow every record."""
    if kit.portal.registry.of_table(table.name) is None and table.name not in ADDRESSED and connection.scalar(_count(table)):
        return
    made, word = uuid.uuid4(), word_for(table.name)
    values = {c.name: _value(kit, connection, garden, c, word) for c in table.c if _free(c) or _needed(c) or str(c) in DEFINED}
    connection.execute(sa.insert(table).values({**values, "id": made}))
    about = kit.portal.registry["audiences.note"] if "record_id" in table.c and {"entity", "about"} & set(table.c.keys()) else None
    entity = kit.portal.registry.of_table(table.name) or about
    garden.plants[table.name] = Plant(table.name, made, word, entity, "partner_id" in table.c)


def _free(column: sa.Column[Any]) -> bool:
    wanted = bool({column.name, f"{column.table.name}.{column.name}"} & FREE_TEXT)
    return wanted and roomy(column.type)


def roomy(kind: Any) -> bool:
    """Tell whether a column holds texts, with room for a word."""
    return isinstance(kind, sa.String) and (kind.length or SHORTEST) >= SHORTEST


def _needed(column: sa.Column[Any]) -> bool:
    return column.name in ("partner_id", "membership_id", "user_id", "program_id") or (not column.nullable and column.default is None)


def _value(kit: Kit, connection: sa.Connection, garden: Garden, column: sa.Column[Any], word: str) -> Any:
    person, note = Person("a"), garden.plants["audiences__note"]
    known = {
        "program_id": PROGRAM.id,
        "partner_id": A,
        "membership_id": person.membership_id,
        "user_id": person.user_id,
        "principal": person.membership_id,
        "record_id": note.id,
        "about": "audiences.note",
        "entity": "audiences.note",
        "month": 202611,
        "audience": "owner",
        "currency": "USD",
    }
    if column.name in known:
        return known[column.name]
    place = f"{column.table.name}.{column.name}"
    if place in DEFINED:
        return DEFINED[place]
    if place == "core_file.key":
        return _stored(kit, word)
    for key in column.foreign_keys:
        target = garden.plants.get(key.column.table.name)
        if target and key.column.name == "id":
            return target.id
        if key.column.name == "id" and (there := connection.scalar(_some(key.column.table))):
            return there
    return word if _free(column) else _blank(column.type)


def _stored(kit: Kit, word: str) -> str:
    key = f"{PROGRAM.id}/{uuid.uuid4()}"
    kit.portal.files.put(key, io.BytesIO(word.encode()))
    return key


def _blank(kind: Any) -> Any:
    if isinstance(kind, MoneyAmount):
        return Decimal(1)
    if isinstance(kind, UtcDateTime):
        return dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    choices: list[tuple[type[Any], Any]] = [
        (sa.JSON, {}),
        (sa.Uuid, uuid.uuid4()),
        (sa.Date, dt.date(2026, 11, 22)),
        (sa.Boolean, False),
        (sa.Integer, 1),
        (sa.String, "sample"),
    ]
    return next(value for cls, value in choices if isinstance(kind, cls))
