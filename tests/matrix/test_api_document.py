"""4a: every operation of the API's document, with input made from it: no 500, answers as described, each reached with 2xx."""

import json
import os
from dataclasses import dataclass, field

import jsonschema
import pytest
import sqlalchemy as sa

from core.entities.effective import schema_of
from hansa.testing import Person
from hansa.testing.samples import sample
from tests.matrix.generated import Maker
from tests.matrix.planting import A, plant, pointing

EXAMPLES = int(os.environ.get("HANSA_API_EXAMPLES", "12"))
"""Requests an operation; a release run takes 1,000."""
BASE = "/api/v1/alpha"
ORDER = ("list", "read", "create", "update", "transition", "archive")
ADMIN = Person("admin")


REFUSED = {
    "audiences.memo.archive": "a rule of the fixture",
    "catalog.price.archive": "its list was put on the shelf just before",
    "conflicts.case.create": "a case follows from a docket",
    "policies.fact.create": "takes a kind of fact that is declared",
    "policies.fact.archive": "the planted fact has no declared kind",
    "policies.figure_column.create": "the planted column is of the same figure",
    "policies.measure_value.create": "takes a measure that is told by hand",
    "teams.seat.create": "an invitation is made by its own address",
    **dict.fromkeys((f"ledger.{kind}.{act}" for kind in ("account", "entry", "hold", "journal") for act in ("create", "archive")), "posted only"),
    **dict.fromkeys((f"orders.{kind}.{act}" for kind in ("invoice", "item", "shipment") for act in ("create", "archive")), "follow from moves of the order"),
    "orders.line.archive": "invoiced lines stay; they are corrected by further ones",
    "orders.reservation.create": "reserved for a deal, by its own address",
    "orders.return.create": "gives back what an order holds",
    "tiering.change.create": "takes a level of a published policy",
    "tiering.enrolment.create": "takes a program one applies to join",
    **dict.fromkeys((f"tiering.standing.{act}" for act in ("create", "archive")), "follows from changes"),
    "ledger.closing.archive": "a decision about closed periods stays",
    **dict.fromkeys((f"mdf.{kind}.create" for kind in ("allocation", "request")), "takes a fund of a published policy"),
    "mdf.activity.create": "follows from an approved plan",
    "mdf.claim.create": "takes an activity that was carried out",
    "rebates.dispute.create": "takes a line of a statement",
    "rebates.forecast.create": "takes a rebate program that is in force",
    **dict.fromkeys((f"rebates.{kind}.{act}" for kind in ("payout", "result", "statement") for act in ("create", "archive")), "follow from periods"),
    "rebates.signal.create": "follows from what was seen",
    **dict.fromkeys((f"rebates.near.{act}" for act in ("create", "archive")), "follows from estimates"),
}
"""Operations that a rule refuses to everybody here, and why; all others must have worked once."""


@dataclass
class Outcome:
    """What came of all requests: by operation the statuses, and what was wrong."""

    statuses: dict[str, set[int]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


class Prober:
    """Calls operations of the document as the vendor's admin, and judges each answer by it."""

    def __init__(self, kit, garden):
        self.kit, self.garden = kit, garden
        self.client = kit.app.test_client()
        self.document = self.client.get(f"{BASE}/openapi.json", headers=ADMIN.bearer).json
        self.ids = {p.entity.key: p.id for p in garden.plants.values() if p.record} | {"core.partner": A}
        self.past_schema = {p.entity.key for p in garden.plants.values() if p.record and not p.formed and p.entity.key != "core.partner"}
        """Kinds no form makes: the planted row was written past the schema, and reads accordingly."""
        self.maker = Maker(self.document, self.ids, seed=7)
        self.outcome = Outcome()

    def operations(self):
        found = [
            (path, method, operation)
            for path, item in self.document["paths"].items()
            for method, operation in item.items()
            if method != "parameters"
        ]
        return sorted(found, key=lambda one: ORDER.index(_kind(one[2])))

    def run(self):
        for path, method, operation in self.operations():
            # Each operation has a seed of its own: what one more of them is sent changes nothing for the others.
            self.maker = Maker(self.document, self.ids, seed=operation["operationId"])
            for body in self._bodies(operation):
                self._call(path, method, operation, body)
        return self.outcome

    def _bodies(self, operation):
        """The first body is right; what follows is made from the schema."""
        if "requestBody" not in operation:
            return [None] * EXAMPLES
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        return [self._right(operation), *(self.maker.value(schema) for _ in range(EXAMPLES - 1))]

    def _right(self, operation):
        entity = self.kit.portal.registry[operation["tags"][0]]
        if _kind(operation) != "create":
            return {} if _kind(operation) == "update" else self.maker.value(operation["requestBody"]["content"]["application/json"]["schema"])
        with self.kit.acting(ADMIN):
            made = sample(schema_of(entity), f"Made{len(self.outcome.statuses)}")
        owner = {"partner_id": str(A)} if entity.audience == "owner" and entity.owner == "partner_id" else {}
        return made | pointing(self.kit, self.garden, entity) | owner

    def _call(self, path, method, operation, body):
        key, headers = operation["tags"][0], dict(ADMIN.bearer)
        record_id = self.ids.get(key)
        if "If-Match" in {p["name"] for p in operation.get("parameters", ())}:
            headers["If-Match"] = f'"{self._version(key, record_id)}"'
        query = self.maker.query(operation["parameters"]) if _kind(operation) == "list" else {}
        data = None if body is None else json.dumps(body)
        url = BASE + path.replace("{id}", str(record_id))
        answer = self.client.open(url, method=method.upper(), headers=headers, query_string=query, data=data, content_type=data and "application/json")
        self._judge(operation, answer, (query, body))

    def _version(self, key, record_id):
        table = self.kit.portal.registry[key].table
        with self.kit.owner.connect() as connection:
            return connection.scalar(sa.select(table.c.version).where(table.c.id == record_id)) or 1

    def _judge(self, operation, answer, sent):
        name, status = operation["operationId"], answer.status_code
        self.outcome.statuses.setdefault(name, set()).add(status)
        described = operation["responses"].get(str(status))
        if described is None:
            self.outcome.wrong.append(f"{name} answered {status}, which the document does not tell: {sent!r:.300} {answer.text:.200}")
            return
        if operation["tags"][0] in self.past_schema and status == 200:
            return
        described = self.maker.at(described["$ref"]) if "$ref" in described else described
        for kind, content in described.get("content", {}).items():
            schema = {**content["schema"], "components": self.document["components"]}
            problems = [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(answer.json)]
            if answer.mimetype != kind or problems:
                self.outcome.wrong.append(f"{name} answered {status} {answer.mimetype}: {problems[:2]!r:.300}")


def _kind(operation):
    name = operation["operationId"].rpartition(".")[2]
    return name if name in ORDER else "transition"


@pytest.fixture(scope="module")
def outcome(hansa_kit):
    hansa_kit.reset()
    yield Prober(hansa_kit, plant(hansa_kit)).run()
    hansa_kit.reset()


def test_no_answer_is_an_error_of_ours(outcome):
    assert not {name: found for name, found in outcome.statuses.items() if max(found) >= 500}


def test_answers_are_as_the_document_says(outcome):
    assert not outcome.wrong, "\n".join(outcome.wrong[:20])


def test_every_operation_on_records_is_reached(outcome):
    reached = {name for name, found in outcome.statuses.items() if any(200 <= status < 300 for status in found)}
    plain = {name for name in outcome.statuses if name.rpartition(".")[2] in ORDER}
    missed = {name: outcome.statuses[name] for name in sorted(plain - reached - REFUSED.keys())}
    assert len(plain) > 100
    assert not missed, "\n".join(f"{name}: {sorted(found)}" for name, found in missed.items())


def test_what_is_refused_to_everybody_still_is(outcome):
    worked = {name for name in REFUSED if any(200 <= status < 300 for status in outcome.statuses[name])}
    assert not worked
