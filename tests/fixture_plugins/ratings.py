"""A plugin that contributes a kind of field: one to five stars."""

from typing import Any

from hansa import FieldType, PluginInfo, fields, hookimpl

PLUGIN = PluginInfo("ratings", "Ratings", version="1.0")


class Stars(fields.Integer):
    """Whole stars."""

    type_name = "stars"

    def __init__(self, **options: Any):
        super().__init__(**{"min": 1, "max": 5, **options})


STARS = FieldType("stars", Stars, "number", "number", ("eq", "ge", "le", "empty"), "int", label="Stars", help="One to five.", icon="star")


@hookimpl
def register_field_types() -> list[FieldType]:
    return [STARS]
