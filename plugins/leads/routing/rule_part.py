"""Routing rules as a part of the document, and how they are made ready."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from marshmallow import ValidationError

from hansa import N_, EntitySchema, fields, rules
from plugins.leads.routing.choosing import ALWAYS, Rule, Waiting
from plugins.leads.routing.targets import Ask
from plugins.policies.api import Code

METHODS = (
    ("longest_wait", N_("Whoever waits longest")),
    ("weighted", N_("Exact shares by weight")),
    ("drawn", N_("Drawn by weight")),
    ("most_room", N_("Most free capacity")),
    ("best_score", N_("Best score")),
    ("nearest", N_("Nearest")),
    ("shark_tank", N_("Pool: first to claim")),
    ("manual", N_("A person decides")),
)
CHOOSING = METHODS[:-2]
TARGETS = (("partner", N_("Partners")), ("person", N_("People of partners")), ("queue", N_("Queues")))
OF_TARGET = ("partner.", "fit.")
"""How the names of facts of targets begin; everything else is of the lead, or the same for all."""

_NAMES = N_("Write names separated by commas, like postal_code, city, country.")


class Names(fields.String):
    """Names in order, given as a list or as text with commas; kept as text."""

    max_length = 500

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        parts = value if isinstance(value, list) else str(value).split(",")
        if not all(isinstance(part, str) for part in parts):
            raise ValidationError(_NAMES)
        return ", ".join(part.strip() for part in parts if part.strip())


def _rule(label: str, order: int, vocabulary: str, help: str = "") -> Any:
    return fields.LongText(label=label, order=order, help=help, max_length=2_000, metadata={"rule": vocabulary})


class RuleRow(EntitySchema):
    """One rule: which leads, who is eligible, by which method."""

    name = Code(required=True, label=N_("Rule"), order=1)
    when = _rule(N_("For leads with"), 2, "lead", N_("Empty means all."))
    since = fields.DateTime(label=N_("Leads created or changed since"), help=N_("Empty means since the rule was switched on."), order=3)
    backfill = fields.Boolean(
        load_default=False, order=3, label=N_("Older leads too"),
        help=N_("Otherwise the rule sees only leads created or changed after it was switched on."),
    )  # fmt: skip
    targets = fields.Choice(choices=TARGETS, load_default="partner", label=N_("Goes to"), order=4)
    eligible = _rule(N_("Eligible"), 5, "offer", N_("Empty means everybody."))
    ladder = Names(label=N_("Ladder of territory"), help=N_("Fields of the lead, the narrowest first."), order=6)
    method = fields.Choice(choices=METHODS, load_default="longest_wait", label=N_("Method"), order=7)
    weight = _rule(N_("Weight"), 8, "offer")
    score = _rule(N_("Score"), 9, "offer")
    ties = Names(label=N_("Ties"), help=N_("Methods that decide between equals, in order."), order=10)
    room = fields.Boolean(load_default=True, label=N_("Only with free capacity"), order=11)
    wait_width = fields.Integer(min=1, max=10_000, label=N_("Waiting: minutes that count alike"), order=12)
    wait_limit = fields.Integer(
        min=0, max=100_000, label=N_("Waiting: at most (minutes)"), help=N_("Empty: when they work is not asked."), order=13
    )
    wait_method = fields.Choice(choices=CHOOSING, label=N_("Method among those who are soon"), order=14)
    otherwise = fields.String(
        load_default="queue", label=N_("Otherwise"), max_length=80, order=15,
        help=N_("queue, queue:<short name>, stay, or partner:<number>."),
    )  # fmt: skip


class RoutingRules(fields.Lines):
    """The rules of a document. Ready: `routing.Rule`s, their conditions parsed."""

    def __init__(self, **options: Any):
        super().__init__(RuleRow, max_rows=500, **options)

    def build(self, compiler: Any, name: str, value: Sequence[Mapping[str, Any]]) -> tuple[Rule, ...]:
        """Return the rules; what is wrong becomes findings of the compiler."""
        rows, seen = [whole(RuleRow, row) for row in value], set[str]()
        for at, row in enumerate(rows):
            for code, message in _faults(row, seen):
                compiler.refuse(code, message, f"/{name}/{at}", rule=row["name"])
            seen.add(row["name"])
        return tuple(_ready(compiler, row, f"/{name}/{at}") for at, row in enumerate(rows))


def whole(schema: type[EntitySchema], row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with None for what it leaves out."""
    return {**dict.fromkeys(schema._declared_fields), **row}


TWICE = N_("There are two rules “%(rule)s”.")
UNKNOWN_TIE = N_("A tie of “%(rule)s” names no method there is.")
NO_SCORE = N_("“%(rule)s” takes the best score and has no formula for it.")
OTHERWISE = N_("“Otherwise” of “%(rule)s” is none of queue, queue:…, stay, partner:….")


def _faults(row: Mapping[str, Any], seen: set[str]) -> Iterator[tuple[str, str]]:
    if row["name"] in seen:
        yield "rule-twice", TWICE
    if set(_listed(row["ties"])) - {name for name, _ in CHOOSING}:
        yield "unknown-method", UNKNOWN_TIE
    if row["method"] == "best_score" and not row["score"]:
        yield "no-score", NO_SCORE
    if row["otherwise"] not in ("queue", "stay") and not row["otherwise"].startswith(("queue:", "partner:")):
        yield "otherwise", OTHERWISE


def _ready(compiler: Any, row: Mapping[str, Any], place: str) -> Rule:
    figures = (rules.INTEGER, rules.NUMBER)
    when = compiler.expression(row["when"], "lead", f"{place}/when")
    eligible = compiler.expression(row["eligible"], "offer", f"{place}/eligible")
    weight = compiler.expression(row["weight"], "offer", f"{place}/weight", figures)
    score = compiler.expression(row["score"], "offer", f"{place}/score", (*figures, rules.PERCENT))
    fixed = compiler.fixed
    return Rule(
        row["name"], row["method"], _with(when, fixed) or ALWAYS, ask(eligible, fixed), _listed(row["ladder"]), row["otherwise"],
        _listed(row["ties"]), row["room"], _waiting(row), row["since"], row["targets"], ask(weight, fixed), ask(score, fixed),
        row["backfill"] or False,
    )  # fmt: skip


def ask(rule: rules.Expression | None, fixed: Mapping[str, Any]) -> Ask | None:
    """Return a rule about lead and target with the names it reads of each; tables of the document stand beside them."""
    if rule is None:
        return None
    names = sorted(set(rule.names) - set(fixed))
    of_target = tuple(name for name in names if name.startswith(OF_TARGET))
    return Ask(_with(rule, fixed), tuple(name for name in names if name not in of_target), of_target)


def _with(rule: rules.Expression | None, fixed: Mapping[str, Any]) -> Any:
    """Return a rule as a function of facts."""
    if rule is None:
        return None
    run = rule.run
    return (lambda facts: run({**fixed, **facts})) if set(rule.names) & set(fixed) else run


def _waiting(row: Mapping[str, Any]) -> Waiting | None:
    if row["wait_limit"] is None:
        return None
    return Waiting(timedelta(minutes=row["wait_width"] or 1), timedelta(minutes=row["wait_limit"]), row["wait_method"] or "")


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())
