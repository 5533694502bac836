"""Catalogues and sources: `python -m core.translations update` refreshes the `.po` files, `check` says what is wrong.

The core has one catalogue for core, hansa, schemas and themes; every plugin has its own, without the texts the core has.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from core import errors
from core.i18n import LOCALES

ROOT = Path(__file__).parents[1]
METHODS = [("**/static/**", "ignore"), ("**.py", "core.translations:from_python"), ("**.html", "jinja2")]
OPTIONS = {"**.html": {"silent": "false"}}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!%)%[sd]|\{\w*\}")

PROBLEMS = [name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.Problem)]
"""Refusals: what they are raised with is translated where it is shown."""

TEXTS = frozenset({"_", "N_", "Message", *PROBLEMS})
KEYWORDS: dict[str, Any] = {**dict.fromkeys(TEXTS), "ngettext": (1, 2)}

Found = tuple[int, str, Any, list[str]]


def from_python(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Found]:
    """Find texts in Python source; Babel's own finder also takes strings deep inside of arguments for them."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in TEXTS:
                yield from ((node.lineno, name, text, []) for text in _literals(node.args[0]))
            elif name == "ngettext":
                forms = [text for argument in node.args[:2] for text in _literals(argument)]
                yield node.lineno, name, tuple(forms), []


def _literals(node: ast.expr) -> Iterable[str]:
    """Return the text of a literal, or of both branches of a choice between literals."""
    if isinstance(node, ast.IfExp):
        return (*_literals(node.body), *_literals(node.orelse))
    return (node.value,) if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value else ()


@dataclass(frozen=True)
class Domain:
    """Folders whose texts stand in one catalogue, and where its translations lie."""

    name: str
    folders: tuple[Path, ...]
    locale: Path

    def file(self, locale: str) -> Path:
        return self.locale / locale / "messages.po"

    def texts(self) -> Catalog:
        """Return the texts the sources use."""
        found = Catalog(fuzzy=False)
        for folder in self.folders:
            for name, _line, text, comments, _context in extract_from_dir(
                folder, METHODS, OPTIONS, KEYWORDS, ("NOTE:",), strip_comment_tags=True
            ):
                found.add(text, locations=[((folder / name).relative_to(ROOT).as_posix(), 0)], auto_comments=comments)
        return found

    def kept(self, locale: str) -> Catalog:
        """Return the translations there are."""
        if not self.file(locale).exists():
            return Catalog(locale=locale, project="Hansa", fuzzy=False, creation_date=datetime(2026, 1, 1, tzinfo=UTC))
        with self.file(locale).open("rb") as stream:
            return read_po(stream, locale=locale)


def domains() -> list[Domain]:
    """Return the core's domain and those of the plugins in this repository."""
    core = tuple(ROOT / name for name in ("core", "hansa", "schemas", "themes"))
    plugins = sorted(path.parent for path in (ROOT / "plugins").glob("*/plugin.py"))
    return [Domain("core", core, ROOT / "core" / "locale"), *(Domain(p.name, (p,), p / "locale") for p in plugins)]


def wanted() -> Iterator[tuple[Domain, Catalog]]:
    """Yield each domain with the texts its catalogue should have."""
    shared: set[Any] = set()
    for domain in domains():
        texts = domain.texts()
        for message in list(texts):
            if message.id in shared:
                texts.delete(message.id)
        shared |= {message.id for message in texts if message.id} if domain.name == "core" else set()
        yield domain, texts


def update() -> None:
    """Bring every catalogue in line with the sources; new texts are left empty, unused ones go."""
    for domain, texts in wanted():
        for locale in _translated():
            kept = domain.kept(locale)
            texts.creation_date = kept.creation_date
            kept.update(texts, no_fuzzy_matching=True)
            kept.obsolete.clear()
            _write(domain.file(locale), kept)


def check() -> list[str]:
    """Return one sentence for each text that is missing, fuzzy, unused, or names other placeholders than its source."""
    return [problem for domain, texts in wanted() for locale in _translated() for problem in _problems(domain, texts, locale)]


def _translated() -> list[str]:
    return [locale for locale in LOCALES if locale != "en"]


def _problems(domain: Domain, texts: Catalog, locale: str) -> Iterator[str]:
    kept, where = domain.kept(locale), f"{domain.name} {locale}"
    for message in texts:
        found = kept.get(message.id) if message.id else None
        if message.id and (found is None or not _complete(found)):
            yield f"{where}: not translated: {message.id!r} ({', '.join(name for name, _line in message.locations)})"
    for message in kept:
        if message.id and message.id not in texts:
            yield f"{where}: no longer used: {message.id!r}"
        elif message.id and message.fuzzy:
            yield f"{where}: fuzzy: {message.id!r}"
        elif message.id and _complete(message) and _differ(message):
            yield f"{where}: other placeholders: {message.id!r}"


def _forms(text: Any) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def _complete(message: Message) -> bool:
    return bool(message.string) and all(_forms(message.string))


def _differ(message: Message) -> bool:
    """One form in Chinese stands for singular and plural: it names what the plural names."""
    source = set(PLACEHOLDER.findall(_forms(message.id)[-1]))
    return any(set(PLACEHOLDER.findall(form)) != source for form in _forms(message.string))


def _write(file: Path, catalog: Catalog) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as stream:
        write_po(stream, catalog, width=0, sort_by_file=True, include_lineno=False, ignore_obsolete=True)


def main(arguments: list[str]) -> int:
    """Run `update` or `check`; returns the exit code."""
    if arguments == ["update"]:
        update()
    elif arguments != ["check"]:
        sys.stderr.write("usage: python -m core.translations update|check\n")
        return 2
    problems = check()
    sys.stdout.write("".join(f"{problem}\n" for problem in problems) + f"{len(problems)} to mend\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
