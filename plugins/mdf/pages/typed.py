"""What was typed into the form of a plan: one or several activities, each with its costs. No database."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hansa import typed_number

OWN = ("title", "fund", "expected_leads", "expected_pipeline", "region", "purpose")
PART = ("title", "kind", "mode", "venue", "starts_on", "ends_on", "asked")
FIGURES = ("asked", "expected_leads", "expected_pipeline")
FIRST_COSTS = ("venue", "media", "production", "other")
MOST = 8
"""Activities the form takes; more have the long form."""


@dataclass(frozen=True)
class Typed:
    """The fields of a plan and those of its activities, as texts. With one activity the plan's title is that of the activity."""

    own: dict[str, str]
    parts: list[dict[str, str]]

    @property
    def several(self) -> bool:
        return len(self.parts) > 1

    def raw(self) -> dict[str, Any]:
        """Return the plan as the schema reads it."""
        rows = [_filled({**part, "title": part["title"] if self.several else self.own["title"]}, PART) for part in self.parts]
        costs = [
            {"activity": at + 1, "kind": part[f"cost_kind_{cost}"], "amount": typed_number(part[f"cost_{cost}"])} for at, part, cost in self._costs()
        ]
        return {**_filled(self.own, OWN), "activities": rows, "costs": costs}

    def _costs(self) -> list[tuple[int, dict[str, str], int]]:
        return [(at, part, cost) for at, part in enumerate(self.parts) for cost in range(len(FIRST_COSTS)) if part[f"cost_{cost}"].strip()]

    def name_of(self, pointer: str) -> str:
        """Return the name of the input an error of the schema is about: `/activities/1/asked` is `asked_1`."""
        head, *rest = pointer.strip("/").split("/")
        if not rest:
            return "costs_0" if head == "costs" else head
        if head == "costs":
            return f"costs_{self._costs()[int(rest[0])][0]}"
        name = rest[-1]
        return name if name == "title" and not self.several else f"{name}_{rest[0]}"

    def more(self) -> "Typed":
        """Return the form with one more activity of the same kind; what was planned so far keeps the title."""
        if len(self.parts) >= MOST:
            return self
        first = {**self.parts[0], "title": self.parts[0]["title"] or self.own["title"]}
        last = self.parts[-1]
        return Typed(self.own, [first, *self.parts[1:], {**blank(), "kind": last["kind"], "mode": last["mode"]}])

    def less(self, at: int) -> "Typed":
        """Return the form without an activity; one always stays."""
        kept = [part for place, part in enumerate(self.parts) if place != at]
        return Typed(self.own, kept) if kept else self


def _filled(values: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: typed_number(values[name]) if name in FIGURES else values[name] for name in names if values[name].strip()}


def blank() -> dict[str, str]:
    """Return an activity nobody typed anything into yet."""
    costs = {f"cost_kind_{at}": kind for at, kind in enumerate(FIRST_COSTS)} | {f"cost_{at}": "" for at in range(len(FIRST_COSTS))}
    return dict.fromkeys(PART, "") | costs


def asked_for(values: Mapping[str, str]) -> Typed:
    """Return a fresh form; what the address names is filled in."""
    return Typed({name: values.get(name, "") for name in OWN}, [{**blank(), **{name: values[name] for name in PART if values.get(name)}}])


def read(form: Mapping[str, str]) -> Typed:
    """Return what was sent; how many activities there are is told by the form, within limits."""
    count = form.get("count", "")
    many = min(max(int(count), 1), MOST) if count.isascii() and count.isdigit() and len(count) < 4 else 1
    parts = [{name: form.get(f"{name}_{at}", value) for name, value in blank().items()} for at in range(many)]
    return Typed({name: form.get(name, "") for name in OWN}, parts)
