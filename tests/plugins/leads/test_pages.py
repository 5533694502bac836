"""Pages: what each side sees, and what a mask keeps from every one of them."""

import re

import pytest
import sqlalchemy as sa

from plugins.leads.models import Lead

SECRETS = ("Secret Holdings", "Jane Secret", "jane@secret.example", "9 Hidden Lane")


@pytest.fixture
def offer(lead, work, copies, program):
    """A lead offered to a partner, its copy, and the partner's name."""
    made = lead(title="Storage for three branches")
    work()
    copy = copies(made)[0]
    return made, copy, next(name for name in ("a", "a2", "b") if program.partner(name) == copy["partner_id"])


@pytest.mark.parametrize(
    "path",
    [
        "/alpha/leads/inbox/",
        "/alpha/leads/assignment/",
        "/alpha/leads/assignment/{id}",
        "/alpha/leads/cards/offers",
        "/alpha/search?q=secret",
        "/alpha/notify/",
    ],
)
def test_no_page_of_a_partner_shows_what_is_masked(offer, as_user, path):
    _made, copy, name = offer
    page = as_user(name).get(path.format(id=copy["id"]))
    assert page.status_code in (200, 404)
    assert not any(secret in page.text for secret in SECRETS)


def test_neither_does_the_api(offer, kit):
    from hansa.testing import Person

    _made, copy, name = offer
    found = kit.client().get(f"/api/v1/alpha/leads/assignment/{copy['id']}", headers=Person(name).bearer)
    assert found.status_code == 200
    assert not any(secret in found.text for secret in SECRETS)


def test_nor_any_mail(offer, kit):
    with kit.owner.connect() as connection:
        mails = connection.exec_driver_sql("SELECT * FROM core_mail").all()
    assert not any(secret in str(mail) for mail in mails for secret in (*SECRETS, "Storage for three branches"))


def test_a_partner_accepts_from_the_inbox_with_one_click(offer, as_user):
    _made, copy, name = offer
    browser = as_user(name)
    answer = browser.submit(f"/alpha/leads/inbox/{copy['id']}/answer", {"do": "accept"})
    assert answer.status_code == 303
    assert "Secret Holdings" in browser.get(f"/alpha/leads/assignment/{copy['id']}").text


def test_a_region_that_is_a_whole_country_is_named_once(lead, work, copies, program, as_user):
    made = lead(country="AU", region="Australia", city=None, product=None)
    work()
    copy = copies(made)[0]
    name = next(name for name in ("a", "a2", "b") if program.partner(name) == copy["partner_id"])
    page = as_user(name).get("/alpha/leads/inbox/").text
    assert "Australia" in page and "Australia · Australia" not in page


def test_declining_needs_a_reason(offer, as_user):
    _made, copy, name = offer
    assert as_user(name).submit(f"/alpha/leads/inbox/{copy['id']}/answer", {"do": "decline"}).status_code == 422
    assert as_user(name).submit(f"/alpha/leads/inbox/{copy['id']}/answer", {"do": "decline", "reason_code": "too-small"}).status_code == 303


def test_whoever_claims_second_reads_what_became_of_the_lead(publish, lead, work, copies, program, as_user):
    publish({"rules": [{"name": "tank", "method": "shark_tank"}]})
    made = lead()
    work()
    first, second = ((name, copy["id"]) for copy in copies(made) for name in ("a2", "b") if copy["partner_id"] == program.partner(name))
    as_user(first[0]).submit(f"/alpha/leads/inbox/{first[1]}/answer", {"do": "claim"})
    work()
    answer = as_user(second[0]).submit(f"/alpha/leads/inbox/{second[1]}/answer", {"do": "claim"})
    assert answer.status_code == 409 and "it is “Taken by another partner” now" in answer.text


def test_looking_at_an_offer_is_noted(offer, as_user, copies):
    made, copy, name = offer
    as_user(name).submit(f"/alpha/leads/inbox/{copy['id']}/open")
    assert copies(made)[0]["opened_at"] is not None


@pytest.mark.parametrize("path", ["board/", "reports/", "try/", "try/?country=DE&source=event", "leads/{id}/why", "leads/{id}/copies"])
def test_pages_of_staff_are_for_staff(offer, as_user, path):
    made, _copy, name = offer
    assert as_user("manager").get(f"/alpha/leads/{path.format(id=made)}").status_code == 200
    assert as_user(name).get(f"/alpha/leads/{path.format(id=made)}").status_code == 404


def test_why_names_the_chosen_one_and_the_runners_up(offer, as_user):
    made, _copy, _name = offer
    page = as_user("manager").get(f"/alpha/leads/leads/{made}/why").text
    assert all(name in page for name in ("Ashford Systems", "Aldermoor Retail", "Bellweather Networks"))


def test_what_is_about_the_same_company_can_be_opened(lead, as_user, kit):
    other, made = lead(company="Keel Works"), lead(company="Keel Works Ltd")
    alike = [{"entity": "leads.lead", "id": str(other), "verdict": "same", "name": "Keel Works", "why": ["Same name"]}]
    with kit.owner.begin() as connection:
        connection.execute(sa.update(Lead.__table__).where(Lead.__table__.c.id == made).values(alike=alike))
    page = as_user("manager").get(f"/alpha/leads/leads/{made}/why").text
    assert f'<a href="/alpha/leads/lead/{other}">Lead</a> · Keel Works: Same name' in page


class TestWebForm:
    @pytest.fixture
    def form(self, make_record):
        make_record(
            "leads.web_form",
            by="manager",
            slug="contact",
            name="Talk to us",
            asks=["title", "company", "contact_email"],
            open=True,
            consent_months=12,
        )
        return "/alpha/leads/public/contact"

    @pytest.fixture
    def send(self, form, client, time_machine):
        def post(wait=10, **more):
            page = client.get(form)
            token = page.text.split('name="token" value="')[1].split('"')[0]
            import datetime

            time_machine.shift(datetime.timedelta(seconds=wait))
            given = {"title": "Twelve bikes", "company": "Visitor Ltd", "contact_email": "v@visitor.example", "agree": "on", "token": token}
            return client.submit(form, {**given, **more})

        import datetime

        time_machine.move_to(datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC), tick=False)
        return post

    def count(self, kit):
        with kit.owner.connect() as connection:
            return connection.exec_driver_sql("SELECT count(*) FROM leads__lead WHERE source = 'web'").scalar()

    def test_a_visitor_makes_a_lead_with_its_legal_basis(self, send, kit):
        assert send().status_code == 200
        assert self.count(kit) == 1

    @pytest.mark.parametrize(
        ("more", "wait"), [({"website": "http://spam.example"}, 10), ({"token": "1.x"}, 10), ({}, 1), ({"agree": ""}, 10)]
    )
    def test_robots_and_the_unwilling_make_none(self, send, kit, more, wait):
        send(wait=wait, **more)
        assert self.count(kit) == 0

    def test_its_page_leads_to_what_visitors_see(self, form, make_record, as_user):
        shut = make_record("leads.web_form", by="manager", slug="closed", open=False, asks=["title"], consent_months=1)
        listed = as_user("manager").get("/alpha/leads/web_form/").text
        own = next(one for one in re.findall(r"/alpha/leads/web_form/([0-9a-f-]{36})", listed) if one != str(shut))
        pages = [as_user("manager").get(f"/alpha/leads/web_form/{one}").text for one in (own, shut)]
        assert [f'href="{form}"' in page for page in pages] == [True, False]
        assert "/leads/public/" not in pages[1]
        assert "/alpha/leads/web_form/" in as_user("manager").get("/alpha/").text

    def test_a_closed_form_is_not_there(self, make_record, client):
        make_record("leads.web_form", by="manager", slug="closed", open=False, asks=["title"], consent_months=1)
        assert client.get("/alpha/leads/public/closed").status_code == 404

    def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(self, send, kit):
        answer = send(contact_email="not an address")
        assert answer.status_code == 422
        assert 'aria-describedby="hs-contact_email-e"' in answer.text
        assert 'value="Visitor Ltd"' in answer.text
        assert 'name="agree" required checked' in answer.text
        assert self.count(kit) == 0

    def test_whoever_leaves_no_way_to_be_reached_is_asked_for_one(self, send, kit):
        answer = send(contact_email="")
        assert answer.status_code == 422 and "so that we can answer you" in answer.text
        assert self.count(kit) == 0
