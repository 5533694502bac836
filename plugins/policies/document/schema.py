"""The base of all policy documents."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, EntitySchema, fields
from plugins.policies.document.parts import Plain


class ExampleSchema(EntitySchema):
    """Facts and what must come of them; checked by plan, apply and publish."""

    name = fields.String(required=True, label=N_("Example"), order=1)
    facts = Plain(required=True, label=N_("Facts"), order=2)
    at = fields.DateTime(label=N_("At"), help=N_("The moment it is decided; rules read its day as today."), order=4)
    expect = Plain(required=True, label=N_("Expected"), order=3)


class PolicySchema(EntitySchema):
    """What a document of a kind of policy may say. Loading it gives the normal form: every default written out."""

    calendar = fields.String(
        label=N_("Calendar of working days"), group=N_("Conventions"), order=900, max_length=60,
        help=N_("Its short name; rules call it holidays. Without one, Monday to Friday are working days."),
    )  # fmt: skip
    examples = fields.Lines(ExampleSchema, load_default=list, label=N_("Examples"), group=N_("Examples"), order=950, max_rows=200)

    @classmethod
    def normal(cls, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Return the document as it is stored: judged, plain, complete. Raises ValidationError."""
        schema = cls()
        return dict(schema.dump(schema.load(raw)))
