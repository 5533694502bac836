"""What the vendor owes beside what the partner owes: judged, shown to both, and a broken promise pauses losses."""

import pytest

from core.entities import records
from core.entities.registry import registry
from core.errors import Unprocessable
from tests.plugins.tiering.conftest import AUTOMATIC, PROGRAM

REVIEWS = {"level": "silver", "code": "reviews", "label": "Reviews held", "of": "partner.reviews", "value": "2", "pauses": True}
ANSWERS = {"code": "answers", "label": "Hours to answer", "of": "partner.answers", "test": "at_most", "value": "48"}
NOW = {**AUTOMATIC, "promises": [REVIEWS, ANSWERS]}


def text(answer):
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


@pytest.fixture
def tell(desk):
    """`tell("reviews", 1, since="2026-01-01")`: what the vendor did for A."""

    def run(name, value, since="2024-01-01", partner="a"):
        def write():
            kind = registry()["policies.fact_kind"]
            if not records.db.session.query(kind.model.id).filter(kind.model.name == name).count():
                records.create(kind, {"name": name, "subject": "partner", "type": "integer", "label": name.title()})
            raw = {"subject": "partner", "partner_id": str(PROGRAM.partner(partner)), "name": name, "value": str(value), "effective_from": since}
            records.create(registry()["policies.fact"], raw)

        desk.system(since, write)

    return run


@pytest.fixture
def silver(desk, tell):
    """A is on silver; one of two reviews was held, answers are in time."""
    tell("reviews", 1)
    tell("answers", 20)
    desk.publish(**NOW)
    desk.revenue("a", 150)
    desk.review("2026-02-01")


def test_a_review_counts_what_was_promised_and_what_was_broken(silver, desk):
    (row,) = desk.rows("progress", partner_id=PROGRAM.partner("a"))
    assert (row["promised"], row["broken"]) == (2, 1)


def test_both_sides_see_what_the_vendor_owes(silver, as_user):
    page = text(as_user("a").get("/alpha/tiering/mine/"))
    assert "What we owe you" in page and "Reviews held" in page and "Not kept" in page and "1 of 2" in page
    staff = text(as_user("manager").get(f"/alpha/tiering/of/{PROGRAM.partner('a')}"))
    assert "What is owed to the partner" in staff and "Not kept" in staff
    assert "Promises not kept" in text(as_user("manager").get("/alpha/tiering/desk/"))


def test_a_competitor_learns_nothing_of_it(silver, desk, as_user):
    desk.revenue("b", 1)
    desk.review("2026-02-02", "b")
    assert "Reviews held" not in text(as_user("b").get("/alpha/tiering/mine/"))


def test_no_level_is_lost_while_a_promise_that_pauses_is_broken(silver, desk, tell):
    desk.revenue("a", 10, since="2026-03-01")
    desk.review("2026-03-02")
    assert desk.level("2026-03-03") == "silver"
    tell("reviews", 2, since="2026-04-01")
    desk.review("2026-04-02")
    assert desk.level("2026-04-03") is None


def test_a_loss_on_its_way_lapses_when_the_promise_breaks(desk, tell):
    tell("reviews", 2)
    tell("answers", 20)
    desk.publish(**{**NOW, "notice_days": 30})
    desk.revenue("a", 150)
    desk.review("2026-02-01")
    desk.revenue("a", 10, since="2026-03-01")
    desk.review("2026-03-02")
    assert desk.change()["state"] == "notified"
    tell("reviews", 0, since="2026-03-10")
    desk.review("2026-03-11")
    assert desk.change()["state"] == "lapsed"


def test_what_nobody_knows_of_a_promise_is_not_broken(desk, tell):
    tell("answers", 20)
    tell("reviews", 2, partner="b")
    desk.publish(**NOW)
    desk.revenue("a", 150)
    desk.review("2026-02-01")
    (row,) = desk.rows("progress", partner_id=PROGRAM.partner("a"))
    assert (row["promised"], row["broken"]) == (2, 0)


def test_a_promise_made_from_a_level_on_is_owed_to_nobody_below(desk, tell):
    tell("reviews", 0)
    tell("answers", 20)
    desk.publish(**NOW)
    desk.revenue("a", 10)
    desk.review("2026-02-01")
    (row,) = desk.rows("progress", partner_id=PROGRAM.partner("a"))
    assert (row["promised"], row["broken"]) == (1, 0)


def test_a_promise_of_a_level_there_is_not_cannot_be_published(desk, tell):
    tell("reviews", 2)
    tell("answers", 20)
    with pytest.raises(Unprocessable) as refused:
        desk.publish(**{**NOW, "promises": [{**REVIEWS, "level": "platinum"}]})
    assert [error["pointer"] for error in refused.value.errors] == ["/promises/0/level"]


def test_a_program_without_promises_decides_as_before(desk):
    desk.publish(**AUTOMATIC)
    desk.revenue("a", 150)
    desk.review("2026-02-01")
    (row,) = desk.rows("progress", partner_id=PROGRAM.partner("a"))
    assert (row["promised"], row["broken"]) == (0, 0)


def test_the_share_of_kept_promises_is_told_of_three_partners_or_more(desk, tell, as_user):
    for partner in ("a", "a2", "b"):
        tell("reviews", 2 if partner == "a" else 1, partner=partner)
        tell("answers", 20, partner=partner)
    desk.publish(**NOW)
    for partner in ("a", "a2", "b"):
        desk.revenue(partner, 150)
    desk.review("2026-02-01", "a", "a2")
    assert "promises to partners" not in text(as_user("a").get("/alpha/tiering/mine/"))
    desk.review("2026-02-01", "b")
    assert "Of all promises to partners 66 % are kept." in text(as_user("a").get("/alpha/tiering/mine/"))
