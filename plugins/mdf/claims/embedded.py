"""Electronic invoices inside of a PDF (Factur-X, ZUGFeRD), taken out by a child process with limits on memory and time."""

import subprocess
import sys
from pathlib import Path

from plugins.mdf.engine.invoice import LARGEST

CHILD = Path(__file__).with_name("embedded_child.py")
LARGEST_PDF = 10_000_000
"""Bytes of a PDF that is looked into."""
SECONDS = 15
HEAD = 1024
"""A PDF says what it is in so many of its first bytes."""


def is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:HEAD]


def taken_out(data: bytes) -> bytes:
    """Return the XML of the invoice a PDF holds; nothing where it holds none, or is locked, damaged, or too much to read."""
    if len(data) > LARGEST_PDF:
        return b""
    command = [sys.executable, "-I", str(CHILD), str(LARGEST)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return b""
    return b"" if done.returncode else done.stdout
