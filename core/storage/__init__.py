"""Where the bytes of files are kept: on disk, or in an S3-compatible store. Keys are random and say nothing."""

from typing import BinaryIO, Protocol

from core.config import Config
from core.storage import s3
from core.storage.local import LocalStore


class Store(Protocol):
    """Keeps bytes under keys like `<program>/<random>`."""

    def put(self, key: str, stream: BinaryIO) -> None:
        """Keep the rest of the stream; complete or not at all."""

    def open(self, key: str) -> BinaryIO:
        """Return the bytes as a stream; FileNotFoundError when there are none."""

    def delete(self, key: str) -> None:
        """Forget the bytes; nothing happens when there are none."""

    def link(self, key: str, seconds: int) -> str | None:
        """Return a URL that serves the bytes for so long, or None when only we can."""


def store_of(config: Config) -> Store:
    """Return the store the configuration names: `s3://bucket/prefix`, else a folder of `data_dir`."""
    url = config["file_store"]
    return s3.connect(url) if url else LocalStore.below(config["data_dir"])
