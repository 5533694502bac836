"""From a lead to a partner's answer."""

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import Conflict, NotFound, Unprocessable
from plugins.leads.states import LIVE

SECRET = {"company": "Secret Holdings", "contact_name": "Jane Secret", "contact_email": "jane@secret.example", "street": "9 Hidden Lane"}
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def offered(lead, work, copies):
    """A lead that was offered to a partner by the default rules, and its copy."""

    def make(**values):
        made = lead(**values)
        work()
        return made, copies(made)[0]

    return make


@pytest.fixture
def holder(program):
    """The person of the partner a copy belongs to."""
    return lambda copy: next(name for name in ("a", "a2", "b") if program.partner(name) == copy["partner_id"])


def test_a_lead_with_a_legal_basis_is_offered_by_itself(offered, read):
    made, copy = offered()
    found = read(made)
    assert (found["state"], copy["state"], found["holder_id"]) == ("offered", "offered", copy["partner_id"])


def test_without_a_legal_basis_it_goes_nowhere(lead, work, copies, read):
    made = lead(consent_basis=None)
    work()
    assert (read(made)["state"], copies(made)) == ("new", [])


def test_confirming_the_legal_basis_sends_it_on_its_way(lead, work, move, read):
    made = lead(consent_basis=None)
    move("leads.lead", made, "confirm", consent_basis="contract")
    work()
    assert read(made)["state"] == "offered"


def test_an_expired_consent_forbids_distribution(lead, move, read):
    made = lead(consent_expires="2020-01-01")
    with pytest.raises(Conflict):
        move("leads.lead", made, "distribute")


def test_before_acceptance_a_copy_holds_only_what_the_mask_shows(offered):
    _, copy = offered(title="Storage for three branches", country="FR")
    assert (copy["title"], copy["country"]) == ("Storage for three branches", "FR")
    assert {name: copy[name] for name in SECRET} == dict.fromkeys(SECRET)


def test_acceptance_opens_everything(offered, move, holder, read):
    made, copy = offered()
    found = move("leads.assignment", copy["id"], "accept", by=holder(copy))
    assert {name: found[name] for name in SECRET} == SECRET
    assert (found["state"], read(made)["state"]) == ("accepted", "working")


def test_declining_takes_everything_back_and_the_next_partner_is_asked(offered, move, holder, work, copies, read):
    made, copy = offered()
    move("leads.assignment", copy["id"], "decline", by=holder(copy), reason_code="no-capacity")
    work()
    first, second = copies(made)
    assert (first["state"], second["state"]) == ("declined", "offered")
    assert first["partner_id"] != second["partner_id"]
    assert read(made)["rounds"] == 2


def test_another_partner_cannot_answer(offered, move, holder):
    _made, copy = offered()
    other = "b" if holder(copy) != "b" else "a"
    with pytest.raises(NotFound):
        move("leads.assignment", copy["id"], "accept", by=other)


def test_what_is_changed_on_the_lead_reaches_who_works_on_it(offered, move, holder, kit, copies, as_user):
    made, copy = offered()
    move("leads.assignment", copy["id"], "accept", by=holder(copy))
    edit(kit, made, contact_phone="+49 30 1234567")
    assert copies(made)[0]["contact_phone"] == "+49301234567" or copies(made)[0]["contact_phone"] == "+49 30 1234567"


def test_what_is_changed_while_it_is_offered_stays_behind_the_mask(offered, kit, copies):
    made, _copy = offered()
    edit(kit, made, contact_name="New Secret", need="Ten more licences")
    assert (copies(made)[0]["contact_name"], copies(made)[0]["need"]) == (None, "Ten more licences")


def edit(kit, lead_id, **values):
    from core.entities import records
    from core.entities.registry import registry
    from core.entities.unit import unit
    from hansa.testing import Person

    with kit.acting(Person("manager")):
        entity = registry()["leads.lead"]
        unit(lambda: records.update(entity, records.get(entity, lead_id), values))


def test_a_withdrawn_consent_masks_the_copy_with_proof(offered, move, holder, copies, kit):
    made, copy = offered()
    move("leads.assignment", copy["id"], "accept", by=holder(copy))
    move("leads.lead", made, "withdraw_consent", reason="By mail of 3 March")
    found = copies(made)[0]
    assert (found["state"], found["withdrawn_at"] is not None) == ("withdrawn", True)
    assert {name: found[name] for name in SECRET} == dict.fromkeys(SECRET)
    with kit.owner.connect() as connection:
        acts = [row.action for row in connection.exec_driver_sql("SELECT action FROM core_audit WHERE entity = 'leads.assignment'")]
    assert any(act.startswith("mask") for act in acts)


def test_the_trail_never_holds_what_a_copy_discloses(offered, move, holder, kit):
    _made, copy = offered()
    move("leads.assignment", copy["id"], "accept", by=holder(copy))
    with kit.owner.connect() as connection:
        trail = connection.exec_driver_sql("SELECT changes FROM core_audit WHERE entity = 'leads.assignment'").all()
        events = connection.exec_driver_sql("SELECT payload FROM core_outbox WHERE entity = 'leads.assignment'").all()
    assert not any(secret in str(row) for row in (*trail, *events) for secret in SECRET.values())


def test_taking_back_ends_the_copy(offered, move, holder, copies, read):
    made, copy = offered()
    move("leads.assignment", copy["id"], "accept", by=holder(copy))
    move("leads.lead", made, "recall", reason="The customer asked for it")
    assert (copies(made)[0]["state"], copies(made)[0]["company"], read(made)["state"]) == ("reclaimed", None, "queued")


def test_assigning_by_hand_keeps_why(lead, move, program, read, copies):
    made = lead(consent_basis="consent")
    move("leads.lead", made, "assign", partner_id=str(program.partner("b")), reason="They know the customer")
    assert read(made)["plan"]["reason"] == "They know the customer"
    assert [(copy["partner_id"], copy["state"]) for copy in copies(made)] == [(program.partner("b"), "offered")]


class TestTime:
    DOCUMENT = {
        "rules": [{"name": "all", "method": "longest_wait"}],
        "limits": [
            {"key": "answer", "start": "sent", "within": 48, "unit": "hours", "before": [12], "then": "next"},
            {"key": "contact", "start": "accepted", "within": 3, "unit": "days", "until": ["acted"], "then": "next"},
            {"key": "news", "start": "acted", "within": 10, "unit": "days", "then": "warn", "after": [1]},
            {"key": "last", "start": "warned", "within": 5, "unit": "days", "then": "queue"},
        ],
    }

    @pytest.fixture(autouse=True)
    def terms(self, publish, time_machine):
        time_machine.move_to(NOW, tick=False)
        publish(self.DOCUMENT)

    def test_an_offer_that_is_not_answered_goes_to_the_next(self, offered, timers, time_machine, work, copies):
        made, _copy = offered()
        timers(NOW + timedelta(hours=47))
        assert copies(made)[0]["state"] == "offered"
        time_machine.move_to(NOW + timedelta(hours=48), tick=False)
        timers(NOW + timedelta(hours=48))
        work()
        assert [copy["state"] for copy in copies(made)] == ["timed_out", "offered"]

    def test_an_accepted_lead_nobody_works_on_is_taken_back(self, offered, move, holder, timers, time_machine, work, copies):
        made, copy = offered()
        move("leads.assignment", copy["id"], "accept", by=holder(copy))
        time_machine.move_to(NOW + timedelta(days=4), tick=False)
        timers(NOW + timedelta(days=4))
        work()
        assert [copy["state"] for copy in copies(made)][:2] == ["reclaimed", "offered"]

    def test_silence_is_warned_first_then_a_person_decides(self, offered, move, holder, timers, time_machine, work, copies, read):
        made, copy = offered()
        by = holder(copy)
        move("leads.assignment", copy["id"], "accept", by=by)
        move("leads.assignment", copy["id"], "log", by=by, reason="Called them", contacted=True)
        for days, state in ((5, "working"), (11, "warned"), (20, "reclaimed")):
            time_machine.move_to(NOW + timedelta(days=days), tick=False)
            timers(NOW + timedelta(days=days))
            assert copies(made)[0]["state"] == state
        work()
        assert read(made)["state"] == "queued"

    def test_news_begin_the_limit_anew(self, offered, move, holder, timers, time_machine, copies):
        made, copy = offered()
        by = holder(copy)
        move("leads.assignment", copy["id"], "accept", by=by)
        for days in (2, 9, 17):
            time_machine.move_to(NOW + timedelta(days=days), tick=False)
            move("leads.assignment", copy["id"], "log", by=by, reason="Still at it")
        timers(NOW + timedelta(days=20))
        assert copies(made)[0]["state"] == "working"

    def test_a_later_policy_does_not_change_the_terms_of_an_offer(self, offered, publish, timers, time_machine, copies):
        made, _copy = offered()
        time_machine.move_to(NOW + timedelta(minutes=1), tick=False)
        publish({**self.DOCUMENT, "limits": [{**self.DOCUMENT["limits"][0], "within": 1}]})
        timers(NOW + timedelta(hours=47))
        assert copies(made)[0]["state"] == "offered"

    def test_the_next_offer_has_the_later_terms(self, offered, publish, time_machine, copies):
        offered()
        time_machine.move_to(NOW + timedelta(minutes=1), tick=False)
        publish({**self.DOCUMENT, "limits": [{**self.DOCUMENT["limits"][0], "within": 1}]})
        _made, copy = offered(company="Another Ltd", contact_email="x@other.example", domain=None, registration_no=None, contact_phone=None)
        assert copy["due_at"] - copy["sent_at"] == timedelta(hours=1)

    def test_a_limit_may_be_for_some_leads_only(self, offered, publish, time_machine):
        time_machine.move_to(NOW + timedelta(minutes=1), tick=False)
        hot = {"key": "hot", "start": "sent", "within": 1, "unit": "hours", "then": "next", "when": "lead.score >= 80"}
        publish({**self.DOCUMENT, "limits": [hot, *self.DOCUMENT["limits"]]})
        spans = []
        for score in (90, 10):
            _made, copy = offered(
                score=score, company=f"Firm {score} Ltd", contact_email=None, domain=None, registration_no=None, contact_phone=None
            )
            spans.append(copy["due_at"] - copy["sent_at"])
        assert spans == [timedelta(hours=1), timedelta(hours=48)]


class TestPool:
    DOCUMENT = {"rules": [{"name": "tank", "method": "shark_tank"}], "claims": 1}

    @pytest.fixture
    def pool(self, publish, lead, work, copies):
        def make(**values):
            made = lead(**values)
            work()
            return made, copies(made)

        publish(self.DOCUMENT)
        return make

    def test_everybody_eligible_sees_a_teaser_without_names(self, pool):
        _made, found = pool()
        assert len(found) == 3
        assert all(copy["state"] == "open" and copy["company"] is None for copy in found)

    def test_the_first_to_claim_has_it_and_the_others_lose_it(self, pool, move, holder, work, copies, read):
        made, found = pool()
        move("leads.assignment", found[0]["id"], "claim", by=holder(found[0]))
        work()
        assert sorted(copy["state"] for copy in copies(made)) == ["accepted", "taken", "taken"]
        assert read(made)["holder_id"] == found[0]["partner_id"]

    def test_who_comes_second_is_told_so(self, pool, move, holder):
        _made, found = pool()
        move("leads.assignment", found[0]["id"], "claim", by=holder(found[0]))
        with pytest.raises(Conflict, match="quicker"):
            move("leads.assignment", found[1]["id"], "claim", by=holder(found[1]))

    def test_nobody_claims_more_than_the_policy_allows(self, pool, move, holder):
        _one, first = pool()
        _two, second = pool(company="Another Ltd", domain=None, registration_no=None, contact_phone=None)
        by = first[0]["partner_id"]
        move("leads.assignment", first[0]["id"], "claim", by=holder(first[0]))
        other = next(copy for copy in second if copy["partner_id"] == by)
        with pytest.raises(Conflict, match="pool you have open: 1"):
            move("leads.assignment", other["id"], "claim", by=holder(other))

    def test_only_what_was_claimed_counts_against_the_limit(self, pool, publish, lead, move, holder, work, copies, program):
        publish({"rules": [{"name": "rest", "method": "longest_wait"}], "automatic": False})
        given = lead(company="Given Ltd", domain=None, registration_no=None)
        move("leads.lead", given, "assign", partner_id=str(program.partner("a")), reason="Known to them.")
        move("leads.assignment", copies(given)[0]["id"], "accept", by="a")
        publish(self.DOCUMENT)
        _made, found = pool()
        mine = next(copy for copy in found if copy["partner_id"] == program.partner("a"))
        assert move("leads.assignment", mine["id"], "claim", by=holder(mine))["state"] == "accepted"

    def test_rivals_do_not_learn_who_claimed(self, pool, move, holder, work, kit):
        _made, found = pool()
        move("leads.assignment", found[0]["id"], "claim", by=holder(found[0]))
        work()
        with kit.owner.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT user_id FROM core_audit WHERE entity = 'leads.assignment' AND action LIKE 'close%%'"
            ).all()
        assert [row[0] for row in rows] == [None, None]


class TestConversion:
    def test_a_deal_takes_over_what_is_known_and_is_protected(self, offered, move, holder, work, kit, read):
        made, copy = offered(title="Storage")
        by = holder(copy)
        move("leads.assignment", copy["id"], "accept", by=by)
        found = move("leads.assignment", copy["id"], "convert", by=by, mode="deal", amount="12000", close_date="2036-01-31")
        assert (found["state"], read(made)["state"], read(made)["deal_id"]) == ("converted", "converted", found["deal_id"])
        work()
        with kit.owner.connect() as connection:
            deals = connection.execute(kit.portal.registry["deals.deal"].table.select()).all()
        assert [(deal.customer_name, deal.state, deal.partner_id) for deal in deals] == [
            ("Secret Holdings", "approved", copy["partner_id"])
        ]

    def test_a_close_that_is_past_is_refused_and_nothing_happens(self, offered, move, holder, copies):
        made, copy = offered()
        by = holder(copy)
        move("leads.assignment", copy["id"], "accept", by=by)
        with pytest.raises(Unprocessable) as refused:
            move("leads.assignment", copy["id"], "convert", by=by, mode="deal", amount="12000", close_date="2020-01-31")
        assert [one["pointer"] for one in refused.value.errors] == ["/close_date"]
        assert copies(made)[0]["state"] == "accepted"

    def test_the_closed_lead_leads_to_its_deal(self, offered, move, holder, as_user):
        made, copy = offered()
        by = holder(copy)
        move("leads.assignment", copy["id"], "accept", by=by)
        found = move("leads.assignment", copy["id"], "convert", by=by, mode="deal", amount="12000", close_date="2036-01-31")
        pages = {by: f"/alpha/leads/assignment/{copy['id']}", "manager": f"/alpha/leads/lead/{made}"}
        assert all(f'href="/alpha/deals/deal/{found["deal_id"]}"' in as_user(name).get(path).text for name, path in pages.items())

    def test_a_customer_another_partner_is_protected_for_is_left_to_a_person(self, offered, move, holder, work, kit, make_record):
        _made, copy = offered(company="Quayside Ltd", domain=None, registration_no=None)
        by = holder(copy)
        other = "b" if by != "b" else "a"
        rival = make_record("deals.deal", by=other, customer_name="Quayside Ltd", customer_domain=None, customer_registration_no=None)
        move("deals.deal", rival, "submit", by=other)
        move("deals.deal", rival, "approve")
        move("leads.assignment", copy["id"], "accept", by=by)
        found = move("leads.assignment", copy["id"], "convert", by=by, mode="deal", amount="12000", close_date="2036-01-31")
        work()
        with kit.owner.connect() as connection:
            deals = {row.id: row.state for row in connection.execute(kit.portal.registry["deals.deal"].table.select())}
            failed = connection.exec_driver_sql("SELECT error FROM core_job WHERE error IS NOT NULL").all()
        assert (deals[rival], deals[found["deal_id"]], failed) == ("approved", "submitted", [])

    def test_won_without_a_deal_closes_the_lead(self, offered, move, holder, read):
        made, copy = offered()
        by = holder(copy)
        move("leads.assignment", copy["id"], "accept", by=by)
        move("leads.assignment", copy["id"], "win", by=by, amount="500")
        assert (read(made)["state"], read(made)["outcome"]) == ("won", "won")

    def test_a_closed_lead_never_changes_again(self, offered, move, holder, copies):
        made, copy = offered()
        by = holder(copy)
        move("leads.assignment", copy["id"], "accept", by=by)
        move("leads.assignment", copy["id"], "lose", by=by, reason_code="price")
        assert copies(made)[0]["state"] not in LIVE
        with pytest.raises(Conflict):
            move("leads.assignment", copy["id"], "log", by=by, reason="More")
