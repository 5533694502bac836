"""The plugin: its entity, and measures of every aggregate."""

from hansa import Entity, EntitySchema, PluginInfo, RoleTemplate, fields, hookimpl
from plugins.policies.api import Derived, Measure
from tests.fixture_plugins.sales.models import Line

PLUGIN = PluginInfo("sales", "Sales", version="1.0", requires=("policies",))


class LineSchema(EntitySchema):
    title = fields.String(required=True, label="Title")
    product_line = fields.String(label="Product line")
    customer = fields.String(label="Customer")
    kind = fields.Choice(choices=(("goods", "Goods"), ("return", "Return"), ("freight", "Freight")), load_default="goods", label="Kind")
    quantity = fields.Integer(max=1_000_000, label="Quantity")
    amount = fields.Money(label="Amount")
    cost = fields.Money(label="Cost", metadata={"visible": "staff"})
    currency = fields.String(label="Currency", max_length=3)
    invoiced_on = fields.Date(label="Invoiced")
    sold_at = fields.DateTime(label="Sold")
    through_id = fields.Ref(to="core.partner", label="Through")


LINE = Entity("line", "Line", Line, LineSchema, audience="owner", list_columns=("title", "amount"), search=("title",), title="title")
AMOUNT = {"unit": "money", "entity": LINE, "value": "amount", "date": "invoiced_on", "dimensions": ("product_line", "kind"), "open": True}
MEASURES: list[Measure | Derived] = [
    Measure(key="sales.revenue", label="Revenue", aggregate="sum", where="line.kind == 'goods'", **AMOUNT),
    Measure(key="sales.returns", label="Returns", aggregate="sum", where="kind == 'return'", **AMOUNT),
    Measure(key="sales.margin", label="Margin", unit="money", entity=LINE, value="amount - cost", aggregate="sum", date="invoiced_on"),
    Measure(key="sales.lines", label="Lines", unit="count", entity=LINE, date="sold_at", dimensions=("product_line",)),
    Measure(key="sales.units", label="Units", unit="count", entity=LINE, value="quantity", aggregate="sum", date="invoiced_on"),
    Measure(key="sales.through", label="Sold through", unit="count", entity=LINE, date="invoiced_on", partner="through_id"),
    Measure(key="sales.customers", label="Customers", unit="count", entity=LINE, value="customer", aggregate="count_distinct", date="invoiced_on"),
    Measure(
        key="sales.large_customers", label="Customers of 1,000 and more", unit="count", entity=LINE, value="amount", aggregate="sum",
        date="invoiced_on", per="customer", having="value >= 1000",
    ),
    Measure(
        key="sales.good_beginnings", label="Customers who began with 500 and more", unit="count", entity=LINE, value="amount",
        aggregate="first", date="sold_at", per="customer", having="value >= 500",
    ),
    Measure(
        key="sales.new_customers", label="New customers", unit="count", entity=LINE, value="customer", aggregate="count_distinct",
        date="invoiced_on", new=True,
    ),
    *(
        Measure(key=f"sales.{how}", label=f"Amount, {how}", unit="money", entity=LINE, value="amount", aggregate=how, date="sold_at")
        for how in ("average", "median", "min", "max", "first", "last")
    ),
    Measure(key="sales.began", label="First sale", unit="date", entity=LINE, value="invoiced_on", aggregate="min", date="invoiced_on", where='kind == "goods"'),
    Derived(key="sales.net", label="Net revenue", unit="money", formula="sales.revenue - sales.returns", open=True),
    Derived(key="sales.growth", label="Growth", unit="percent", formula="percent(sales.revenue - previous.sales.revenue, previous.sales.revenue)"),
    Derived(key="sales.share", label="Share", unit="percent", formula="percent(sales.revenue, all.sales.revenue)"),
    Derived(key="sales.retention", label="Retention", unit="percent", formula="percent(retained.sales.customers, previous.sales.customers)"),
]  # fmt: skip


@hookimpl
def register_entities() -> list[Entity]:
    return [LINE]


@hookimpl
def register_permissions() -> list[RoleTemplate]:
    return [RoleTemplate(role, permissions=("sales.*",)) for role in ("manager", "partner_admin", "partner_user")]


@hookimpl(optionalhook=True)
def register_measures() -> list[Measure | Derived]:
    return MEASURES
