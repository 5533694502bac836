"""The core's own jobs."""

from core import audit_chain, mail
from core.identity import leftovers
from core.jobs import purge
from core.jobs.declare import Job
from core.workflow.due import TIMERS

CORE_JOBS: tuple[Job, ...] = (mail.DELIVERY, audit_chain.HEAD, purge.PROGRAM, purge.SITE, leftovers.JOB, TIMERS)
