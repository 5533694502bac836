"""Notices of the demo: one that has to be acknowledged, with questions, and who has done so; one to know."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from hansa import clock, current_scope, perform, records
from hansa.demo import Scope, acting_as, at
from plugins.catalog.entities import NOTICE
from plugins.catalog.notices import reading

TEXTS: Mapping[str, Sequence[dict[str, Any]]] = {
    "en": (
        {"title": "Floor for advertised prices from next month", "must_read": True,
         "text": "From the first of next month our bikes are not advertised below 90 % of the list price, in shops and online.\n\n"
         "What you charge at the till stays your own affair. Two warnings a year, then the launch promotions end for your shop.",
         "questions": [
             {"question": "What must not be below 90 % of the list price?", "answers": "The till price; The advertised price; Both", "right": "The advertised price"},
             {"question": "What happens after two warnings?", "answers": "Nothing; Launch promotions end; The contract ends", "right": "Launch promotions end"}]},
        {"title": "Service hotline on Saturdays", "text": "Our workshop line answers on Saturdays from nine to one, until the end of the season."},
    ),
    "zh": (
        {"title": "下月起执行广告价下限", "must_read": True,
         "text": "自下月一日起，门店与线上广告价不得低于目录价的 90%。\n\n实际成交价由门店自行决定。一年内两次警告后，将停止该门店的新品促销资格。",
         "questions": [
             {"question": "什么价格不得低于目录价的 90%？", "answers": "成交价；广告价；两者都是", "right": "广告价"},
             {"question": "两次警告之后会怎样？", "answers": "没有影响；停止新品促销资格；终止合同", "right": "停止新品促销资格"}]},
        {"title": "周六技术热线", "text": "旺季期间，技术热线周六 9:00–13:00 照常服务。"},
    ),
}  # fmt: skip


def load(crowd: Mapping[Any, Sequence[Scope]], manager: Scope) -> None:
    """Publish the notices some days ago; people of three partners have read the first one, one of them twice."""
    readers = [scopes[0] for partner, scopes in crowd.items() if partner is not None][3:6]
    texts = TEXTS["zh" if current_scope().program.locale.startswith("zh") else "en"]
    for age, raw in zip((6, 20), texts, strict=True):
        with at(clock.now() - timedelta(days=age)), acting_as(manager):
            made = records.create(NOTICE, raw)
            perform(NOTICE, made, "publish")
            notice_id = made.id
        for place, reader in enumerate(readers if raw.get("must_read") else ()):
            with at(clock.now() - timedelta(days=5 - place)), acting_as(reader):
                found = reading.any_notice(notice_id)
                right = {n: "2" for n, _row in enumerate(found.questions)}
                if place == 1:
                    reading.acknowledge(found, {**right, 0: "1"})
                reading.acknowledge(found, right)
