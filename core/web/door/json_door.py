"""JSON comes in here: no deep nesting, no repeated keys, no NaN, no lone surrogates, no NUL."""

import json
import re
from typing import Any

from flask import request

from core.errors import Malformed

MAX_DEPTH = 20
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|([\[{])|([\]}])', re.DOTALL)


def read_object() -> dict[str, Any]:
    """Return the JSON object of the request; Malformed says what is wrong with it."""
    if request.mimetype != "application/json":
        raise Malformed("Send the body as application/json.", code="media-type")
    found = read(request.get_data())
    if not isinstance(found, dict):
        raise Malformed("Send a JSON object with named fields.")
    return found


def read(data: bytes) -> Any:
    """Parse JSON strictly; raises Malformed."""
    if _depth(data) > MAX_DEPTH:
        raise Malformed(f"The JSON is nested more than {MAX_DEPTH} levels deep.")
    try:
        found = json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse)
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except UnicodeError:
        raise Malformed("The text is not valid UTF-8.") from None
    except (ValueError, RecursionError) as error:
        raise Malformed(f"The JSON could not be read: {error}") from None
    return found


def _depth(data: bytes) -> int:
    deepest = level = 0
    for match in _BRACKETS.finditer(data):
        level += bool(match[1]) - bool(match[2])
        deepest = max(deepest, level)
    return deepest


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is repeated")
    return found


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is not a number")
