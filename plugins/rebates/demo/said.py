"""What people of the demo say about rebates, in the language of their program; everything is invented."""

from dataclasses import dataclass

from hansa import current_scope


@dataclass(frozen=True)
class Said:
    """The texts of one program. `rate`: what a US dollar is worth in its currency."""

    rate: str
    why: str
    contract: str
    change: str
    claim: str
    terms: str
    agreed: str
    takeover: str
    took: str


ENGLISH = Said(
    "1",
    "Two invoices of the last week are missing: see our list.",
    "Framework 2026-04",
    "Spring price cut",
    "Sold to Lakeside Cycling Club",
    "Signed the terms of this year.",
    "Agreed in the yearly talk.",
    "Taken over: Harbour Cycles",
    "Its purchases of last year count as the partner's own from now on.",
)
CHINESE = Said(
    "7.2",
    "最后一周的两张发票没有计入，请看我们的清单。",
    "框架协议 2026-04",
    "春季降价",
    "销售给湖滨骑行俱乐部",
    "已签署本年度条款。",
    "年度会谈中商定。",
    "并购：海港车行",
    "自本期起，其上年采购额计入该伙伴的基数。",
)


def said() -> Said:
    """Return the texts of the active program."""
    return CHINESE if current_scope().program.locale.startswith("zh") else ENGLISH
