"""Stores keep bytes under keys: on disk, and in an S3-compatible store (moto's server)."""

import io
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from core.config import Config
from core.storage import store_of
from core.storage.s3 import S3Store

KEY = f"{uuid.uuid4()}/{uuid.uuid4()}"


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    _host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        words = {"ACCESS_KEY_ID": "test", "SECRET_ACCESS_KEY": "test", "REGION": "us-east-1", "DEFAULT_REGION": "us-east-1"}
        for name, value in {**words, "ENDPOINT": f"http://127.0.0.1:{port}", "ALLOW_HTTP": "true"}.items():
            patch.setenv(f"AWS_{name}", value)
        client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}")
        client.create_bucket(Bucket="hansa-files")
        client.close()
        yield "s3://hansa-files/portal"
    server.stop()


@pytest.fixture(params=["disk", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    url = request.getfixturevalue("bucket") if request.param == "s3" else ""
    return store_of(Config({"file_store": url, "data_dir": str(tmp_path)}))


def test_bytes_come_back_as_they_were_put(store):
    store.put(KEY, io.BytesIO(b"\x00evidence" * 100_000))
    with store.open(KEY) as stream:
        assert bytes(stream.read()) == b"\x00evidence" * 100_000


def test_deleted_bytes_are_gone(store):
    store.put(KEY, io.BytesIO(b"x"))
    store.delete(KEY)
    with pytest.raises(FileNotFoundError):
        store.open(KEY).read()


def test_deleting_what_is_not_there_is_no_error(store):
    assert store.delete(f"{uuid.uuid4()}/{uuid.uuid4()}") is None


def test_key_of_the_disk_cannot_leave_its_folder(tmp_path):
    store = store_of(Config({"file_store": "", "data_dir": str(tmp_path)}))
    for key in ("../../etc/passwd", f"{uuid.uuid4()}/../x", "a/b"):
        with pytest.raises(ValueError):
            store.open(key)


def test_signed_link_serves_the_bytes_to_be_saved(bucket):
    store = store_of(Config({"file_store": bucket, "data_dir": ""}))
    assert isinstance(store, S3Store)
    store.put(KEY, io.BytesIO(b"evidence"))
    link = store.link(KEY, 60)
    assert link is not None and "X-Amz-Expires=60" in link
    with urllib.request.urlopen(link) as answer:
        assert answer.read() == b"evidence" and answer.headers["Content-Disposition"] == "attachment"
