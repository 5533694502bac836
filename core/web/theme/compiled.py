"""Templates compiled once for an installation, not by every process that starts."""

import contextlib
import hashlib
import hmac
import importlib.metadata
import os
import threading
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

SEAL = 32
"""Bytes of the proof in front of a file."""


class CompiledTemplates(BytecodeCache):
    """Keeps compiled templates in a folder, each sealed with the key of the installation for this version of Hansa.

    What is in the files is run: nothing is taken that this installation did not write. A folder that cannot be written costs
    time and nothing else.
    """

    def __init__(self, folder: Path, secret_key: str):
        self.folder = folder
        self._key = f"templates {importlib.metadata.version('hansa')} {secret_key}".encode()

    def load_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            data = (self.folder / bucket.key).read_bytes()
            if hmac.compare_digest(data[:SEAL], self._seal(bucket, data[SEAL:])):
                bucket.bytecode_from_string(data[SEAL:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        code = bucket.bytecode_to_string()
        draft = self.folder / f"{bucket.key}.{os.getpid()}.{threading.get_ident()}"
        with contextlib.suppress(OSError):
            self.folder.mkdir(mode=0o700, exist_ok=True)
            draft.write_bytes(self._seal(bucket, code) + code)
            draft.replace(self.folder / bucket.key)

    def _seal(self, bucket: Bucket, code: bytes) -> bytes:
        return hmac.digest(self._key, f"{bucket.key} {len(code)} ".encode() + code, hashlib.sha256)
