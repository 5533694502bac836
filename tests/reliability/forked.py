"""Work in a process of its own, killed after a while: begun in no time, as it is a copy of the test's own with the portal loaded."""

import os
import signal
import time
import traceback
from collections.abc import Callable

from core.db import db, metadata
from hansa.testing import Kit


def killed(kit: Kit, work: Callable[[], object], after: float) -> bool:
    """Run `work` in a copy of this process and kill it after so many seconds; tell whether it was still at work."""
    kit.written.note(*metadata.tables)  # what the copy writes is not told to the process that puts the database back
    with kit.app.app_context():
        db.engine.dispose()  # no connection may be shared
    kit.owner.dispose()
    child = os.fork()
    if not child:
        _end(work)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the work failed by itself"
    return os.WIFSIGNALED(status)


def _end(work: Callable[[], object]) -> None:
    try:
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)
