"""What the catalogue of the demo is called, in the language of its program; brands, dates and prices are invented."""

from collections.abc import Mapping
from dataclasses import dataclass

from hansa import current_scope


@dataclass(frozen=True)
class Words:
    """The texts of one program. `rate`: what a US dollar is worth in its currency."""

    rate: str
    lines: Mapping[str, str]
    brands: tuple[str, str, str]
    unit: str
    box: str
    lists: Mapping[str, str]
    note: str
    promotions: Mapping[str, str]
    reasons: Mapping[str, str]
    course: str
    own: tuple[str, str]
    scarce: str
    policy: Mapping[str, str]
    tiers: tuple[str, str, str]
    tier: str
    described: str


ENGLISH = Words(
    rate="1",
    lines={"Bikes": "Bikes", "Components": "Components", "Clothing": "Clothing", "Accessories": "Accessories"},
    brands=("Ridgeline", "Harrow", "Meridian Basics"),
    unit="pc",
    box="box",
    lists={"BASE": "Dealer prices", "DIST": "Distributor prices, bikes"},
    note="Bikes and frames are adjusted; everything else stays.",
    promotions={
        "SPRING": "Spring ride: 5 % off helmets and lights", "TUBES": "Tires and tubes: 1 free for every 10", "CLEAR": "Clearance of last year's jerseys",
        "LAUNCH": "Launch of the touring line", "NEXT": "Winter clothing, early order",
    },
    reasons={"FITTING": "Touring bikes are fitted to the rider: we ask for a certified fitter.", "AGENTS": "Agents bring us customers; they do not stock goods."},
    course="Bicycle fitting",
    own=("Our dealers, 2026", "Key dealer"),
    scarce="Frames of the new colour",
    policy={
        "gold": "Gold level", "silver": "Silver level", "distributor": "Distributors", "clothing": "Clothing, by agreement",
        "first": "Price terms of the partner agreement", "second": "Gold and silver levels, quantity discount", "draft": "What if silver got 5 %?",
    },
    tiers=("gold", "silver", "bronze"),
    tier="Tier",
    described="Built for daily use. Two years of warranty on all parts.",
)  # fmt: skip
CHINESE = Words(
    rate="7.2",
    lines={"Bikes": "整车", "Components": "零部件", "Clothing": "骑行服饰", "Accessories": "配件"},
    brands=("岭线", "耘野", "极光基础"),
    unit="件",
    box="箱",
    lists={"BASE": "经销商价目表", "DIST": "总代理整车价目表"},
    note="整车与车架价格有调整，其余不变。",
    promotions={
        "SPRING": "春季骑行：头盔与车灯 95 折", "TUBES": "轮胎与内胎：每十赠一", "CLEAR": "上年款骑行服清仓", "LAUNCH": "旅行车新品上市",
        "NEXT": "冬季服饰早订优惠",
    },
    reasons={"FITTING": "旅行车需按骑手调校，须有持证装配师。", "AGENTS": "代理商负责介绍客户，不备货。"},
    course="山地车装配师",
    own=("本公司经销商价", "重点经销商价"),
    scarce="新配色车架",
    policy={
        "gold": "金牌级别", "silver": "银牌级别", "distributor": "总代理", "clothing": "服饰按协议", "first": "合作协议价格条款", "second": "增加金银牌级别与数量折扣",
        "draft": "如果银牌给到 5%，会怎样？",
    },
    tiers=("gold", "silver", "bronze"),
    tier="等级",
    described="适合日常骑行，全车部件质保两年。",
)  # fmt: skip


def words() -> Words:
    """Return the texts of the active program."""
    return CHINESE if current_scope().program.locale.startswith("zh") else ENGLISH
