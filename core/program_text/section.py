"""What the parts of a program's text are made of; plugins contribute parts of their own."""

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from core.errors import FieldError, Unprocessable
from core.i18n import _


@dataclass(frozen=True, slots=True)
class Change:
    """One thing applying a text would do. `path` names it below its section: slugs and keys, joined by `/`.

    `unsafe`: what people or records would lose, as a sentence in the reader's language; None when nothing is lost.
    """

    kind: Literal["add", "change", "remove"]
    path: str
    before: Any = None
    after: Any = None
    unsafe: str | None = None


def _nothing() -> list[str]:
    return []


@dataclass(frozen=True, slots=True)
class ProgramSection:
    """A part of a program's text, under its own key; each function works on the active program.

    `export` returns plain data (mappings, lists, texts, whole numbers, yes and no, null) with stable names, never ids of the
    database; decimals, dates and moments are texts. `plan` judges such data and tells what would change; it raises
    Unprocessable with JSON pointers below the section. `apply` makes it so in the running unit, after `plan` found something to do.
    Sections come in `order`, so a later one may rely on what an earlier one brings. `permission`: what the actor needs
    for a change. `left_out` names, by their paths, what the text does not hold: secrets, and what has no stable name.
    """

    key: str
    order: int
    export: Callable[[], Any]
    plan: Callable[[Any], list[Change]]
    apply: Callable[[Any], None]
    permission: str = "core.program.edit"
    left_out: Callable[[], list[str]] = _nothing


def compared(before: Any, after: Any, path: str = "") -> Iterator[Change]:
    """Yield the changes that lead from one plain value to another; mappings are compared key by key, all else as a whole."""
    for key in [*before, *(key for key in after if key not in before)]:
        where = f"{path}/{key}" if path else str(key)
        if key not in after:
            yield Change("remove", where, before[key])
        elif key not in before:
            yield Change("add", where, None, after[key])
        elif isinstance(before[key], Mapping) and isinstance(after[key], Mapping):
            yield from compared(before[key], after[key], where)
        elif before[key] != after[key]:
            yield Change("change", where, before[key], after[key])


def mapping(data: Any, path: str = "", known: Iterable[str] | None = None) -> Mapping[str, Any]:
    """Return data that must be a mapping, of these keys only; Unprocessable names the first that is not known, and a like one."""
    if not isinstance(data, Mapping):
        raise wrong(path, _("Give names with values here, like `name: value`."))
    for key in data:
        if known is not None and key not in (names := list(known)):
            raise wrong(f"{path}/{key}", unknown(key, names), code="unknown-name")
    return data


def sequence(data: Any, path: str = "") -> list[Any]:
    """Return data that must be a list."""
    if not isinstance(data, list):
        raise wrong(path, _("Give a list here: one value a line, each after `- `."))
    return data


def unknown(name: str, names: Iterable[str]) -> str:
    """Return the sentence that refuses a name and suggests one that is known."""
    listed = sorted(names)
    near = difflib.get_close_matches(name, listed, n=1, cutoff=0.6)
    if near:
        return _("“%(name)s” is not known here. Did you mean “%(near)s”?", name=name, near=near[0])
    if len(listed) <= 12:
        return _("“%(name)s” is not known here. There are: %(names)s.", name=name, names=", ".join(listed) or "–")
    return _("“%(name)s” is not known here.", name=name)


def wrong(path: str, message: str, code: str = "invalid") -> Unprocessable:
    """Return the refusal of one place of the text; `path` is a JSON pointer below the section, "" the section itself."""
    error: FieldError = {"pointer": path, "code": code, "message": message}
    return Unprocessable(message, errors=[error])


def below(path: str, problem: Unprocessable) -> Unprocessable:
    """Return a refusal whose places lie below `path`."""
    errors = problem.errors or [FieldError(pointer="", code=problem.code, message=problem.message)]
    moved = [FieldError(**{**error, "pointer": path + error.get("pointer", "")}) for error in errors]
    return Unprocessable(problem.message, code=problem.code, errors=moved)
