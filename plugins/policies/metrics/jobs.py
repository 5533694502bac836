"""Background work of measures: adding up what was booked, making books that are missing, letting go of those nobody names."""

from typing import Any

from hansa import Job, enqueue
from plugins.policies.metrics import building, columns


def _fold(program: Any) -> None:
    columns.reckon(everything=building.fold() > 0)


def _build(program: Any) -> None:
    """One book in one unit; figures come from the records until it is there."""
    if building.build_next() is not None:
        enqueue(BUILD_ON)


def _mend(program: Any, place: int = 0) -> None:
    """One book in one unit."""
    if building.mend(place):
        enqueue(MEND_ON, {"place": place + 1})


def _forget(program: Any) -> None:
    building.forget()


FOLD = Job("measures_fold", _fold, every="*/5 * * * *")
BUILD = Job("measures_build", _build, every="*/5 * * * *")
BUILD_ON = Job("measures_build_on", _build)
MEND = Job("measures_mend", _mend, every="40 3 * * *")
MEND_ON = Job("measures_mend_on", _mend)
FORGET = Job("measures_forget", _forget, every="20 3 * * *")
JOBS = [FOLD, columns.RECKON, BUILD, BUILD_ON, MEND, MEND_ON, FORGET]
