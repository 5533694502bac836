"""The core's own jobs."""

from core import audit_chain, mail
from core.entities import quarantine
from core.identity import leftovers
from core.jobs import purge
from core.jobs.declare import Job
from core.web.lists import export_job
from core.workflow.due import TIMERS, TIMERS_ON

CORE_JOBS: tuple[Job, ...] = (
    mail.DELIVERY,
    audit_chain.HEAD,
    purge.PROGRAM,
    purge.SITE,
    leftovers.JOB,
    TIMERS,
    TIMERS_ON,
    quarantine.SCAN,
    quarantine.AGAIN,
    export_job.MAKE,
    export_job.FORGET,
)
