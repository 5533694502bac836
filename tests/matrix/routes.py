"""Every way into the portal, made from its URL map: each rule with A's records, each list with its search, filters and sorts."""

import itertools
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from core.entities.columns import list_fields
from hansa.testing import Kit, Person
from tests.matrix.planting import Garden, Plant, search_word

SAFE = ("GET",)
WORDS = {
    "revision": "1-1",
    "ticket": "x" * 40,
    "kind": "text",
    "digest": "0123456789abcdef",
    "entity_key": "audiences.note",
    "key": "partner_user",
    "handle": "x" * 12,
    "name": "submit",
    "program": "alpha",
    "path": "x",
    "slug": "quince",
    "day": "2030-01-31",
    "move": "confirm",
    "track": "sales",
}
"""A value for every text in a URL that is not made from the planted rows. A route with another one fails the build."""
ALIASES = {
    "said": "conversations__message",
    "notice": "notify__partner_notice",
    "view": "core_saved_view",
    "arrangement": "core_deputy",
    "rival": "deals__deal",
    "copy": "leads__assignment",
    "record": "deals__deal",
}
"""Arguments that are not called after their table."""


@dataclass(frozen=True)
class Way:
    """One address: `ids` are those of A's records it names, by which it may be compared with an unknown one."""

    rule: str
    endpoint: str
    method: str
    path: str
    ids: tuple[uuid.UUID, ...] = ()

    @property
    def plain(self) -> bool:
        """Not a search, filter or sort of a list that is a way of its own."""
        return "?" not in self.path

    @property
    def on_api(self) -> bool:
        return self.path.startswith("/api/")


class MissingSample(LookupError):
    """A route has an argument nobody knows a value for."""


def rules(app: Flask) -> list[Rule]:
    return sorted((r for r in app.url_map.iter_rules() if r.endpoint != "static"), key=lambda r: (r.rule, sorted(r.methods or ())))


def ways(kit: Kit, garden: Garden) -> list[Way]:
    """Return every address of the portal; the lists come with searches, filters and sorts."""
    found = [way for rule in rules(kit.app) for way in _of_rule(kit, garden, rule)]
    return found + [more for way in found for more in _variants(kit, garden, way)]


def _of_rule(kit: Kit, garden: Garden, rule: Rule) -> Iterator[Way]:
    methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    for values in _values(kit, garden, rule):
        ids = tuple(v for v in values.values() if isinstance(v, uuid.UUID))
        with kit.app.test_request_context():
            path = kit.app.url_map.bind("localhost").build(rule.endpoint, values, method=methods[0])
        yield from (Way(rule.rule, rule.endpoint, method, path, ids) for method in methods)


def _values(kit: Kit, garden: Garden, rule: Rule) -> Iterator[dict[str, Any]]:
    names = set(rule.arguments)
    subjects: list[dict[str, Any]] = [{}]
    if "entity" in names:
        subjects = [_subject(p, names) for p in garden.plants.values() if p.record]
    elif "record_id" in names:
        subjects = [_subject(p, names) for p in garden.records()]
    for subject in subjects:
        yield {name: subject[name] if name in subject else _sample(kit, garden, rule, name) for name in names}


def _subject(plant: Plant, names: set[str]) -> dict[str, Any]:
    assert plant.entity is not None
    known = {"plugin": plant.entity.plugin, "entity": plant.entity.name, "about": plant.entity.key, "record_id": plant.id}
    return {name: value for name, value in known.items() if name in names}


def _sample(kit: Kit, garden: Garden, rule: Rule, name: str) -> Any:
    if choice := re.search(rf"any\(([^)]*)\):{name}>", rule.rule):
        return choice[1].split(",")[0].strip()
    if name in WORDS:
        return WORDS[name]
    kind = name.removesuffix("_id")
    person = Person("above")
    known = {"membership": person.membership_id, "user": person.user_id, "token": Person("a").token_id}
    if kind in known:
        return known[kind]
    owner = kit.portal.owner_of(rule.endpoint) or "core"
    elsewhere = [table for table in garden.plants if table.endswith(f"__{kind}")]
    for table in (ALIASES.get(kind, ""), f"{owner}__{kind}", f"core_{kind}", *elsewhere):
        if table in garden.plants:
            return garden.plants[table].id
    raise MissingSample(f"{rule.rule} ({rule.endpoint}): no sample for <{name}>")


def _variants(kit: Kit, garden: Garden, way: Way) -> Iterator[Way]:
    """Search for the word, filter by it, sort by every field: whatever the list offers to staff."""
    if way.endpoint not in ("entity.list", "api.list", "lists.export", "lists.totals"):
        return
    plugin, name = way.path.removeprefix("/api/v1").split("/")[2:4]
    entity = kit.portal.registry[f"{plugin}.{name}"]
    with kit.acting(Person("admin")):
        fields = list_fields(entity).values()
    word = search_word(entity.table.name)
    queries = [f"q={word}", "archived=1", "size=100&cols=" + ",".join(itertools.islice((f.name for f in fields), 12))]
    queries += [f"f.{f.name}.contains={word}" for f in fields if "contains" in f.operators]
    if way.endpoint.endswith("list"):
        queries += [f"f.{f.name}.empty=1" for f in fields if "empty" in f.operators] + [f"sort=-{f.name}" for f in fields if f.sortable]
    yield from (Way(way.rule, way.endpoint, way.method, f"{way.path}?{query}") for query in queries)
