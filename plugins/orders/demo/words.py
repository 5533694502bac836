"""What the orders of the demo say, in the language of their program; everything is invented."""

from dataclasses import dataclass

from hansa import current_scope


@dataclass(frozen=True)
class Words:
    """The texts of one program. `rate`: what a US dollar is worth in its currency."""

    rate: str
    ship_to: tuple[str, ...]
    note: str
    carrier: tuple[str, ...]
    dropped: str
    withdrawn: str
    why: str
    granted: str
    customers: tuple[str, ...]
    country: str
    unread: str
    tax: str
    tax_rates: tuple[tuple[str, str | None, str], ...]
    exemption: str
    lent: str
    terms: str
    buyer: str
    declined: str


ENGLISH = Words(
    rate="1", ship_to=("Loading dock B, 18 Harbor Street", "Store 2, 401 Elm Avenue", "Main warehouse, gate 3"), note="Please deliver before noon.",
    carrier=("Northline Freight", "Blue Parcel"), dropped="The maker has stopped this colour.",
    withdrawn="The customer changed the plan.",
    why="Two boxes were delivered too many.", granted="Rebate of the last quarter",
    customers=("Lakeside Cycling Club", "City of Ardmore", "Summit Rentals", "Private customer"),
    country="US", unread="BK-UNKNOWN 4",
    tax="added", tax_rates=(("Goods for resale", None, "0"), ("Services and show models", "service", "7.25")),
    exemption="RESALE-2041-77", lent="Agreed by phone; raise it after the season.",
    terms="Delivered within two weeks. Payable within 30 days.", buyer="Lena Brook", declined="They bought what they had before.",
)  # fmt: skip
CHINESE = Words(
    rate="7.2",
    ship_to=("港口街 18 号 B 口", "二号门店，榆树路 401 号", "总仓 3 号门"), note="请于中午前送达。", carrier=("北线物流", "蓝包快运"),
    dropped="该配色已停产。", withdrawn="客户变更了计划。",
    why="多发了两箱。", granted="上季度返利", customers=("湖滨骑行俱乐部", "城南学校", "顶峰租赁", "个人客户"), country="CN",
    unread="BK-UNKNOWN 4", tax="included", tax_rates=(("增值税 13%", None, "13"), ("服务增值税 6%", "service", "6")),
    exemption="免税-2041-77", lent="电话商定；旺季后上调。", terms="两周内交货，30 天内付款。", buyer="周敏", declined="客户继续采购原品牌。",
)  # fmt: skip


def words() -> Words:
    """Return the texts of the active program."""
    return CHINESE if current_scope().program.locale.startswith("zh") else ENGLISH
