"""A value as the reader reads it, outside of lists and forms."""

from typing import Any

from markupsafe import Markup

from core.web.page.pages import cell_context
from core.web.values.cells import cell


def shown(word: str, value: Any, field: Any = None) -> Markup:
    """Return a value as HTML by the word of its cell (`money`, `date`, `datetime`, `country`, ...); `field` for choices and states."""
    return Markup(cell(word, field)(value, cell_context()))  # noqa: S704 - cells escape their values
