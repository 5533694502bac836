"""Where the tables of the core and of plugins stand, told without Alembic: every start asks, and Alembic is heavy."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Self

import sqlalchemy as sa

from core.plugin_system.alembic_options import CORE, owns, version_table
from core.plugin_system.connect import migration_engine
from core.plugin_system.discovery import LoadedPlugin

_NAMED = re.compile(r"^(down_)?revision\b[^=\n]*= *(?:None|['\"]([^'\"\n]+)['\"])", re.MULTILINE)


@dataclass(frozen=True)
class Status:
    """Where a plugin's tables stand: the revision in the database, and the newest one its package brings.

    `newer`: the package does not know the revision in the database, so a newer version of it made the tables.
    """

    plugin: str
    current: str | None
    head: str | None
    newer: bool = False

    @property
    def pending(self) -> bool:
        return self.current != self.head


def versions_of(plugin: LoadedPlugin) -> Path | None:
    """Return the folder of a plugin's migrations, None when it has no package or no such folder."""
    if not plugin.package:
        return None
    folder = Path(str(resources.files(plugin.package))) / "migrations" / "versions"
    return folder if folder.is_dir() else None


def head_of(folder: Path) -> str | None:
    """Return the newest revision in a folder: the one no other comes after. A history that forks has no revision of that name."""
    known, followed = _names(folder)
    return ", ".join(sorted(known - followed - {""})) or None


def _names(folder: Path) -> tuple[set[str], set[str]]:
    """Return the revisions in a folder, and those another one comes after."""
    known: set[str] = set()
    followed: set[str] = set()
    for file in folder.glob("*.py"):
        for before, name in _NAMED.findall(file.read_text(encoding="utf-8")):
            (followed if before else known).add(name)
    return known, followed


class Standing:
    """Compares the database with the migrations of the core and of plugins.

    `sources`: the folder of migrations by plugin; `order`: requirements first; `requires`: what each plugin needs.
    The core comes first and is needed by all.
    """

    def __init__(
        self,
        target: sa.Engine | sa.URL | str,
        sources: Mapping[str, Path],
        order: Sequence[str] = (),
        requires: Mapping[str, Collection[str]] | None = None,
    ):
        self.engine = migration_engine(target)
        self.home = Path(str(resources.files("core"))) / "migrations"
        self.sources = {CORE: self.home / "versions", **sources}
        self.order = [CORE, *(name for name in order or sorted(sources) if name in sources and name != CORE)]
        needs = requires or {}
        self.requires = {name: {CORE, *needs.get(name, ())} if name != CORE else set[str]() for name in self.order}

    @classmethod
    def of(cls, target: sa.Engine | sa.URL | str, loaded: Mapping[str, LoadedPlugin]) -> Self:
        """Return this of the plugins that could be imported."""
        usable = {name: plugin for name, plugin in loaded.items() if plugin.module is not None}
        folders = {name: versions_of(plugin) for name, plugin in usable.items()}
        sources = {name: folder for name, folder in folders.items() if folder is not None}
        return cls(target, sources, list(usable), {name: plugin.info.requires for name, plugin in usable.items()})

    def status(self, connection: sa.Connection | None = None) -> list[Status]:
        """Compare the database with the migrations that are there; through this connection, or one of its own."""
        if connection is None:
            with self.engine.connect() as own:
                return self.status(own)
        found = revisions(connection, self.order)
        return [self._of(name, found.get(name)) for name in self.order]

    def _of(self, plugin: str, current: str | None) -> Status:
        folder = self.sources[plugin]
        head = head_of(folder)
        return Status(plugin, current, head, newer=current not in (None, head) and current not in _names(folder)[0])

    def current(self, plugin: str) -> str | None:
        """Return the revision of a plugin in the database."""
        with self.engine.connect() as connection:
            return revisions(connection, [plugin]).get(plugin)

    def tables(self, plugin: str) -> list[str]:
        """Return the tables of a plugin that exist in the database."""
        return sorted(name for name in sa.inspect(self.engine).get_table_names() if owns(plugin, name))


def revisions(connection: sa.Connection, plugins: Collection[str]) -> dict[str, str]:
    """Return the revisions of plugins that have tables in the database, in one statement."""
    there = set(sa.inspect(connection).get_table_names())
    asked = [
        sa.select(sa.literal(name), sa.column("version_num", sa.String())).select_from(sa.table(version_table(name)))
        for name in plugins
        if version_table(name) in there
    ]
    return {row[0]: row[1] for row in connection.execute(sa.union_all(*asked))} if asked else {}
