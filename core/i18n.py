"""Languages: catalogues read from `.po` files when the first reader needs them, the reader's locale, texts in several languages."""

import gettext
import logging
import re
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from schemas.errors import N_, Text, translated
from schemas.lazy import lazy

pofile = lazy("babel.messages.pofile")
log = logging.getLogger("hansa.i18n")

__all__ = [
    "DEFAULT",
    "LOCALES",
    "N_",
    "Translated",
    "_",
    "current",
    "home",
    "lang_tag",
    "load_catalogs",
    "ngettext",
    "resolve",
    "say",
    "set_locale",
    "use",
]

DEFAULT = "en"
LOCALES: Mapping[str, str] = {"en": "English", "zh_Hans_CN": "简体中文"}
_NAMED = re.compile(r"%\((\w+)\)")


@dataclass(frozen=True)
class _Catalog:
    """The texts of one locale: source text (or singular and plural) to translation (or forms).

    `own`: what several packages translate each in its own way ("Order" is a sequence in one and a purchase in another), by package.
    """

    texts: dict[str, str]
    forms: dict[tuple[str, str], tuple[str, ...]]
    form_of: Callable[[int], int]
    own: dict[str, dict[str, str]] = field(default_factory=dict)


_ENGLISH = _Catalog({}, {}, lambda n: int(n != 1))
_catalogs: dict[str, _Catalog] = {}
_ready: dict[str, _Catalog] = {}
_unread: dict[str, list[Path]] = {}
_reading = threading.Lock()
_locale: ContextVar[str] = ContextVar("hansa_locale", default=DEFAULT)


def load_catalogs(paths: Iterable[Path]) -> None:
    """Know `<package>/locale/<locale>/messages.po` of every path to `locale`, read with the first text of that locale.

    A package hears its own translation of a text; where it has none, that of the first that has one.
    Fuzzy and empty entries, and those that name other placeholders than their source, are left out; a file that cannot be read, too.
    """
    for path in paths:
        for file in sorted(Path(path).glob("*/messages.po")):
            locale = resolve(file.parent.name)
            _unread.setdefault(locale, []).append(file)
            _ready.pop(locale, None)


def _catalog() -> _Catalog:
    """Return the texts of the current locale."""
    return _ready.get(_locale.get()) or _read(_locale.get())


def _read(locale: str) -> _Catalog:
    with _reading:
        for file in _unread.pop(locale, ()):
            try:
                _merge(locale, file)
            except (OSError, ValueError, pofile.PoFileError):
                log.exception("the catalogue %s cannot be read", file)
        if known := _catalogs.get(locale):
            for text in [text for text, own in known.own.items() if set(own.values()) == {known.texts[text]}]:
                del known.own[text]
        return _ready.setdefault(locale, _catalogs.get(locale, _ENGLISH))


def _merge(locale: str, file: Path) -> None:
    with file.open("rb") as stream:
        source = pofile.read_po(stream, locale=locale)
    known = _catalogs.setdefault(locale, _Catalog({}, {}, gettext.c2py(source.plural_expr)))
    package = file.parents[2].name
    for message in source:
        if not message.id or message.fuzzy or not _fits(message.id, message.string):
            continue
        if isinstance(message.id, str):
            known.own.setdefault(message.id, {})[package] = str(message.string)
            known.texts.setdefault(message.id, str(message.string))
        else:
            known.forms.setdefault((message.id[0], message.id[1]), tuple(message.string or ()))


def _fits(source: Any, translation: Any) -> bool:
    texts = [translation] if isinstance(translation, str) else list(translation)
    return all(texts) and not set(_NAMED.findall(" ".join(texts))) - set(_NAMED.findall(str(source)))


def _(text: str, /, **params: Any) -> str:
    """Return the text in the current locale, with `%(name)s` filled in when parameters are given."""
    catalog = _catalog()
    found = catalog.texts.get(text, text)
    if text in catalog.own:
        found = _own(catalog.own[text], text, sys._getframe(1)) or found
    return found % params if params else found


def _own(known: Mapping[str, str], text: str, asking: FrameType) -> str | None:
    """Return the translation of the package whose text it is: that marked it, or else that asks, in a module or a template."""
    if asking.f_globals.get("__name__") == "jinja2.runtime" and asking.f_back:
        asking = asking.f_back
    found = home(text) or asking.f_globals.get("__name__") or asking.f_globals.get("name") or ""
    return next((known[part] for part in re.split(r"[./]", found) if part in known), None)


def home(text: str) -> str:
    """Return the module that marked a text: part of the key where translations are kept. Nothing for one nobody marked."""
    return text.module if isinstance(text, Text) else ""


def ngettext(singular: str, plural: str, n: int, /, **params: Any) -> str:
    """Return the form for `n` in the current locale; `%(n)s` (in templates also `%(num)s`) and other placeholders are filled in."""
    catalog = _catalog()
    forms = catalog.forms.get((singular, plural))
    found = forms[catalog.form_of(n)] if forms else (singular, plural)[n != 1]
    return found % {"n": n, "num": n, **params}


def say(message: str) -> str:
    """Return an error text of a schema in the current locale."""
    return translated(message, _)


def current() -> str:
    """Return the current locale, like `zh_Hans_CN`."""
    return _locale.get()


def set_locale(tag: str) -> Token[str]:
    """Make a locale current for this request or job."""
    return _locale.set(resolve(tag))


@contextmanager
def use(tag: str) -> Iterator[str]:
    """Make a locale current inside the block."""
    token = set_locale(tag)
    try:
        yield _locale.get()
    finally:
        _locale.reset(token)


def resolve(tag: str | None) -> str:
    """Return the locale for a language tag as people and browsers write it (`zh-CN`, `en_GB`); unknown is English."""
    wanted = (tag or DEFAULT).replace("-", "_").casefold()
    known = {locale.casefold(): locale for locale in (*LOCALES, *_catalogs, *_unread)}
    language = wanted.split("_")[0]
    near = (locale for locale in known.values() if locale.split("_")[0] == language)
    return known.get(wanted) or next(near, DEFAULT)


def lang_tag(locale: str) -> str:
    """Return the locale as HTML's `lang` wants it."""
    return locale.replace("_", "-")


class Translated(Mapping[str, str]):
    """A text of an admin in one or more languages."""

    def __init__(self, texts: Mapping[str, str]):
        self._texts = {locale: text for locale, text in texts.items() if text}

    def __getitem__(self, locale: str) -> str:
        return self._texts[locale]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def pick(self, locale: str, program_default: str = DEFAULT) -> str:
        """Return the text for a reader: own locale, else the program's, else any; "" when there is none."""
        texts = self._texts
        return texts.get(locale) or texts.get(program_default) or next(iter(texts.values()), "")
