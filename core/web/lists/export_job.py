"""Making the file of a large export, by the queue, on behalf of who asked for it."""

import logging
import tempfile
import uuid
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, BinaryIO
from urllib.parse import parse_qsl

from core.entities import exports
from core.entities.entity import Entity
from core.entities.listing import ListQuery
from core.entities.scope import Scope
from core.entities.system import system
from core.entities.unit import unit
from core.errors import Problem
from core.i18n import _
from core.jobs import outbox
from core.jobs.behalf import on_behalf_of
from core.jobs.declare import Job
from core.portal import portal
from core.web.lists.export_values import page, titles
from core.web.lists.exports import WRITERS, CsvWriter, XlsxWriter
from core.web.lists.list_query import read_query

log = logging.getLogger("hansa.exports")
MOST = 1_000_000
"""Records in one file: a sheet of a workbook holds hardly more."""

STRETCH = 10_000
"""Records read before the rights of the person are asked for again, and progress is written down."""


@dataclass
class Making:
    """One file on its way: what is written so far, and the query that goes on behind it."""

    id: uuid.UUID
    user_id: uuid.UUID
    membership_id: uuid.UUID | None
    file: BinaryIO
    writer: CsvWriter | XlsxWriter | None = None
    rest: ListQuery | None = None
    done: int = 0

    def acting(self) -> AbstractContextManager[Scope]:
        return on_behalf_of(self.user_id, self.membership_id)

    def stretch(self) -> bool:
        """Write some thousand records; False at the end. What the person may see by now decides, as in the list."""
        with self.acting():
            row, entity = exports.find(self.id)
            if self.writer is None:
                query = replace(read_query(entity, parse_qsl(row.query)), after=None, before=None)
                self.writer, self.rest = WRITERS[row.ending](self.file, titles(entity, query)), query
            until = self.done + STRETCH
            while self.rest is not None and self.done < min(until, MOST):
                self._page(entity, self.writer, self.rest)
            unit(lambda: exports.note(self.id, done=self.done))
        return self.rest is not None and self.done < MOST

    def _page(self, entity: Entity, writer: CsvWriter | XlsxWriter, query: ListQuery) -> None:
        found, self.rest = page(entity, query)
        writer.add(found)
        self.done += len(found)

    def keep(self) -> None:
        """Hand the file over, and tell the person."""
        assert self.writer is not None
        self.writer.close()
        size = self.file.seek(0, 2)
        self.file.seek(0)
        with self.acting():
            row, entity = exports.find(self.id)
            portal().files.put(exports.key_of(row), self.file)
            unit(lambda: self._ready(entity, size))

    def _ready(self, entity: Entity, size: int) -> None:
        exports.note(self.id, state="ready", done=self.done, size=size)
        if self.membership_id is None:
            return
        leads_to = {"endpoint": "exports.show", "args": {"export_id": str(self.id)}}
        payload = {
            "membership_id": str(self.membership_id),
            "leads_to": leads_to,
            "rows": self.done,
            "what": _(entity.plural or entity.label),
        }
        outbox.emit("core.export.ready", "core.export", [{"record_id": self.id, "record_version": None, "payload": payload}])


def _make(program: Any, *, export_id: str, user_id: str, membership_id: str | None) -> None:
    with tempfile.TemporaryFile() as file:
        making = Making(uuid.UUID(export_id), uuid.UUID(user_id), uuid.UUID(membership_id) if membership_id else None, file)
        try:
            while making.stretch():
                pass
            making.keep()
        except Problem as problem:
            log.info("export %s was given up: %s", export_id, problem)
            with system(GIVEN_UP):
                unit(lambda: exports.give_up(making.id))


def _purge(program: Any) -> None:
    with system(PURGE):
        exports.purge()


GIVEN_UP, PURGE = "an export was given up", "forget old exports"
MAKE = Job("export", _make, atomic=False)
FORGET = Job("forget-exports", _purge, every="hour")
