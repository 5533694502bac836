"""The API described: as OpenAPI for programs, as a page for people."""

import json
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, url_for

from core.entities.scope import current
from core.web.door.policy import policy
from core.web.page.pages import render
from core.web.records import openapi

api = Blueprint("openapi", __name__, url_prefix="/api/v1/<program>")
pages = Blueprint("developers", __name__, url_prefix="/<program>/developers")


@api.get("/openapi.json", endpoint="spec")
@policy(member=True)
def spec() -> Response:
    """Return the OpenAPI 3.1 document for the token."""
    return _json()


@pages.get("/", endpoint="page")
@policy(member=True)
def page() -> str:
    """The same, to read."""
    document = openapi.spec()
    operations: dict[str, list[SimpleNamespace]] = {}
    for path, item in document.get("paths", {}).items():
        for method in ("get", "post", "patch", "delete"):
            if method in item:
                operations.setdefault(item[method]["tags"][0], []).append(_operation(method, path, item[method]))
    kinds = [
        SimpleNamespace(key=e.key, label=e.plural or e.label, operations=operations.get(e.key, ()), fields=_fields(document, e.key))
        for e in openapi.entities()
    ]
    program = current().program
    file_url = url_for("developers.file", program=program.slug)
    return render(
        "api_docs.html", docs=SimpleNamespace(kinds=kinds, file_url=file_url, server=document["servers"][0]["url"], slug=program.slug)
    )


@pages.get("/openapi.json", endpoint="file")
@policy(member=True)
def file() -> Response:
    """The document for somebody who is signed in, without a token."""
    return _json()


def _json() -> Response:
    return Response(json.dumps(openapi.spec(), ensure_ascii=False), content_type="application/json")


def _operation(method: str, path: str, found: dict[str, Any]) -> SimpleNamespace:
    wanted = [p for p in found.get("parameters", ()) if p["in"] == "query"]
    return SimpleNamespace(method=method.upper(), path=path, summary=found["summary"], answers=sorted(found["responses"]), query=wanted)


def _fields(document: dict[str, Any], key: str) -> list[SimpleNamespace]:
    schema = document["components"]["schemas"][f"{key}.fields"]
    required = set(schema.get("required", ()))
    return [
        SimpleNamespace(
            name=name, kind=_kind(field), required=name in required, read_only=field.get("readOnly", False), text=field.get("title", "")
        )
        for name, field in schema.get("properties", {}).items()
    ]


def _kind(field: dict[str, Any]) -> str:
    kinds = field.get("type", "object")
    named = [k for k in ([kinds] if isinstance(kinds, str) else kinds) if k != "null"]
    shown = ", ".join(named) or "object"
    return f"{shown} ({field['format']})" if field.get("format") else shown
