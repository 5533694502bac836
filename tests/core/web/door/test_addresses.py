import pytest
from werkzeug.routing import Map, Rule

from core.web.door.addresses import LazyRule

PATHS = ("/<program>/deals/<uuid:record_id>", "/plain", "/<program>/page/<int:number>/of/<name>")
VALUES = {"program": "acme", "record_id": "0190a3e0-0000-7000-8000-000000000000", "number": 7, "name": "ä b/c", "rule": "x", "q": "1"}


def addresses(kind, path):
    mapped = Map([kind(path, endpoint="it"), kind("/x/<program>", endpoint="other", defaults={"name": "n"})]).bind("portal.example")
    return [mapped.build("it", VALUES), mapped.build("it", VALUES, append_unknown=False), mapped.build("other", {"program": "acme"})]


@pytest.mark.parametrize("path", PATHS)
def test_addresses_are_those_of_the_framework(path):
    assert addresses(LazyRule, path) == addresses(Rule, path)


def test_a_rule_is_made_without_compiling_what_writes_its_address(monkeypatch):
    monkeypatch.setattr(Rule, "_compile_builder", lambda *args: pytest.fail("compiled"))
    Map([LazyRule(PATHS[0], endpoint="it")])
