"""What people of the demo write, in two languages. These are data, not texts of the portal."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from hansa.demo import Company
from plugins.deals.demo.step import Words


@dataclass(frozen=True)
class Texts:
    words: Words
    needs: tuple[str, ...]
    contacts: tuple[str, ...]
    title: Callable[[random.Random, Company, str, int], str]


def _english(rng: random.Random, company: Company, kind: str, year: int) -> str:
    return f"{rng.choice(('Fleet', 'Rental', 'Season', 'Club', 'Workshop', 'Staff', 'Tour'))} {kind.lower()} {year}"


def _chinese(rng: random.Random, company: Company, kind: str, year: int) -> str:
    return f"{company.name}{rng.choice(('员工通勤', '景区租赁', '门店补货', '赛事保障', '年度集采', '园区共享'))}{year}"


ENGLISH = Texts(
    Words(
        question="Please add the company's registration number and an e-mail address of your contact, so that we can tell it from a company of the same name.",
        refusal="Thank you for registering. We cannot protect this one; please call your channel manager before you go on.",
        extension="The budget was moved to the next quarter. The customer has tested two models and wants an offer for all sites.",
        no_extension="There was no visit and no offer in the last 60 days, so we cannot extend the protection.",
        won="Purchase order received by e-mail; the contract is signed.",
        lost="The customer decided for another offer.",
        duplicate="This project is protected for another partner.",
        second="Another partner registered this customer before you. Yours comes up again when that registration has ended.",
        amendment="The customer adds its second site to the same order and signs two weeks later.",
        wider="Fleet for both sites",
    ),
    needs=(
        "Bikes for a rental station at two hotels, with helmets and locks; delivery before the season.",
        "Replacement of an ageing fleet. They want one supplier for bikes, spare parts and service.",
        "Commuter bikes for staff, paid through a leasing company.",
        "Equipment for a cycling club with 140 members; jerseys with print.",
    ),
    contacts=("Helen Brooks", "Victor Lang", "Ines Moreau", "Paul Jensen", "Nora Fields", "Keith Arden"),
    title=_english,
)
CHINESE = Texts(
    Words(
        question="请补充客户的统一社会信用代码和联系人邮箱，以便与同名公司区分。",
        refusal="感谢报备。该项目暂时无法保护，请先与渠道经理沟通。",
        extension="客户预算推迟到下一季度，已完成两款车型试骑，正在比价。",
        no_extension="最近 60 天没有拜访和报价记录，无法延长保护期。",
        won="已收到采购订单，合同已签署。",
        lost="客户选择了其他供应商。",
        duplicate="该项目已由其他合作伙伴获得保护。",
        second="已有其他合作伙伴先行报备该客户。其报备结束后，您的报备将重新进入审核。",
        amendment="客户将第二个园区并入同一订单，签约时间推迟两周。",
        wider="两个园区的车队项目",
    ),
    needs=(
        "景区需要一批山地自行车用于租赁，要求旺季前到货。",
        "园区员工通勤用车，需要车锁、车灯和上门维护。",
        "门店年度补货，希望统一供应整车和配件。",
        "骑行赛事保障用车，需要现场技术支持。",
    ),
    contacts=("刘建国", "张晓燕", "黄志强", "徐丽华", "郭子轩", "马晓东"),
    title=_chinese,
)
