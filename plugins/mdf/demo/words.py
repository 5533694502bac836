"""What the demo says, in the language of the program."""

from collections.abc import Sequence
from dataclasses import dataclass

from hansa import current_scope


@dataclass(frozen=True)
class Plan:
    """A kind of plan partners make: amounts in units of ten of the program's currency."""

    title: str
    kind: str
    venue: str
    purpose: str
    costs: Sequence[tuple[str, int]]
    vendor: str


@dataclass(frozen=True)
class Words:
    """Labels and texts; `rate` is what one unit of money of the English demo is here."""

    fund: str
    coop: str
    growth: str
    volume: str
    budget: str
    part: str
    region: str
    layer: str
    abroad: str
    plans: Sequence[Plan]
    returned: str
    rejected: str
    declined: str
    outcome: str
    why: str
    leads: str
    rate: int


ENGLISH = Words(
    fund="Market development fund", coop="Co-op fund", growth="Growth bonus", volume="Percent of purchases", budget="Marketing budget of the year",
    part="Regional events", region="North", layer="Marketing fund of the year",
    abroad="Trade fairs abroad",
    plans=(
        Plan(
            "Open day for installers", "event", "Town hall",
            "Show the new line to installers of the region.", (("venue", 900), ("catering", 400), ("speaker", 300)), "City Venues Ltd"),
        Plan(
            "Energy trade fair", "trade_show", "Exhibition grounds, hall 4",
            "A stand of our own at the fair of the region.", (("venue", 2400), ("production", 1100), ("travel", 500)), "Fairs and Stands"),
        Plan(
            "Search campaign for heat pumps", "digital", "",
            "Home owners who look for a replacement.", (("media", 1800), ("agency", 600)), "Northlight Agency"),
        Plan(
            "Seminar for planners", "seminar", "Chamber of commerce",
            "Planners learn how to lay out the large systems.", (("venue", 300), ("speaker", 500), ("catering", 200)), "Chamber Services"),
        Plan(
            "Showroom corner", "display", "Our showroom",
            "Show the devices running.", (("production", 2600),), "Joinery Berg"),
    ),
    returned="Please add the offer of the venue.", rejected="The cost is high for the number of guests: please plan it smaller.",
    declined="This does not show our products.", outcome="Good visit, several firm inquiries.", why="The venue sends its invoice late.",
    leads="company,name,email,need\nHarbour Homes,Ann Lee,ann.lee@harbourhomes.example,Heat pumps for 12 flats\n"
    "Mill Street School,Tom Reed,reed@millstreet.example,Replacement of the boiler\n",
    rate=1,
)  # fmt: skip
CHINESE = Words(
    fund="市场发展基金", coop="合作推广基金", growth="增长奖励", volume="按采购额计提", budget="年度市场预算", part="区域活动", region="华东", layer="年度市场基金",
    abroad="境外展会",
    plans=(
        Plan(
            "安装商开放日", "event", "市民中心",
            "向本地安装商展示新产品线。", (("venue", 900), ("catering", 400), ("speaker", 300)), "市民会展服务有限公司"),
        Plan(
            "能源展会参展", "trade_show", "会展中心四号馆",
            "在区域展会设立独立展台。", (("venue", 2400), ("production", 1100), ("travel", 500)), "华展搭建有限公司"),
        Plan(
            "热泵搜索推广", "digital", "",
            "面向需要更换设备的业主。", (("media", 1800), ("agency", 600)), "北光广告有限公司"),
        Plan(
            "设计师技术讲座", "seminar", "工商联会议厅",
            "让设计师掌握大型系统的设计方法。", (("venue", 300), ("speaker", 500), ("catering", 200)), "商会服务中心"),
        Plan(
            "门店样机展区", "display", "本公司展厅",
            "展示运行中的样机。", (("production", 2600),), "博格展具有限公司"),
    ),
    returned="请补充场地报价单。",
    rejected="按到场人数来看费用偏高，请缩小规模后重新提交。", declined="该活动与我们的产品无关。", outcome="到场客户多，已有数个明确意向。",
    why="场地方开票较晚。",
    leads="公司,姓名,邮箱,需求\n海港置业,李安,li.an@haigang.example,十二套公寓的热泵\n"
    "磨坊街学校,王瑞,wang.rui@mofang.example,更换锅炉\n",
    rate=7,
)  # fmt: skip


def words() -> Words:
    """Return the words of the active program."""
    return CHINESE if current_scope().program.locale.startswith("zh") else ENGLISH
