"""What people were granted in person: their files, the way to sign and to dispute."""

import uuid
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, redirect, request
from marshmallow import ValidationError

from hansa import Conflict, Unprocessable, _, db, policy, with_toast
from plugins.rebates.correcting import own
from plugins.rebates.entities import ADJUSTMENT, DISPUTE, STATEMENT
from plugins.rebates.estimate.rewards import Reward, rewards
from plugins.rebates.pages.amounts import day, here, money, state
from plugins.rebates.pages.statements import sent

VIEW = "rebates.result.view"


def add(pages: Blueprint) -> None:
    """Add the routes to the blueprint of the plugin."""
    pages.get("/rewards/<uuid:record_id>/file/<kind>", endpoint="reward_file")(policy(VIEW)(reward_file))
    pages.post("/rewards/<uuid:record_id>/sign", endpoint="reward_sign")(policy(VIEW)(sign))
    pages.post("/rewards/<uuid:record_id>/dispute", endpoint="reward_dispute")(policy(VIEW, upload=True)(dispute))
    pages.post("/rewards/<any(dispute, adjustment):kind>/<uuid:record_id>/<name>", endpoint="reward_answer")(policy(VIEW, upload=True)(answer))


def reward_file(record_id: uuid.UUID, kind: str) -> Response:
    """A file of a statement for whom it is in person."""
    return sent(own.statement(record_id), kind)


def sign(record_id: uuid.UUID) -> Any:
    """Sign a statement of one's own."""
    return _done(lambda: own.sign(record_id), _("Signed."))


def dispute(record_id: uuid.UUID) -> Any:
    """Dispute a line of a statement of one's own."""
    given = {name: request.form.get(name, "") for name in ("line", "claimed", "why")}
    told = {**given, "claimed": given["claimed"].replace(",", "")}
    return _done(lambda: own.dispute(record_id, told, request.files.get("evidence")), _("We answer your dispute."))


def answer(kind: str, record_id: uuid.UUID, name: str) -> Any:
    """Accept an answer, escalate it, tell more; agree or object to what is taken back."""
    told, evidence = request.form.get("reason", ""), request.files.get("evidence")
    return _done(lambda: own.answer(f"rebates.{kind}", record_id, name, told, evidence), _("Saved."))


def _done(work: Any, told: str) -> Any:
    """Do it and go back to the page; what is wrong is said there, and nothing half-done stays behind."""
    back = redirect(here("earnings") + "#hs-own", 303)
    try:
        with db.session.begin_nested():
            work()
    except ValidationError as error:
        return with_toast(back, str(next(message for messages in error.normalized_messages().values() for message in messages)), kind="bad")
    except (Unprocessable, Conflict) as error:
        return with_toast(back, str((error.errors or [{}])[0].get("message") or error.message), kind="bad")
    return with_toast(back, told)


def taken_back() -> list[SimpleNamespace]:
    """Return what is to be taken back of whoever acts, with what can be said to it."""
    found = own.taken_back()
    given = own.evidence(ADJUSTMENT.key, found)
    moves = {"asked": (("consent", _("Agree"), False), ("object", _("Object"), True))}
    return [
        SimpleNamespace(
            title=f"{row.number} · {row.title}", state=state(ADJUSTMENT, row.state), said=row.said or "", id=row.id, given=", ".join(given.get(row.id, [])),
            amount=money(-row.amount, row.currency), from_=day(row.counts_from),
            moves=[(here("reward_answer", kind="adjustment", record_id=row.id, name=name), label, words) for name, label, words in moves.get(row.state, ())],
        )
        for row in found
    ]  # fmt: skip


def shown() -> list[SimpleNamespace]:
    """Return the newest statements of whoever acts, with what can be done with them."""
    found = rewards()
    open_ones: dict[uuid.UUID, list[Any]] = {}
    disputed = own.disputes([one.id for one in found]) if found else ()
    for one in disputed:
        open_ones.setdefault(one.statement_id, []).append(one)
    given = own.evidence(DISPUTE.key, disputed)
    return [_reward(one, open_ones.get(one.id, []), given) for one in found]


def _reward(one: Reward, disputes: list[Any], given: Mapping[uuid.UUID, list[str]]) -> SimpleNamespace:
    disputed = {row.line for row in disputes if own.is_open(row)}
    return SimpleNamespace(
        title=one.title, amount=money(one.amount, one.currency), paid=money(one.paid, one.currency) if one.paid else "", state=state(STATEMENT, one.state),
        whys=[(what, here("why", result_id=result)) for _key, what, _amount, result in one.lines if result],
        file=here("reward_file", record_id=one.id, kind="pdf"), sign=here("reward_sign", record_id=one.id) if one.state == "issued" else "",
        until=day(one.dispute_by), dispute=here("reward_dispute", record_id=one.id) if one.disputable else "",
        lines=[(key, f"{key} · {what} · {money(amount, one.currency)}") for key, what, amount, _result in one.lines if key not in disputed],
        disputes=[_dispute(row, given.get(row.id, [])) for row in disputes],
    )  # fmt: skip


def _dispute(row: Any, given: list[str]) -> SimpleNamespace:
    moves = {
        "answered": (("accept", _("Accept the answer"), False), ("escalate", _("Escalate"), True)), "evidence": (("give_evidence", _("Answer"), True),),
        "opened": (("give_evidence", _("Add something"), True),),
    }  # fmt: skip
    return SimpleNamespace(
        title=f"{row.number} · {row.line}", state=state(DISPUTE, row.state), said=row.reason or "", claimed=money(row.claimed, row.currency),
        agreed=money(row.agreed, row.currency), id=row.id, given=", ".join(given),
        moves=[(here("reward_answer", kind="dispute", record_id=row.id, name=name), label, words) for name, label, words in moves.get(row.state, ())],
    )  # fmt: skip
