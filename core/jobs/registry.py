"""The jobs of the site, by plugin and name."""

from collections.abc import Iterator

from cronsim import CronSim

from core import clock
from core.jobs.declare import LINES, Job


class Jobs:
    """Filled at boot; the core's own jobs belong to the plugin `core`."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Job] = {}
        self._plugins: dict[Job, str] = {}

    def add(self, plugin: str, job: Job) -> None:
        """Register a job; raises ValueError when the plugin has one of that name or its schedule cannot be read."""
        if job.every:
            CronSim(LINES.get(job.every, job.every), clock.now())
        if (plugin, job.name) in self._found:
            raise ValueError(f"{plugin} registers the job {job.name} twice")
        self._found[plugin, job.name] = job
        self._plugins[job] = plugin

    def find(self, plugin: str, name: str) -> Job | None:
        return self._found.get((plugin, name))

    def plugin_of(self, job: Job) -> str:
        """Return who registered a job; LookupError when nobody did."""
        if job not in self._plugins:
            raise LookupError(f"the job {job.name} is not registered: name it in register_jobs")
        return self._plugins[job]

    def periodic(self) -> Iterator[tuple[str, Job]]:
        """Yield (plugin, job) of the jobs with a schedule."""
        return ((plugin, job) for (plugin, _), job in self._found.items() if job.every)
