"""A change of what was approved: the partner names the fields and what they shall say; the program agrees or not."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from markupsafe import Markup

from hansa import N_, Unprocessable, _, db, shown
from plugins.deals.inputs import AmendmentInput
from plugins.deals.moves import may_stand
from plugins.deals.registration.deciding import consequences, rule_on
from plugins.deals.registration.kind import key_of, policy_of
from plugins.policies.api import names_in

Values = Mapping[str, Any]
NOTHING = N_("Fill in at least one field that is to change.")
FIELDS = tuple(name for name in AmendmentInput._declared_fields if name != "reason")


def asks_something(deal: Any, values: Values) -> None:
    """Raise Unprocessable when what is asked for is what stands there already."""
    if not _wanted(deal, values):
        message = _(NOTHING)
        raise Unprocessable(message, errors=[{"pointer": "/title", "code": "required", "message": message}])


def asked(deal: Any, values: Values) -> Values:
    return {"amendment": AmendmentInput(only=tuple(_wanted(deal, values))).dump(values), "reason": values["reason"]}


def amended(deal: Any, values: Values) -> Values:
    """Change the fields. Where one of them is unique, or read by the policy, that is asked anew, and may stand against it (Conflict)."""
    changed = changes_of(deal)
    found: dict[str, Any] = {}
    if _read_by_policy(deal, changed):
        with _as_it_would_be(deal, changed):
            ruling = rule_on(deal, "approve")
            may_stand(ruling)
            found = {**consequences(deal, ruling), "waits": False}
        if found["unique_key"] != deal.unique_key:
            found["grant_key"] = None
    return {**found, **changed, "amendment": {}, "reason": None}


@contextmanager
def _as_it_would_be(deal: Any, changed: Mapping[str, Any]) -> Iterator[None]:
    """Show the policy the deal with the change in it; the history compares with what stands there."""
    before = {name: getattr(deal, name) for name in changed}
    with db.session.no_autoflush:
        try:
            _write(deal, changed)
            yield
        finally:
            _write(deal, before)


def _write(deal: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(deal, name, value)


def refused(deal: Any, values: Values) -> Values:
    return {"amendment": {}, "reason": values["reason"]}


def changes_of(deal: Any) -> dict[str, Any]:
    """Return what the partner asks for, as values."""
    return dict(AmendmentInput(only=tuple(deal.amendment)).load(deal.amendment)) if deal.amendment else {}


def weighs(deal: Any) -> bool:
    """Tell whether those who approved it have to agree again: a rule of the policy depends on what changes."""
    return _read_by_policy(deal, deal.amendment)


def told(deal: Any) -> list[tuple[str, Markup | str, Markup | str]]:
    """Return label, present and wanted value of each field that is to change."""
    labels = {name: _(AmendmentInput._declared_fields[name].metadata["label"]) for name in deal.amendment or ()}
    return [(labels[name], _cell(name, getattr(deal, name)), _cell(name, wanted)) for name, wanted in changes_of(deal).items()]


def _cell(name: str, value: Any) -> Markup | str:
    kind = {"amount": "money", "close_date": "date"}.get(name)
    return "–" if value in (None, "") else shown(kind, value) if kind else str(value)


def _wanted(deal: Any, values: Values) -> list[str]:
    return [name for name in FIELDS if values.get(name) not in (None, "") and values[name] != getattr(deal, name)]


def _read_by_policy(deal: Any, changed: Mapping[str, Any]) -> bool:
    policy = policy_of(deal, deal.decided_at or deal.submitted_at)
    names, unique = names_in(policy), key_of(policy)
    return any(name in unique or f"deal.{name}" in names for name in changed)
