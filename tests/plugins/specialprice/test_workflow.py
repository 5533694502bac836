from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import plugins.specialprice
from core import clock
from core.entities import acting, records
from core.entities.registry import registry
from core.entities.scope import Scope
from core.entities.unit import unit
from core.errors import Conflict, Denied, NotFound, Unprocessable
from core.identity.actor import SYSTEM
from core.workflow.diagram import mermaid
from core.workflow.perform import perform
from plugins.specialprice import granting
from plugins.specialprice.workflow import WORKFLOW
from tests.plugins.specialprice.conftest import LINE

VALID_WAYS = {"use": "used", "exhaust": "exhausted", "revoke": "revoked", "expire": "expired"}
DECIDED = {"withdraw": "draft", "approve": "approved", "counter": "countered", "reject": "rejected", "expire": "expired"}
TABLE = {
    "draft": {"submit": "submitted"},
    "submitted": {**DECIDED, "start_review": "in_review"},
    "in_review": {**DECIDED, "agree": "in_review"},
    "countered": {"withdraw": "draft", "accept": "accepted", "decline": "rejected", "expire": "expired"},
    "approved": VALID_WAYS, "accepted": VALID_WAYS, "used": {name: VALID_WAYS[name] for name in ("exhaust", "revoke", "expire")},
    "exhausted": {"give_back": "used"}, "rejected": {}, "expired": {}, "revoked": {},
}  # fmt: skip


def test_the_declaration_is_the_table():
    assert {state.key: {move.name: move.target for move in WORKFLOW.leaving(state.key)} for state in WORKFLOW.states} == TABLE


def test_the_readme_shows_the_diagram():
    assert mermaid(WORKFLOW) in (Path(plugins.specialprice.__file__).parent / "README.md").read_text()


def test_an_approval_writes_what_was_granted(request_for, move, read, lines_of):
    made = request_for()
    move(made, "submit", "approve")
    (line,) = lines_of(made)
    assert (read(made)["state"], line.price, line.quantity, line.used) == ("approved", Decimal("85.0000"), 10, 0)
    assert read(made)["discount"] == Decimal("150.0000") and read(made)["percent"] == Decimal(15)


def test_a_counter_offer_takes_the_partners_consent(request_for, move, offer, lines_of, read):
    made = request_for()
    move(made, "submit")
    offer(made, by="finance", authorised="92.50")
    with pytest.raises(Conflict):
        move(made, "approve")
    move(made, "counter")
    assert lines_of(made) == []
    move(made, "accept")
    assert (read(made)["state"], lines_of(made)[0].price) == ("accepted", Decimal("92.5000"))


def test_what_is_above_the_limit_goes_to_the_next_approver(request_for, move, read):
    made = request_for({**LINE, "requested": "70.00"})
    move(made, "submit")
    with pytest.raises(Denied):
        move(made, "approve")
    move(made, "approve", by="finance")
    assert read(made)["state"] == "approved"


def test_with_all_every_level_agrees_and_each_is_another_person(request_for, move, configure, read):
    configure(approvals="all")
    made = request_for({**LINE, "requested": "60.00"})
    move(made, "submit", "start_review")
    with pytest.raises(Conflict):
        move(made, "approve", by="admin")
    move(made, "agree")
    with pytest.raises(Conflict):
        move(made, "agree")
    move(made, "agree", by="finance")
    move(made, "approve", by="admin")
    assert read(made)["state"] == "approved"


def test_a_changed_offer_has_to_be_agreed_to_anew(request_for, move, configure, offer, read):
    configure(approvals="all")
    made = request_for({**LINE, "requested": "60.00"})
    move(made, "submit", "start_review", "agree")
    offer(made, authorised="61.00")
    assert read(made)["agreed"] == []


def test_who_entered_it_does_not_grant_it(act, deal, move, program):
    raw = {"title": "Mine", "deal_id": str(deal("a")), "lines": [LINE]}
    made = act("manager", lambda: records.create(registry()["specialprice.request"], raw, partner_id=program.partner("a")).id)
    move(made, "submit", by="manager")
    with pytest.raises(Denied):
        move(made, "approve")


@pytest.mark.parametrize("name", ["counter", "approve"])
def test_who_changed_the_offer_last_does_not_decide_it(request_for, move, offer, read, name):
    made = request_for()
    move(made, "submit")
    offer(made, by="finance", authorised="92.50")
    if name == "approve":
        offer(made, by="manager", authorised=LINE["requested"])
    with pytest.raises(Denied) as refused:
        move(made, name, by="manager" if name == "approve" else "finance")
    assert refused.value.code == "four-eyes" and read(made)["state"] == "submitted"
    move(made, name, by="finance" if name == "approve" else "manager")


def test_who_changed_the_offer_last_does_not_agree_to_it(request_for, move, offer, configure, read):
    configure(approvals="all")
    made = request_for({**LINE, "requested": "60.00"})
    move(made, "submit", "start_review")
    offer(made, by="manager", authorised="61.00")
    with pytest.raises(Denied):
        move(made, "agree", by="manager")
    offer(made, by="finance", authorised="60.50")
    move(made, "agree", by="manager")
    assert [role for role, _user in read(made)["agreed"]] == ["manager"]


def test_staff_who_priced_a_partners_draft_does_not_grant_it(request_for, move, act, read):
    made = request_for()

    def price() -> None:
        entity = registry()["specialprice.request"]
        records.update(entity, records.get(entity, made), {"lines": [{**LINE, "requested": "86.00"}]})

    act("manager", price)
    move(made, "submit")
    with pytest.raises(Denied):
        move(made, "approve")
    move(made, "approve", by="finance")
    assert read(made)["state"] == "approved"


def test_nobody_grants_more_than_all_limits(request_for, move, configure):
    configure(limits=[{"role": "manager", "percent": "10", "amount": "100"}])
    made = request_for()
    move(made, "submit")
    with pytest.raises(Conflict):
        move(made, "approve", by="manager")


def test_a_deal_that_is_not_protected_gets_no_special_price(request_for, deal, move):
    made = request_for(deal_id=deal("a", "submitted"))
    with pytest.raises(Conflict):
        move(made, "submit")


def test_a_price_above_the_list_price_is_refused(request_for):
    with pytest.raises(Unprocessable):
        request_for({**LINE, "requested": "100.01"})


def test_the_deal_of_another_partner_does_not_exist(request_for, deal):
    with pytest.raises((Unprocessable, NotFound)):
        request_for(deal_id=deal("b"))


def test_the_price_ends_with_the_protection(request_for, move, read, run_timers):
    made = request_for()
    move(made, "submit", "approve")
    run_timers(clock.now() + timedelta(days=31))
    assert read(made)["state"] == "expired"


def test_a_lost_deal_takes_its_prices_along(request_for, deal, move, act, read, kit):
    own = deal("a")
    made, waiting = request_for(deal_id=own), request_for(deal_id=own)
    move(made, "submit", "approve")
    move(waiting, "submit")
    entity = "deals.deal"
    act("a", lambda: perform(registry()[entity], records.get(registry()[entity], own), "lose", {"reason_code": "price"}))
    _hear_of(kit, own)
    assert (read(made)["state"], read(waiting)["state"]) == ("expired", "expired")


def _hear_of(kit, deal_id):
    with kit.app.app_context(), acting.entered(Scope(kit.portal.programs.by_slug("alpha"), SYSTEM)):
        unit(lambda: granting.protection_over(deal_id))


def test_the_end_follows_an_extension(request_for, deal, move, act, read):
    own = deal("a", "extending", extensions=0)
    made = request_for(deal_id=own)
    move(made, "submit", "approve")
    before, entity = read(made)["valid_until"], "deals.deal"
    act("manager", lambda: perform(registry()[entity], records.get(registry()[entity], own), "extend"))
    assert read(made)["valid_until"] > before


@pytest.mark.parametrize("by", ["b", "a2"])
@pytest.mark.parametrize("name", [move.name for move in WORKFLOW.transitions])
def test_a_third_partner_sees_and_moves_nothing(request_for, move, by, name):
    made = request_for()
    with pytest.raises(NotFound):
        move(made, name, by=by)


def test_the_offer_of_staff_is_not_seen_before_the_decision(request_for, move, offer, as_user):
    made = request_for()
    move(made, "submit")
    offer(made, authorised="93.21")
    client = as_user("a")
    assert "93.21" not in client.get(f"/alpha/specialprice/request/{made}").text
    assert "93.21" not in client.get(f"/api/v1/alpha/specialprice/request/{made}", headers=client.person.bearer).text
    assert "93.21" in as_user("manager").get(f"/alpha/specialprice/request/{made}").text


def test_what_was_written_to_the_partner_stays_where_the_step_is_refused(request_for, move, as_user, read):
    made = request_for()
    move(made, "submit")
    form = {"reason": "As far as we can go.", "version": str(read(made)["version"])}
    answer = as_user("manager").submit(f"/alpha/specialprice/request/{made}/do/counter", form)
    assert answer.status_code == 409
    assert "As far as we can go." in answer.text and "change “Our offer” under “Edit” first" in answer.text
