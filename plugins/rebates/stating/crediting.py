"""Credit notes: numbered without gaps for each partner, said as plain data when they are issued; HTML and PDF follow from it."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from markupsafe import Markup

from hansa import N_, _, behind, current_scope, db, directory, entity_of, serialised, use_locale
from plugins.rebates.models import Payout
from plugins.rebates.stating import pdf
from plugins.rebates.stating.content import money
from plugins.rebates.stating.table import Table, readable
from plugins.rebates.tasks import KEEP

WORDS = {
    "title": N_("Credit note"), "for": N_("For"), "number": N_("Number"), "day": N_("Date"), "what": N_("What for"), "about": N_("Payout"),
    "amount": N_("Amount"), "total": N_("Credited in all"),
}  # fmt: skip
PAGE = Markup(
    '<!doctype html>\n<html lang="{lang}">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
    "<body>\n<h1>{title}</h1>\n<p>{issuer}</p>\n<dl>\n{head}</dl>\n<table>\n{rows}</table>\n</body>\n</html>\n"
)


def issued(payout: Any, day: date) -> dict[str, Any]:
    """Return what issuing the credit note of a payout changes on it: its number, and what it says."""
    with behind(KEEP):
        number = _number(payout.partner_id)
        with use_locale(current_scope().program.locale):
            return {"credit_note": number, "receipt": number, "document": _content(payout, number, day)}


def _number(partner_id: uuid.UUID) -> str:
    """Return the next number of a partner; two credit notes at once wait for each other."""
    serialised("rebates.credit_notes")
    company = entity_of("core.partner").model
    called = db.session.scalar(sa.select(company.number).where(company.id == partner_id)) or str(partner_id)[:8]
    there = sa.select(sa.func.count()).select_from(Payout).where(Payout.partner_id == partner_id, Payout.credit_note.is_not(None))
    return f"{called}-C{(db.session.scalar(there) or 0) + 1:04d}"


def _content(payout: Any, number: str, day: date) -> dict[str, Any]:
    program, company = current_scope().program, directory.company(payout.partner_id)
    return {
        "format": 1, "words": {key: str(_(text)) for key, text in WORDS.items()}, "lang": program.locale.replace("_", "-"), "issuer": str(program.name),
        "addressee": company.name if company else "", "number": number, "day": day.isoformat(),
        "what": payout.title, "about": payout.number, "amount": money(payout.amount), "currency": payout.currency,
    }  # fmt: skip


def html(said: Mapping[str, Any]) -> bytes:
    """Return a credit note as one HTML page without styles of its own."""
    words, shown = said["words"], _table(said)
    head = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>\n").format(*pair) for pair in _head(said))
    rows = Markup("").join(_row(tag, cells) for tag, cells in (("th", shown.titles), *(("td", row) for row in shown.rows)))
    return PAGE.format(lang=said["lang"], title=f"{words['title']} {said['number']}", issuer=said["issuer"], head=head, rows=rows).encode()


def pdf_file(said: Mapping[str, Any]) -> bytes:
    """Return a credit note as PDF."""
    page = pdf.Page(f"{said['words']['title']} {said['number']}", [said["issuer"], *(f"{name}: {value}" for name, value in _head(said))])
    page.table(_table(said))
    return page.file()


FILES = {"html": (html, "text/html; charset=utf-8"), "pdf": (pdf_file, "application/pdf")}


def _head(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    words = said["words"]
    return [(words["for"], said["addressee"]), (words["number"], said["number"]), (words["day"], said["day"])]


def _table(said: Mapping[str, Any]) -> Table:
    words, amount = said["words"], f"{readable(said['amount'])} {said['currency']}"
    rows = [[said["about"], said["what"], amount], [words["total"], "", amount]]
    return Table([words["about"], words["what"], words["amount"]], rows, [False, False, True])


def _row(tag: str, cells: Any) -> Markup:
    cell = Markup("<{tag}>{}</{tag}>").replace("{tag}", tag)
    return Markup("<tr>{}</tr>\n").format(Markup("").join(cell.format(one) for one in cells))
