"""The waterfall: from the price list down to what a buyer pays, every step explained. Pure functions, exact until the declared rounding."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from hansa import N_
from plugins.catalog.price.amounts import converted, exact, off, rounded
from plugins.catalog.price.asking import Asked, Told
from plugins.catalog.price.choose import cheapest, on_list, with_breaks
from plugins.catalog.price.facts import Line, Manual, Promo
from plugins.catalog.price.outcome import Free, PricedLine, StepTaken
from plugins.catalog.price.promotions import Terms, given
from plugins.policies.api import Compiled, Match, Outcome, Reason, Undefined, plain

ENGINE_VERSION = 1
RESULTS = (("priced", N_("Priced")), ("partial", N_("Some prices are unknown")), ("unknown", N_("Price unknown")))
UNKNOWN: Mapping[str, str] = {
    "no_list": N_("No price list holds for this buyer."),
    "not_on_list": N_("It is on no price list of this buyer."),
    "below_break": N_("The price list begins at a larger quantity."),
    "undefined": N_("The policy does not define a price for this case; a person decides."),
    "fact_missing": N_("A fact the policy asks for is missing; a person decides."),
    "negative": N_("The discounts come to more than the price; a person decides."),
    "unknown_product": N_("There is no such product."),
    "unknown_unit": N_("The product has no such unit."),
    "unknown_seller": N_("This buyer does not buy from that seller."),
    "bad_quantity": N_("The quantity must be above zero."),
    "other_currency": N_("It has a price in another currency only."),
}


class Unknowable(Exception):
    """A step that cannot say what it gives; the code says why."""


class Waterfall:
    """One run over all lines."""

    def __init__(self, policy: Compiled, facts: Mapping[str, Any]):
        self.policy, self.facts = policy, facts
        self.common = {name: value for name, value in facts.items() if name not in ("lines", "promotions", "sources")}
        self.asked = Asked(policy, self.common)
        self.budgets: dict[str, Fraction] = {}
        self.ranks = {source.key: (-source.rank, source.key) for source in facts["sources"]}
        hop = "resale" if facts["resale"] else "direct"
        silent = "registration" if policy["registrations"] is None else ""
        self.rows = [row for row in policy["steps"] if row["for"] in ("all", hop) and row["step"] != silent]
        self.terms = Terms(policy["together"], policy["promotion_base"])

    def line(self, line: Line) -> PricedLine:
        """Return one line with its price, or with the reason why it has none."""
        taken: list[StepTaken] = []
        work = _Work(self, line, taken)
        code = line.unknown
        if not code:
            try:
                for row in self.rows:
                    work.take(row["step"], row["how"])
            except Unknowable as error:
                code = str(error)
        return work.unpriced(code) if code or work.price is None else work.priced()

    def clauses(self, name: str, line: Line, more: Mapping[str, Any]) -> Sequence[Match]:
        """Ask a set of clauses about a line."""
        return self.asked.clauses(name, {**line.facts, **more})

    def band(self, line: Line, more: Mapping[str, Any]) -> Any:
        """Ask the bands of quantities about a line."""
        return self.asked.band({**line.facts, **more})

    def usable(self, line: Line) -> list[Promo]:
        """Return the promotions of a line with what earlier lines left of their budgets."""
        promos: Sequence[Promo] = self.facts["promotions"]
        found = []
        for at in line.promotions:
            one = promos[at]
            spent = self.budgets.get(one.code)
            if spent is None or one.left is None or exact(one.left) > spent:
                found.append(one)
        return found

    def covers(self, promo: Promo, worth: Fraction) -> bool:
        return promo.left is None or self.budgets.get(promo.code, Fraction(0)) + worth <= exact(promo.left)

    def spend(self, promo: Promo, worth: Fraction) -> None:
        if promo.left is not None:
            self.budgets[promo.code] = self.budgets.get(promo.code, Fraction(0)) + worth


class _Work:
    """One line on its way down."""

    def __init__(self, fall: Waterfall, line: Line, taken: list[StepTaken]):
        self.fall, self.line, self.taken = fall, line, taken
        self.price: Fraction | None = None
        self.base: Fraction | None = None
        self.free: list[Free] = []
        self.used: dict[str, Fraction] = {}
        self.manual = ""
        self.roles: tuple[str, ...] = ()
        self.listed: Sequence[Any] = ()

    def take(self, step: str, how: str) -> None:
        _TAKE[step](self, how)
        if self.price is not None and self.price < 0:
            raise Unknowable("negative")

    def set(self, kind: str, how: str, after: Fraction, source: str = "", **more: Any) -> None:
        """Move the price, as the step is declared, and note it."""
        before = self.price
        if how == "lowest" and before is not None and after >= before:
            self.taken.append(StepTaken(kind, "none", before, before, source, note="higher", place=more.get("place", "")))
            return
        policy = self.fall.policy
        self.price = rounded(after, policy["rounding"], policy["decimals"]) if policy["rounding_at"] == "step" else after
        self.taken.append(StepTaken(kind, how, before, self.price, source, **more))

    def skip(self, kind: str, note: str, source: str = "") -> None:
        self.taken.append(StepTaken(kind, "none", self.price, self.price, source, note=note))

    def percent_off(self, kind: str, how: str, percent: Any, source: str, place: str, note: str = "") -> None:
        assert self.price is not None and self.base is not None
        start = self.price if how == "stack" else self.base
        self.set(kind, how, off(start, percent), source, percent=percent, place=place, note=note)

    def facts(self) -> dict[str, Any]:
        quantity, base = self.line.quantity, self.base
        return {"line.quantity": quantity, "line.units": self.line.units, "line.list_price": base, "line.price": self.price}

    def priced(self) -> PricedLine:
        assert self.price is not None
        policy, quantity = self.fall.policy, exact(self.line.quantity)
        mode, places = policy["rounding"], policy["decimals"]
        unit = rounded(self.price, mode, places) if policy["rounding_at"] != "line" else self.price
        # Whole quantities of a rounded price are exact already; parts of a unit need the declared rounding too.
        amount = rounded(unit * quantity, mode, places)
        return self._line(price=unit, amount=amount, exact=self.price, amount_exact=self.price * quantity)

    def unpriced(self, code: str) -> PricedLine:
        return self._line(price=None, amount=None, exact=None, amount_exact=None, unknown=code or "no_list")

    def _line(self, **values: Any) -> PricedLine:
        manual = self.line.manual
        proposed = manual.price if manual is not None and self.manual in ("waits", "refused") else None
        unknown = values.pop("unknown", "")
        return PricedLine(
            sku=self.line.sku, quantity=self.line.quantity, list_price=self.base, steps=tuple(self.taken), free=tuple(self.free),
            unknown=unknown, manual=self.manual, roles=self.roles, proposed=proposed, used=self.used or None, **values,
        )  # fmt: skip


def _list(work: _Work, how: str) -> None:
    line = work.line
    rows = on_list(line, work.fall.ranks)
    if not rows:
        raise Unknowable("not_on_list" if work.fall.facts["sources"] else "no_list")
    first = rows[0]
    if first.least > line.units:
        raise Unknowable("below_break")
    work.listed = rows
    work.base = converted(first.amount, first.factor, line.factor)
    work.set("list", "replace", work.base, first.source)


def _clauses(kind: str, name: str) -> Callable[[_Work, str], None]:
    def take(work: _Work, how: str) -> None:
        found = work.fall.clauses(name, work.line, work.facts() if _reads_line(work.fall.asked.reads[name]) else {})
        if not found:
            work.skip(kind, "nothing")
        ladder = work.fall.policy[name]
        for match in _summed(found) if found and ladder.choose == "sum" else found:
            percent = match.values.get("percent")
            if match.asked or percent is None:
                raise Unknowable("fact_missing")
            work.percent_off(kind, how, percent, match.code, match.place, match.message)

    return take


def _summed(found: Sequence[Match]) -> list[Match]:
    """The first of them carries the sum of all that hold for sure."""
    return [*found[:1], *(match for match in found[1:] if match.asked)]


def _reads_line(names: Sequence[str]) -> bool:
    return any(name.startswith(("line.", "manual.")) for name in names)


def _quantity(work: _Work, how: str) -> None:
    line, policy = work.line, work.fall.policy
    assert work.price is not None and work.base is not None
    row = with_breaks(work.listed, line)
    if row is not None:
        price = converted(row.amount, row.factor, line.factor)
        if how == "stack" and work.price != work.base:
            price = work.price * price / work.base if work.base else Fraction(0)
        work.set("quantity", how, price, row.source, note=f"≥ {plain(row.least)}")
    band = work.fall.band(line, work.facts()) if policy["quantities"] is not None else None
    if isinstance(band, Undefined):
        raise Unknowable("undefined")
    if band is not None:
        percent = band.got.get("percent")
        if percent is None:
            raise Unknowable("fact_missing")
        work.percent_off("quantity", how, percent, str(band), band.place)
    if row is None and band is None:
        work.skip("quantity", "nothing")


def _contract(work: _Work, how: str) -> None:
    found, left_out = cheapest(work.line)
    for special in left_out:
        work.skip("contract", "exceeds", special.source)
    if found is None:
        if not left_out:
            work.skip("contract", "nothing")
        return
    work.set("contract", how, converted(found.amount, found.factor, work.line.factor), found.source)


def _promotion(work: _Work, how: str) -> None:
    line, fall = work.line, work.fall
    assert work.price is not None and work.base is not None
    start = work.price if how == "stack" else work.base
    found = given(fall.usable(line), start, line.quantity, line.factor, fall.terms)
    if not all(fall.covers(one.promo, one.worth) for one in found):
        found = [one for one in found if fall.covers(one.promo, one.worth)]
        found = given([one.promo for one in found], start, line.quantity, line.factor, fall.terms)
    if not found:
        work.skip("promotion", "nothing")
    elif how == "lowest" and found[-1].after >= work.price and not any(one.free for one in found):
        work.skip("promotion", "higher", found[-1].promo.code)
    else:
        for one in found:
            work.set("promotion", how if how != "lowest" else "replace", one.after, one.promo.code, percent=one.promo.percent, note=one.promo.label)
            fall.spend(one.promo, one.worth)
            work.used[one.promo.code] = one.worth
            work.free += [one.free] if one.free else []


def _manual(work: _Work, how: str) -> None:
    manual = work.line.manual
    if manual is None:
        return
    assert work.price is not None
    verdict, roles, place = _by_hand(work, manual)
    work.roles = roles
    if verdict == "allow" or (verdict == "approve" and manual.approved):
        work.manual = "applied"
        work.set("manual", how if how == "lowest" else "replace", exact(manual.price), place=place)
        return
    work.manual = "refused" if verdict == "refuse" else "waits"
    work.skip("manual", work.manual)


def _by_hand(work: _Work, manual: Manual) -> tuple[str, tuple[str, ...], str]:
    price, asked = work.price or Fraction(0), exact(manual.price)
    percent = (price - asked) * 100 / price if price else None
    found = work.fall.clauses("by_hand", work.line, {**work.facts(), "manual.price": asked, "manual.percent": percent})
    if not found or found[0].asked:
        return "approve", (), ""
    roles = found[0].values.get("roles") or ""
    return found[0].result, tuple(part.strip() for part in str(roles).split(",") if part.strip()), found[0].place


_TAKE: Mapping[str, Callable[[_Work, str], None]] = {
    "list": _list, "level": _clauses("level", "levels"), "family": _clauses("family", "families"), "quantity": _quantity,
    "registration": _clauses("registration", "registrations"), "contract": _contract, "promotion": _promotion, "manual": _manual,
}  # fmt: skip


def engine(policy: Compiled, facts: Mapping[str, Any]) -> Outcome:
    """Price every line of a request under a policy version; what is unknown says why and leaves the rest as it is."""
    fall = Waterfall(policy, facts)
    lines = tuple(fall.line(line) for line in facts["lines"])
    known = [line.amount for line in lines if line.amount is not None]
    result = "priced" if len(known) == len(lines) else "partial" if known else "unknown"
    codes = dict.fromkeys(line.unknown for line in lines if line.unknown)
    reasons = tuple(Reason(code, "warn", UNKNOWN.get(code, "")) for code in codes)
    values = {
        "currency": facts["currency"], "amount": sum(known, Fraction(0)),
        "amount_unrounded": sum((line.amount_exact for line in lines if line.amount_exact is not None), Fraction(0)),
    }  # fmt: skip
    if len(lines) == 1:
        values |= {"price": lines[0].price, "price_unrounded": lines[0].exact, "list_price": lines[0].list_price}
    return Told(result, reasons, values, lines, fall.asked)
