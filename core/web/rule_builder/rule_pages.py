"""What the rule builder asks while somebody builds: rows from a text, a text from rows, how many records match; the page of names."""

from types import SimpleNamespace

from flask import Blueprint, request
from markupsafe import Markup

from core.entities.compiling import COUNT_CAP
from core.entities.vocabularies import EXPECT, count, facts_named, parsed
from core.errors import Malformed
from core.i18n import N_, _, ngettext
from core.i18n import current as current_locale
from core.rules.builder import operators
from core.rules.errors import RuleError
from core.rules.facts import Facts
from core.rules.reference import rows as functions
from core.web.door.policy import policy
from core.web.page.pages import render, render_part
from core.web.rule_builder.rule_literals import typed
from core.web.rule_builder.rule_tree import EMPTY, received, shown, written
from core.web.rule_builder.rule_view import builder, said
from core.web.values import format as fmt

pages = Blueprint("rules", __name__, url_prefix="/<program>/rules")
LONGEST = 4_000
SIGNS = (
    ("==  !=  <  <=  >  >=", N_("compare; in chains too: 1000 <= amount < 5000")),
    ("in  not in", N_("one of several: state in (\"won\", \"lost\")")),
    ("and  or  not  ( )", N_("join conditions")),
    ("is None  is not None", N_("ask whether something is known")),
    ("+  -  *  /", N_("reckon; amounts are multiplied by numbers, never by amounts")),
)  # fmt: skip


@pages.post("/shape", endpoint="shape")
@policy(member=True, own_units=True, while_viewing=True)
def shape() -> Markup:
    """Return rows and the line below them: from a tree its text, from a text its rows where rows can show it."""
    name, expect, facts = _asked()
    ident = request.form.get("name", "")[:100]
    if tree := request.form.get("tree", ""):
        found = typed(received(tree, facts), facts)
        made = written(found, facts)
        return builder(found, facts, ident) + said(made.text, error=_error(name, made.text, expect), gaps=made.gaps)
    text = _text()
    error = _error(name, text, expect)
    if error or expect != "bool":
        return said(text, error=error)
    return builder(shown(parsed(name, text)) if text.strip() else EMPTY, facts, ident) + said(text)


@pages.post("/count", endpoint="count")
@policy(member=True, own_units=True, while_viewing=True, costly=True)
def matches() -> Markup:
    """Return for how many records of those the person sees a condition holds, or why that cannot be asked."""
    try:
        matching, total = count(request.form.get("vocabulary", ""), _text())
    except RuleError as error:
        return render_part("parts/rule_count.html", reason=error.words())
    found = ngettext(
        "%(shown)s of %(total)s record matches", "%(shown)s of %(total)s records match", total, shown=_many(matching), total=_many(total)
    )
    return render_part("parts/rule_count.html", text=found)


@pages.get("/words", endpoint="words")
@policy(member=True)
def words() -> str:
    """Show everything a rule of a vocabulary may say: names, signs, functions."""
    facts = facts_named(request.args.get("vocabulary", ""))
    view = SimpleNamespace(
        names=_names(facts),
        signs=[(sign, _(doc)) for sign, doc in SIGNS],
        functions=[(how, _(doc), example) for how, doc, _sql, example in functions()],
    )
    return render("rule_words.html", words=view)


def _asked() -> tuple[str, str, Facts]:
    """Return vocabulary, what is expected, and the facts; NotFound for a vocabulary that is closed to the person."""
    name, expect = request.form.get("vocabulary", ""), request.form.get("expect", "bool")
    facts = facts_named(name)
    if expect not in EXPECT:
        raise Malformed("This is no type of a rule.")
    return name, expect, facts


def _text() -> str:
    text = request.form.get("text", "")
    if len(text) > LONGEST:
        raise Malformed("This text is too long for a rule.")
    return text


def _error(name: str, text: str, expect: str) -> RuleError | None:
    """Return what is wrong with a text; nothing with an empty one."""
    try:
        if text.strip():
            parsed(name, text, expect, request.form.get("in_sql") == "1")
    except RuleError as error:
        return error
    return None


def _many(n: int) -> str:
    shown_number = fmt.number(min(n, COUNT_CAP - 1), current_locale())
    return f"{shown_number}+" if n >= COUNT_CAP else shown_number


def _names(facts: Facts) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            name=name, label=_(facts.label(name)), type=_(fact.type.label), choices=[(value, _(label)) for value, label in fact.choices],
            inner=[(inner, _(fact.type.rows.label(inner))) for inner in fact.type.rows] if fact.type.name == "rows" else [],
            rows=bool(operators(fact.type)),
        )
        for name, fact in facts.items()
    ]  # fmt: skip
