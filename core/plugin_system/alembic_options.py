"""How Alembic looks at the tables of one plugin; shared by `env.py` and the drift check."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from core.db import metadata

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext

CORE = "core"


def version_table(plugin: str) -> str:
    return f"{plugin}__alembic"


def owns(plugin: str, table: str | None) -> bool:
    """Tell whether a table belongs to a plugin, by its prefix. Version tables belong to nobody."""
    prefix = "core_" if plugin == CORE else f"{plugin}__"
    return bool(table) and str(table).startswith(prefix) and not str(table).endswith("__alembic")


def own_metadata(plugin: str) -> sa.MetaData:
    """Return the models of a plugin and of what they point at, so that broken models of others do not matter."""
    found = sa.MetaData(naming_convention=metadata.naming_convention)
    waiting = {name for name in metadata.tables if owns(plugin, name)}
    while waiting:
        table = metadata.tables[waiting.pop()].to_metadata(found)
        targets = {key.target_fullname.rpartition(".")[0] for key in table.foreign_keys}
        waiting |= {name for name in targets & metadata.tables.keys() if name not in found.tables}
    return found


def options(plugin: str) -> dict[str, Any]:
    """Return the arguments of `MigrationContext.configure` for one plugin."""
    return {
        "target_metadata": own_metadata(plugin),
        "version_table": version_table(plugin),
        "include_name": _named(plugin),
        "include_object": _included(plugin),
        "render_as_batch": True,  # SQLite needs it, and a migration is written once for both databases
        "render_item": render_type,
        "user_module_prefix": None,
    }


def _named(plugin: str) -> Callable[..., bool]:
    def include(name: str | None, kind: str, parents: dict[str, Any]) -> bool:
        return owns(plugin, name) if kind == "table" else True

    return include


def _included(plugin: str) -> Callable[..., bool]:
    def include(item: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
        return owns(plugin, name) if kind == "table" else True

    return include


def render_type(kind: str, item: Any, context: "AutogenContext") -> str | Literal[False]:
    """Write plain types into migrations, so that a migration never imports the application."""
    if kind != "type":
        return False
    if isinstance(item, sa.types.TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    if isinstance(item, sa.JSON) and "postgresql" in item._variant_mapping:
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False
