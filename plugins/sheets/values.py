"""A cell's text turned into what the schema reads. What is not understood is left as it is, for the schema to refuse."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from hansa import fields, typed_moment
from plugins.sheets.columns import normal

YES = frozenset({"1", "yes", "y", "true", "on", "x", "ja", "是", "真", "对", "有"})
NO = frozenset({"0", "no", "n", "false", "off", "nein", "否", "假", "无"})
_QUOTED = re.compile(r"^'(?=[=+\-@\t\r\n＝＋－＠])")
_MONEY = re.compile(r"^(?:[A-Z]{3}|[$€£¥￥元])?\s*([+\-−]?[\d.,'\s]*\d)\s*(?:[A-Z]{3}|[$€£¥￥元%])?$")
_DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]00:00(?::00)?)?$")
_DOTTED = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$")
_MOMENT = re.compile(r"^(\S+)[T ](\d{1,2}:\d{2}(?::\d{2})?)$")
Words = Mapping[str, str]


def unquoted(text: str) -> str:
    """Return a cell without the quote that our own exports put before what looks like a formula."""
    return _QUOTED.sub("", text.strip())


def raw_of(field: Any, text: str, words: Words) -> Any:
    """Return the raw input of a field. `words` leads from what a choice or country may be called to its value."""
    text = unquoted(text)
    if not text:
        return None
    return _READERS.get(fields.type_of(field).name, _as_it_is)(text, words)


def number(text: str) -> str:
    """Return a number without signs of currency and grouping: `¥1,234.50` and `1.234,50` are both 1234.50."""
    found = _MONEY.match(text)
    if found is None:
        return text
    plain = re.sub(r"[\s']", "", found[1]).replace("−", "-")
    comma, point = plain.rfind(","), plain.rfind(".")
    if comma > point >= 0 or (point < 0 and re.search(r",\d{1,2}$", plain)):
        return plain.replace(".", "").replace(",", ".")
    return _grouped(plain)


def day(text: str) -> str:
    """Return a day as `2026-09-30`. Days written with slashes and the year last are refused by the schema: they have two readings."""
    if found := _DAY.match(text):
        return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"
    if found := _DOTTED.match(text):
        return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
    return text


def moment(text: str) -> str:
    """Return a moment, as our own exports write it or with its zone."""
    found = _MOMENT.match(text)
    return typed_moment(f"{day(found[1])}T{found[2].zfill(5)}" if found else text)


def _grouped(plain: str) -> str:
    fits = re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", plain)
    return plain.replace(",", "") if fits else plain


def _as_it_is(text: str, words: Words) -> Any:
    return text


def _yes_or_no(text: str, words: Words) -> Any:
    plain = text.casefold()
    return True if plain in YES else False if plain in NO else text


def _named(text: str, words: Words) -> Any:
    return words.get(normal(text), text)


def _several(text: str, words: Words) -> Any:
    parts = [part.strip() for part in re.split(r"[;,；，、]", text) if part.strip()]
    return [words.get(normal(part), part) for part in parts]


_READERS: Mapping[str, Callable[[str, Words], Any]] = {
    "int": lambda text, words: number(text),
    "decimal": lambda text, words: number(text),
    "money": lambda text, words: number(text),
    "percent": lambda text, words: number(text),
    "date": lambda text, words: day(text),
    "datetime": lambda text, words: moment(text),
    "bool": _yes_or_no,
    "choice": _named,
    "country": _named,
    "multichoice": _several,
}
