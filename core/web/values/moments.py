"""Times as the reader reads them."""

from datetime import datetime

from markupsafe import Markup

from core.web.page.pages import cell_context
from core.web.values import format
from core.web.values.cells import cell


def moment(value: datetime, *, exact: bool = False) -> Markup:
    """Return how long ago or ahead a moment is, with the exact time in the program's zone beside it, as HTML.

    `exact`: the day and minute themselves, for what holds from a moment on.
    """
    context = cell_context()
    if exact:
        day = format.datetime(value, context.zone, context.locale)
        return Markup('<time datetime="{}">{}</time>').format(value.isoformat(timespec="seconds"), day)
    return Markup(cell("datetime")(value, context))  # noqa: S704
