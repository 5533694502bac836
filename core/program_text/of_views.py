"""The section `views`: lists' views that staff share, by kind of record and name."""

import re
from dataclasses import replace
from typing import Any

from core.entities import views
from core.entities.registry import registry
from core.entities.scope import current
from core.errors import Unprocessable
from core.i18n import _
from core.program_text.section import Change, ProgramSection, compared, mapping, unknown, wrong

KNOWN = ("audience", "query")
SHARED = tuple(name for name in views.AUDIENCES if name != "own")
AN_ID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")
"""A view that names a record by its id means nothing elsewhere."""


def export() -> dict[str, dict[str, Any]]:
    """Return the shared views; of several with one name the oldest."""
    found: dict[str, dict[str, Any]] = {}
    for row in _rows():
        if not AN_ID.search(row.query):
            found.setdefault(row.entity, {}).setdefault(row.label, {"audience": row.audience, "query": row.query})
    return found


def plan(data: Any) -> list[Change]:
    """Compare the views."""
    lost = _("Whoever uses this view loses it.")
    found = compared(_flat(export()), _flat(_wanted(data)))
    return [replace(change, unsafe=lost) if change.kind == "remove" else change for change in found]


def apply(data: Any) -> None:
    """Save, change and delete shared views."""
    before, wanted = _flat(export()), _flat(_wanted(data))
    for row in _rows():
        path = f"{row.entity}/{row.label}"
        if path in before and before[path] != wanted.get(path) and not AN_ID.search(row.query):
            views.discard(row.id)
    for path, view in wanted.items():
        if before.get(path) != view:
            entity, label = path.split("/", 1)
            views.share(registry()[entity], label, view["audience"], view["query"])


def left_out() -> list[str]:
    """Return the shared views that name records by their ids."""
    return [f"{row.entity}/{row.label}" for row in _rows() if AN_ID.search(row.query)]


def _rows() -> list[Any]:
    known = {entity.key for entity in registry().of_plugins(current().program.plugins)}
    return [row for row in views.shared() if row.entity in known]


def _wanted(data: Any) -> dict[str, dict[str, Any]]:
    known = sorted(entity.key for entity in registry().of_plugins(current().program.plugins) if entity.pages)
    return {entity: dict(_views(entity, own)) for entity, own in sorted(mapping(data, known=known).items()) if own}


def _views(entity: str, data: Any) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for label, view in sorted(mapping(data, f"/{entity}").items()):
        path = f"/{entity}/{label}"
        given = {"audience": "staff", "query": "", **mapping(view, path, KNOWN)}
        if given["audience"] not in SHARED:
            raise wrong(f"{path}/audience", unknown(str(given["audience"]), SHARED))
        if not isinstance(given["query"], str) or len(given["query"]) > 4_000 or AN_ID.search(given["query"]):
            raise wrong(f"{path}/query", _("Write what stands behind the question mark of the list's address, without ids of records."))
        if not _is_name(label, given["audience"]):
            raise wrong(path, _("Give the view a name of at most 60 characters."))
        found.append((label, {name: given[name] for name in KNOWN}))
    return found


def _is_name(label: str, audience: str) -> bool:
    try:
        return views.checked(label, audience)["label"] == label
    except Unprocessable:
        return False


def _flat(found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {f"{entity}/{label}": view for entity, own in found.items() for label, view in own.items()}


SECTION = ProgramSection("views", 70, export, plan, apply, left_out=left_out)
