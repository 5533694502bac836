"""A price list for a segment: the condition with a name decides who buys at it."""

from core.entities import records
from plugins.policies.api import draft, make_policy, publish
from plugins.policies.entities import FACT, FACT_KIND
from plugins.policies.segments.kind import SEGMENT


def test_a_list_is_for_a_segment(shop, ask, make, move, act, work, program):
    def tell():
        records.create(FACT_KIND, {"name": "staff", "subject": "partner", "type": "number", "label": "Staff"})
        about = {"subject": "partner", "partner_id": str(program.partner("a")), "effective_from": "2020-01-01"}
        records.create(FACT, {**about, "name": "staff", "value": "5", "source_id": "crm"})

    act("admin", tell)
    act("admin", lambda: publish(draft(make_policy(SEGMENT, "staffed", "Well staffed"), {"members": "partner.staff >= 3"})))
    work()
    made = make("price_list", code="SOME", label="Some", rank=20, condition='"staffed" in partner.segments')
    make("price", list_id=made, product_id=shop["BIKE"], amount="700")
    move("price_list", made, "publish")
    assert [ask("BIKE", by=one, buyer=one).lines[0].price for one in ("a", "b")] == [700, 1000]
