"""A list the core keeps itself, as devices, tokens or roles: few rows, no filters. `table.html` shows it."""

from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any


def small_table(
    title: str,
    labels: Iterable[tuple[str, str]],
    rows: Sequence[Any],
    *,
    subtitle: str | None = None,
    crumbs: Sequence[Any] = (),
    primary: Any = None,
    empty: Any = None,
    note: Any = None,
    next_url: str | None = None,
) -> SimpleNamespace:
    """Return what table.html shows. `labels`: heading and CSS class of each column; `empty`: what stands there without rows."""
    return SimpleNamespace(
        title=title,
        subtitle=subtitle,
        crumbs=crumbs,
        primary=primary,
        actions=(),
        columns=[SimpleNamespace(label=label, css=css) for label, css in labels],
        rows=rows,
        empty=empty,
        count_text="",
        next_url=next_url,
        prev_url=None,
        note=note,
    )
