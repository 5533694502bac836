"""Files on disk."""

import os
import shutil
import uuid
from pathlib import Path
from typing import BinaryIO


class LocalStore:
    """A folder, with a folder below for each first part of a key and its first two characters."""

    def __init__(self, folder: Path):
        self.folder = folder

    @classmethod
    def below(cls, data_dir: str) -> "LocalStore":
        return cls(Path(data_dir) / "files")

    def put(self, key: str, stream: BinaryIO) -> None:
        target = self._path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{uuid.uuid4().hex}")
        try:
            with draft.open("xb") as out:
                shutil.copyfileobj(stream, out, 1024 * 1024)
                out.flush()
                os.fsync(out.fileno())
            draft.rename(target)
        finally:
            draft.unlink(missing_ok=True)

    def open(self, key: str) -> BinaryIO:
        return self._path(key).open("rb")

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def link(self, key: str, seconds: int) -> str | None:
        return None

    def _path(self, key: str) -> Path:
        program, name = (uuid.UUID(part) for part in key.split("/"))
        return self.folder / str(program) / name.hex[:2] / name.hex
