"""Paying an order of the vendor: held when it is placed, taken when it is invoiced, let go when it is cancelled, given back as it was paid.

What an order is paid with stands in `order.paying`, by form: `{"rebate": {"hold": id, "held": amount, "taken": …, "back": …}}`.
The form `open` is what no account of the ledger bears.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from hansa import N_, Unprocessable, _, typed_list
from plugins.ledger.api import (
    CREDIT,
    DEPOSIT,
    SALES,
    AccountRef,
    Leg,
    Payout,
    Wanted,
    account,
    commit_many,
    credit,
    debit,
    hold_many,
    limit_of,
    post,
    release,
)
from plugins.orders.fulfilling.parts import split
from plugins.orders.paying import dealing
from plugins.orders.paying.accounts import INVOICED, REBATE, RETURNED, TAX
from plugins.orders.settings import settings

Paying = Mapping[str, Mapping[str, Any]]
ACCOUNTS = {"rebate": REBATE, "deposit": DEPOSIT, "credit": CREDIT}
OPEN = "open"
ZERO = Decimal(0)
KEY = "orders.order"
CAPPED = N_("At most %(most)s of this order can be paid from the rebate balance.")
TOO_MUCH = N_("That is more than the order costs.")
NOT_OURS = N_("What you buy of your distributor is paid to your distributor.")


def most_from_rebate(items: Sequence[Mapping[str, Any]]) -> Decimal:
    """Return how much of an order may be paid from the rebate balance: the share of what is not left out, to the cent."""
    given = settings()
    left_out = set(typed_list(given["rebate_excluded"]))
    eligible = sum((item["amount"] for item in items if not left_out & set(item["families"])), ZERO)
    return (eligible * given["rebate_share"] / 100).quantize(Decimal("0.01"), "ROUND_DOWN")


def held(order: Any, amount: Decimal, most: Decimal) -> dict[str, Any]:
    """Hold what an order costs, by form of payment. `most`: what may be paid from the rebate balance.

    Raises Unprocessable (more than allowed) and Conflict: `insufficient-balance`, `dealer-credit`.
    """
    rebate, deposit = order.from_rebate or ZERO, order.from_deposit or ZERO
    if order.chosen_id is not None:
        if rebate or deposit:
            raise _wrong("from_rebate" if rebate else "from_deposit", _(NOT_OURS))
        dealing.must_suffice(order, amount)
        return {}
    if rebate > most:
        raise _wrong("from_rebate", _(CAPPED, most=f"{most:f}"))
    if rebate + deposit > amount:
        raise _wrong("from_deposit" if deposit else "from_rebate", _(TOO_MUCH))
    rest = amount - rebate - deposit
    on_credit = rest > 0 and _on_credit(order)
    wanted = {"rebate": rebate, "deposit": deposit, "credit": rest if on_credit else ZERO, OPEN: ZERO if on_credit else rest}
    return _held(order, {name: part for name, part in wanted.items() if part})


def _on_credit(order: Any) -> bool:
    mode = settings()["credit"]
    return mode == "always" or (mode == "where_set" and limit_of(_account(order, "credit")) > 0)


def _held(order: Any, parts: Mapping[str, Decimal]) -> dict[str, Any]:
    """Hold what each account of the ledger bears; return what an order keeps of it."""
    wanted = {
        name: Wanted(_account(order, name), part, f"orders:{order.id}:{order.version}:{name}")
        for name, part in parts.items()
        if name != OPEN
    }
    made = dict(zip(wanted, hold_many(list(wanted.values()), record=(KEY, order.id), memo=order.number), strict=True))
    return {name: {"held": str(part), **({"hold": str(made[name].id)} if name in made else {})} for name, part in parts.items()}


def _account(order: Any, name: str) -> Any:
    return account(ACCOUNTS[name], order.partner_id, order.currency)


def taken(order: Any, number: str, amount: Decimal, tax: Decimal = ZERO) -> tuple[dict[str, Any], dict[str, str]]:
    """Pay an invoice out of what is held; return the order's payment as it is then, and what each form bore of it. `tax`: of the amount."""
    return _moved(order, number, amount, tax, "held", "taken")


def given_back(order: Any, number: str, amount: Decimal, tax: Decimal = ZERO) -> tuple[dict[str, Any], dict[str, str]]:
    """Give back what was paid, in the form it was paid; return as `taken` does, what was borne as negative amounts."""
    paying, paid = _moved(order, number, amount, tax, "taken", "back")
    return paying, {name: f"-{part}" for name, part in paid.items()}


def _moved(order: Any, number: str, amount: Decimal, tax: Decimal, source: str, target: str) -> tuple[dict[str, Any], dict[str, str]]:
    paying: Paying = order.paying
    parts = split(_figures(paying, source), _figures(paying, target), amount) if paying and amount else {}
    taxed = split(parts, {}, tax) if tax else {}
    _post(order, {name: (part, taxed.get(name, ZERO)) for name, part in parts.items() if name != OPEN}, number, target)
    kept = {name: {**one, target: str(_figure(one, target) + parts.get(name, ZERO))} for name, one in paying.items()}
    return kept, {name: str(part) for name, part in parts.items()}


def _post(order: Any, parts: Mapping[str, tuple[Decimal, Decimal]], number: str, target: str) -> None:
    """Post what the forms of payment bear, each with the tax in it: to sales what is not tax, the rest to the tax that is owed on."""
    keys, about = {name: f"orders:{number}:{name}" for name in parts}, (KEY, order.id)
    if target == "taken":
        payouts = [
            Payout(uuid.UUID(order.paying[name]["hold"]), part, _legs(order, credit, part, tax), keys[name])
            for name, (part, tax) in parts.items()
        ]
        commit_many(payouts, kind=INVOICED, memo=number, record=about)
        return
    for name, (part, tax) in parts.items():
        legs = [*_legs(order, debit, part, tax), credit(_account(order, name), part)]
        post(RETURNED, legs, key=keys[name], memo=number, record=about)


def _legs(order: Any, side: Callable[[AccountRef, Decimal], Leg], part: Decimal, tax: Decimal) -> list[Leg]:
    return [side(account(kind, currency=order.currency), share) for kind, share in ((SALES, part - tax), (TAX, tax)) if share]


def let_go(order: Any) -> None:
    """Let go of everything that is still held."""
    for one in order.paying.values():
        if "hold" in one:
            release(uuid.UUID(one["hold"]))


def rest_let_go(order: Any, paying: Paying) -> dict[str, Any]:
    """Let go of what is held for nothing that will come; `paying` is the order's payment as it is now."""
    over = {name for name, one in paying.items() if _figure(one, "held") > _figure(one, "taken")}
    for name in over & ACCOUNTS.keys():
        release(uuid.UUID(paying[name]["hold"]))
    return {name: {**one, "held": one.get("taken", "0")} if name in over else dict(one) for name, one in paying.items()}


def ended(order: Any) -> dict[str, Any]:
    """Return the payment of an order that is cancelled: nothing is held any more."""
    return {name: {**one, "held": one.get("taken", "0")} for name, one in order.paying.items()}


def _figures(paying: Paying, name: str) -> dict[str, Decimal]:
    return {form: _figure(one, name) for form, one in paying.items()}


def _figure(one: Mapping[str, Any], name: str) -> Decimal:
    return Decimal(one.get(name, "0"))


def _wrong(field: str, message: str) -> Unprocessable:
    return Unprocessable(errors=[{"pointer": f"/{field}", "code": "too-large", "message": message}])
