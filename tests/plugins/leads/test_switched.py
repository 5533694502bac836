"""A rule sees what was created or changed after it was switched on."""

import pytest

OTHER = {"domain": None, "registration_no": None, "contact_phone": None, "contact_email": None}


def rules(*names, **more):
    return {"rules": [{"name": name, "method": "longest_wait", **more} for name in names]}


@pytest.fixture
def routed(work, read, kit):
    def run(lead_id):
        work()
        return read(lead_id)["state"]

    return run


@pytest.fixture
def older(publish, lead, time_machine):
    """A lead from before the rule `fresh` was switched on; `older(backfill=True)`."""

    def make(*before, **more):
        time_machine.move_to("2026-05-04T09:00:00Z", tick=False)
        if before:
            publish(rules(*before))
        made = lead(company="Old Ltd", **OTHER)
        time_machine.move_to("2026-05-05T09:00:00Z", tick=False)
        publish(rules("fresh", **more))
        return made

    return make


def test_a_lead_from_before_waits_for_a_person_and_says_why(older, routed, read, as_user):
    made = older()
    assert routed(made) == "queued"
    assert read(made)["plan"]["end"] == "queue"
    assert "switched on after the lead" in as_user("manager").get(f"/alpha/leads/leads/{made}/why").text


def test_a_lead_that_was_changed_since_is_seen(older, routed, as_user):
    made = older()
    as_user("manager").submit(f"/alpha/leads/lead/{made}/edit", {"need": "More of it", "version": "1"})
    assert routed(made) == "offered"


def test_a_rule_may_be_for_older_leads_on_purpose(older, routed):
    assert routed(older(backfill=True)) == "offered"


def test_a_rule_of_the_version_before_was_on_already(older, routed):
    assert routed(older("fresh", "other")) == "offered"


def test_a_rule_that_was_gone_for_a_version_is_switched_on_anew(older, routed, publish, lead, time_machine):
    made = older("other")
    assert routed(made) == "queued"
    publish(rules("other"))
    time_machine.move_to("2026-05-06T09:00:00Z", tick=False)
    again = lead(company="Next Ltd", **OTHER)
    time_machine.move_to("2026-05-07T09:00:00Z", tick=False)
    publish(rules("fresh"))
    assert routed(again) == "queued"


def test_without_a_version_the_rules_were_always_there(lead, routed):
    assert routed(lead(company="First Ltd", **OTHER)) == "offered"
