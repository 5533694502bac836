"""The bank file, and what the bank says it paid."""

from typing import Any

from flask import Blueprint, Response, redirect, request

from hansa import Unprocessable, _, file_headers, policy, render, with_toast
from plugins.rebates.pages.amounts import here
from plugins.rebates.paying import delivering

LARGEST = 4_000_000


def add(pages: Blueprint) -> None:
    """Add the routes to the blueprint of the plugin."""
    pages.post("/bank-file", endpoint="bank_file")(policy("rebates.payout.confirm")(bank_file))
    pages.post("/reconcile", endpoint="reconcile")(policy("rebates.payout.confirm")(reconcile))


def bank_file() -> Response:
    """Every approved transfer that is not confirmed; asking again gives the same ones under the same keys."""
    data, _count = delivering.bank_file()
    return Response(data, mimetype="text/csv", headers=file_headers("payouts", "csv"))


def reconcile() -> Any:
    """Confirm what the bank says it paid; rows it cannot be are named."""
    given = request.files.get("file")
    try:
        answers = delivering.reconcile(given.read(LARGEST) if given else b"")
    except Unprocessable as problem:
        return render("rebates/reconciled.html", block="page", error=problem.message, refused=[], done=0, url=here("desk")), 422
    refused = [one for one in answers if one.problem]
    if not refused:
        return with_toast(redirect(here("desk"), 303), _("%(count)s payouts are confirmed.", count=len(answers)))
    return render("rebates/reconciled.html", block="page", error="", refused=refused, done=len(answers) - len(refused), url=here("desk"))
