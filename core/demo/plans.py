"""What the two programs of the demo are like."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.demo.sources import Company, chinese_companies, stores

PASSWORD = "hansa-demo"  # noqa: S105 - it is printed; demo databases only
SITE_ADMIN = "admin@hansa.example"
TREE = (6, 18, 42)
"""Partners on each level: distributors, resellers, dealers."""


@dataclass(frozen=True)
class Account:
    """A person to sign in as. `partner` counts from the top of the tree; None = the vendor's own people."""

    mailbox: str
    name: str
    roles: tuple[str, ...]
    partner: int | None = None


@dataclass(frozen=True)
class Plan:
    """A program, how it looks, who works in it, and out of which companies its partners and customers come."""

    setup: Mapping[str, Any]
    brand: Mapping[str, Any]
    accounts: tuple[Account, ...]
    regions: tuple[str, ...]
    people: tuple[str, ...]
    companies: tuple[Company, ...]
    fields: tuple[tuple[str, str, Mapping[str, Any]], ...] = ()
    """Custom fields: entity, kind, answers."""

    @property
    def slug(self) -> str:
        return str(self.setup["slug"])


def _accounts(admin: str, manager: str, finance: str, partner: tuple[str, str, str, str]) -> tuple[Account, ...]:
    top, middle, leaf = 0, TREE[0], TREE[0] + TREE[1]
    return (
        Account("admin", admin, ("admin",)),
        Account("manager", manager, ("manager",)),
        Account("finance", finance, ("finance",)),
        Account("distributor", partner[0], ("partner_admin", "distributor"), top),
        Account("reseller", partner[1], ("partner_admin",), middle),
        Account("dealer", partner[2], ("partner_admin",), leaf),
        Account("sales", partner[3], ("partner_user",), leaf),
    )


def aurora() -> Plan:
    """Return the Chinese program: distributors over dealers."""
    return Plan(
        setup={
            "slug": "aurora",
            "name": "极光骑行",
            "tagline": "合作伙伴门户",
            "locale": "zh_Hans_CN",
            "currency": "CNY",
            "zone": "Asia/Shanghai",
            "fiscal_start_month": "1",
        },
        brand={"theme": "default", "look": "aurora", "logo": "logo-aurora"},
        accounts=_accounts("周明远", "林婉清", "何静怡", ("陈立群", "赵思远", "孙雅琴", "吴浩然")),
        regions=("华东", "华南", "华北", "华中", "西南", "西北"),
        people=("王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "高"),
        companies=chinese_companies(),
        fields=(
            ("deals.deal", "text", {"label": "预算年度", "key": "x_budget_year", "filterable": True, "max_length": 10}),
            (
                "deals.deal",
                "choice",
                {
                    "label": "竞争对手",
                    "key": "x_competitor",
                    "filterable": True,
                    "choices": [{"label": "捷安特"}, {"label": "美利达"}, {"label": "未知"}],
                },
            ),
            ("orders.line", "email", {"label": "销售人员邮箱", "key": "x_seller", "filterable": True}),
        ),
    )


def meridian() -> Plan:
    """Return the American program, whose fiscal year begins in February."""
    return Plan(
        setup={
            "slug": "meridian",
            "name": "Meridian",
            "tagline": "Partner Network",
            "locale": "en",
            "currency": "USD",
            "zone": "America/New_York",
            "fiscal_start_month": "2",
        },
        brand={"theme": "harbor", "logo": "logo-meridian"},
        accounts=_accounts("Annika Sorensen", "Marcus Bell", "Priya Raman", ("Dana Whitfield", "Tom Okafor", "Elena Ruiz", "Sam Carter")),
        regions=(),
        people=(
            "Alex Reed",
            "Jordan Hale",
            "Casey Lin",
            "Robin Voss",
            "Taylor Quinn",
            "Morgan Pace",
            "Jamie Holt",
            "Drew Lang",
            "Avery Stone",
        ),
        companies=stores(),
        fields=(
            (
                "deals.deal",
                "int",
                {"label": "Employees of the customer", "key": "x_employees", "filterable": True, "sortable": True, "min": "1"},
            ),
            ("deals.deal", "date", {"label": "Budget approved on", "key": "x_budget_date", "sortable": True}),
            ("orders.line", "email", {"label": "E-mail of the seller", "key": "x_seller", "filterable": True}),
        ),
    )


PLANS = (aurora, meridian)
