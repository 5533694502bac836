"""Values of rules as they are written, and as a person types and sees them."""

import re
from datetime import datetime
from decimal import Decimal

from core.entities.scope import current
from core.i18n import current as current_locale
from core.rules.facts import Fact, Facts
from core.web.forms.inputs import plain_number, read_moment, show_moment
from core.web.forms.reader import Reader
from core.web.rule_builder.rule_tree import Part
from core.web.values import format as fmt
from schemas.errors import Refused

_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?", re.ASCII)


def reader() -> Reader:
    program = current().program
    return Reader(current_locale(), program.zone, program.currency)


def typed(tree: Part, facts: Facts) -> Part:
    """Return a tree as the browser sent it with its values as they are written in rules."""
    if "group" in tree:
        return {**tree, "parts": [typed(part, facts) for part in tree["parts"]]}
    if not tree.get("value"):
        return tree
    fact, value = facts[tree["fact"]], tree["value"]
    return {**tree, "value": [literal(fact, v, reader()) for v in value] if isinstance(value, list) else literal(fact, value, reader())}


def literal(fact: Fact, typed: str, reader: Reader) -> str:
    """Return what a person typed as it is written in a rule: plain numbers, moments with their offset."""
    if fact.type.numeric:
        return plain_number(typed, reader.locale)
    if fact.type.name == "moment" and typed:
        found = read_moment(typed, reader.zone)
        return typed if isinstance(found, Refused) else found
    return typed


def visible(fact: Fact, value: str, reader: Reader) -> str:
    """Return a written value as a person sees it in its input, with every decimal it is written with."""
    if fact.type.numeric and _NUMBER.fullmatch(value):
        return fmt.decimals(Decimal(value), reader.locale, least=len(value.partition(".")[2]))
    try:
        return show_moment(datetime.fromisoformat(value), reader.zone) if fact.type.name == "moment" else value
    except (OverflowError, ValueError):
        return value
