"""The files of a statement: HTML, CSV and PDF, each a pure function of what is stated."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from markupsafe import Markup

from plugins.rebates.stating import pdf, table
from plugins.rebates.stating.table import Table

Said = Mapping[str, Any]
PAGE = Markup(
    '<!doctype html>\n<html lang="{lang}">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
    "<body>\n<h1>{title}</h1>\n<p>{issuer}</p>\n<dl>\n{head}</dl>\n{body}<p>{words}: {fingerprint}</p>\n</body>\n</html>\n"
)
HEAD, CELL = Markup("<th>{}</th>"), Markup("<td>{}</td>")


def html(said: Said, addressee: str) -> bytes:
    """Return the statement as one HTML page without styles of its own."""
    head = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>\n").format(*pair) for pair in table.head(said, addressee))
    body = _html(table.lines(said))
    if (late := table.late(said)) is not None:
        body += Markup("<h2>{}</h2>\n").format(said["words"]["late"]) + _html(late)
    title = f"{said['words']['title']} {said['number']}"
    page = PAGE.format(
        lang=said["lang"],
        title=title,
        issuer=said["issuer"],
        head=head,
        body=body,
        words=said["words"]["fingerprint"],
        fingerprint=said["fingerprint"],
    )
    return page.encode()


def _html(shown: Table) -> Markup:
    rows = [_row(HEAD, shown.titles), *(_row(CELL, cells) for cells in shown.rows)]
    return Markup("<table>\n{}</table>\n").format(Markup("").join(rows))


def _row(cell: Markup, cells: Iterable[str]) -> Markup:
    return Markup("<tr>{}</tr>\n").format(Markup("").join(cell.format(one) for one in cells))


def csv_text(said: Said, addressee: str) -> bytes:
    """Return the statement as CSV with a byte order mark, so that spreadsheets read it as UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows(_safe(pair) for pair in table.head(said, addressee))
    for shown in (table.lines(said), table.late(said)):
        if shown is not None:
            writer.writerows([[], shown.titles, *(_safe(row) for row in shown.rows)])
    return out.getvalue().encode("utf-8-sig")


def _safe(row: Any) -> list[str]:
    """Keep spreadsheets from taking a text for a formula; plain figures stay as they are."""
    return [f"'{cell}" if cell[:1] in "=+-@\t\r" and not cell[1:].replace(",", "").replace(".", "").isdigit() else cell for cell in row]


def pdf_file(said: Said, addressee: str) -> bytes:
    """Return the statement as PDF."""
    title = f"{said['words']['title']} {said['number']}"
    page = pdf.Page(title, [said["issuer"], *(f"{name}: {value}" for name, value in table.head(said, addressee))])
    page.table(table.lines(said))
    if (late := table.late(said)) is not None:
        page.heading(said["words"]["late"])
        page.table(late)
    page.note(f"{said['words']['fingerprint']}: {said['fingerprint']}")
    return page.file()


FILES: Mapping[str, tuple[Callable[[Said, str], bytes], str]] = {
    "html": (html, "text/html; charset=utf-8"),
    "csv": (csv_text, "text/csv; charset=utf-8"),
    "pdf": (pdf_file, "application/pdf"),
}


def hashes(said: Said, addressee: str) -> dict[str, str]:
    """Return the SHA-256 of each file."""
    return {name: hashlib.sha256(make(said, addressee)).hexdigest() for name, (make, _type) in FILES.items()}
