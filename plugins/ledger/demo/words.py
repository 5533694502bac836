"""What the demo's postings say, in the languages of its programs."""

from types import SimpleNamespace

ENGLISH = SimpleNamespace(
    transfer="Bank transfer", order="Order %(number)s", invoice="Invoice settled", held="Order %(number)s, to be shipped", limit="Agreed with the annual contract",
    twice="The same transfer was booked twice", closed="Quarter closed and reported", source="Central bank, monthly",
    adjustments=(
        ("Freight charged by mistake", "Delivery was free under the contract; carrier's note is on file.", "post"),
        ("Goodwill for a late delivery", "Agreed by phone with the partner's managing director.", "submit"),
        ("Sample set returned", "Goods receipt is confirmed, credit note follows.", "submit"),
        ("Rounding difference of the old system", "Found when balances were taken over.", "draft"),
    ),
)  # fmt: skip
CHINESE = SimpleNamespace(
    transfer="银行转账", order="订单 %(number)s", invoice="账单已付", held="订单 %(number)s，待发货", limit="年度合同约定",
    twice="同一笔转账重复入账", closed="季度已结账并上报", source="央行，月度",
    adjustments=(
        ("误收运费", "按合同免运费，承运商凭据已存档。", "post"),
        ("延迟交货补偿", "已与合作伙伴总经理电话确认。", "submit"),
        ("样品退回", "已确认收货，随后开具贷项通知。", "submit"),
        ("旧系统尾差", "余额结转时发现。", "draft"),
    ),
)  # fmt: skip
