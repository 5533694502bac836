"""A quote mailed to its customer: the signed link, the answer without an account, and what becomes of it."""

import re
import uuid

import pytest
import sqlalchemy as sa

from core.entities import records
from core.entities.registry import registry
from core.errors import Denied
from core.mail import TABLE
from core.workflow.perform import perform
from tests.plugins.orders.test_quotes import offer

__all__ = ["offer"]

MAIL = {"to": "buyer@lakeside.example", "message": "As we said on the phone."}


@pytest.fixture
def letter(kit):
    """`letter()`: the last letter with a quote."""

    def read():
        with kit.app.app_context(), kit.owner.connect() as connection:
            wanted = (
                sa.select(TABLE.c.to, TABLE.c.text, TABLE.c.private).where(TABLE.c.template == "orders/quote").order_by(TABLE.c.id.desc())
            )
            return connection.execute(wanted).first()

    return read


@pytest.fixture
def mailed(offer, step, letter):
    """`mailed()`: a quote of A that was mailed, and the path of its link."""

    def send(**more):
        made = offer(("BIKE", 2, "1100"), **more)
        step(_Of(made), "mail", by="a", entity="quote", **MAIL)
        return made, link(letter())

    return send


class _Of:
    def __init__(self, record_id):
        self.id = record_id


def link(row):
    return re.search(r"https?://[^/]+(/\S+)", row.text)[1]


def state_of(act, made):
    def read():
        found = records.get(registry()["orders.quote"], made)
        return found.state, found.answer, found.answered_by, found.answer_note

    return act("a", read)


def answer(client, path, word, name="Lena Brook", note=""):
    client.get("/alpha/signin")
    return client.submit(path, data={"answer": word, "name": name, "note": note})


def test_the_letter_goes_to_the_customer_with_a_link_and_is_kept_from_the_outbox(mailed, letter):
    mailed()
    row = letter()
    assert (row.to, row.private) == ("buyer@lakeside.example", True)
    assert "As we said on the phone." in row.text and "/orders/offer/" in row.text


def test_who_has_the_link_reads_the_quote_without_an_account_and_nothing_else(mailed, client):
    _made, path = mailed()
    page = client.get(path)
    assert page.status_code == 200 and "Lakeside Club" in page.text and "2,200" in page.text
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == ("no-store", "noindex")


@pytest.mark.parametrize(
    ("word", "state", "kept"), [("accept", "accepted", "accepted"), ("decline", "lost", "declined"), ("ask", "sent", "asked")]
)
def test_the_answer_reaches_the_partner(mailed, client, act, work, word, state, kept):
    made, path = mailed()
    assert answer(client, path, word, note="Can you deliver in May?").status_code == 200
    work()
    assert state_of(act, made) == (state, kept, "Lena Brook", "Can you deliver in May?")


def test_the_partner_is_told(mailed, client, work, as_user):
    _made, path = mailed()
    answer(client, path, "accept")
    work()
    assert "accepts your quote" in as_user("a").get("/alpha/notify/").text


def test_an_accepted_quote_becomes_an_order_by_the_partner_only(mailed, client, act, work, step):
    made, path = mailed()
    answer(client, path, "accept")
    work()
    assert step(_Of(made), "accept", by="a", entity="quote").order_id is not None
    assert answer(client, path, "decline").status_code in (404, 422)


def test_after_the_answer_the_link_shows_the_quote_and_takes_no_other(mailed, client, act, work):
    made, path = mailed()
    answer(client, path, "accept")
    work()
    assert "It has been answered." in client.get(path).text
    assert answer(client, path, "decline").status_code == 422
    work()
    assert state_of(act, made)[0] == "accepted"


def test_who_asks_says_what_and_everybody_says_who(mailed, client):
    _made, path = mailed()
    assert answer(client, path, "ask").status_code == 422
    assert answer(client, path, "accept", name=" ").status_code == 422
    assert answer(client, path, "buy").status_code == 422


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: f"{path.rpartition('.')[0]}.{'A' * 27}", lambda path: path.rpartition(".")[0], lambda path: path.rpartition(".")[0] + ".",
        lambda path: path + "x", lambda path: path.replace(".", "é."), lambda path: path[:-40] + "%00", lambda path: path.rpartition("/")[0] + "/" + uuid.uuid4().hex,
    ],
)  # fmt: skip
def test_a_link_that_is_not_the_mailed_one_leads_nowhere(mailed, client, spoil):
    _made, path = mailed()
    assert client.get(spoil(path)).status_code == 404
    assert answer(client, spoil(path), "accept").status_code == 404


def test_a_link_of_one_quote_opens_no_other(mailed, client):
    (_made, path), (_other, beside) = mailed(), mailed()
    assert (client.get(path).status_code, client.get(beside).status_code) == (200, 200)
    assert client.get(f"{beside.rpartition('.')[0]}.{path.rpartition('.')[2]}").status_code == 404


def test_a_link_opens_nothing_in_another_program(mailed, client):
    _made, path = mailed()
    assert client.get(path.replace("/alpha/", "/beta/")).status_code == 404


def test_a_quote_that_is_changed_or_mailed_again_voids_the_link(mailed, client, step, letter):
    made, path = mailed()
    step(_Of(made), "mail", by="a", entity="quote", **MAIL)
    again = link(letter())
    assert (client.get(path).status_code, client.get(again).status_code) == (404, 200)
    step(_Of(made), "change", by="a", entity="quote")
    assert answer(client, again, "accept").status_code == 422


def test_a_late_job_answers_nothing_that_was_changed_meanwhile(mailed, client, act, work, step):
    made, path = mailed()
    answer(client, path, "accept")
    step(_Of(made), "change", by="a", entity="quote")
    work()
    assert state_of(act, made)[:2] == ("draft", None)


def test_a_quote_whose_time_is_over_is_not_answered(mailed, client, kit, act):
    made, path = mailed()
    act("a", lambda: records.apply(registry()["orders.quote"], records.get(registry()["orders.quote"], made), {"state": "expired"}))
    page = client.get(path)
    assert "This offer holds no more." in page.text and "Accept the offer" not in page.text


def test_many_answers_have_to_wait(mailed, client):
    _made, path = mailed()
    found = [answer(client, path, "ask", note="And?").status_code for _n in range(16)]
    assert found[0] == 200 and 422 in found


def test_only_the_system_answers_for_a_customer(mailed, act):
    made, _path = mailed()

    def pretend():
        entity = registry()["orders.quote"]
        perform(entity, records.get(entity, made), "customer_accepts", {"name": "Me"})

    with pytest.raises(Denied):
        act("a", pretend)
