"""Fields that a reader by relation does not get: nowhere, and nothing can be told of them from the outside."""

import uuid
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

from core import clock
from core.entities import facts, files, records
from core.entities.entity import Entity
from core.entities.registry import Registry, registry
from core.entities.sharing import Share
from core.entities.unit import unit
from core.programs import fields as custom_fields
from core.rules import parse
from hansa.testing import Client, Kit, Person, ProgramOfTest
from tests.core.programs.acts import as_admin
from tests.fixture_plugins.audiences import models as m
from tests.fixture_plugins.audiences import schemas as s

READERS = {"offer": "b", "docket": "b", "shipment": "above"}
"""Who reads a record of A (the shipment: of A2) by a column, a share, the tree."""


@pytest.fixture
def made(kit: Kit, program: ProgramOfTest, make_record: Callable[..., uuid.UUID]) -> dict[str, uuid.UUID]:
    words = {"word": "Quince", "price": "4711", "remark": "Zebrawood"}
    found = {
        "offer": make_record("audiences.offer", owner=program.partner("a"), seller_id=str(program.partner("b")), **words),
        "docket": make_record("audiences.docket", owner=program.partner("a"), **words),
        "shipment": make_record("audiences.shipment", owner=program.partner("a2"), **words),
    }
    share(kit, program, found["docket"])
    return found


def share(kit: Kit, program: ProgramOfTest, docket: uuid.UUID) -> None:
    row = {"program_id": program.id, "entity": "audiences.docket", "record_id": docket, "partner_id": program.partner("b")}
    with kit.owner.begin() as connection:
        connection.execute(sa.insert(Share.__table__), {**row, "created_at": clock.now()})


def read(browser: Client, path: str) -> str:
    headers = browser.person.bearer if path.startswith("/api") and browser.person else {}
    answer = browser.get(path, headers=headers)
    assert answer.status_code == 200
    return str(answer.text).replace(",", "")


def doors(kind: str, record: uuid.UUID) -> list[str]:
    page, api = f"/alpha/audiences/{kind}/", f"/api/v1/alpha/audiences/{kind}/"
    shown = "cols=title,price,remark"
    return [f"{page}?{shown}", f"{page}{record}", f"{page}export.csv?{shown}", f"{api}?{shown}", f"{api}{record}"]


@pytest.mark.parametrize("kind", READERS)
def test_a_custom_field_for_owners_is_withheld_too(kind: str, kit: Kit, program: ProgramOfTest, as_user: Callable[..., Client]) -> None:
    wanted = {"label": "Secret", "visible": "owner", "filterable": True, "sortable": True}
    as_admin(kit, lambda scope: custom_fields.define(registry()[f"audiences.{kind}"], "text", wanted))
    extra = {"seller_id": str(program.partner("b"))} if kind == "offer" else {}
    owner, page = program.partner("a2" if kind == "shipment" else "a"), f"/alpha/audiences/{kind}/"
    record = kit.make(f"audiences.{kind}", Person("admin"), "Quince", owner, {"x_secret": "Zebrawood", **extra})
    if kind == "docket":
        share(kit, program, record)
    lists = [f"{page}?cols=title,x_secret", f"{page}?cols=title,x_secret&sort=x_secret", f"/api/v1/alpha/audiences/{kind}/?cols=title,x_secret"]
    told = [read(as_user(READERS[kind]), path) for path in (*lists, f"{page}{record}")]
    assert [("Quince" in text, "Zebrawood" in text) for text in told] == [(True, False)] * 4
    assert "Quince" not in read(as_user(READERS[kind]), f"{page}?f.x_secret.eq=Zebrawood&cols=title").partition("<tbody")[2]
    assert "Zebrawood" in read(as_user("admin"), lists[0])


@pytest.mark.parametrize("kind", READERS)
def test_the_reader_meets_the_record_without_what_is_withheld(
    kind: str, made: dict[str, uuid.UUID], as_user: Callable[..., Client]
) -> None:
    told = [read(as_user(READERS[kind]), path) for path in doors(kind, made[kind])]
    assert [("Quince" in text, "4711" in text, "Zebrawood" in text) for text in told] == [(True, False, False)] * 5


@pytest.mark.parametrize("name", ["own", "admin"])
@pytest.mark.parametrize("kind", READERS)
def test_owner_and_vendor_get_everything(kind: str, name: str, made: dict[str, uuid.UUID], as_user: Callable[..., Client]) -> None:
    owner = "a2" if kind == "shipment" else "a"
    told = [read(as_user(owner if name == "own" else name), path) for path in doors(kind, made[kind])]
    assert [("4711" in text, "Zebrawood" in text) for text in told] == [(True, True)] * 5


@pytest.mark.parametrize("asked", ["f.price.ge=1", "f.price.eq=4711", "f.remark.contains=ebra", "q=zebrawood"])
@pytest.mark.parametrize("kind", READERS)
def test_no_filter_and_no_search_tells_of_a_withheld_value(
    kind: str, asked: str, made: dict[str, uuid.UUID], as_user: Callable[..., Client]
) -> None:
    assert "Quince" not in read(as_user(READERS[kind]), f"/alpha/audiences/{kind}/?{asked}")


@pytest.mark.parametrize("sort", ["price", "-price", "remark", "-remark"])
def test_the_order_tells_nothing_of_withheld_values(
    sort: str, made: dict[str, uuid.UUID], make_record: Callable[..., uuid.UUID], program: ProgramOfTest, as_user: Callable[..., Client]
) -> None:
    for price in ("1", "9000"):
        make_record(
            "audiences.offer", owner=program.partner("a"), word="Quince", price=price, remark=price, seller_id=str(program.partner("b"))
        )
    path = "/api/v1/alpha/audiences/offer/?sort="
    browser = as_user("b")
    assert read(browser, path + sort) == read(browser, path + ("-id" if sort[0] == "-" else "id"))


def test_a_total_leaves_withheld_amounts_out(made: dict[str, uuid.UUID], as_user: Callable[..., Client]) -> None:
    assert "4711" not in read(as_user("b"), "/alpha/audiences/offer/totals?cols=title,price")


def test_the_history_does_not_name_withheld_fields(made: dict[str, uuid.UUID], kit: Kit, as_user: Callable[..., Client]) -> None:
    with kit.acting(Person("a")):
        entity = registry()["audiences.offer"]
        unit(lambda: records.update(entity, records.get(entity, made["offer"]), {"price": "4712", "remark": "Ash"}))
    page = f"/alpha/audiences/offer/{made['offer']}"
    assert ["Price, Remark" in as_user(name).get(page).text for name in ("a", "b")] == [True, False]


@pytest.mark.parametrize(("name", "counted"), [("a", 1), ("b", 0), ("admin", 1)])
def test_rules_know_withheld_values_for_those_who_get_them(name: str, counted: int, made: dict[str, uuid.UUID], kit: Kit) -> None:
    with kit.acting(Person(name)):
        entity = registry()["audiences.offer"]
        rule = parse("offer.price > 4000", facts.facts_of(entity, "offer"))
        assert facts.count_matching(entity, rule, facts.columns_of(entity, "offer")) == counted


@pytest.mark.parametrize(("name", "price"), [("a", Decimal(4711)), ("b", None), ("admin", Decimal(4711))])
def test_a_rule_about_one_record_gets_what_its_reader_gets(name: str, price: Decimal | None, made: dict[str, uuid.UUID], kit: Kit) -> None:
    with kit.acting(Person(name)):
        entity = registry()["audiences.offer"]
        assert facts.values_of(entity, records.get(entity, made["offer"]), "offer")["offer.price"] == price


@pytest.mark.parametrize(("kind", "seen"), [("remark", ["a", "admin"]), ("", ["a", "b", "admin"])])
def test_a_file_of_a_withheld_field_stays_away_with_it(kind: str, seen: list[str], made: dict[str, uuid.UUID], kit: Kit) -> None:
    with kit.acting(Person("a")):
        entity = registry()["audiences.offer"]
        upload = FileStorage(BytesIO(b"plain words"), "plan.txt")
        unit(lambda: files.attach(entity, records.get(entity, made["offer"]), upload, kind=kind))
    found = []
    for name in ("a", "b", "admin"):
        with kit.acting(Person(name)):
            found += [name] if files.list_for(records.get(entity, made["offer"])) else []
    assert found == seen


def test_events_keep_withheld_changes_apart(made: dict[str, uuid.UUID], kit: Kit) -> None:
    with kit.owner.connect() as connection:
        text = "SELECT payload FROM core_outbox WHERE type = 'audiences.offer.created'"
        payload = connection.execute(sa.text(text).columns(payload=sa.JSON())).scalar_one()
    assert {"price", "remark"} & payload["changes"].keys() == set()


@pytest.mark.parametrize(
    "wrong",
    [
        {"withheld": {"seller_id": ("title",)}, "title": "title"},
        {"withheld": {"seller_id": ("body",)}, "search": ("body",)},
        {"withheld": {"seller_id": ("nothing",)}},
        {"withheld": {"tree": ("price",)}},
    ],
)
def test_a_declaration_that_could_not_hold_is_refused(wrong: dict[str, object]) -> None:
    entity = Entity("offer", "Offer", m.Offer, s.OfferSchema, audience="owner", also_visible_to=("seller_id",), **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="withheld"):
        Registry().add("audiences", entity)
