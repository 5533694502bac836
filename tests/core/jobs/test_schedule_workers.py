"""Periodic jobs with three workers that are killed, while the clock moves over both changes of summer time."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from core.idempotency import Idempotency
from core.jobs import queue
from core.jobs.schedule import ScheduleSlot
from hansa.testing import Kit

ROOT = Path(__file__).parents[3]
HALF = timedelta(minutes=30)
SPRING, AUTUMN = datetime(2026, 3, 28, 18, 10, tzinfo=UTC), datetime(2026, 10, 24, 20, 10, tzinfo=UTC)
PROGRAMS = 2
MOMENTS = [*(SPRING + HALF * n for n in range(31)), *(AUTUMN + HALF * n for n in range(23))]
"""30 slots through the spring, a jump that leaves 48 to be made up, 22 more through the autumn: 100 for each program."""
SLOTS = 200

pytestmark = pytest.mark.slow


class Crew:
    """The worker processes and the clock they read."""

    def __init__(self, kit: Kit, folder: Path):
        self.kit, self.clock = kit, folder / "clock"
        self.kills, self.connection = 0, kit.owner.connect()
        self.move(MOMENTS[0])
        config = {name: kit.portal.config[name] for name in ("database_url", "owner_url", "data_dir", "secret_key", "env")}
        settings = folder / "settings.json"
        settings.write_text(json.dumps(config))
        command = [sys.executable, str(Path(__file__).with_name("schedule_workers.py")), str(settings), str(self.clock)]
        self.process = subprocess.Popen(
            command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        self.pids = [self.next_pid() for _ in range(3)]

    def next_pid(self) -> int:
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())

    def move(self, moment: datetime) -> None:
        draft = self.clock.with_suffix(".draft")
        draft.write_text(str(int(moment.timestamp())))
        draft.rename(self.clock)

    def kill_one(self) -> None:
        self.kills += 1
        os.kill(self.pids.pop(0), signal.SIGKILL)
        self.pids.append(self.next_pid())

    def count(self, table: Any, *where: Any) -> int:
        found = self.connection.scalar(sa.select(sa.func.count()).select_from(table).where(*where)) or 0
        self.connection.rollback()
        return found

    def wait(self, done: Callable[[], bool], *, killing: bool = False) -> None:
        """Wait; when `killing`, kill a worker after every ten jobs done."""
        until = time.monotonic() + 60
        while not done():
            if killing and self.count(queue.TABLE, queue.TABLE.c.state == "done") >= 10 * (self.kills + 1):
                self.kill_one()
            assert time.monotonic() < until, "the workers did not finish in a minute"
            time.sleep(0.02)


@pytest.fixture
def crew(kit: Kit, tmp_path: Path) -> Iterator[Crew]:
    made = Crew(kit, tmp_path)
    kit.written.note("core_job", "core_schedule_slot", "core_idempotency")
    yield made
    os.killpg(made.process.pid, signal.SIGKILL)
    made.process.wait()
    made.process.stdout.close()
    made.connection.close()


def test_each_slot_runs_once_or_is_shown_as_failed(crew):
    slots, jobs = ScheduleSlot.__table__, queue.TABLE
    crew.wait(lambda: crew.count(slots) == PROGRAMS)
    for number, moment in enumerate(MOMENTS[1:], 1):
        crew.move(moment)
        crew.wait(lambda number=number: crew.count(slots) == PROGRAMS * (1 + due(number)))
        crew.wait(lambda: crew.count(jobs, jobs.c.state.in_(["queued", "failed"])) == 0, killing=True)
    crew.move(MOMENTS[-1] + timedelta(minutes=19))
    crew.wait(lambda: crew.count(jobs, jobs.c.state.in_(queue.OPEN)) == 0)
    assert crew.kills >= 15
    assert states(crew) == {"done": SLOTS} and crew.count(Idempotency.__table__) == SLOTS


def due(number: int) -> int:
    """Slots of one program after so many moves of the clock; the jump makes up a day."""
    return number if number <= 30 else number + 47


def states(crew: Crew) -> dict[str, int]:
    return Counter(crew.connection.scalars(sa.select(queue.TABLE.c.state)))
