"""The pages of background work and of the audit trail."""

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from core import clock, mail
from core.db import new_id
from core.entities.unit import unit
from core.jobs import queue
from core.jobs.declare import Job
from core.jobs.registry import Jobs
from core.jobs.worker import drain
from core.web.admin.operations import PAGE
from hansa.testing.world import Person


@pytest.fixture
def dead(kit, app, monkeypatch):
    """A job of `alpha` that was given up; returns its id."""
    job = Job("fail", lambda program: 1 / 0, retries=0)
    monkeypatch.setattr(app.extensions["hansa"], "jobs", queue_of(job))
    with kit.acting(Person("admin")):
        made = unit(lambda: queue.enqueue(job))
    drain(app)
    return made


def queue_of(*jobs):
    found = Jobs()
    for job in jobs:
        found.add("core", job)
    return found


def test_given_up_job_is_listed_with_its_error(dead, as_user):
    page = as_user("admin").get("/alpha/admin/jobs").text
    assert "Given up" in page and "ZeroDivisionError" in page


def test_admin_of_another_program_does_not_see_the_job(dead, as_user):
    assert "ZeroDivisionError" not in as_user("admin", "beta").get("/beta/admin/jobs").text


def test_given_up_job_is_tried_again_by_a_button(dead, as_user):
    browser = as_user("admin")
    assert browser.submit(f"/alpha/admin/jobs/{dead}/replay").status_code == 303
    assert "Given up" not in browser.get("/alpha/admin/jobs?state=queued").text.split("<tbody")[1]


def test_job_of_another_program_is_not_tried_again(dead, as_user):
    assert as_user("admin", "beta").submit(f"/beta/admin/jobs/{dead}/replay").status_code == 404


def test_pages_are_closed_to_partners_and_managers(kit, as_user):
    for name in ("a", "manager"):
        assert [as_user(name).get(f"/alpha/admin/{page}").status_code for page in ("jobs", "mail", "audit", "audit/verify")] == [404] * 4


def test_trail_names_fields_and_no_values(kit, as_user, make_record):
    make_record("deals.deal", by="a", word="Zanzibar")
    page = as_user("admin").get("/alpha/admin/audit").text
    assert "Deal · created this" in page and "Zanzibar" not in page


def test_trail_says_what_it_is_narrowed_to(kit, as_user, make_record):
    deal, browser = make_record("deals.deal", by="a"), as_user("admin")
    assert "Only one record: Deal" in browser.get(f"/alpha/admin/audit?entity=deals.deal&record={deal}").text
    assert "Only: Deal" in browser.get("/alpha/admin/audit?entity=deals.deal").text
    assert "Only: " not in browser.get("/alpha/admin/audit").text


def test_trail_is_paged(kit, as_user, make_record):
    for number in range(PAGE + 2):
        make_record("deals.deal", by="a", word=f"Number{number}")
    browser = as_user("admin")
    first = browser.get("/alpha/admin/audit").text
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert first.count("Deal · created this") == PAGE and browser.get(older).text.count("Deal · created this") >= 2


def test_check_says_that_the_trail_is_whole(kit, as_user):
    assert "The trail is whole" in as_user("admin").get("/alpha/admin/audit/verify").text


def test_pages_make_few_statements(kit, as_user, dead):
    for page in ("jobs", "mail", "audit"):
        seen = []
        listener = lambda *arguments, seen=seen: seen.append(1)  # noqa: E731
        event.listen(sa.Engine, "before_cursor_execute", listener)
        as_user("admin").get(f"/alpha/admin/{page}")
        event.remove(sa.Engine, "before_cursor_execute", listener)
        assert len(seen) <= 5, page


def test_a_letter_is_found_by_address_and_subject_however_many_there_are(kit, program, as_user):
    with kit.owner.begin() as connection:
        kept = {"program_id": program.id, "template": "t", "locale": "en", "text": "", "state": "held", "created_at": clock.now(), "private": False}
        connection.execute(
            sa.insert(mail.TABLE), [{**kept, "id": new_id(), "to": f"p{at}@example.com", "subject": f"Deal 10{at}%"} for at in range(70)]
        )
    found = [as_user("admin").get("/alpha/admin/mail", query_string={"q": words}).text for words in ("P3@Example.com", "deal 103%", "p3_")]
    assert ["p3@example.com" in page for page in found] == [True, True, False] and "p4@example.com" not in found[0]
    assert "No mail found" in found[2]
    assert "after=" in as_user("admin").get("/alpha/admin/mail?q=deal").text and "q=deal" in as_user("admin").get("/alpha/admin/mail?q=deal").text
