"""Reading the YAML of a program: plain values and the line each stands on, nothing else; hostile texts are refused."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from core.errors import FieldError, Unprocessable
from core.i18n import _
from schemas.lazy import lazy

yaml = lazy("yaml")

MOST_CHARACTERS = 900_000
"""Longer texts are refused unread; with its form a text fits into one request."""
MOST_VALUES = 100_000
DEEPEST = 40
WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,17}")
PLAIN = {"": None, "null": None, "true": True, "false": False}
"""What a plain word means; every other one is the text it is, dates, decimals, `yes` and `no` too."""


@dataclass(frozen=True)
class Document:
    """The values of a text; `lines` has the line, from 1, of each place by its JSON pointer."""

    data: Any
    lines: dict[str, int] = field(default_factory=dict)

    def line_of(self, pointer: str) -> int:
        """Return the line of a place, or of the nearest one around it that is there."""
        while pointer and pointer not in self.lines:
            pointer = pointer.rpartition("/")[0]
        return self.lines.get(pointer, 1)

    def located(self, problem: Unprocessable) -> Unprocessable:
        """Return a refusal that says on which lines the errors are."""
        errors = problem.errors or [FieldError(pointer="", code=problem.code, message=problem.message)]
        told = [FieldError(**{**e, "message": _line(self.line_of(e.get("pointer", "")), str(e["message"]))}) for e in errors]
        return Unprocessable(_("The text cannot be applied."), code="program-text", errors=told)


def read(text: str) -> Document:
    """Return what a text says; Unprocessable names the line. Anchors, tags, several documents and repeated names are refused."""
    if len(text) > MOST_CHARACTERS:
        raise refused(1, _("The text is too long: at most %(n)s characters are read.", n=MOST_CHARACTERS))
    try:
        return _Reader(yaml.parse(text, Loader=loader())).document()
    except yaml.YAMLError as error:
        mark, what = getattr(error, "problem_mark", None), getattr(error, "problem", None) or getattr(error, "reason", None)
        raise refused(mark.line + 1 if mark else 1, _("This is not YAML: %(problem)s.", problem=what or "?")) from None


def loader() -> Any:
    """Return the faster of the parsers there are."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def refused(line: int, message: str, pointer: str = "") -> Unprocessable:
    """Return the refusal of a line."""
    error: FieldError = {"pointer": pointer, "code": "program-text", "message": _line(line, message)}
    return Unprocessable(_("The text cannot be read."), code="program-text", errors=[error])


def escaped(name: str) -> str:
    """Return a name as a part of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def _line(line: int, message: str) -> str:
    return _("Line %(line)s: %(message)s", line=line, message=message)


class _Reader:
    """Turns the parser's events into values; nothing is resolved, made or called that the text names."""

    def __init__(self, events: Iterator[Any]):
        self._events, self._lines, self._count = events, dict[str, int](), 0

    def document(self) -> Document:
        data, first = None, True
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if not first:
                    raise refused(_at(event), _("Only one document is read; remove `---` and what follows."))
                if event.tags or event.version:
                    raise refused(_at(event), _("Directives are not read; remove the line that begins with a percent sign."))
                first, data = False, self._value(next(self._events), "", 0)
        return Document(data, self._lines)

    def _value(self, event: Any, pointer: str, depth: int) -> Any:
        self._judge(event, pointer, depth)
        self._lines.setdefault(pointer, _at(event))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(pointer, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(pointer, depth)
        return _scalar(event)

    def _judge(self, event: Any, pointer: str, depth: int) -> None:
        self._count += 1
        if self._count > MOST_VALUES or depth > DEEPEST:
            raise refused(_at(event), _("The text holds too much, or is nested too deeply."), pointer)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise refused(_at(event), _("Anchors (&) and references (*) are not read; write the value out."), pointer)
        if event.tag is not None:
            raise refused(_at(event), _("Tags (!) are not read."), pointer)

    def _mapping(self, pointer: str, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            name, line = self._name(event, pointer, depth), _at(event)
            if name in found:
                raise refused(line, _("“%(name)s” stands here twice.", name=name), pointer)
            where = f"{pointer}/{escaped(name)}"
            self._lines[where] = line
            found[name] = self._value(next(self._events), where, depth + 1)
        return found

    def _name(self, event: Any, pointer: str, depth: int) -> str:
        self._judge(event, pointer, depth)
        if not isinstance(event, yaml.ScalarEvent):
            raise refused(_at(event), _("A name is a single word or text."), pointer)
        return str(event.value)

    def _sequence(self, pointer: str, depth: int) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            found.append(self._value(event, f"{pointer}/{len(found)}", depth + 1))
        return found


def _scalar(event: Any) -> Any:
    text = str(event.value)
    if not event.implicit[0]:  # quoted, or a block
        return text
    if text in PLAIN:
        return PLAIN[text]
    return int(text) if WHOLE_NUMBER.fullmatch(text) else text


def _at(event: Any) -> int:
    return int(event.start_mark.line) + 1
