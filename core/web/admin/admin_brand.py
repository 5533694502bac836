"""The brand editor: theme, colours and logo, with a preview that is judged while it is made."""

from types import SimpleNamespace
from typing import Any

from flask import Blueprint, redirect, request, url_for
from markupsafe import Markup

from core.entities.scope import current
from core.errors import Unprocessable
from core.i18n import _
from core.portal import portal
from core.programs import logos as pictures
from core.programs.brand import answers_of, brand_schema, load_brand, own_look, problems, save_brand, sentences
from core.web.door.policy import policy
from core.web.forms.forms import SchemaForm, to_raw
from core.web.forms.schema_page import form_page, schema_form, shown
from core.web.page.pages import render_part
from core.web.theme import logos

pages = Blueprint("admin_brand", __name__, url_prefix="/<program>/admin/brand")


@pages.get("/", endpoint="edit")
@policy("core.program.edit")
def edit() -> Any:
    answers = answers_of(current().program)
    return _page(schema_form(brand_schema())(None, data=shown(answers)), answers)


@pages.post("/", endpoint="save")
@policy("core.program.edit")
def save() -> Any:
    form = schema_form(brand_schema())(request.form)
    try:
        save_brand(to_raw(form))
    except Unprocessable as problem:
        return _page(form, _readable(form), problem)
    return _back()


@pages.post("/pictures/<kind>", endpoint="save_picture")
@policy("core.program.edit", upload=True)
def save_picture(kind: str) -> Any:
    upload = request.files.get("picture")
    try:
        if upload is None or not upload.filename:
            raise Unprocessable(_("Choose a file first."), code="file-missing")
        pictures.save(kind, upload)
    except Unprocessable as problem:
        answers = answers_of(current().program)
        page = _page(schema_form(brand_schema())(None, data=shown(answers)), answers, forms=logos.editor(kind, problem.message))
        page.status_code = problem.status
        return page
    return _back()


@pages.post("/pictures/<kind>/remove", endpoint="remove_picture")
@policy("core.program.edit")
def remove_picture(kind: str) -> Any:
    pictures.remove(kind)
    return _back()


def _back() -> Any:
    return redirect(url_for("admin_brand.edit", program=current().program.slug), 303)


@pages.post("/preview", endpoint="preview")
@policy("core.program.edit")
def preview() -> Markup:
    """Judge what is chosen so far, without saving."""
    return _preview(_readable(schema_form(brand_schema())(request.form)))


def _readable(form: SchemaForm) -> dict[str, Any]:
    """Return the posted answers, or those that hold now while one of them cannot be read."""
    try:
        return load_brand(to_raw(form))
    except Unprocessable:
        return answers_of(current().program)


def _page(form: SchemaForm, answers: dict[str, Any], problem: Unprocessable | None = None, forms: Markup | None = None) -> Any:
    program = current().program
    return form_page(
        form,
        title=_("Brand"),
        submit=_("Save"),
        cancel_url=url_for("core.home", program=program.slug),
        problem=problem,
        text=_("How %(name)s looks. Text and controls stay readable: colours that are too alike are refused.", name=program.name),
        action=url_for("admin_brand.save", program=program.slug),
        aside=_preview(answers) + (forms or logos.editor()),
    )


def _preview(answers: dict[str, Any]) -> Markup:
    whole = portal().theming.look(answers["theme"], own_look(answers))
    modes = [
        SimpleNamespace(label=_("Light"), colours=_underscored(whole.light)),
        SimpleNamespace(label=_("Dark"), colours=_underscored({**whole.light, **whole.dark})),
    ]
    url = url_for("admin_brand.preview", program=current().program.slug)
    return render_part("admin/brand_preview.html", url=url, modes=modes, faults=list(sentences(problems(answers))))


def _underscored(colours: Any) -> SimpleNamespace:
    return SimpleNamespace(**{name.replace("-", "_"): value for name, value in colours.items()})
