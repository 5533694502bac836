"""Labelled pairs of company names, made with a seed: the same company written otherwise, relatives, strangers."""

import random
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

DATA = Path(__file__).with_name("data")
Label = Literal["same", "related", "different"]
Noise = Callable[[random.Random, str], str]
LANGUAGES = ("en", "de", "fr", "es", "zh")
FORMS = {
    "en": ("Inc.", "Inc", "Incorporated", "Ltd.", "Limited", "LLC", "Corp.", "Corporation", "Co.", "Company", "Co., Ltd.", ""),
    "de": ("GmbH", "AG", "GmbH & Co. KG", "KG", "e.K.", "gmbh", ""),
    "fr": ("SARL", "S.A.R.L.", "SAS", "S.A.S.", ""),
    "es": ("S.L.", "SL", "S.A.", "S.A.U.", ""),
    "zh": ("有限公司", "有限责任公司", "股份有限公司", "股份公司"),
}
PLACES = {
    "en": ("Boston", "Chicago", "London", "Seattle", "Sydney", "Canada", "UK", "India"),
    "de": ("Berlin", "Hamburg", "Wien", "Österreich", "Schweiz", "Polska"),
    "fr": ("Lyon", "Lille", "Belgique", "Suisse", "Maroc"),
    "es": ("Madrid", "Sevilla", "México", "Chile", "Portugal"),
    "zh": ("北京", "上海", "深圳", "成都", "苏州", "中国", "香港"),
}
TRADES = {
    "en": ("Logistics", "Insurance", "Software", "Real Estate", "Energy", "Pharma"),
    "de": ("Logistik", "Versicherung", "Immobilien", "Energie", "Maschinenbau"),
    "fr": ("Logistique", "Assurances", "Immobilier", "Énergie", "Transports"),
    "es": ("Logística", "Seguros", "Inmobiliaria", "Energía", "Transportes"),
    "zh": ("物业", "置业", "医药", "物流", "软件", "证券", "食品", "新能源"),
}
BRANCHES = {"en": "{} Branch", "de": "Niederlassung {}", "fr": "Agence de {}", "es": "Sucursal {}", "zh": "{}分公司"}
GROUPS = {
    "en": ("Holdings", "Group", "International"),
    "de": ("Holding", "Gruppe", "Beteiligungs"),
    "fr": ("Groupe", "Holding"),
    "es": ("Grupo", "Holding"),
    "zh": ("集团", "控股"),
}
STEMS = {
    "de": (
        (
            "Krause",
            "Löffler",
            "Brinkmann",
            "Weißhaupt",
            "Quandtmeier",
            "Höfner",
            "Zellweger",
            "Trautwein",
            "Südkamp",
            "Ohlendorf",
            "Grünbeck",
        ),
        (
            "Maschinenbau",
            "Metallbau",
            "Fahrradhandel",
            "Elektrotechnik",
            "Getränke",
            "Spedition",
            "Möbel",
            "Gartenbau",
            "Werkzeuge",
            "Druckerei",
        ),
    ),
    "fr": (
        (
            "Boulanger",
            "Lefèvre",
            "Guérin",
            "Castelnau",
            "Ménard",
            "Delacroix",
            "Peyrolles",
            "Brédif",
            "Château Roux",
            "Fontanel",
            "Aubépine",
        ),
        ("Mécanique", "Cycles", "Menuiserie", "Imprimerie", "Boissons", "Électricité", "Meubles", "Textile", "Conseil", "Traiteur"),
    ),
    "es": (
        ("Echeverría", "Núñez", "Aranjuez", "Carrizosa", "Belmonte", "Peñafiel", "Zubiri", "Olivares", "Iturralde", "Montalbán", "Güell"),
        (
            "Construcciones",
            "Bicicletas",
            "Talleres",
            "Imprenta",
            "Bebidas",
            "Electricidad",
            "Muebles",
            "Textil",
            "Consultoría",
            "Panadería",
        ),
    ),
}
_TRADITIONAL = str.maketrans(
    "华东龙实业电机团发汽车药银证网络国际环产业动长时丰宝医疗", "華東龍實業電機團發汽車藥銀證網絡國際環產業動長時豐寶醫療"
)


class Labelled(NamedTuple):
    one: str
    other: str
    label: Label
    kind: str


def _upper(rng: random.Random, name: str) -> str:
    return name.upper()


def _lower(rng: random.Random, name: str) -> str:
    return name.lower()


def _bare(rng: random.Random, name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", name.replace("ß", "ss")) if not unicodedata.combining(c))


def _umlauts(rng: random.Random, name: str) -> str:
    for letter, spelled in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("Ö", "Oe"), ("é", "e")):
        name = name.replace(letter, spelled)
    return name


def _ampersand(rng: random.Random, name: str) -> str:
    return name.replace(" & ", " and ") if " & " in name else name.replace(" and ", " & ")


def _the(rng: random.Random, name: str) -> str:
    return name.removeprefix("The ") if name.startswith("The ") else f"The {name}"


def _typo(rng: random.Random, name: str) -> str:
    """One letter dropped, doubled, or two that changed places, inside a long word."""
    words = name.split(" ")
    long = [at for at, word in enumerate(words) if len(word) >= 7 and word.isalpha()]
    if not long:
        return name
    chosen = rng.choice(long)
    word, at = words[chosen], rng.randrange(2, len(words[chosen]) - 2)
    words[chosen] = rng.choice(
        (word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    )
    return " ".join(words)


def _neighbour(rng: random.Random, name: str) -> str:
    """A wrong key inside a long word."""
    keys = {"a": "s", "e": "r", "i": "o", "o": "p", "n": "m", "t": "y", "r": "t", "s": "d", "l": "k", "u": "i"}
    spots = [i for i, c in enumerate(name) if c in keys and 2 <= i < len(name) - 2 and name[i - 2 : i + 3].isalpha()]
    words = {i for i in spots if len(name[name.rfind(" ", 0, i) + 1 :].split(" ")[0]) >= 8}
    if not words:
        return name
    at = rng.choice(sorted(words))
    return name[:at] + keys[name[at]] + name[at + 1 :]


def _spaces(rng: random.Random, name: str) -> str:
    return name.replace(" ", "  ").replace(",", " ,")


def _dots(rng: random.Random, name: str) -> str:
    return name.replace(".", "").replace(",", "").replace("'", "’").replace("-", " ")


def _together(rng: random.Random, name: str) -> str:
    """Two words written as one."""
    words = name.split(" ")
    plain = [at for at in range(len(words) - 1) if words[at].isalpha() and words[at + 1].isalpha() and len(words[at]) > 3]
    if not plain:
        return name
    at = rng.choice(plain[:1])
    return " ".join([*words[:at], words[at] + words[at + 1].lower(), *words[at + 2 :]])


def _wide(rng: random.Random, name: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)


def _traditional(rng: random.Random, name: str) -> str:
    return name.translate(_TRADITIONAL)


def _spaced(rng: random.Random, name: str) -> str:
    at = rng.randrange(1, len(name))
    return f"{name[:at]} {name[at:]}"


def _marked(rng: random.Random, name: str) -> str:
    return f"“{name}”" if rng.random() < 0.5 else f"{name}。"


NOISE: dict[bool, dict[str, tuple[Noise, ...]]] = {
    False: {
        "en": (_upper, _lower, _ampersand, _the, _typo, _dots),
        "de": (_upper, _umlauts, _typo, _dots),
        "fr": (_upper, _bare, _typo, _dots),
        "es": (_lower, _bare, _typo, _dots),
        "zh": (_traditional, _wide, _spaced),
    },
    True: {
        "en": (_neighbour, _spaces, _together, _wide),
        "de": (_neighbour, _bare, _together, _spaces),
        "fr": (_neighbour, _together, _lower, _spaces),
        "es": (_neighbour, _together, _upper, _spaces),
        "zh": (_marked, _spaced, _traditional),
    },
}
"""How one name comes to be written otherwise: kinds to tune with (False), and kinds kept for the test (True)."""


def names(language: str) -> list[str]:
    """Return the names of a language: without a legal form in Chinese and where they are put together."""
    if language in STEMS:
        brands, trades = STEMS[language]
        return [f"{brand} {trade}" for brand in brands for trade in trades]
    return (DATA / f"names_{language}.txt").read_text(encoding="utf-8").splitlines()


def labelled(language: str, *, held_out: bool, count: int = 900, seed: int = 7) -> list[Labelled]:
    """Return labelled pairs, a third of each kind. Names and kinds of noise of the held-out half are never in the other."""
    rng = random.Random(f"{seed}{language}{held_out}")
    known = [name for at, name in enumerate(names(language)) if (at % 2 == 1) == held_out]
    made = [*_same(rng, language, known, held_out, count // 3), *_related(rng, language, known, count // 3)]
    return made + list(_strangers(rng, language, known, count // 3))


def _formed(rng: random.Random, language: str, name: str) -> str:
    if language == "zh":
        return name.removesuffix("公司").removesuffix("有限").removesuffix("股份").removesuffix("集团") + rng.choice(FORMS["zh"])
    return f"{name} {rng.choice(FORMS[language])}".strip() if language in STEMS else name


def _same(rng: random.Random, language: str, known: Sequence[str], held_out: bool, count: int) -> Iterator[Labelled]:
    for _ in range(count):
        name, noise = rng.choice(known), rng.choice(NOISE[held_out][language])
        first = _formed(rng, language, name)
        other = noise(rng, _formed(rng, language, name))
        yield Labelled(first, other, "same", noise.__name__)


def _related(rng: random.Random, language: str, known: Sequence[str], count: int) -> Iterator[Labelled]:
    for _ in range(count):
        name, form = rng.choice(known), rng.choice([f for f in FORMS[language] if f])
        place, trade, group = (rng.choice(table[language]) for table in (PLACES, TRADES, GROUPS))
        join = "" if language == "zh" else " "
        whole = _formed(rng, language, name)
        relatives = {
            "branch": f"{whole}{join}{BRANCHES[language].format(place)}",
            "place": f"{name}{join}{place}{join}{form}" if language != "zh" else f"{name}（{place}）{form}",
            "trade": f"{name}{join}{trade}{join}{form}",
            "group": f"{name}{join}{group}{join}{form}" if not name.endswith(group) else f"{whole}{join}{BRANCHES[language].format(place)}",
        }
        kind = rng.choice(sorted(relatives))
        yield Labelled(whole, relatives[kind], "related", kind)


def _strangers(rng: random.Random, language: str, known: Sequence[str], count: int) -> Iterator[Labelled]:
    """Names that look alike: each with one that shares its end or its beginning, else any other."""
    ends: dict[str, list[str]] = {}
    for name in known:
        ends.setdefault(name[-2:] if language == "zh" else name.split(" ")[-1], []).append(name)
    for _ in range(count):
        name = rng.choice(known)
        like = [n for n in ends[name[-2:] if language == "zh" else name.split(" ")[-1]] if n != name]
        other = rng.choice(like or [n for n in known if n != name])
        yield Labelled(_formed(rng, language, name), _formed(rng, language, other), "different", "alike" if like else "any")
