"""How the rows of a program are made ready: formulas parsed, what later parts may read made known by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from hansa import N_, EntitySchema, fields, rules
from plugins.policies.api import DateRule, Limit, limit
from plugins.rebates.program.rows import BandRow, ComponentRow, DateRow, FactorRow, MeasureRow, SplitRow, TargetRow

Row = Mapping[str, Any]
LATER = ("signed_on", "approved_on")
"""Events after a statement was issued."""
NO_FIGURE = N_("This is of the type %(kind)s; a figure is a number or an amount of money.")
TWICE = N_("There are two of “%(name)s”.")
NO_METRIC = N_("“%(name)s” counts a measure: name it.")
LINES_ONLY = N_("“%(name)s” counts a measure: conditions and weights are for invoiced lines.")
HALF_AN_ITEM = N_("“%(name)s” counts items of a size: say what an item is, and from how much on it counts.")
NO_DAY = N_("“%(name)s” asks what the partner had on a day: say what it had, and give a date of the line.")
NO_COMPONENT = N_("There is no component “%(name)s”.")
BACKWARDS = N_("The band ends before it begins.")
NOT_A_SPLIT = N_("Write percentages, like 20, 25, 25, 30.")
NOTHING_TO_PAY_ON = N_("“%(name)s” needs a base: there is no measure.")
NO_RATE = N_("“%(name)s” has neither a rate nor bands.")
NOT_YET = N_("This is not known when a statement is issued: %(name)s.")
NO_HOURS = N_("These are days: count them in days, weeks, months or years.")
OF_PAYMENTS = N_("All lines of a statement can be disputed until one day: leave the component out.")
HALF_A_CAP = N_("“%(name)s” speaks of items: say what an item is, and how much it pays at most or that each is on its own.")
NOT_TOGETHER = N_("“%(name)s” is earned together and divided: it knows no items.")
BY_ITEM = N_("“%(name)s” is paid item by item: on one measure of lines, which reaches the bands itself, and not rounded line by line.")
NO_MULTIPLE = N_("“%(name)s” pays for full multiples: say of how much.")


@dataclass(frozen=True, eq=False)
class Made:
    """A row with its formulas, by the name of their field, and the place it stands at."""

    row: Row
    formulas: Mapping[str, rules.Expression]
    place: str
    limit: Limit | None = None

    def __getitem__(self, name: str) -> Any:
        return self.row[name]


class Rows(fields.Lines):
    """Rows of a document, each with None for what it leaves out. `figures`, `tests` and `answers` are fields with formulas: of a number, of yes or no, of any type."""

    row: type[EntitySchema]
    figures: Mapping[str, str] = {}
    tests: Mapping[str, str] = {}
    answers: Mapping[str, str] = {}

    def __init__(self, **options: Any):
        super().__init__(self.row, load_default=list, **options)

    def build(self, compiler: Any, name: str, value: Sequence[Row]) -> list[Made]:
        found: list[Made] = []
        for at, raw in enumerate(value):
            row, place = {**dict.fromkeys(self.row._declared_fields), **raw}, f"/{name}/{at}"
            formulas = {part: _figure(compiler, row[part], facts, f"{place}/{part}") for part, facts in self.figures.items()}
            formulas |= {part: compiler.expression(row[part], facts, f"{place}/{part}") for part, facts in self.tests.items()}
            formulas |= {part: compiler.expression(row[part], facts, f"{place}/{part}", ()) for part, facts in self.answers.items()}
            made = Made(row, {part: rule for part, rule in formulas.items() if rule is not None}, place)
            self.judge(compiler, made, found)
            found.append(made)
        return found

    def judge(self, compiler: Any, made: Made, before: Sequence[Made]) -> None:
        """Refuse what is wrong with a row, and make known what later ones may read."""


class Named(Rows):
    """Rows that are told apart by a name, and read as figures by it."""

    prefix = ""

    def judge(self, compiler: Any, made: Made, before: Sequence[Made]) -> None:
        if any(one["name"] == made["name"] for one in before):
            compiler.refuse("twice", TWICE, made.place, name=made["name"])
        compiler.own[f"{self.prefix}.{made['name']}"] = rules.Fact(rules.NUMBER, made["label"] or made["name"])


class MeasureRows(Named):
    row, prefix = MeasureRow, "measure"
    figures, tests, answers = {"weight": "line"}, {"where": "line", "held": "kept"}, {"held_on": "line", "item": "line"}

    def judge(self, compiler: Any, made: Made, before: Sequence[Made]) -> None:
        super().judge(compiler, made, before)
        if made["of"] == "metric" and not made["metric"]:
            compiler.refuse("no-metric", NO_METRIC, made.place, name=made["name"])
        if made["of"] == "metric" and made.formulas:
            compiler.refuse("lines-only", LINES_ONLY, made.place, name=made["name"])
        if ("item" in made.formulas) is (made["least"] is None):
            compiler.refuse("half-an-item", HALF_AN_ITEM, f"{made.place}/item", name=made["name"])
        on = made.formulas.get("held_on")
        if on is not None and (on.type != rules.DATE or "held" not in made.formulas):
            compiler.refuse("no-day", NO_DAY, f"{made.place}/held_on", name=made["name"])


class TargetRows(Named):
    row, prefix = TargetRow, "target"
    figures = {"of": "program"}

    def judge(self, compiler: Any, made: Made, before: Sequence[Made]) -> None:
        super().judge(compiler, made, before)
        if made["split"] and parts(made["split"]) is None:
            compiler.refuse("not-a-split", NOT_A_SPLIT, f"{made.place}/split")


def parts(text: str) -> list[Decimal] | None:
    """Return the percentages of a split; None where it is none."""
    words = [word.strip().removesuffix("%") for word in text.split(",")]
    return [Decimal(word) for word in words] if all(word.replace(".", "", 1).isdigit() for word in words) else None


class ComponentRows(Rows):
    row = ComponentRow
    figures = dict.fromkeys(("base", "qualifier", "rate", "base_cap", "cap", "item_cap", "guarantee", "minimum"), "program")
    answers: Mapping[str, str] = {"item": "line"}
    tests: Mapping[str, str] = {"applies": "partner", "gate": "program"}

    def judge(self, compiler: Any, made: Made, before: Sequence[Made]) -> None:
        if any(one["code"] == made["code"] for one in before):
            compiler.refuse("twice", TWICE, made.place, name=made["code"])
        if not made["base"] and not compiler.document.get("measures") and made["pays"] != "fixed":
            compiler.refuse("no-base", NOTHING_TO_PAY_ON, made.place, name=made["label"])
        if not made["rate"] and all(band["component"] != made["code"] for band in compiler.document.get("bands", ())):
            compiler.refuse("no-rate", NO_RATE, made.place, name=made["label"])
        if bool(made["item"]) != bool(made["item_cap"] or made["by_item"]):
            compiler.refuse("half-a-cap", HALF_A_CAP, f"{made.place}/item", name=made["label"])
        if made["by_item"] and (made["qualifier"] or made["place"] == "line" or not _one_measure(made, compiler.document)):
            compiler.refuse("by-item", BY_ITEM, f"{made.place}/by_item", name=made["label"])
        if made["item"] and made["shared"] != "own":
            compiler.refuse("not-together", NOT_TOGETHER, f"{made.place}/item", name=made["label"])
        if made["pays"] == "multiple" and made["per"] is None:
            compiler.refuse("no-multiple", NO_MULTIPLE, f"{made.place}/per", name=made["label"])


def _one_measure(made: Made, document: Mapping[str, Any]) -> bool:
    """Tell whether a component is paid on nothing but one measure that is counted of lines."""
    named = (made["base"] or "").strip().removeprefix("measure.")
    measures = [row for row in document.get("measures", ()) if not made["base"] or row["name"] == named]
    return bool(measures) and measures[0].get("of") != "metric"


class Parts(Rows):
    """Rows that belong to a component."""

    def judge(self, compiler: Any, made: Made, before: Sequence[Made]) -> None:
        if all(one["code"] != made["component"] for one in compiler.document.get("components", ())):
            compiler.refuse("no-component", NO_COMPONENT, f"{made.place}/component", name=made["component"])


class BandRows(Parts):
    row = BandRow
    figures = {"rate": "program"}

    def judge(self, compiler: Any, made: Made, before: Sequence[Made]) -> None:
        super().judge(compiler, made, before)
        if made["from"] is not None and made["to"] is not None and made["to"] < made["from"]:
            compiler.refuse("backwards", BACKWARDS, made.place)


class FactorRows(Parts):
    row = FactorRow
    figures = {"of": "program"}


class SplitRows(Parts):
    row = SplitRow


class DateRows(Parts):
    """Days of disputes and payments; ready: each row with its `Limit`."""

    row = DateRow

    def build(self, compiler: Any, name: str, value: Sequence[Row]) -> list[Made]:
        made, declared = super().build(compiler, name, value), DateRule(facts="days", start="stated_on", length="14")
        return [replace(one, limit=limit(compiler, one.place.removeprefix("/"), declared, one.row)) for one in made]

    def judge(self, compiler: Any, made: Made, before: Sequence[Made]) -> None:
        if made["component"]:
            super().judge(compiler, made, before)
        if any((one["what"], one["component"]) == (made["what"], made["component"]) for one in before):
            compiler.refuse("twice", TWICE, made.place, name=made["component"] or made["what"])
        if made["unit"] == "hours":
            compiler.refuse("no-hours", NO_HOURS, f"{made.place}/unit")
        if made["what"] != "dispute":
            return
        if made["component"]:
            compiler.refuse("of-payments", OF_PAYMENTS, f"{made.place}/component")
        for later in LATER:
            if later in made["start"] or later in made["length"]:
                compiler.refuse("not-yet", NOT_YET, f"{made.place}/start", name=later)


def _figure(compiler: Any, text: str | None, facts: str, place: str) -> rules.Expression | None:
    """Parse a formula that gives a number or an amount in any currency."""
    found: rules.Expression | None = compiler.expression(text, facts, place, ())
    if found is not None and not found.type.numeric:
        compiler.refuse("no-figure", NO_FIGURE, place, kind=found.type.label)
        return None
    return found
