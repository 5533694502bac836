"""The database: one shared metadata, the declarative bases, the mixins every model is made of."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import orm as so
from sqlalchemy.dialects.postgresql import JSONB
from uuid_utils.compat import uuid7

from core import clock

MONEY_SCALE = 10_000
"""Money is stored as whole 1/10,000 of a currency unit."""

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

JsonType = sa.JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware moment, stored in UTC; naive values are refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class MoneyAmount(sa.types.TypeDecorator[Decimal]):
    """An exact amount: BIGINT of 1/10,000 currency unit in the database, Decimal in Python."""

    impl = sa.BigInteger()
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: sa.Dialect) -> int | None:
        if value is None:
            return None
        scaled = Decimal(value) * MONEY_SCALE
        if scaled != scaled.to_integral_value():
            raise ValueError("an amount has at most four decimals")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-4)


def money_sum(amount: Any) -> sa.ColumnElement[Any]:
    """Return the exact sum of amounts as an expression; it is read as a Decimal, None over no rows. PostgreSQL would widen it otherwise."""
    return sa.cast(sa.func.sum(sa.type_coerce(amount, sa.BigInteger())), MoneyAmount())


_PLAIN: dict[Any, Any] = {
    uuid.UUID: sa.Uuid(),
    datetime: UtcDateTime(),
    date: sa.Date(),
    Decimal: MoneyAmount(),
    str: sa.String(),
    int: sa.Integer(),
    bool: sa.Boolean(),
}
# A column nobody has set stays out of the INSERT: most of what a record has is written later in its life.
TYPE_MAP: dict[Any, Any] = {
    **{kind: type_.evaluates_none() for kind, type_ in _PLAIN.items()},
    dict[str, Any]: JsonType,
    list[str]: JsonType,
    list[Any]: JsonType,
}


class HansaSession(FlaskSession):
    """The session of one request or job. Its guards are attached by `core.entities.wall`."""


class AppendOnly:
    """Rows that are written once: no statement changes or deletes one. On PostgreSQL the portal's roles may not, whatever asks."""


class _Tables:
    """Names the table and adds the constraints its mixins ask for to those a model states itself."""

    __prefix__: ClassVar[str] = "core_"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        abstract = "__abstract__" in cls.__dict__ or "__prefix__" in cls.__dict__
        if not abstract:
            if "__tablename__" not in cls.__dict__:
                cls.__tablename__ = cls.__prefix__ + re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()  # type: ignore[attr-defined]
            own = cls.__dict__.get("__table_args__", ())
            kept: tuple[Any, ...] = ({"info": {"append_only": True}},) if issubclass(cls, AppendOnly) else ()
            cls.__table_args__ = (*own, *(make() for mixin in cls.__mro__ for make in mixin.__dict__.get("__constraints__", ())), *kept)  # type: ignore[attr-defined]
        super().__init_subclass__(**kwargs)


class Base(_Tables, so.DeclarativeBase):
    """Base of the core's own models."""

    __prefix__ = "core_"
    __table__: ClassVar[Any]
    registry = so.registry(metadata=metadata, type_annotation_map=TYPE_MAP)


db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"class_": HansaSession, "autoflush": False})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def plugin_base(name: str) -> type[so.DeclarativeBase]:
    """Return the declarative base of a plugin: its own mapper registry on the shared metadata, tables `<name>__<model>`."""

    class PluginBase(_Tables, so.DeclarativeBase):
        __prefix__ = f"{name}__"
        registry = so.registry(metadata=metadata, type_annotation_map=TYPE_MAP)

    return PluginBase


def new_id() -> uuid.UUID:
    """Return a new UUIDv7: sortable by time, 74 random bits."""
    return uuid7()


class ProgramScoped:
    """A row of one program: key `(program_id, id)`, optimistic `version`, moments, archiving."""

    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True, sort_order=-10)
    id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True, default=new_id, sort_order=-9)
    version: so.Mapped[int] = so.mapped_column(default=1, sort_order=90)
    created_at: so.Mapped[datetime] = so.mapped_column(default=clock.now, sort_order=91)
    updated_at: so.Mapped[datetime] = so.mapped_column(default=clock.now, onupdate=clock.now, sort_order=92)
    created_by: so.Mapped[uuid.UUID | None] = so.mapped_column(sort_order=93)
    archived_at: so.Mapped[datetime | None] = so.mapped_column(sort_order=94)

    @so.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version} if hasattr(cls, "__table__") else {"version_id_col": cls.version}

    __constraints__: ClassVar[tuple[Callable[[], sa.Constraint], ...]] = (
        lambda: sa.ForeignKeyConstraint(["program_id"], ["core_program.id"], ondelete="RESTRICT"),
    )


class Owned(ProgramScoped):
    """A row that belongs to one partner for ever: `partner_id` is set at creation and never updated."""

    partner_id: so.Mapped[uuid.UUID] = so.mapped_column(sort_order=-8)

    __constraints__ = (
        lambda: sa.UniqueConstraint("program_id", "partner_id", "id"),
        lambda: sa.ForeignKeyConstraint(["program_id", "partner_id"], ["core_partner.program_id", "core_partner.id"], ondelete="RESTRICT"),
    )


class CustomFields:
    """Values of admin-made (`x_…`) and plugin-added (`<plugin>__…`) fields; the JSON is the truth."""

    custom: so.Mapped[dict[str, Any]] = so.mapped_column(default=dict, sort_order=95)


def owned_ref(column: str, target: str, **kwargs: Any) -> sa.ForeignKeyConstraint:
    """Reference another row of the same owner; a foreign row is refused by the key itself."""
    return _ref(("program_id", "partner_id", column), ("program_id", "partner_id", "id"), target, kwargs)


def program_ref(column: str, target: str, **kwargs: Any) -> sa.ForeignKeyConstraint:
    """Reference a staff or program row of the same program. `cross_owner=True` marks a target that has another owner."""
    return _ref(("program_id", column), ("program_id", "id"), target, kwargs)


def _ref(own: tuple[str, ...], theirs: tuple[str, ...], target: str, options: dict[str, Any]) -> sa.ForeignKeyConstraint:
    cross = options.pop("cross_owner", False)
    constraint = sa.ForeignKeyConstraint(
        list(own), [f"{target}.{c}" for c in theirs], ondelete=options.pop("ondelete", "RESTRICT"), **options
    )
    constraint.info["cross_owner"] = cross
    return constraint
