"""Three worker processes for a test: `python schedule_workers.py <settings.json> <clock file>`; a killed one is replaced.

All of them read the time from the clock file, so that the test can move it.
"""

import json
import os
import sys
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from core import clock, idempotency
from core.app import create_app
from core.db import db
from core.entities.marks import WALL
from core.jobs.declare import Job
from core.jobs.registry import Jobs
from core.jobs.worker import Worker

WORKERS = 3
EVERY = "*/30 * * * *"
LEASE = timedelta(minutes=10)


def tick(program: Any) -> None:
    """Leave a row, and take long enough to be killed half-way."""
    row = {
        "program_id": program.id,
        "principal": "tick",
        "key": str(uuid.uuid4()),
        "request_hash": "",
        "status": 1,
        "headers": {},
        "body": "",
    }
    db.session.connection().execute(
        sa.insert(idempotency.Idempotency.__table__).values(created_at=clock.now()).execution_options(**WALL), row
    )
    time.sleep(0.01)


def load(settings: Path, moved: Path) -> Flask:
    clock.now = clock.real = lambda: datetime.fromtimestamp(int(moved.read_text()), UTC)
    app = create_app(json.loads(settings.read_text()))
    jobs = app.extensions["hansa"].jobs = Jobs()
    jobs.add("core", Job("tick", tick, every=EVERY))
    with app.app_context():
        db.engine.dispose()
    return app


def fork(app: Flask) -> None:
    pid = os.fork()
    if pid == 0:
        Worker(app, lease=LEASE, poll=0.02).run()
    print(pid, flush=True)


def main(settings: str, moved: str) -> None:
    app = load(Path(settings), Path(moved))
    for _ in range(WORKERS):
        fork(app)
    while True:
        os.wait()
        fork(app)


if __name__ == "__main__":
    main(*sys.argv[1:])
