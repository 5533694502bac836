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
    head: str
    leads: Sequence[str]
    rate: int


ENGLISH = Words(
    fund="Market development fund", coop="Co-op fund", growth="Growth bonus", volume="Percent of purchases", budget="Marketing budget of the year",
    part="Regional events", region="North", layer="Marketing fund of the year",
    abroad="Trade fairs abroad",
    plans=(
        Plan(
            "Test ride day", "event", "Town hall square",
            "People of the region ride the new models.", (("venue", 900), ("catering", 400), ("speaker", 300)), "City Venues Ltd"),
        Plan(
            "Bicycle trade fair", "trade_show", "Exhibition grounds, hall 4",
            "A stand of our own at the fair of the region.", (("venue", 2400), ("production", 1100), ("travel", 500)), "Fairs and Stands"),
        Plan(
            "Search campaign for touring bikes", "digital", "",
            "Riders who plan the next season.", (("media", 1800), ("agency", 600)), "Northlight Agency"),
        Plan(
            "Seminar for fleet managers", "seminar", "Chamber of commerce",
            "Companies learn how to run bikes for their staff.", (("venue", 300), ("speaker", 500), ("catering", 200)), "Chamber Services"),
        Plan(
            "Showroom corner", "display", "Our showroom",
            "Show the frames and their equipment.", (("production", 2600),), "Joinery Berg"),
    ),
    returned="Please add the offer of the venue.", rejected="The cost is high for the number of guests: please plan it smaller.",
    declined="This does not show our products.", outcome="Good visit, several firm inquiries.", why="The venue sends its invoice late.",
    head="company,name,email,need",
    leads=(
        "Harbour Hotel,Ann Lee,ann.lee@harbourhotel.example,Guest bikes for two houses", "Mill Street School,Tom Reed,reed@millstreet.example,A shed of school bikes",
        "Northgate Couriers,Eva Stone,stone@northgate.example,Bikes for 20 couriers", "Lakeside Campground,Ian Field,field@lakeside.example,Rental bikes for the summer",
        "Riverside Clinic,Joan Marsh,marsh@riverside.example,Bikes for home visits", "Old Town Tours,Luis Ortega,ortega@oldtown.example,Touring bikes for guided rides",
        "Cobalt Software,Mia Brandt,brandt@cobalt.example,Company bikes for staff", "Ridge Cycling Club,Sam Poole,poole@ridge.example,Helmets and jerseys for 60 members",
        "City Parks Office,Ruth Adler,adler@cityparks.example,Bikes for the wardens", "Bay Ferry Line,Owen Hart,hart@bayferry.example,Bikes to hire at the pier",
        "Maple Brewery,Nina Wolf,wolf@maple.example,Cargo bikes for deliveries", "Sunrise Retreat,Carl Engel,engel@sunrise.example,Mountain bikes for guests",
        "Hilltop Vineyard,Paula Kern,kern@hilltop.example,Bikes for visitors", "Union Library,Max Dorn,dorn@unionlib.example,A bike that carries books",
        "Quarry Adventure,Lena Vogt,vogt@quarry.example,Downhill bikes to hire", "Tram Museum,Hugo Baum,baum@trammuseum.example,Bikes for guided rides",
    ),
    rate=1,
)  # fmt: skip
CHINESE = Words(
    fund="市场发展基金", coop="合作推广基金", growth="增长奖励", volume="按采购额计提", budget="年度市场预算", part="区域活动", region="华东", layer="年度市场基金",
    abroad="境外展会",
    plans=(
        Plan(
            "新车试骑日", "event", "市民广场",
            "邀请本地骑友试骑新车型。", (("venue", 900), ("catering", 400), ("speaker", 300)), "市民会展服务有限公司"),
        Plan(
            "自行车展会参展", "trade_show", "会展中心四号馆",
            "在区域展会设立独立展台。", (("venue", 2400), ("production", 1100), ("travel", 500)), "华展搭建有限公司"),
        Plan(
            "旅行车搜索推广", "digital", "",
            "面向计划下一季出行的骑友。", (("media", 1800), ("agency", 600)), "北光广告有限公司"),
        Plan(
            "企业用车讲座", "seminar", "工商联会议厅",
            "帮助企业为员工配备和管理自行车。", (("venue", 300), ("speaker", 500), ("catering", 200)), "商会服务中心"),
        Plan(
            "门店样机展区", "display", "本公司展厅",
            "展示车架与配件。", (("production", 2600),), "博格展具有限公司"),
    ),
    returned="请补充场地报价单。",
    rejected="按到场人数来看费用偏高，请缩小规模后重新提交。", declined="该活动与我们的产品无关。", outcome="到场客户多，已有数个明确意向。",
    why="场地方开票较晚。",
    head="公司,姓名,邮箱,需求",
    leads=(
        "海港酒店,李安,li.an@haigang.example,两家门店的住客用车", "磨坊街学校,王瑞,wang.rui@mofang.example,校园公用自行车",
        "北门速递,石怡,shi.yi@beimen.example,二十辆配送用车", "湖畔营地,田野,tian.ye@hupan.example,夏季租赁用车",
        "滨江诊所,马佳,ma.jia@binjiang.example,上门护理用车", "老城旅行社,欧阳路,ouyang@laocheng.example,骑行线路用旅行车",
        "钴蓝软件,米雅,mi.ya@gulan.example,员工通勤车", "山脊骑行俱乐部,浦森,pu.sen@shanji.example,六十名会员的头盔与骑行服",
        "城市公园管理处,安如,an.ru@gongyuan.example,巡园用车", "海湾轮渡,何文,he.wen@haiwan.example,码头租赁用车",
        "枫叶酒坊,倪娜,ni.na@fengye.example,送货用载货车", "朝阳度假村,陈安,chen.an@zhaoyang.example,住客山地车",
        "山顶葡萄园,葛兰,ge.lan@shanding.example,游客用车", "联合图书馆,董明,dong.ming@lianhe.example,流动书车",
        "采石场拓展基地,傅雷娜,fu.leina@caishi.example,速降车租赁", "电车博物馆,包雨,bao.yu@dianche.example,导览骑行用车",
    ),
    rate=7,
)  # fmt: skip


def words() -> Words:
    """Return the words of the active program."""
    return CHINESE if current_scope().program.locale.startswith("zh") else ENGLISH
