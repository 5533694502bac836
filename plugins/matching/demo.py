"""Names for the alias list of the demo: companies the partners of each program sell to, and what people call them."""

from hansa import current_scope, entity_of, records

_CHINESE = (
    ("中国工商银行股份有限公司", "工行", "short"),
    ("中国建设银行股份有限公司", "建行", "short"),
    ("中国石油化工股份有限公司", "中石化", "short"),
    ("中国石油天然气股份有限公司", "PetroChina Company Limited", "translation"),
    ("平安银行股份有限公司", "深圳发展银行股份有限公司", "former"),
    ("杭州海康威视数字技术股份有限公司", "海康威视", "short"),
    ("杭州海康威视数字技术股份有限公司", "Hikvision", "translation"),
    ("美的集团股份有限公司", "美的", "short"),
    ("华为技术有限公司", "Huawei Technologies Co., Ltd.", "translation"),
    ("中国石油天然气集团有限公司", "中国石油天然气股份有限公司", "group"),
    ("美的集团股份有限公司", "美的置业集团有限公司", "group"),
)
_ENGLISH = (
    ("International Business Machines Corporation", "IBM", "short"),
    ("Deutsche Bahn AG", "DB", "short"),
    ("Meta Platforms, Inc.", "Facebook, Inc.", "former"),
    ("Metropolitan Bicycle Supply", "MetroBike", "trade"),
    ("Next-Door Bike Store", "NDBS", "short"),
    ("Alphabet Inc.", "Google LLC", "group"),
    ("Siemens AG", "Siemens Mobility GmbH", "group"),
)


def load() -> None:
    """Fill the alias list of the active program."""
    names = _CHINESE if current_scope().program.locale.startswith("zh") else _ENGLISH
    rows = [{"company": company, "name": name, "kind": kind, "source": "demo"} for company, name, kind in names]
    records.create_many(entity_of("matching.alias"), rows)
