from collections.abc import Callable

import pytest

from core.errors import Malformed
from core.web.door.json_door import MAX_DEPTH, read
from hansa.testing import Client, Person

API = "/api/v1/alpha/audiences/note/"


def test_ordinary_json_passes() -> None:
    assert read('{"title": "Größe 漢", "list": [1, {"x": "]]]["}]}'.encode()) == {"title": "Größe 漢", "list": [1, {"x": "]]]["}]}


HOSTILE = {
    "deep brackets": b"[" * 200_000,
    "deep objects": b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1),
    "repeated key": b'{"a": 1, "a": 2}',
    "not a number": b'{"a": NaN}',
    "infinity": b'{"a": -Infinity}',
    "lone surrogate": rb'{"a": "\ud800"}',
    "not utf-8": b'{"a": "\xff"}',
    "cut off": b'{"a": ',
    "nothing": b"",
    "huge integer": b'{"a": ' + b"9" * 100_000 + b"}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_json_is_malformed(name: str) -> None:
    with pytest.raises(Malformed):
        read(HOSTILE[name])


@pytest.fixture
def send(client: Client) -> Callable[..., int]:
    return lambda data, kind="application/json": client.post(API, data=data, content_type=kind, headers=Person("a").bearer).status_code


@pytest.mark.parametrize("name", HOSTILE)
def test_the_api_answers_hostile_json_with_400(name: str, send: Callable[..., int]) -> None:
    assert send(HOSTILE[name]) == 400


@pytest.mark.parametrize("data", [b"[]", b'"x"', b"null", b"7"])
def test_the_api_wants_an_object(data: bytes, send: Callable[..., int]) -> None:
    assert send(data) == 400


def test_the_api_wants_it_called_json(send: Callable[..., int]) -> None:
    assert send(b'{"title": "x"}', "text/plain") == 400


@pytest.mark.parametrize("text", [r"a\u0000b", r"a\u0007b"])
def test_characters_of_control_are_refused_field_by_field(text: str, client: Client) -> None:
    answer = client.post(API, data=f'{{"title": "{text}"}}', content_type="application/json", headers=Person("a").bearer)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/title")  # type: ignore[index]


def test_a_body_beyond_the_limit_is_refused(send: Callable[..., int]) -> None:
    assert send(b'{"title": "' + b"x" * 1_000_001 + b'"}') == 413
