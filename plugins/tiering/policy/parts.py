"""How the rows of a tier program are made ready: formulas parsed, what they speak of known by name."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from hansa import N_, EntitySchema, fields, rules
from plugins.policies.api import metric_facts
from plugins.tiering.engine.ladder import Criterion
from plugins.tiering.engine.points import Category, Earning
from plugins.tiering.engine.promises import Promise
from plugins.tiering.engine.ready import Asked
from plugins.tiering.policy.rows import CategoryRow, CriterionRow, EarningRow, FigureRow, PromiseRow

Row = Mapping[str, Any]
NO_FIGURE = N_("This is of the type %(kind)s; a figure is a number or an amount of money.")
NO_VALUE = N_("“%(name)s” compares with nothing: give it a value, or let it be a condition.")
ONE_SOURCE = N_("The figure “%(name)s” takes either a formula or a measure with its window.")
TWICE = N_("There are two of “%(name)s”.")


class Rows(fields.Lines):
    """Rows of a document, each with None for what it leaves out."""

    row: type[EntitySchema]

    def __init__(self, **options: Any):
        super().__init__(self.row, load_default=list, **options)

    def whole(self, row: Row) -> dict[str, Any]:
        return {**dict.fromkeys(self.row._declared_fields), **row}


class FigureRows(Rows):
    """Ready: (name, formula or None for a measure, row). Later parts read them as `figure.name`."""

    row = FigureRow

    def build(self, compiler: Any, name: str, value: Sequence[Row]) -> list[tuple[str, rules.Expression | None, Row]]:
        found: list[tuple[str, rules.Expression | None, Row]] = []
        for at, row in enumerate(map(self.whole, value)):
            place = f"/{name}/{at}"
            if bool(row["of"]) is bool(row["measure"]) or bool(row["measure"]) is not bool(row["window"]):
                compiler.refuse("figure-source", ONE_SOURCE, place, name=row["name"])
            if any(row["name"] == other for other, _formula, _row in found):
                compiler.refuse("twice", TWICE, place, name=row["name"])
            formula = _figure(compiler, row["of"], "partner", f"{place}/of")
            kind = formula.type if formula is not None else _measured(row["measure"])
            compiler.own[f"figure.{row['name']}"] = rules.Fact(kind, row["label"])
            found.append((row["name"], formula, row))
        return found


class CategoryRows(Rows):
    """Ready: `Category`s. Later parts read `points`, `points.<category>`, `points.track_<track>` and `points.best`."""

    row = CategoryRow

    def build(self, compiler: Any, name: str, value: Sequence[Row]) -> list[Category]:
        found = []
        for at, row in enumerate(map(self.whole, value)):
            of = _figure(compiler, row["of"], "partner", f"/{name}/{at}/of")
            if any(row["name"] == other.name for other in found):
                compiler.refuse("twice", TWICE, f"/{name}/{at}", name=row["name"])
            found.append(Category(row["name"], row["label"], row["cap"], row["months"], row["track"] or "", of))
        points = {f"points.{one.name}": one.label for one in found} | {f"points.track_{one.track}": one.track for one in found if one.track}
        own = {"points": N_("Points"), "points.best": N_("Points of the best track"), **points} if found else {}
        compiler.own |= {key: rules.Fact(rules.NUMBER, label) for key, label in own.items()}
        return found


class EarningRows(Rows):
    """Ready: `Earning`s."""

    row = EarningRow

    def build(self, compiler: Any, name: str, value: Sequence[Row]) -> list[Earning]:
        found = []
        for at, row in enumerate(map(self.whole, value)):
            when = compiler.expression(row["when"], "event", f"/{name}/{at}/when")
            times = _figure(compiler, row["times"], "event", f"/{name}/{at}/times")
            found.append(Earning(row["category"], row["kind"], row["per"], row["points"], row["fractions"] == "full", when, times))
        return found


class CriterionRows(Rows):
    """Ready: `Asked`."""

    row = CriterionRow

    def build(self, compiler: Any, name: str, value: Sequence[Row]) -> list[Asked]:
        return [
            _asked(row, formula, _figure(compiler, row["times"], "partner", f"{place}/times"), place)
            for row, formula, place in _judging(self, compiler, name, value)
        ]


class PromiseRows(Rows):
    """Ready: `Promise`s."""

    row = PromiseRow

    def build(self, compiler: Any, name: str, value: Sequence[Row]) -> list[Promise]:
        return [_promise(row, formula, place) for row, formula, place in _judging(self, compiler, name, value)]


def _judging(part: Rows, compiler: Any, name: str, value: Sequence[Row]) -> Iterator[tuple[Row, rules.Expression, str]]:
    """Yield rows that test something: each with its formula, and where it stands."""
    for at, row in enumerate(map(part.whole, value)):
        place, condition = f"/{name}/{at}", row["test"] == "holds"
        formula = (
            compiler.expression(row["of"], "partner", f"{place}/of") if condition else _figure(compiler, row["of"], "partner", f"{place}/of")
        )
        if not condition and row["value"] is None:
            compiler.refuse("no-value", NO_VALUE, place, name=row["code"])
        if formula is not None:
            yield row, formula, place


def _figure(compiler: Any, text: str | None, facts: str, place: str) -> rules.Expression | None:
    """Parse a formula that gives a number or an amount in any currency."""
    found: rules.Expression | None = compiler.expression(text, facts, place, ())
    if found is not None and not found.type.numeric:
        compiler.refuse("no-figure", NO_FIGURE, place, kind=found.type.label)
        return None
    return found


def _measured(key: str | None) -> rules.Type:
    """Return the type of a measure; of one there is not, a number: the checker names it."""
    fact = f"metric.{key}.ever"
    known = metric_facts() if key else rules.Facts({})
    return known[fact].type if fact in known else rules.NUMBER


def _asked(row: Row, formula: rules.Expression, factor: rules.Expression | None, place: str) -> Asked:
    value = row["value"] or Decimal()
    keep = value if row["keep"] is None else row["keep"]
    given = (row["missing"], row["effort"], row["unit"], place, factor.text if factor is not None else "")
    earn, kept = (Criterion(row["code"], row["label"], formula.text, row["test"], one, *given) for one in (value, keep))
    return Asked(row["level"], row["way"] or "", row["group"] or "", row["counts"], earn, kept, formula, factor)


def _promise(row: Row, formula: rules.Expression, place: str) -> Promise:
    value = row["value"] or Decimal()
    judged = Criterion(row["code"], row["label"], formula.text, row["test"], value, row["missing"], None, row["unit"], place)
    return Promise(row["level"] or "", judged, bool(row["pauses"]), formula)
