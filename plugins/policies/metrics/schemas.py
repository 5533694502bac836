"""What the records of measures ask for."""

from hansa import N_, EntitySchema, StateLook, fields
from plugins.policies.metrics.measure import AGGREGATES
from plugins.policies.schemas import Name

KINDS = (("records", N_("Counted from records")), ("formula", N_("Formula over measures")), ("manual", N_("Told by hand")))
UNITS = (
    ("money", N_("Amount of money")), ("count", N_("Count")), ("number", N_("Plain number")), ("percent", N_("Percentage")), ("days", N_("Days")), ("date", N_("Day")),
)  # fmt: skip
WORDS = {
    "sum": N_("Sum"), "count": N_("Count"), "count_distinct": N_("Count of different values"), "average": N_("Average"),
    "median": N_("Median"), "min": N_("Lowest"), "max": N_("Highest"), "first": N_("First"), "last": N_("Last"),
}  # fmt: skip
RECORDS, STEPS, OTHERS = N_("Records"), N_("Two steps"), N_("Formula")
STATES = {
    "proposed": StateLook(N_("Proposed"), "info", "send", "", N_("Another person has to agree")),
    "approved": StateLook(N_("Approved"), "ok", "circle-check"),
    "refused": StateLook(N_("Refused"), "bad", "circle-x"),
}
MOST = 900_000_000_000


class MeasureSchema(EntitySchema):
    label = fields.String(required=True, label=N_("What people call it"), order=1)
    name = Name(required=True, label=N_("Name in rules"), order=2, help=N_("Rules and the API call it own.name."))
    kind = fields.Choice(choices=KINDS, load_default="records", label=N_("Kind"), order=3)
    unit = fields.Choice(choices=UNITS, load_default="number", label=N_("Unit"), order=4)
    open = fields.Boolean(load_default=False, label=N_("Partners see their own figure"), order=5)
    entity = fields.String(
        label=N_("Records"), example="deals.deal", order=10, group=RECORDS, help=N_("Like deals.deal: the plugin and the kind.")
    )
    aggregate = fields.Choice(
        choices=[(name, WORDS[name]) for name in AGGREGATES],
        load_default="sum",
        label=N_("What is done with the values"),
        order=11,
        group=RECORDS,
    )
    value = fields.LongText(
        label=N_("Value"),
        order=12,
        example="amount",
        group=RECORDS,
        help=N_("A field, or a formula the database can compute, like amount - discount."),
    )
    date = fields.String(
        label=N_("Dated by"),
        order=13,
        example="created_at",
        group=RECORDS,
        help=N_("A field with a date or a moment; empty: when it was created."),
    )
    partner = fields.String(
        label=N_("Counts for"), order=14, example="partner_id", group=RECORDS, help=N_("The field with the partner; empty: the owner.")
    )
    where = fields.LongText(
        label=N_("Only where"), order=15, example='state == "won"', group=RECORDS, help=N_("A condition over the fields of the record.")
    )
    dimensions = fields.String(
        label=N_("Split by"), order=16, example="customer_country", group=RECORDS, help=N_("Up to four fields, with commas.")
    )
    per = fields.String(
        label=N_("Count per"),
        order=20,
        example="customer_name",
        group=STEPS,
        help=N_("A field like the customer: each is aggregated first, then counted."),
    )
    having = fields.LongText(
        label=N_("Counted where"), order=21, example="value >= 5000", group=STEPS, help=N_("A condition over value, like value >= 5000.")
    )
    new = fields.Boolean(load_default=False, label=N_("Only what had no record before the window"), order=22, group=STEPS)
    formula = fields.LongText(
        label=N_("Formula"),
        order=30,
        group=OTHERS,
        help=N_("Like orders.revenue - orders.returns; previous., all., tree., retained., retained_3_months. and kept_3_months. may stand in front."),
    )


class ColumnSchema(EntitySchema):
    label = fields.String(required=True, label=N_("What people call it"), max_length=80, order=1)
    measure = fields.String(
        required=True, label=N_("Measure"), order=2, max_length=80, example="orders.revenue",
        help=N_("Its name in rules, like orders.revenue; see Figures."),
    )  # fmt: skip
    window = fields.String(load_default="trailing 12 months", label=N_("Window of time"), order=3, max_length=80, example="trailing 12 months")
    counted_on = fields.Date(label=N_("Reckoned for"), order=4, metadata={"editable": "system"})


class ValueSchema(EntitySchema):
    state = fields.Choice(
        choices=[(key, look.label) for key, look in STATES.items()], label=N_("State"), cell="state", order=0,
        metadata={"editable": "system", "states": STATES, "state": True},
    )  # fmt: skip
    measure = Name(required=True, label=N_("Measure"), order=1, help=N_("The name of a measure that is told by hand."))
    partner_id = fields.Ref(to="core.partner", required=True, label=N_("Partner"), order=2)
    value = fields.Decimal(required=True, min=-MOST, max=MOST, label=N_("Value"), order=3)
    effective_on = fields.Date(required=True, label=N_("Counts for"), order=4)
    source_id = fields.String(label=N_("Id in its source"), order=5, help=N_("Sent again with another value, it is a correction."))
    evidence = fields.File(accept=(".pdf", ".png", ".jpg", ".xlsx", ".csv", ".docx", ".eml"), label=N_("Evidence"), order=6)
    note = fields.LongText(label=N_("What it rests on"), order=7)


class RefusalInput(EntitySchema):
    reason = fields.LongText(required=True, label=N_("Why not?"), order=1)
