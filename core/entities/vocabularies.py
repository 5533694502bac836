"""What rules may speak of, by name: every entity as its actor sees it, and what plugins register."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from marshmallow import ValidationError

from core import clock
from core.entities.entity import Entity
from core.entities.facts import columns_of, count_matching, facts_of
from core.entities.registry import registry
from core.entities.scope import current
from core.errors import NotFound
from core.i18n import N_
from core.portal import portal
from core.rules.errors import RuleError
from core.rules.expression import Expression, parse
from core.rules.facts import Fact, Facts
from core.rules.types import BOOL, DATE, DURATION, INTEGER, MOMENT, NUMBER, PERCENT, TEXT, Type, money
from schemas.errors import Message
from schemas.rules import Rule

TODAY = "today"
AT = N_("Character %(at)s: %(said)s")
PERHAPS = N_("Perhaps you mean %(names)s.")
CLOSED = N_("Rules about this are not open to you.")

EXPECT: Mapping[str, Type | tuple[Type, ...]] = {
    "bool": BOOL,
    "integer": INTEGER,
    "number": (INTEGER, NUMBER, PERCENT),
    "percent": (PERCENT, NUMBER, INTEGER),
    "money": money(),
    "date": DATE,
    "moment": MOMENT,
    "duration": DURATION,
    "text": TEXT,
    "any": (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The facts of rules of one kind of place, beside those of entities. `name` is `<plugin>.<word>`.

    A field may ask for `<name>/<rest>`: `facts` gets the rest ("" without one), returns the facts as the active program has
    them, and raises NotFound when there are none. Only holders of `permission` may build rules with it.
    """

    name: str
    facts: Callable[[str], Facts]
    permission: str


def facts_named(name: str) -> Facts:
    """Return the facts of a vocabulary as the actor of the scope may use them; raises NotFound for all others."""
    entity, program = listed(name), current().program
    if entity is not None:
        side = "staff" if current().actor.staff else current().reach
        return program.cache.get(("vocabulary", name, side), lambda: _of_entity(entity))
    key, _, rest = name.partition("/")
    plugin, found = portal().vocabularies.get(key, ("", None))
    if found is None or plugin not in program.plugins or not _may(found.permission):
        raise NotFound()
    return found.facts(rest)


def listed(name: str) -> Entity | None:
    """Return the entity of that name if the actor may list its records."""
    found = registry().get(name)
    usable = found is not None and found.pages and found.plugin in current().program.plugins
    return found if found is not None and usable and _may(found.permission("view")) else None


def _may(permission: str) -> bool:
    scope = current()
    return scope.system is not None or scope.actor.kind == "system" or scope.actor.may(permission)


def _of_entity(entity: Entity) -> Facts:
    return facts_of(entity, entity.name) | Facts({TODAY: Fact(DATE, N_("Today"), fixed=True)})


def count(name: str, text: str) -> tuple[int, int]:
    """Return for how many records a condition is true, and how many there are, each counted to COUNT_CAP.

    Of what the actor sees. Raises NotFound when the vocabulary is no entity, RuleError with the reason when the database cannot answer.
    """
    entity = listed(name)
    if entity is None:
        raise NotFound()
    facts = facts_named(name)
    rule, everything = parse(text, facts, in_sql=True), parse("True", facts)
    columns = {**columns_of(entity, entity.name), TODAY: clock.today(current().program)}
    return count_matching(entity, rule, columns), count_matching(entity, everything, columns)


def parsed(name: str, text: str, expect: str = "bool", in_sql: bool = False) -> Expression:
    """Return a rule over a vocabulary; raises RuleError, or NotFound for a vocabulary that is closed to the actor."""
    facts = facts_named(name)
    rule = parse(text, facts, expect=() if expect == "money" else EXPECT[expect], in_sql=in_sql)
    # An amount may be in any currency; a bare number takes that of the program.
    return parse(text, facts, expect=money(), in_sql=in_sql) if expect == "money" and rule.type.name != "money" else rule


def judge(field: Rule, text: str) -> None:
    """Refuse a rule that cannot be read, with the character and what was perhaps meant."""
    try:
        parsed(field.vocabulary, text, field.expect, field.in_sql)
    except NotFound:
        raise ValidationError(Message(CLOSED, "closed")) from None
    except RuleError as error:
        raise ValidationError(list(said(error))) from None


def said(error: RuleError) -> list[str]:
    """Return what is wrong with a rule as messages of a field."""
    found: list[str] = [Message(AT, error.code, at=error.start + 1, said=error.words())]
    if error.suggestions:
        found.append(Message(PERHAPS, "perhaps", names=", ".join(error.suggestions)))
    return found


Rule.judge = judge
