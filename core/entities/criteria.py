"""Loader criteria that follow an entity into its aliases."""

from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.util import LoaderCriteriaOption
from sqlalchemy.sql.util import ClauseAdapter
from sqlalchemy.util import ReadOnlyProperties


class EntityCriteria(LoaderCriteriaOption):
    """`with_loader_criteria` for a condition on mapped columns: joined to an alias, it speaks of the alias.

    The library turns only conditions made by a function of the class, whose caching forbids one function for many entities.
    """

    _traverse_internals = LoaderCriteriaOption._traverse_internals

    def _resolve_where_criteria(self, ext_info: Any) -> Any:
        found = super()._resolve_where_criteria(ext_info)
        return ClauseAdapter(ext_info.selectable).traverse(found) if ext_info.is_aliased_class else found


def mapped(model: type[Any]) -> Any:
    """Return something with the columns of a model's table under `c`, as attributes of the model."""
    mapper = sa.inspect(model)
    columns = {column.name: getattr(model, mapper.get_property_by_column(column).key) for column in mapper.local_table.c}
    return SimpleNamespace(c=ReadOnlyProperties(columns))
