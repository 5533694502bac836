"""The table: a column for each storage."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy.orm as so

from hansa import CustomFields, Owned, owned_ref, plugin_base


class Exhibit(Owned, CustomFields, plugin_base("gallery")):
    """Something on show."""

    title: so.Mapped[str]
    note: so.Mapped[str | None]
    count: so.Mapped[int | None]
    ratio: so.Mapped[Decimal | None]
    price: so.Mapped[Decimal | None]
    share: so.Mapped[Decimal | None]
    day: so.Mapped[date | None]
    at: so.Mapped[datetime | None]
    fair: so.Mapped[bool | None]
    kind: so.Mapped[str | None]
    marks: so.Mapped[list[Any] | None]
    mail: so.Mapped[str | None]
    web: so.Mapped[str | None]
    phone: so.Mapped[str | None]
    country: so.Mapped[str | None]
    parent_id: so.Mapped[uuid.UUID | None]
    picture: so.Mapped[uuid.UUID | None]
    parts: so.Mapped[list[Any] | None]
    __table_args__ = (owned_ref("parent_id", "gallery__exhibit"),)
