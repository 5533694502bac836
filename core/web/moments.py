"""Times as the reader reads them."""

from datetime import datetime

from markupsafe import Markup

from core.web.cells import cell
from core.web.pages import cell_context


def moment(value: datetime) -> Markup:
    """Return how long ago or ahead a moment is, with the exact time in the program's zone beside it, as HTML."""
    return Markup(cell("datetime")(value, cell_context()))  # noqa: S704
