"""The REST API of every entity: the same records, schemas and queries as the pages, as JSON."""

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request, url_for

from core.entities import query as queries
from core.entities import records
from core.entities.columns import list_fields
from core.entities.effective import schema_of
from core.entities.entity import Entity
from core.entities.listing import parse
from core.entities.scope import current
from core.errors import Malformed, NotFound, PreconditionRequired, Stale
from core.web.door.here import here
from core.web.door.json_door import read_object
from core.web.door.policy import policy

api = Blueprint("api", __name__, url_prefix="/api/v1/<program>/<plugin>/<entity>")


@api.get("/", endpoint="list")
@policy(action="view")
def list_records() -> Response:
    """Return one page: `items`, `count` (capped), and a Link to the next page."""
    entity = _entity()
    schema, fields = schema_of(entity), list_fields(entity)
    shown = tuple(name for name in fields if name in schema.dump_fields or name in ("number", "partner_id", "created_at", "updated_at"))
    query = replace(parse(request.args.items(multi=True), fields, entity.sort, shown, strict=True), ids=True)
    page = queries.run(entity, query)
    columns = [(name, fields[name].read) for name in query.columns]
    found = [_row(row, columns) for row in page.rows]
    total = page.total
    body = {"items": found, "count": min(total, queries.COUNT_CAP - 1), "more": total >= queries.COUNT_CAP, "next": page.next}
    response = _json(body)
    if page.next:
        args = [(k, v) for k, v in request.args.items(multi=True) if k not in ("after", "before")] + [("after", page.next)]
        response.headers["Link"] = f'<{request.base_url}?{_encoded(args)}>; rel="next"'
    return response


@api.get("/<uuid:record_id>", endpoint="detail")
@policy(action="view", steady=True)
def detail(record_id: uuid.UUID) -> Response:
    entity = _entity()
    return record_answer(entity, records.get(entity, record_id))


@api.post("/", endpoint="create")
@policy(action="create", costly=True)
def create() -> Response:
    entity = _entity()
    raw = read_object()
    owner = _owner(raw) if current().actor.staff and entity.audience == "owner" else None
    record = records.create(entity, raw, partner_id=owner)
    response = record_answer(entity, record, 201)
    response.headers["Location"] = url_for(
        "api.detail", program=current().program.slug, plugin=entity.plugin, entity=entity.name, record_id=record.id
    )
    return response


@api.patch("/<uuid:record_id>", endpoint="update")
@policy(action="edit")
def update(record_id: uuid.UUID) -> Response:
    entity = _entity()
    record = records.get(entity, record_id)
    records.update(entity, record, read_object(), version=sent_version())
    return record_answer(entity, record)


@api.delete("/<uuid:record_id>", endpoint="archive")
@policy(action="delete")
def archive(record_id: uuid.UUID) -> Response:
    entity = _entity()
    record = records.get(entity, record_id)
    if sent_version() != record.version:
        raise Stale()
    records.archive(entity, record)
    return Response(status=204)


def _entity() -> Entity:
    found = here().entity
    if found is None:
        raise NotFound()
    return found


def _owner(raw: dict[str, Any]) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(raw.pop("partner_id"))) if "partner_id" in raw else None
    except ValueError:
        raise Malformed("partner_id is not an id.", code="malformed-id") from None


def sent_version() -> int:
    """Return the version named by If-Match; PreconditionRequired without one."""
    sent = request.headers.get("If-Match", "").strip('W/"')
    if not sent:
        raise PreconditionRequired()
    if not (sent.isascii() and sent.isdigit() and len(sent) < 10):
        raise Stale()
    return int(sent)


def record_answer(entity: Entity, record: Any, status: int = 200) -> Response:
    """Return a record as the API shows it, with its version as ETag."""
    body = {"id": str(record.id), "version": record.version, **_standard(entity, record), **records.dump(entity, record)}
    response = _json(body, status)
    response.headers["ETag"] = f'"{record.version}"'
    return response


def _standard(entity: Entity, record: Any) -> dict[str, Any]:
    found = {
        "created_at": record.created_at.isoformat(),
        "updated_at": record.updated_at.isoformat(),
        "archived": record.archived_at is not None,
    }
    if entity.audience == "owner" and entity.owner != "id":
        found["partner_id"] = str(getattr(record, entity.owner))
    if entity.number or entity.title == "number":
        found["number"] = record.number
    return found


def _row(row: Any, columns: Sequence[tuple[str, Callable[[Any], Any] | None]]) -> dict[str, Any]:
    values = zip(columns, row[2:], strict=False)
    return {"id": str(row[0]), **{name: _plain(read(value) if read else value) for (name, read), value in values}}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _encoded(pairs: list[tuple[str, str]]) -> str:
    return urlencode(pairs)


def _json(body: Any, status: int = 200) -> Response:
    return Response(json.dumps(body, ensure_ascii=False, default=str), status, content_type="application/json")
