import io
from datetime import UTC, datetime, time
from decimal import Decimal

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from core.entities import records
from core.entities.registry import registry
from core.errors import Conflict, Denied, Unprocessable
from hansa.testing import Person
from plugins.mdf.claims import marks
from plugins.mdf.requests import lead_list
from tests.plugins.mdf.conftest import day


def picture(seed: int) -> Image.Image:
    made = Image.new("RGB", (640, 480), (200, 210, 220))
    pen = ImageDraw.Draw(made)
    for at in range(12):
        left, top = (seed * 37 + at * 97) % 500, (seed * 53 + at * 61) % 360
        pen.rectangle(
            (left, top, left + 60 + 9 * at, top + 40 + 7 * at),
            fill=((seed * 31 + at * 20) % 255, (at * 45) % 255, (seed * 7 + at * 11) % 255),
        )
    return made


def saved(made: Image.Image, **options) -> bytes:
    content = io.BytesIO()
    made.save(content, "JPEG", **options)
    return content.getvalue()


def known(content: bytes) -> str:
    found = marks.photo_hash(io.BytesIO(content))
    assert found is not None
    return found


@pytest.mark.parametrize("change", ["smaller", "brighter", "saved anew"])
def test_a_changed_copy_of_a_photo_is_the_same_picture(change):
    one = picture(3)
    other = {"smaller": one.resize((320, 240)), "brighter": ImageEnhance.Brightness(one).enhance(1.2), "saved anew": one}[change]
    assert marks.distance(known(saved(one, quality=90)), known(saved(other, quality=40))) <= marks.NEAR


def test_different_photos_are_told_apart():
    hashes = [known(saved(picture(seed))) for seed in range(12)]
    near = [(a, b) for at, a in enumerate(hashes) for b in hashes[at + 1 :] if marks.distance(a, b) <= marks.NEAR]
    assert near == []


def test_what_is_no_picture_or_has_no_motif_has_no_hash():
    assert marks.photo_hash(io.BytesIO(b"no picture")) is None
    assert marks.photo_hash(io.BytesIO(saved(Image.new("RGB", (64, 64), (9, 9, 9))))) is None


def test_an_invoice_is_known_whatever_its_case_and_signs():
    assert marks.invoice_key("Hall Ltd.", "R-12 / 7") == marks.invoice_key("HALL LTD", "r127")


@pytest.fixture
def proven(approved, attach, move):
    """`proven(seed)`: a reported activity with a photo, held in days of its own."""

    def make(seed: int, **values):
        made = approved(name=f"Event {seed}", **values)
        attach("mdf.activity", made, saved(picture(seed)), "photo.jpg", "photo")
        move("mdf.activity", made, "report", held_on=day().isoformat())
        return made

    return make


def test_a_photo_that_was_shown_before_is_pointed_out_to_staff(layer, proven, read):
    layer("1000")
    one, other = proven(4), proven(4)
    assert read("mdf.activity", one)["doubts"] == []
    (doubt,) = read("mdf.activity", other)["doubts"]
    assert (doubt["id"], doubt["kinds"], doubt["own"]) == (str(one), ["file", "photo"], True)


def test_no_partner_learns_of_a_reused_photo(kit, layer, proven):
    layer("1000")
    proven(5)
    made = proven(5)
    page = kit.client(Person("a")).get(f"/alpha/mdf/activity/{made}/panel").text
    told = kit.client().get(f"/api/v1/alpha/mdf/activity/{made}", headers=Person("a").bearer).json
    assert "Seen before" not in page and "doubts" not in told
    assert "Seen before" in kit.client(Person("manager")).get(f"/alpha/mdf/activity/{made}/panel").text


def test_an_invoice_of_another_claim_is_pointed_out(layer, verified, claim, read):
    layer("1000")
    activity = verified(asked="400")
    one = claim(activity, net="100", number="INV 7")
    other = claim(activity, net="100", number="inv-7")
    assert [(hit["id"], hit["kinds"]) for hit in read("mdf.claim", other)["doubts"]] == [(str(one), ["invoice"])]


def test_missing_proof_holds_verification_back_until_it_is_there(layer, approved, move, attach, read, configure_fund):
    configure_fund(evidence="photo")
    layer("1000")
    made = approved()
    move("mdf.activity", made, "report", held_on=day().isoformat())
    assert read("mdf.activity", made)["lacking"] == ["photo"]
    with pytest.raises(Conflict):
        move("mdf.activity", made, "verify")
    move("mdf.activity", made, "ask_proof")
    attach("mdf.activity", made, saved(picture(1)), "photo.jpg", "photo")
    move("mdf.activity", made, "report", held_on=day().isoformat())
    move("mdf.activity", made, "verify")
    assert read("mdf.activity", made)["state"] == "verified"


def test_proof_that_never_comes_lapses_and_the_money_returns(layer, approved, move, read, funds, run_timers, configure_fund):
    configure_fund(evidence="photo", keep_days=10, claim_window={"start": "activity_end", "length": "90"})
    kept, made = layer("1000"), approved()
    move("mdf.activity", made, "report", held_on=day().isoformat())
    move("mdf.activity", made, "ask_proof")
    run_timers(datetime.combine(day(11), time(1), UTC))
    assert (read("mdf.activity", made)["state"], funds(kept)[1]) == ("lapsed", Decimal(0))


def test_a_claim_without_its_proof_is_returned(layer, approved, claim, move, read, configure_fund):
    configure_fund(evidence="invoice")
    layer("1000")
    made = approved()
    move("mdf.activity", made, "report", held_on=day().isoformat())
    found = read("mdf.claim", claim(made))
    assert (found["state"], found["lacking"]) == ("returned", ["invoice"])


def test_a_report_of_a_day_to_come_is_refused(layer, approved, move):
    layer("1000")
    made = approved()
    with pytest.raises(Unprocessable):
        move("mdf.activity", made, "report", held_on=day(2).isoformat())


def test_a_list_of_leads_becomes_leads_of_the_partner(kit, layer, approved, attach, move, read):
    layer("1000")
    made = approved()
    attach("mdf.activity", made, b"company,name,email\nAcme,Ann Lee,ann@acme.example\nBolt,Tom Reed,\n", "leads.csv", "leads")
    move("mdf.activity", made, "report", held_on=day().isoformat())
    assert read("mdf.activity", made)["leads"] == 2
    table = kit.portal.registry["leads.assignment"].table
    with kit.owner.connect() as connection:
        companies = {row.company for row in connection.execute(table.select())}
    assert {"Acme", "Bolt"} <= companies


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a,b\n1,2\n"])
def test_a_list_nobody_can_read_is_refused_in_words(content):
    with pytest.raises(Unprocessable):
        lead_list.read(content)


def test_a_chinese_list_of_leads_is_read():
    assert lead_list.read("公司,姓名,需求\n海港置业,李安,热泵\n".encode()) == [
        {"company": "海港置业", "contact_name": "李安", "need": "热泵"}
    ]


def test_more_time_moves_the_last_day_to_claim(act, layer, approved, move, read):
    layer("1000")
    made = approved()
    until = read("mdf.activity", made)["claim_by"].toordinal() + 30
    raw = {"activity_id": str(made), "until": day().fromordinal(until).isoformat(), "why": "Late invoice"}
    asked = act("a", lambda: records.create(registry()["mdf.extension"], raw).id)
    move("mdf.extension", asked, "grant")
    assert read("mdf.activity", made)["claim_by"].toordinal() == until


def test_a_late_claim_counts_once_a_named_person_lets_it(kit, layer, verified, claim, move, read, configure_fund, act):
    configure_fund(
        late="named",
        late_roles="finance",
        claim_window={"start": "activity_start", "length": "0"},
        lead_time={"start": "submitted_on", "length": "-5"},
    )
    layer("1000")
    activity = verified(starts_on=day(-3), ends_on=day())
    made = claim(activity, net="800")
    assert (read("mdf.claim", made)["late"], read("mdf.claim", made)["due"]) == (True, Decimal(400))
    with pytest.raises(Conflict):
        move("mdf.claim", made, "approve")
    with pytest.raises(Denied):
        move("mdf.claim", made, "allow_late", by="manager")
    move("mdf.claim", made, "allow_late", by="finance")
    move("mdf.claim", made, "approve")
    assert read("mdf.claim", made)["state"] == "approved"


def test_an_activity_nobody_claims_for_lapses_with_its_money(layer, approved, read, funds, run_timers):
    kept, made = layer("1000"), approved()
    for _state in ("running", "executed", "lapsed"):
        run_timers(datetime.combine(day(80), time(1), UTC))
    assert (read("mdf.activity", made)["state"], funds(kept)[1]) == ("lapsed", Decimal(0))
