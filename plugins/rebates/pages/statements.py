"""The page of a statement: its lines, its files, and the way to dispute a line."""

import uuid
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response

from hansa import NotFound, current_scope, policy, records, render, url_of
from plugins.rebates.correcting import disputing
from plugins.rebates.entities import DISPUTE, PAYOUT, STATEMENT
from plugins.rebates.pages.amounts import here, money
from plugins.rebates.stating import crediting, issuing, rendering


def add(pages: Blueprint) -> None:
    """Add the routes to the blueprint of the plugin."""
    pages.get("/statement/<uuid:record_id>/lines", endpoint="lines")(policy("rebates.statement.view")(lines))
    pages.get("/statement/<uuid:record_id>/file/<kind>", endpoint="statement_file")(policy("rebates.statement.view")(statement_file))
    pages.get("/payout/<uuid:record_id>/credit-note/<kind>", endpoint="credit_note")(policy("rebates.payout.view")(credit_note))


def lines(record_id: uuid.UUID) -> str:
    """What is stated, line by line."""
    statement = records.get(STATEMENT, record_id)
    disputed = {one.line for one in disputing.open_ones(statement.id)}
    said = statement.content
    shown_lines = [_line(line, said, disputed, _dispute_url(statement, line["key"])) for line in said["lines"]]
    files = [(kind.upper(), here("statement_file", record_id=record_id, kind=kind)) for kind in ("pdf", "csv", "html")]
    late = [{**row, "amount": money(row["amount"], row["currency"] or said["currency"])} for row in said["late"]]
    return render(
        "rebates/lines.html", block="page", lines=shown_lines, total=money(said["total"], said["currency"]), files=files, late=late,
        whole=issuing.is_as_issued(statement),
    )  # fmt: skip


def statement_file(record_id: uuid.UUID, kind: str) -> Response:
    """A file of a statement, the same byte for byte whenever it is asked for."""
    return sent(records.get(STATEMENT, record_id), kind)


def credit_note(record_id: uuid.UUID, kind: str) -> Response:
    """The credit note of a payout."""
    payout = records.get(PAYOUT, record_id)
    if kind not in crediting.FILES or not payout.document:
        raise NotFound()
    make, kind_of = crediting.FILES[kind]
    headers = {"Content-Disposition": f'attachment; filename="{payout.credit_note}.{kind}"', "Cache-Control": "no-store"}
    return Response(make(payout.document), mimetype=kind_of, headers=headers)


def sent(statement: Any, kind: str) -> Response:
    """Return a file of a statement."""
    if kind not in rendering.FILES:
        raise NotFound()
    headers = {"Content-Disposition": f'attachment; filename="{statement.number}.{kind}"', "Cache-Control": "no-store"}
    return Response(issuing.file(statement, kind), mimetype=rendering.FILES[kind][1], headers=headers)


def _dispute_url(statement: Any, line: str) -> str:
    actor = current_scope().actor
    may = actor.partner_id == statement.partner_id and actor.may(DISPUTE.permission("create")) and not actor.read_only
    return f"{url_of(DISPUTE)}new?statement_id={statement.id}&line={line}" if may else ""


def grouped(figure: str) -> str:
    """Return an exact figure with thousands apart; a fraction as it is."""
    whole, point, rest = figure.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.lstrip("-").isdigit() and whole != "-0" else figure


def _line(line: dict[str, Any], said: Any, disputed: set[str], url: str) -> SimpleNamespace:
    currency, form = said["currency"], said["words"].get(f"form.{line['form']}", "")
    figures = [grouped(line[name]) for name in ("measured", "base", "rate", "unrounded")]
    return SimpleNamespace(
        why_url=here("why", result_id=line["source"]) if line["key"].startswith("L") and line["source"] else "",
        key=line["key"], what=" · ".join(part for part in (line["what"], form) if part), about=line["about"],
        why=line["why"], figures=figures, earned=money(line["earned"], currency),
        before=money(line["before"], currency), payable=money(line["payable"], currency), disputed=line["key"] in disputed, url=url,
    )  # fmt: skip
