"""Field types of plugins: whether the words they use for widget, cell, operators and storage are known."""

from collections.abc import Iterator, Mapping

from core.entities.source import OPERATORS
from core.web.forms import widgets
from core.web.values import cells
from schemas.types import TYPES, FieldType

STORAGES = frozenset(kind.storage for kind in TYPES.values())


def faults(kind: FieldType, taken: Mapping[str, FieldType]) -> Iterator[str]:
    """Yield what is wrong with a field type, in words for its author."""
    if kind.name in taken:
        yield f"There is a field type {kind.name!r} already."
    if not kind.label:
        yield f"The field type {kind.name!r} needs a label."
    for word, known in ((kind.widget, widgets.WORDS), (kind.cell, cells.WORDS), (kind.storage, STORAGES)):
        if word not in known:
            yield f"The field type {kind.name!r} uses {word!r}; there are {', '.join(sorted(known))}."
    if unknown := [op for op in kind.operators if op not in OPERATORS]:
        yield f"The field type {kind.name!r} names unknown operators: {', '.join(unknown)}."
