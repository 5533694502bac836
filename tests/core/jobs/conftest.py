"""The jobs of these tests, registered beside the portal's own."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from core.jobs.declare import Job
from core.jobs.registry import Jobs


@pytest.fixture
def provide_job(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Job]:
    """`provide_job("count", func, plugin="deals", every="hour")` registers a job for this test only."""
    portal = app.extensions["hansa"]
    known = Jobs()
    monkeypatch.setattr(portal, "jobs", known)

    def provide(name: str, func: Callable[..., Any], *, plugin: str = "core", **options: Any) -> Job:
        job = Job(name, func, **options)
        known.add(plugin, job)
        return job

    return provide


@pytest.fixture
def ran() -> Iterator[list[Any]]:
    """What the jobs of the test left here."""
    yield []
