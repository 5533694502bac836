"""OpenAPI 3.1 of a program as one actor sees it: the entities, fields and operations that actor may use."""

import importlib.metadata
from collections.abc import Iterator, Mapping
from typing import Any

import marshmallow as ma
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from core.entities.columns import list_fields
from core.entities.effective import schema_class
from core.entities.entity import Entity
from core.entities.listing import MAX_PAGE
from core.entities.registry import registry
from core.entities.scope import current
from core.i18n import DEFAULT, _, use
from core.web.records.openapi_filters import values_of
from schemas.numbers import Decimal
from schemas.types import type_of

PROBLEM = "application/problem+json"
RIGHTS = {"get": "view", "post": "create", "patch": "edit", "delete": "delete"}
PROBLEMS: Mapping[str, str] = {
    "400": "The request could not be read.",
    "401": "The token is missing, wrong, expired or revoked.",
    "403": "The token may not do this.",
    "404": "There is no such record, or it is not visible to the token.",
    "409": "The state of the record, or the idempotency key, does not fit.",
    "412": "Somebody saved the record after it was read.",
    "422": "Some fields are not valid.",
    "428": "If-Match is missing.",
    "429": "Too many requests.",
}


def spec() -> dict[str, Any]:
    """Return the document for the actor of the scope; made once for each set of rights. Its texts are English."""
    scope = current()
    key = ("openapi", scope.actor.permissions, scope.actor.staff)
    return scope.program.cache.get(key, _build)


def entities() -> list[Entity]:
    """Return the entities of the API that the actor may read."""
    scope = current()
    found = (e for e in registry().of_plugins(scope.program.plugins) if e.api)
    return sorted((e for e in found if scope.actor.may(e.permission("view"))), key=lambda e: e.key)


def _build() -> dict[str, Any]:
    with use(DEFAULT):
        program = current().program
        made = _Spec(f"{program.name} API", f"/api/v1/{program.slug}")
        for entity in entities():
            made.add(entity)
        document: dict[str, Any] = made.spec.to_dict()
        return document


class _Spec:
    """The document while it grows."""

    def __init__(self, title: str, server: str):
        self._inputs: dict[type, str] = {}
        plugin = MarshmallowPlugin(schema_name_resolver=_inline)
        description = "Every record carries its version; send it back as If-Match. Repeat a POST safely with an Idempotency-Key."
        self.spec = APISpec(
            title=title,
            version=importlib.metadata.version("hansa"),
            openapi_version="3.1.0",
            plugins=[plugin],
            info={"description": description},
            servers=[{"url": server}],
            security=[{"token": []}],
        )
        converter: Any = plugin.converter
        converter.add_attribute_function(_said)
        self.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
        self.spec.components.schema("Problem", _PROBLEM_SCHEMA)
        for code, text in PROBLEMS.items():
            content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
            self.spec.components.response(f"Problem{code}", {"description": text, "content": content})

    def add(self, entity: Entity) -> None:
        """Add the schemas and paths of one entity."""
        name, known = entity.key, schema_class(entity)
        self.spec.components.schema(f"{name}.fields", schema=known())
        self.spec.components.schema(f"{name}.changes", schema=known(partial=True))
        self.spec.components.schema(name, _record(entity))
        self.spec.components.schema(f"{name}.page", _page(entity))
        base = f"/{entity.plugin}/{entity.name}/"
        self.spec.tag({"name": name, "description": _(entity.plural or entity.label)})
        self.spec.path(base, operations=dict(_lawful(entity, {"get": _list(entity), "post": _create(entity)})))
        one = {"get": _read(entity), "patch": _update(entity), "delete": _archive(entity)}
        self.spec.path(f"{base}{{id}}", operations=dict(_lawful(entity, one)), parameters=[_ID])
        if current().actor.staff and entity.audience == "owner" and entity.owner == "partner_id":
            self.spec.components.schemas[f"{name}.fields"]["properties"]["partner_id"] = _OWNER
        for move in entity.workflow.transitions if entity.workflow else ():
            if current().actor.may(entity.permission(move.right)) and move.by != "system":
                self._add_transition(entity, move)

    def _add_transition(self, entity: Entity, move: Any) -> None:
        """Add the path of one transition; its body is what the actor is asked."""
        body: dict[str, Any] = {}
        if move.input is not None:
            # Transitions that ask the same are described once: the library refuses to name a schema twice.
            name = self._inputs.setdefault(move.input, f"{entity.key}.{move.name}")
            if name not in self.spec.components.schemas:
                self.spec.components.schema(name, schema=move.input())
            body = {"requestBody": _body(name)}
        answers = {"200": _answer(entity.key), "202": _answer(entity.key)}
        problems = ("400", "403", "404", "409", "412", "422", "428")
        operation = _operation(entity, move.name, _(move.label), answers, problems, parameters=[_IF_MATCH, _IDEMPOTENCY], **body)
        path = f"/{entity.plugin}/{entity.name}/{{id}}/transitions/{move.name}"
        self.spec.path(path, operations={"post": operation}, parameters=[_ID])


def _inline(schema: Any) -> Any:
    """Nested schemas get no name: rows are described where they stand."""
    return None


def _said(self: Any, field: ma.fields.Field[Any], **kwargs: Any) -> dict[str, Any]:
    """What a field says beyond its marshmallow class: label, help, exact numbers as text, what a reference points at."""
    hints = field.metadata
    found: dict[str, Any] = {"title": _(hints["label"])} if hints.get("label") else {}
    if hints.get("help"):
        found["description"] = _(hints["help"])
    if field.required and isinstance(field, ma.fields.String):
        found["pattern"] = r"\S"
    if isinstance(field, Decimal):
        found |= {"format": "decimal", "x-minimum": str(field.min), "x-maximum": str(field.max)}
    if target := getattr(field, "to", None):
        found["x-entity"] = target
    if choices := getattr(field, "choices", None):
        words = {value: _(label) for value, label in choices}
        found["x-labels"] = words
        if type_of(field).name == "multichoice":
            found["items"] = {"type": "string", "enum": list(words)}
    return found


def _lawful(entity: Entity, operations: Mapping[str, dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    may = current().actor.may
    return ((method, found) for method, found in operations.items() if may(entity.permission(RIGHTS[method])))


def _record(entity: Entity) -> dict[str, Any]:
    """The fields and what every record has; their own `additionalProperties` would refuse the rest, so it is said here."""
    standard: dict[str, Any] = {
        "id": {"type": "string", "format": "uuid"},
        "version": {"type": "integer"},
        "archived": {"type": "boolean"},
        "created_at": {"type": "string", "format": "date-time"},
        "updated_at": {"type": "string", "format": "date-time"},
    }
    if entity.audience == "owner" and entity.owner != "id":
        standard["partner_id"] = {"type": "string", "format": "uuid"}
    if entity.number or entity.title == "number":
        standard["number"] = {"type": ["string", "null"]}
    shown = schema_class(entity)().dump_fields
    known = {name: {"$ref": f"#/components/schemas/{entity.key}.fields/properties/{name}"} for name in shown}
    return {"type": "object", "properties": {**standard, **known}, "required": ["id", "version"]}


def _page(entity: Entity) -> dict[str, Any]:
    items = {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string", "format": "uuid"}}, "required": ["id"]}}
    rest = {"count": {"type": "integer"}, "more": {"type": "boolean"}, "next": {"type": ["string", "null"]}}
    return {"type": "object", "properties": {"items": items, **rest}, "required": ["items", "count", "more", "next"]}


def _list(entity: Entity) -> dict[str, Any]:
    return _operation(
        entity,
        "list",
        "One page of the records that fit",
        {"200": _answer(f"{entity.key}.page")},
        ("400",),
        parameters=list(_parameters(entity)),
    )


def _create(entity: Entity) -> dict[str, Any]:
    body, answers = _body(f"{entity.key}.fields"), {"201": _answer(entity.key)}
    return _operation(entity, "create", "Make a record", answers, ("400", "403", "409", "422"), requestBody=body, parameters=[_IDEMPOTENCY])


def _read(entity: Entity) -> dict[str, Any]:
    return _operation(entity, "read", "One record", {"200": _answer(entity.key)}, ("404",))


def _update(entity: Entity) -> dict[str, Any]:
    body, problems = _body(f"{entity.key}.changes"), ("400", "403", "404", "409", "412", "422", "428")
    return _operation(
        entity,
        "update",
        "Change the fields that are sent",
        {"200": _answer(entity.key)},
        problems,
        requestBody=body,
        parameters=[_IF_MATCH],
    )


def _archive(entity: Entity) -> dict[str, Any]:
    answers = {"204": {"description": "Archived."}}
    problems = ("403", "404", "409", "412", "422", "428")
    return _operation(entity, "archive", "Archive a record", answers, problems, parameters=[_IF_MATCH])


def _operation(entity: Entity, name: str, summary: str, answers: dict[str, Any], problems: tuple[str, ...], **more: Any) -> dict[str, Any]:
    refusals = {code: f"Problem{code}" for code in ("401", *problems, "429")}
    return {"operationId": f"{entity.key}.{name}", "summary": summary, "tags": [entity.key], "responses": {**answers, **refusals}, **more}


def _parameters(entity: Entity) -> Iterator[dict[str, Any]]:
    """The query string of a list: search, order, pages, and a parameter for each filter."""
    fields = list_fields(entity)
    sorts = [sign + name for name, field in fields.items() if field.sortable for sign in ("", "-")]
    if entity.search:
        yield _query("q", "Words to search for")
    yield _query("sort", "Order; a minus turns it round", enum=sorts)
    yield _query("size", "Records on a page", kind="integer", minimum=1, maximum=MAX_PAGE)
    yield _query("after", "The `next` of the page before")
    yield _query("any", "1: any of the filters is enough", enum=["0", "1"])
    yield _query("archived", "1: the archived records", enum=["0", "1"])
    for name, field in fields.items():
        for operator in field.operators:
            text = f"{_(field.label)} ({operator})"
            yield {"name": f"f.{name}.{operator}", "in": "query", "description": text, "schema": values_of(field, operator)}


def _query(name: str, text: str, *, kind: str = "string", **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": text, "schema": {"type": kind, **more}}


def _answer(schema: str) -> dict[str, Any]:
    return {"description": "Done.", "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}


def _body(schema: str) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}


_OWNER = {
    "type": "string",
    "format": "uuid",
    "title": "Partner",
    "description": "Whose record it is; for staff, when it is made",
    "writeOnly": True,
}
_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": 'The version that was read, like "3"',
    "schema": {"type": "string", "pattern": '^(W/)?"?[0-9]{1,9}"?$'},
}
_IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same key and body again give the same answer, and do nothing",
    "schema": {"type": "string", "maxLength": 100},
}
_ERROR = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("pointer", "code", "message", "hint")},
    "required": ["pointer", "code", "message"],
}
_PROBLEM_SCHEMA = {
    "type": "object",
    "properties": {
        **{name: {"type": "string"} for name in ("type", "title", "code", "detail", "request_id")},
        "status": {"type": "integer"},
        "errors": {"type": "array", "items": _ERROR},
    },
    "required": ["type", "title", "status", "code", "request_id"],
}
