"""Documents that were uploaded: kept without author, company, times and programs, which PDF and Office files carry along.

What is digitally signed stays as it is: the signature would not hold for anything else. So does what the document itself says,
like the names beside comments and changes, and the pictures in it.
"""

import subprocess
import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from core.errors import Unprocessable
from core.i18n import _

CHILD = Path(__file__).with_name("document_child.py")
SECONDS = 30
LOCKED = 3
FORMATS: Mapping[str, str] = {
    ".pdf": "pdf", ".docx": "archive", ".xlsx": "archive", ".pptx": "archive", ".doc": "compound", ".xls": "compound", ".ppt": "compound",
}  # fmt: skip


def bare(stream: BinaryIO, ending: str) -> BinaryIO:
    """Return a document without what it says about its makers. Unprocessable: damaged, or locked by a password."""
    stream.seek(0)
    command = [sys.executable, "-I", str(CHILD), FORMATS[ending]]
    try:
        done = subprocess.run(command, input=stream.read(), capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise _damaged() from None
    if done.returncode == LOCKED:
        raise _refused("file-locked", _("The document is locked by a password. Send it without."))
    if done.returncode or not done.stdout:
        raise _damaged()
    return BytesIO(done.stdout)


def _damaged() -> Unprocessable:
    return _refused("file-content", _("The document is damaged."))


def _refused(code: str, message: str) -> Unprocessable:
    return Unprocessable(message, errors=[{"pointer": "/file", "code": code, "message": message}])
