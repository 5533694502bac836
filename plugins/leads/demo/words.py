"""The texts of the demo's leads, in the language of each program."""

from typing import NamedTuple


class Words(NamedTuple):
    """What people write about leads; `topics` are (topic, need, product)."""

    topics: tuple[tuple[str, str, str], ...]
    contacts: tuple[str, ...]
    campaigns: tuple[str, ...]
    role: str
    queue: str
    form: str
    intro: str
    consent: str
    away: str
    declined: str
    next_step: str
    logged: str
    offer: str
    won: str
    lost: str
    known: str
    recalled: str
    withdrawn: str


ENGLISH = Words(
    topics=(
        ("Rental fleet for a campus", "Some 60 bikes with service for two years, first ones before the term begins.", "Road Bikes"),
        ("Second shop in the old town", "Opens in spring and looks for a full range with a trade-in programme.", "Mountain Bikes"),
        ("Company bikes for staff", "Leasing for about 120 people, wants offers from two suppliers.", "Touring Bikes"),
        ("Helmets and clothing for a club", "Needs a sponsor price for 40 riders.", "Clothing"),
        ("Spare parts on a framework contract", "Delivery within 48 hours, yearly volume to be agreed.", "Components"),
        ("Hotel wants guest bikes", "Twelve bikes, lockers and a repair kit, decision by the end of the month.", "Mountain Bikes"),
    ),
    contacts=("Grace Holloway", "Ivan Petrov", "Lucia Marin", "Owen Blake", "Hannah Weiss", "Samir Haddad"),
    campaigns=("Spring fair", "Webinar: leasing", "Trade magazine", "Website"),
    role="Purchasing",
    queue="Inside sales",
    form="Talk to a dealer near you",
    intro="Tell us what you plan. A partner of ours will call you within two working days.",
    consent="Meridian may pass what I wrote to a partner who contacts me about it. I can withdraw this at any time.",
    away="Inventory",
    declined="We are fully booked until the end of the quarter.",
    next_step="Call the buyer",
    logged="Spoke to the buyer, who wants a visit next week.",
    offer="Send the offer",
    won="Order by mail.",
    lost="The budget was moved to next year.",
    known="They know the buyer from an earlier project.",
    recalled="The customer asked for a partner nearby.",
    withdrawn="By mail of the person.",
)
CHINESE = Words(
    topics=(
        ("园区共享单车采购", "约 60 辆，含两年维保，希望开学前先交付一批。", "公路车"),
        ("老城区新开第二家门店", "春季开业，需要全系列产品和以旧换新方案。", "山地车"),
        ("员工通勤车租赁", "约 120 人，希望两家供应商报价。", "旅行车"),
        ("俱乐部头盔与骑行服", "40 名队员，需要赞助价。", "服装"),
        ("配件年度框架协议", "48 小时内到货，年用量面议。", "配件"),
        ("酒店客用自行车", "12 辆，含车锁柜和维修工具，月底前决定。", "山地车"),
    ),
    contacts=("陆嘉怡", "贺文斌", "沈佳琪", "邵子墨", "顾晓彤", "尹志远"),
    campaigns=("春季展会", "租赁线上研讨会", "行业杂志", "官网"),
    role="采购",
    queue="内勤销售",
    form="联系您附近的经销商",
    intro="告诉我们您的计划，我们的合作伙伴会在两个工作日内联系您。",
    consent="我同意极光骑行将以上内容转给一家合作伙伴用于联系我，我可以随时撤回同意。",
    away="年度盘点",
    declined="本季度的安排已满。",
    next_step="致电采购负责人",
    logged="已与采购负责人通话，下周上门拜访。",
    offer="发送报价",
    won="已收到邮件订单。",
    lost="预算推迟到明年。",
    known="他们在以前的项目中认识采购负责人。",
    recalled="客户希望由就近的合作伙伴跟进。",
    withdrawn="本人来信撤回。",
)
