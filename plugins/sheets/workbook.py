"""Excel workbooks, read by a child process with limits on memory and time."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

from plugins.sheets.limits import MAX_COLUMNS, MAX_MEMBERS, MAX_ROWS, MAX_UNPACKED, REASONS, Unreadable, check_grid
from plugins.sheets.text_file import Grid

CHILD = Path(__file__).with_name("workbook_child.py")
SECONDS = 30
ZIP = b"PK\x03\x04"


def read_workbook(data: bytes) -> Grid:
    """Return the cells of the first visible sheet; raises Unreadable."""
    _check_archive(data)
    command = [sys.executable, "-I", str(CHILD), str(MAX_ROWS), str(MAX_COLUMNS)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False, env={"PYTHONIOENCODING": "utf-8"})  # noqa: S603
    except subprocess.TimeoutExpired:
        raise Unreadable("too-slow") from None
    if done.returncode != 0:
        raise Unreadable("too-slow" if done.returncode < 0 or b"MemoryError" in done.stderr else "not-a-workbook")
    found = json.loads(done.stdout)
    if isinstance(found, str):
        raise Unreadable(found if found in REASONS else "not-a-workbook")
    rows = [[cell.replace("\0", "") for cell in row] for row in found]
    check_grid(rows)
    return Grid(rows, "Excel")


def _check_archive(data: bytes) -> None:
    """Refuse what would unpack to too much, by what the archive says of itself; the child's limits hold for liars."""
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError):
        raise Unreadable("not-a-workbook") from None
    if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED:
        raise Unreadable("too-slow")
