"""The set-up of a program: name, language, address; beside it since when which zone, currency and calendar hold."""

from typing import Any

from flask import Blueprint, redirect, request, url_for

from core.entities.scope import current
from core.errors import Unprocessable
from core.i18n import _
from core.programs.editing import program_row, save_program
from core.programs.program_schema import ProgramSchema
from core.web.admin.admin_dated import history_panel
from core.web.door.policy import policy
from core.web.forms.forms import SchemaForm, to_raw
from core.web.forms.schema_page import form_page, schema_form, shown

pages = Blueprint("admin_program", __name__, url_prefix="/<program>/admin/program")


@pages.get("/", endpoint="edit")
@policy("core.program.edit")
def edit() -> Any:
    row = program_row()
    values = {name: getattr(row, name) for name in ProgramSchema().fields}
    return _page(schema_form(ProgramSchema)(None, data=shown(values)))


@pages.post("/", endpoint="save")
@policy("core.program.edit")
def save() -> Any:
    form = schema_form(ProgramSchema)(request.form)
    try:
        save_program(to_raw(form))
    except Unprocessable as problem:
        return _page(form, problem)
    return redirect(url_for("admin_program.edit", program=current().program.slug), 303)


def _page(form: SchemaForm, problem: Unprocessable | None = None) -> Any:
    program = current().program
    return form_page(
        form,
        title=_("Program"),
        submit=_("Save"),
        cancel_url=url_for("core.home", program=program.slug),
        problem=problem,
        aside=history_panel(),
        text=_("What everyone who works in %(name)s sees and reckons with.", name=program.name),
    )
