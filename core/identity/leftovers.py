"""What signing in leaves behind, swept away every hour: sessions that are over, old tickets, forgotten tries."""

from core.identity import sessions, throttle, tickets
from core.jobs.declare import Job
from core.programs.state import ProgramState


def sweep(program: ProgramState | None = None) -> None:
    sessions.purge()
    tickets.purge()
    throttle.purge()


JOB = Job("identity-leftovers", sweep, every="hour", site=True)
