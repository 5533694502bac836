"""The hooks this plugin offers."""
# mypy: disable-error-code="empty-body"

from collections.abc import Sequence
from datetime import date
from typing import Any

from hansa import hookspec, hookspec_policy
from plugins.policies.metrics.measure import Derived, Measure
from plugins.policies.versions.kinds import PolicyKind


@hookspec
@hookspec_policy("veto", PolicyKind, many=True)
def register_policies() -> list[PolicyKind]:
    """Whenever something is decided, published or checked: the kinds of policies of the plugin.

    Must return the same at every call and not write. An exception refuses what was about to be decided, because a decision
    without its policy would be a guess.
    """


@hookspec
@hookspec_policy("veto", Measure, Derived, many=True)
def register_measures() -> list[Measure | Derived]:
    """Whenever figures are asked for or kept up: the measures of the plugin.

    Must return the same at every call and not write. An exception refuses the change that was about to be counted, because a book
    that misses one is wrong for ever.
    """


@hookspec
@hookspec_policy("veto", dict)
def find_facts(subject: str, keys: Sequence[str], day: date) -> dict[str, dict[str, Any]] | None:
    """When rules are asked about partners, people or customers: what the plugin says of them on a day, by key and name of the fact.

    Names are those of kinds of facts the program keeps (without `partner.`), values of their type; a value goes before what was
    imported for the name. A name the plugin leaves out is unknown, as all are while the plugin is off, so rules that read it stay
    valid. Called behind the wall. An exception refuses what was about to be decided, because a decision without it would be a guess.
    """


@hookspec
@hookspec_policy("veto", date, many=True)
def find_fact_days(subject: str, keys: Sequence[str], first: date, last: date) -> list[date] | None:
    """When rules are asked about every day of a stretch: the days after `first`, up to `last`, on which what the plugin says by
    `find_facts` of one of these keys may change.

    A day too many costs time, one too few money: between two of them a fact is asked for once. A plugin that does not answer says the
    same on all days. Called behind the wall. An exception refuses what was about to be decided.
    """
