"""What the demo says, in the language of the program."""

from collections.abc import Mapping
from dataclasses import dataclass

from hansa import current_scope


@dataclass(frozen=True)
class Words:
    """Labels of the demo's programs, by what they stand for; `large` and `small` are thresholds in the program's currency."""

    sales: str
    service: str
    levels: Mapping[str, str]
    facts: Mapping[str, str]
    criteria: Mapping[str, str]
    categories: Mapping[str, str]
    benefits: Mapping[str, str]
    support: Mapping[str, str]
    awards: tuple[tuple[str, str, str], ...]
    course: str
    evidence: str
    waiver: str
    notes: tuple[str, str]
    showroom: str
    member: str
    terms: str
    window: str
    asks: tuple[str, ...]
    declined: str
    rate: int


ENGLISH = Words(
    sales="Sales", service="Service",
    levels={"bronze": "Bronze", "silver": "Silver", "gold": "Gold", "authorised": "Authorised workshop", "expert": "Expert workshop"},
    facts={"revenue_12m": "Revenue of the last 12 months", "returns_percent": "Returns, percent", "stock_plan": "Stock plan signed", "tier": "Tier",
           "answer_hours": "Hours until a registration is answered", "reviews_held": "Quarterly reviews held, last 12 months"},
    criteria={
        "revenue": "Revenue of the last 12 months", "large": "Revenue of the last 12 months (without training)", "people": "Certified fitters",
        "points": "Points", "plan": "Stock plan signed", "returns": "Returns at most",
        "answer_hours": "Registrations answered within two working days (hours)", "reviews_held": "Quarterly reviews held", "training": "Places in our fitting courses",
    },
    categories={"marketing": "Marketing together", "training": "Training", "feedback": "Market feedback"},
    benefits={
        "discount": "Discount on the list price", "protection": "Protection of a deal", "leads": "Weight when leads are given", "fund": "Marketing fund, of revenue",
        "support": "Support", "preview": "New models before everybody else",
    },
    support={"bronze": "next working day", "silver": "same day", "gold": "within four hours"},
    awards=(("marketing", "60", "Spring ride with 200 guests"), ("training", "40", "Fitting course for the team"), ("marketing", "45", "Window campaign")),
    course="Fitter of the year's models",
    evidence="Photos and the list of guests are with the field team.",
    waiver="The shop was closed for eight weeks after the flood; revenue is expected back by then.",
    notes=("First program of levels", "What if gold asked for more?"), rate=1,
    showroom="Showroom partners", member="Showroom partner",
    terms="At least 40 square metres for our bikes, two trained people, the whole range on show. We pay half of the furniture.",
    window="Demo bikes at cost",
    asks=("We open a second shop in May.", "Our renovation is finished.", "Forty metres by the station.", "", "We would like to begin small."),
    declined="Forty square metres are the least. Apply again when the new room is ready.",
)  # fmt: skip
CHINESE = Words(
    sales="销售等级", service="服务等级",
    levels={"bronze": "铜牌", "silver": "银牌", "gold": "金牌", "authorised": "授权服务店", "expert": "专家服务店"},
    facts={"revenue_12m": "近 12 个月销售额", "returns_percent": "退货率（%）", "stock_plan": "已签备货计划", "tier": "等级",
           "answer_hours": "报备答复时长（小时）", "reviews_held": "近 12 个月季度回顾次数"},
    criteria={
        "revenue": "近 12 个月销售额", "large": "近 12 个月销售额（无需培训）", "people": "持证装配师", "points": "积分", "plan": "已签备货计划",
        "returns": "退货率上限", "answer_hours": "报备两个工作日内答复（小时）", "reviews_held": "举行季度回顾", "training": "装配培训名额",
    },
    categories={"marketing": "联合市场活动", "training": "培训", "feedback": "市场反馈"},
    benefits={
        "discount": "价目表折扣", "protection": "报备保护天数", "leads": "线索分配权重", "fund": "市场基金（占销售额）", "support": "技术支持", "preview": "新品优先体验",
    },
    support={"bronze": "次日响应", "silver": "当日响应", "gold": "四小时内响应"},
    awards=(("marketing", "60", "春季骑行活动，到场 200 人"), ("training", "40", "店员装配培训"), ("marketing", "45", "橱窗陈列活动")),
    course="年度车型装配师",
    evidence="活动照片与签到表已交区域团队。",
    waiver="门店因水灾停业八周，预计届时恢复。",
    notes=("首版等级计划", "如果金牌门槛再高一些？"), rate=7,
    showroom="体验店计划", member="体验店",
    terms="本品牌展区不少于 40 平方米，两名受训店员，全系列上架；店面家具费用由我们承担一半。",
    window="试骑车按成本价供应",
    asks=("五月将开设第二家门店。", "店面装修已完成。", "车站旁四十平方米展区。", "", "希望先小规模开始。"),
    declined="展区面积不得少于四十平方米，新店面就绪后欢迎再次申请。",
)  # fmt: skip


def words() -> Words:
    """Return the texts of the active program."""
    return CHINESE if current_scope().program.locale.startswith("zh") else ENGLISH
