"""What belongs to a rule's text in a form: the builder, what is wrong, how many records match, the names it may use."""

from typing import Any

from flask import url_for
from markupsafe import Markup

from core.entities.scope import current
from core.entities.vocabularies import facts_named, listed, parsed
from core.errors import NotFound
from core.rules.errors import RuleError
from core.rules.facts import Facts
from core.web.door.here import there
from core.web.page.pages import render_part
from core.web.rule_builder.rule_tree import EMPTY, shown
from core.web.rule_builder.rule_view import builder, said


def parts(field: Any) -> Markup:
    """Return what belongs to a rule beside its text: builder, what is wrong, how many records match, the names it may use.

    Without a program, or for a vocabulary that is closed to the reader, there is only the text.
    """
    spot = there()
    if spot is None or spot.program is None:
        return Markup("")
    try:
        facts = facts_named(field.source.vocabulary)
    except NotFound:
        return Markup("")
    return _drawn(field, facts)


def _drawn(field: Any, facts: Facts) -> Markup:
    source, text = field.source, field._value()
    rows, error = _rows(field, text, facts)
    return render_part(
        "parts/rule_field.html",
        field=field,
        rows=rows,
        text_only=rows is None,
        builds=source.expect == "bool",
        said=said(text, error=error, quiet=bool(field.errors)),
        counts=source.expect == "bool" and listed(source.vocabulary) is not None,
        urls={name: url_for(f"rules.{name}", program=current().program.slug) for name in ("shape", "count")},
        words_url=url_for("rules.words", program=current().program.slug, vocabulary=source.vocabulary),
    )


def _rows(field: Any, text: str, facts: Facts) -> tuple[Markup | None, RuleError | None]:
    """Return the builder where it can show the text, and what is wrong with the text."""
    source = field.source
    if not text.strip():
        return (None if source.expect != "bool" or _as_text(field) else builder(EMPTY, facts, field.name)), None
    try:
        rule = parsed(source.vocabulary, text, source.expect, source.in_sql)
    except RuleError as error:
        return None, error
    return (None if source.expect != "bool" or _as_text(field) else builder(shown(rule), facts, field.name)), None


def _as_text(field: Any) -> bool:
    """The form was sent with the rule written as text: it stays so."""
    return field.raw_data is not None and bool(field.raw_data) and not field.from_tree
