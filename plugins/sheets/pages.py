"""The pages of an import: choose a file, say which column is what, see what would happen, run, take back."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from hansa import (
    N_,
    Entity,
    Unprocessable,
    _,
    clock,
    csv_file,
    current_scope,
    file_headers,
    moment,
    ngettext,
    policy,
    render,
    url_of,
)
from plugins.sheets import services, store
from plugins.sheets.limits import Unreadable
from plugins.sheets.steps import STEPS as LONG
from plugins.sheets.targets import importable, targets

pages = Blueprint("sheets", __name__)
STALLED = timedelta(minutes=2)
"""A step in which nothing happened for so long can be taken up again."""

SHOWN = 50
"""So many rows with problems are shown; the error sheet holds all."""

STEPS = (N_("File"), N_("Columns"), N_("Check"), N_("Result"))
AT = {"mapping": 1, "checking": 2, "checked": 2}
STATES = {
    "mapping": N_("Columns to choose"),
    "checking": N_("Being checked"),
    "checked": N_("Checked"),
    "running": N_("Running"),
    "done": N_("Done"),
    "undoing": N_("Being taken back"),
    "undone": N_("Taken back"),
}


@pages.get("/import/<kind>", endpoint="start")
@policy(member=True)
def start(kind: str) -> str:
    """Ask for a file; show the last imports."""
    return _start_page(importable(kind))


@pages.post("/import/<kind>", endpoint="upload")
@policy(member=True, upload=True, costly=True, own_units=True)
def upload(kind: str) -> Any:
    """Read the file; the columns are chosen next."""
    entity = importable(kind)
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise Unprocessable(_("Choose a file."))
        grid = services.read(sent.stream.read(services.MAX_BYTES + 1))
    except Unreadable as error:
        return Response(_start_page(entity, _(error.reason)), 422)
    except Unprocessable as error:
        return Response(_start_page(entity, error.message), 422)
    return redirect(_url("show", services.begin(entity, sent.filename, grid)), 303)


@pages.get("/imports/<uuid:import_id>", endpoint="show")
@policy(member=True)
def show(import_id: uuid.UUID) -> str:
    """The step an import is at."""
    return _page(*store.find(import_id))


@pages.post("/imports/<uuid:import_id>/columns", endpoint="columns")
@policy(member=True, own_units=True)
def columns(import_id: uuid.UUID) -> Any:
    """Take the choice of columns and check the rows."""
    sheet, entity = store.find(import_id)
    chosen = [request.form.get(f"column-{i}", "") for i in range(len(sheet.columns))]
    wrong = services.faults(sheet, entity, chosen)
    if wrong:
        return Response(_page(sheet, entity, wrong=wrong, mapping=chosen), 422)
    services.choose(import_id, chosen)
    return redirect(_url("show", import_id), 303)


@pages.post("/imports/<uuid:import_id>/go", endpoint="go")
@policy(member=True, own_units=True)
def go(import_id: uuid.UUID) -> Any:
    """Take up a step again that stopped half way."""
    store.find(import_id)
    services.go_on(import_id)
    return redirect(_url("show", import_id), 303)


@pages.post("/imports/<uuid:import_id>/<any(running, undoing, mapping):state>", endpoint="step")
@policy(member=True, own_units=True)
def step(import_id: uuid.UUID, state: str) -> Any:
    """Run, take back, or choose the columns again."""
    store.find(import_id)
    services.start(import_id, state)
    return redirect(_url("show", import_id), 303)


@pages.get("/imports/<uuid:import_id>/problems.csv", endpoint="problems")
@policy(member=True)
def problems(import_id: uuid.UUID) -> Response:
    """The rows that were refused, as they were sent, with a column that says why."""
    sheet, _entity = store.find(import_id)
    head = [*sheet.columns, _("What is wrong")]
    rows: Iterator[list[Any]] = (
        [*_filled(row.cells, len(sheet.columns)), "; ".join(row.problems)] for row in store.rows_in(sheet, ("bad",))
    )
    return Response(b"".join(csv_file(head, rows)), 200, file_headers(_("Problems"), "csv"), content_type="text/csv; charset=utf-8")


def _filled(cells: list[str], width: int) -> list[str]:
    return [*cells, *[""] * width][:width]


def _url(endpoint: str, import_id: uuid.UUID, **words: str) -> str:
    return url_for(f"sheets.{endpoint}", program=current_scope().program.slug, import_id=import_id, **words)


def _start_page(entity: Entity, problem: str = "") -> str:
    known = targets(entity)
    recent = [
        SimpleNamespace(url=_url("show", sheet.id), name=sheet.filename, state=_(STATES[sheet.state]), when=moment(sheet.created_at))
        for sheet in store.recent(entity)
    ]
    view = SimpleNamespace(
        title=_("Import: %(label)s", label=_(entity.plural or entity.label)),
        crumbs=[(_(entity.plural or entity.label), url_of(entity))],
        action=request.path,
        problem=problem,
        recent=recent,
        steps=_steps(0),
        cancel_url=url_of(entity),
        required=[t.label for t in known.values() if t.required],
        optional=[t.label for t in known.values() if not t.required],
    )
    return render("sheets/start.html", page=view, form=SimpleNamespace(steps=view.steps))


def _page(sheet: Any, entity: Entity, *, wrong: list[str] | None = None, mapping: list[str] | None = None) -> str:
    counted = store.counts(sheet)
    working = sheet.state in LONG
    view = SimpleNamespace(
        title=sheet.filename,
        crumbs=[
            (_(entity.plural or entity.label), url_of(entity)),
            (_("Import"), url_for("sheets.start", program=current_scope().program.slug, kind=entity.key)),
        ],
        subtitle=ngettext("%(n)s row, read as %(source)s.", "%(n)s rows, read as %(source)s.", sheet.total, source=sheet.source),
        state=sheet.state,
        wrong=wrong or [],
        counts=counted,
        total=max(sheet.total if sheet.state == "checking" else sheet.done + counted.get(LONG[sheet.state][0], 0), 1) if working else 0,
        done=sheet.done,
        stalled=working and clock.now() - sheet.updated_at > STALLED,
        columns=_columns(sheet, entity, mapping or sheet.mapping) if sheet.state == "mapping" else [],
        problems=_problems(sheet),
        sheet_columns=sheet.columns,
        url=lambda endpoint, **words: _url(endpoint, sheet.id, **words),
        list_url=url_of(entity),
        label=_(entity.plural or entity.label),
        working=working,
        heading=_(STATES[sheet.state]),
    )
    return render("sheets/import.html", block="step", page=view, form=SimpleNamespace(steps=_steps(AT.get(sheet.state, 3))))


def _columns(sheet: Any, entity: Entity, mapping: list[str]) -> list[SimpleNamespace]:
    """Each column with its first values and the fields it could be."""
    sample = store.rows_in(sheet, ("new", "good", "bad"), 3)
    choices = [("", _("Leave out")), *((t.name, f"{t.label} *" if t.required else t.label) for t in targets(entity).values())]
    return [
        SimpleNamespace(
            name=f"column-{i}",
            title=title,
            chosen=mapping[i],
            choices=choices,
            sample=[c for row in sample for c in row.cells[i : i + 1] if c],
        )
        for i, title in enumerate(sheet.columns)
    ]


def _problems(sheet: Any) -> list[SimpleNamespace]:
    states = {"checked": ("bad",), "done": ("bad",), "undone": ("kept",)}.get(sheet.state, ())
    return (
        [SimpleNamespace(line=row.line, what=row.problems, cells=row.cells[:3]) for row in store.rows_in(sheet, states, SHOWN)]
        if states
        else []
    )


def _steps(current: int) -> list[SimpleNamespace]:
    return [SimpleNamespace(label=_(label), done=i < current, current=i == current) for i, label in enumerate(STEPS)]
