"""How an amount falls on parts: exact, never a step more or less than the whole. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

ZERO = Decimal(0)


def share(amount: Decimal, done: Decimal, whole: Decimal, places: int) -> Decimal:
    """Return the part of an amount that belongs to the first `done` of `whole`, rounded down to so many decimals.

    The part of everything is the amount itself, so that consecutive parts, each the difference to the one before, add up to it.
    """
    if done == whole:
        return amount
    scaled = Fraction(amount) * Fraction(done) / Fraction(whole) * 10**places
    return Decimal(int(scaled)).scaleb(-places)


def split(held: Mapping[str, Decimal], taken: Mapping[str, Decimal], amount: Decimal) -> dict[str, Decimal]:
    """Return how much of an amount each form of payment bears: in proportion to what is held, to four decimals.

    `taken`: what each bore already. What rounding leaves over goes to the last forms that have it. The parts add up to the
    amount; none bears more than it holds. Raises ValueError when all together hold less.
    """
    left = {name: held[name] - taken.get(name, ZERO) for name in held}
    whole, before = sum(held.values(), ZERO), sum((taken.get(name, ZERO) for name in held), ZERO)
    if amount > whole - before:
        raise ValueError(f"{amount} is more than what is held")
    if not whole:
        return {}
    parts = {
        name: min(max(share(held[name], before + amount, whole, 4) - taken.get(name, ZERO), ZERO), left[name], amount) for name in held
    }
    rest = amount - sum(parts.values(), ZERO)
    for name in reversed(list(held)):
        more = max(min(rest, left[name] - parts[name]), -parts[name])
        parts[name], rest = parts[name] + more, rest - more
    return {name: part for name, part in parts.items() if part}
