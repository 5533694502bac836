"""Files in an S3-compatible store, through obstore. Credentials and endpoint come from the AWS_… variables."""

from datetime import timedelta
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

ATTRIBUTES = {"Content-Type": "application/octet-stream", "Content-Disposition": "attachment", "Cache-Control": "private, no-store"}
"""What the store says of every object, so that a browser saves it and shows none."""


IN_MEMORY = 1_000_000
"""Bytes of an object that are held in memory; the rest waits on disk."""


class S3Store:
    """A prefix of a bucket. `client` is obstore, `bucket` its S3Store."""

    def __init__(self, client: Any, bucket: Any):
        self._client, self._bucket = client, bucket

    def put(self, key: str, stream: BinaryIO) -> None:
        self._client.put(self._bucket, key, stream, attributes=ATTRIBUTES)

    def open(self, key: str) -> BinaryIO:
        found = self._client.get(self._bucket, key)
        copy = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the caller closes it
        for chunk in found.stream():
            copy.write(chunk)
        copy.seek(0)
        return cast(BinaryIO, copy)

    def delete(self, key: str) -> None:
        self._client.delete(self._bucket, key)

    def link(self, key: str, seconds: int) -> str | None:
        return str(self._client.sign(self._bucket, "GET", key, timedelta(seconds=seconds)))


def connect(url: str) -> S3Store:
    """Return the store for `s3://bucket/prefix`; needs the extra `s3`."""
    import obstore
    from obstore.store import S3Store as Bucket

    parts = urlsplit(url)
    return S3Store(obstore, Bucket(parts.netloc, prefix=parts.path.strip("/") or None))
