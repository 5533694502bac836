"""The receipt proves a submission; nobody rewrites who came first."""

import json

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from core.entities.registry import registry
from core.programs import fields
from hansa.testing import Person
from plugins.deals import receipts
from plugins.deals.commands import deals
from plugins.deals.models import Deal, Receipt
from tests.core.programs.acts import as_admin

NAMES = ("One", "Two", "Three")


@pytest.fixture
def submitted(deal, move):
    made = [deal(by=by, customer_name=name) for by, name in zip("aba", NAMES, strict=True)]
    for number, deal_id in enumerate(made):
        move(deal_id, "submit", by="aba"[number])
    return made


@pytest.fixture
def faults(kit):
    def find():
        with kit.acting(Person("admin")):
            return receipts.chain_faults()

    return find


@pytest.fixture
def files(as_user, submitted, tmp_path):
    client = as_user("a")
    found = client.get(f"/alpha/deals/{submitted[0]}/receipt.json").json
    receipt, keys = tmp_path / "receipt.json", tmp_path / "keys.json"
    receipt.write_text(json.dumps(found))
    keys.write_text(client.get("/alpha/deals/receipts/keys").text)
    return receipt, keys


def verify(files):
    receipt, keys = files
    return CliRunner().invoke(deals, ["verify", str(receipt), "--key", str(keys)])


def test_a_receipt_is_proved_without_the_portal(files):
    found = verify(files)
    assert found.exit_code == 0 and "genuine" in found.output


@pytest.mark.parametrize("change", ["body", "fields", "hash", "signature"])
def test_a_changed_receipt_is_found(files, change):
    receipt, _keys = files
    found = json.loads(receipt.read_text())
    found[change] = {**found[change], "amount": "1"} if change == "fields" else found[change][::-1]
    receipt.write_text(json.dumps(found))
    assert verify(files).exit_code == 1


@pytest.mark.parametrize("wrong", ["{}", "[]", '{"keys": [1]}', "keys", '{"keys": null}', '{"keys": [{"ed25519": "no key"}]}'])
def test_a_file_that_holds_no_keys_is_named(files, wrong):
    files[1].write_text(wrong)
    found = verify(files)
    assert found.exit_code == 1 and isinstance(found.exception, SystemExit) and str(files[1]) in found.output


@pytest.mark.parametrize("wrong", ["[]", "3", '{"body": 1}', '{"body": "[]", "fields": {}, "hash": "", "signature": ""}', "[" * 100_000])
def test_what_is_no_receipt_is_not_proved(files, wrong):
    files[0].write_text(wrong)
    found = verify(files)
    assert found.exit_code == 1 and isinstance(found.exception, SystemExit) and "genuine" not in found.output


def test_it_says_what_was_submitted_and_when(as_user, submitted, read):
    found = as_user("a").get(f"/alpha/deals/{submitted[0]}/receipt.json").json
    says = json.loads(found["body"])
    assert found["fields"]["customer_name"] == "One" and says["number"] == read(submitted[0])["number"]
    assert says["at"].startswith(read(submitted[0])["submitted_at"].date().isoformat())


def test_the_page_can_be_read_and_printed(as_user, submitted):
    page = as_user("a").get(f"/alpha/deals/{submitted[0]}/receipt").text
    assert "Proof of what was submitted" in page and "One" in page


def test_a_receipt_is_for_its_partner_only(as_user, submitted):
    assert as_user("b").get(f"/alpha/deals/{submitted[0]}/receipt.json").status_code == 404


def test_each_submission_has_the_next_place(submitted, read):
    assert [read(deal_id)["seq"] for deal_id in submitted] == [1, 2, 3]


def test_submitted_again_it_has_a_new_place(submitted, move, read):
    move(submitted[0], "withdraw")
    move(submitted[0], "submit")
    assert read(submitted[0])["seq"] == 4


def test_two_receipts_do_not_tell_whether_another_lies_between(deal, move, as_user):
    one, two = deal(customer_name="Four"), deal(customer_name="Five")
    for made in (one, two):
        move(made, "submit")
    first, second = (as_user("a").get(f"/alpha/deals/{made}/receipt.json").json for made in (one, two))
    assert receipts.told(second)["previous"] not in (first["hash"], receipts.told(first)["previous"])
    assert "salt" not in second


def test_the_chain_is_whole(submitted, faults):
    assert faults() == []


@pytest.mark.parametrize(
    "values", [{"seq": 9}, {"hash": "0" * 64}, {"shown": {"customer_name": "Other"}}, {"body": "{}"}, {"deal_id": None}]
)
def test_whatever_is_rewritten_is_found(submitted, kit, faults, values):
    given = values if "deal_id" not in values else {}
    with kit.owner.begin() as connection:
        mine = Receipt.__table__.c.deal_id == submitted[1]
        connection.execute(sa.update(Receipt.__table__).where(mine).values(given) if given else sa.delete(Receipt.__table__).where(mine))
    assert faults()


def test_two_that_change_places_are_found(submitted, kit, faults):
    table = Receipt.__table__
    with kit.owner.begin() as connection:
        for deal_id, seq in ((submitted[0], 9), (submitted[1], 1), (submitted[0], 2)):
            connection.execute(sa.update(table).where(table.c.deal_id == deal_id).values(seq=seq))
    assert faults()


def test_the_deal_keeps_the_hash_of_its_receipt(submitted, kit, faults):
    with kit.owner.begin() as connection:
        connection.execute(sa.update(Deal.__table__).where(Deal.__table__.c.id == submitted[1]).values(receipt="0" * 64))
    assert len(faults()) == 1


def test_a_receipt_holds_what_its_partner_may_know(kit, deal, move, as_user):
    answers = {"text": {"label": "Rating", "visible": "staff"}, "longtext": {"label": "Plan"}}
    keys = [as_admin(kit, lambda scope, kind=kind: fields.define(registry()["deals.deal"], kind, answers[kind]).key) for kind in answers]
    made = deal(**dict.fromkeys(keys, "Zebrawood"))
    move(made, "submit")
    told = as_user("a").get(f"/alpha/deals/{made}/receipt.json").json["fields"]
    assert [key in told for key in keys] == [False, True]
