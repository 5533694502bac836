"""The names the demo is made of; see `core/demo_data/README.md` for where they come from."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

CHINESE_KINDS: Mapping[str, str] = {
    "Mountain Bikes": "山地自行车",
    "Road Bikes": "公路自行车",
    "Touring Bikes": "旅行自行车",
    "Handlebars": "车把",
    "Bottom Brackets": "中轴",
    "Brakes": "刹车",
    "Chains": "链条",
    "Cranksets": "曲柄组",
    "Derailleurs": "变速器",
    "Forks": "前叉",
    "Headsets": "碗组",
    "Mountain Frames": "山地车架",
    "Pedals": "脚踏",
    "Road Frames": "公路车架",
    "Saddles": "坐垫",
    "Touring Frames": "旅行车架",
    "Wheels": "车轮",
    "Bib-Shorts": "背带骑行裤",
    "Caps": "骑行帽",
    "Gloves": "手套",
    "Jerseys": "骑行服",
    "Shorts": "短裤",
    "Socks": "袜子",
    "Tights": "紧身裤",
    "Vests": "背心",
    "Bike Racks": "车架托架",
    "Bike Stands": "停车架",
    "Bottles and Cages": "水壶与水壶架",
    "Cleaners": "清洁剂",
    "Fenders": "挡泥板",
    "Helmets": "头盔",
    "Hydration Packs": "水袋背包",
    "Lights": "车灯",
    "Locks": "车锁",
    "Panniers": "驮包",
    "Pumps": "打气筒",
    "Tires and Tubes": "轮胎与内胎",
}


@dataclass(frozen=True, slots=True)
class Company:
    """A firm that may be a partner or a customer. `region` is what the program calls its part of the world."""

    name: str
    country: str
    region: str = ""
    domain: str = ""
    registration_no: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    """Something to sell; `price` in US dollars."""

    number: str
    name: str
    kind: str
    category: str
    price: Decimal


@cache
def stores() -> tuple[Company, ...]:
    """Return the resellers of AdventureWorks."""
    return tuple(Company(row["name"], row["country"], row["territory"], _domain(row["name"])) for row in _rows("stores.csv"))


@cache
def chinese_companies() -> tuple[Company, ...]:
    """Return listed Chinese companies."""
    return tuple(Company(row["name"], "CN", "", row["domain"], row["stock_code"]) for row in _rows("companies.csv"))


@cache
def products(chinese: bool = False) -> tuple[Product, ...]:
    """Return the products of AdventureWorks, named in Chinese by kind and model if asked."""
    return tuple(
        Product(
            row["number"],
            f"{CHINESE_KINDS[row['kind']]} {row['number']}" if chinese else row["name"],
            row["kind"],
            row["category"],
            Decimal(row["list_price"]),
        )
        for row in _rows("products.csv")
    )


def _domain(name: str) -> str:
    words = "".join(c for c in name.lower() if c.isascii() and (c.isalnum() or c == " ")).split()
    return f"{''.join(words)[:40]}.example"


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((resources.files("core.demo_data") / name).read_text(encoding="utf-8").splitlines()))
