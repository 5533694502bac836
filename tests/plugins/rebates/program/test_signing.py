"""A partner signs a program before it counts for it: by name, the version it was shown, once."""

from datetime import date

import pytest

from tests.plugins.rebates.desk import ALPHA
from tests.plugins.rebates.programs import document

MONTHLY = {"frequency": "month", "year": "calendar"}
SIGNED = "enrolment.accepted_on <= period.ends_on"
BANDS = [("0", "2"), ("1000", "5")]


@pytest.fixture
def enrolment(desk):
    desk.publish("bonus", document(bands=BANDS, applies=SIGNED, **MONTHLY))
    return desk.make("enrolment", owner="a", program="bonus", joined_on="2026-01-01")


@pytest.fixture
def sign(desk, as_user, enrolment):
    def post(who="above", day="2026-01-03", **form):
        with desk.moved(day):
            return as_user(who).submit(f"/alpha/rebates/sign/{enrolment}", {"name": "Ada Lane", "version": "1", **form})

    return post


def test_the_partner_reads_the_program_and_signs_it_by_name(desk, as_user, enrolment, sign):
    with desk.moved("2026-01-03"):
        assert f"/rebates/sign/{enrolment}" in as_user("above").get("/alpha/rebates/mine/").text
        page = as_user("above").get(f"/alpha/rebates/sign/{enrolment}").text
    assert "Bonus" in page and "5 %" in page and "from $1,000.00" in page and 'name="name"' in page
    assert sign().status_code == 303
    found = desk.row("enrolment")
    assert (found.accepted_on, found.accepted_by, found.accepted_version) == (date(2026, 1, 3), "Ada Lane", 1)
    with desk.moved("2026-01-04"):
        page = as_user("above").get(f"/alpha/rebates/sign/{enrolment}").text
        assert "Ada Lane signed it" in page and 'name="name"' not in page
        assert f"/rebates/sign/{enrolment}" not in as_user("above").get("/alpha/rebates/mine/").text


def test_before_it_is_signed_it_pays_nothing(desk, enrolment, sign):
    desk.line("a", "2026-01-05", "1000")
    january = desk.stretch("bonus", "2026-01-01", "2026-01-31")
    assert desk.payable(desk.run(january, "2026-02-01")["id"]) == {}
    sign()
    assert desk.payable(desk.run(january, "2026-02-01")["id"]) == {"a": 50}


def test_it_is_signed_once(desk, sign):
    sign()
    assert sign(name="Somebody else", day="2026-01-09").status_code == 409
    assert desk.row("enrolment").accepted_by == "Ada Lane"


@pytest.mark.parametrize(("form", "status"), [({"name": "  "}, 422), ({"version": "0"}, 409), ({"version": "x"}, 409)])
def test_without_a_name_or_of_another_version_nothing_is_signed(desk, sign, form, status):
    assert sign(**form).status_code == status
    assert desk.row("enrolment").accepted_on is None


def test_who_signs_a_version_that_is_gone_reads_the_new_one_first(desk, sign):
    desk.publish("bonus", document(bands=[("0", "1")], **MONTHLY), since="2026-01-02")
    assert sign().status_code == 409 and sign(version="2").status_code == 303
    assert desk.row("enrolment").accepted_version == 2


@pytest.mark.parametrize("who", ["manager", "lesser", "b"])
def test_nobody_else_signs_for_the_partner(desk, sign, who):
    assert sign(who).status_code in (403, 404)
    assert desk.row("enrolment").accepted_on is None


def test_what_is_over_is_not_signed_any_more(desk, as_user):
    desk.publish("bonus", document(bands=BANDS, **MONTHLY))
    gone = desk.make("enrolment", owner="a", program="bonus", joined_on="2025-01-01", left_on="2025-12-31")
    with desk.moved("2026-01-03"):
        assert as_user("above").submit(f"/alpha/rebates/sign/{gone}", {"name": "Ada", "version": "1"}).status_code == 409
        assert "hs-un" not in as_user("above").get("/alpha/rebates/mine/").text


def test_a_program_that_is_gone_cannot_be_read(desk, as_user):
    lost = desk.make("enrolment", owner="a", program="nothing", joined_on="2026-01-01")
    assert as_user("above").get(f"/alpha/rebates/sign/{lost}").status_code == 303
    assert desk.row("enrolment", partner_id=ALPHA.partner("a")).accepted_on is None
