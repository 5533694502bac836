"""Tables: the parties the program knows with the keys they are found by, and names on the alias list."""

import uuid
from datetime import date

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import CustomFields, ProgramScoped, plugin_base
from plugins.matching.blocking import COLUMNS

Base = plugin_base("matching")


def _key(column: str) -> sa.Index:
    """An index of the rows that have this key."""
    has_key = sa.text(f"{column} IS NOT NULL")
    return sa.Index(None, "program_id", column, postgresql_where=has_key, sqlite_where=has_key)


class KnownParty(ProgramScoped, Base):
    """A party as it stands in one record of some entity, and its keys (see `blocking`). Only staff and engines read it."""

    entity: so.Mapped[str]
    record_id: so.Mapped[uuid.UUID]
    owner_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="partner the record belongs to")
    name: so.Mapped[str]
    country: so.Mapped[str | None]
    domain: so.Mapped[str | None]
    registration: so.Mapped[str | None]
    phone: so.Mapped[str | None]
    place: so.Mapped[str | None]
    name_key: so.Mapped[str | None]
    head_key: so.Mapped[str | None]
    tail_key: so.Mapped[str | None]
    word_key: so.Mapped[str | None]
    other_key: so.Mapped[str | None]
    brand_key: so.Mapped[str | None]
    initials_key: so.Mapped[str | None]
    domain_key: so.Mapped[str | None]
    number_key: so.Mapped[str | None]
    phone_key: so.Mapped[str | None]

    __table_args__ = (sa.UniqueConstraint("program_id", "record_id"), *(_key(column) for column in COLUMNS))


class Alias(ProgramScoped, CustomFields, Base):
    """Another name of a company, or a member of its group. A group has the head's name as `company`."""

    company: so.Mapped[str]
    name: so.Mapped[str]
    kind: so.Mapped[str]
    since: so.Mapped[date | None]
    until: so.Mapped[date | None]
    source: so.Mapped[str | None]
    source_id: so.Mapped[str | None]
    edition: so.Mapped[int] = so.mapped_column(default=1)
    company_key: so.Mapped[str] = so.mapped_column(comment="see blocking.name_key")
    name_key: so.Mapped[str]

    __table_args__ = (
        sa.Index(None, "program_id", "company_key"),
        sa.Index(None, "program_id", "name_key"),
        sa.UniqueConstraint("program_id", "source_id", "edition"),
    )
