"""How much a sheet may hold, and what is said when it holds more."""

from hansa import N_

MAX_ROWS, MAX_COLUMNS, MAX_CELL = 10_000, 100, 32_767
MAX_BYTES = 10_000_000
MAX_UNPACKED, MAX_MEMBERS = 200_000_000, 500

REASONS = {
    "empty": N_("The file holds no rows below its titles."),
    "encoding": N_("The characters of the file could not be read. Save it as CSV UTF-8, or as an Excel workbook."),
    "not-text": N_("The file is neither a text table nor an Excel workbook (.xlsx)."),
    "not-a-workbook": N_("The workbook could not be read. Open it in your spreadsheet program and save it again as .xlsx."),
    "too-large": N_("The file is larger than 10 MB. Split it."),
    "too-many-rows": N_("The file holds more than 10,000 rows. Split it."),
    "too-many-columns": N_("The file holds more than 100 columns. Remove those you do not need."),
    "cell-too-long": N_("A cell holds more than 32,767 characters."),
    "too-slow": N_("The workbook takes too much time or memory to read. Save the sheet you need as CSV."),
}


class Unreadable(Exception):
    """A file that cannot be read; `code` is a key of REASONS."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code
        self.reason = REASONS[code]


def check_grid(rows: list[list[str]]) -> None:
    """Raise Unreadable for a table that is empty or too large."""
    if len(rows) < 2:
        raise Unreadable("empty")
    if len(rows) > MAX_ROWS + 1:
        raise Unreadable("too-many-rows")
    if max(map(len, rows)) > MAX_COLUMNS:
        raise Unreadable("too-many-columns")
