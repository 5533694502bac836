import uuid

import pytest
import sqlalchemy as sa

from core.jobs.outbox import Outbox
from hansa import db
from plugins.conversations.entities import MESSAGE, NOTE


@pytest.fixture
def note(make_record) -> uuid.UUID:
    return make_record("audiences.note", by="a", word="Harbor")


@pytest.fixture
def url(note) -> str:
    return f"/alpha/conversations/about/audiences.note/{note}/"


def test_a_message_of_the_partner_is_read_by_staff(as_user, url):
    assert as_user("a").submit(url, {"body": "The letter is signed."}).status_code == 303
    assert "The letter is signed." in as_user("manager").get(url).text


def test_a_message_of_staff_is_read_by_the_partner(as_user, url):
    as_user("manager").submit(url, {"body": "Thank you.", "audience": "shared"})
    assert "Thank you." in as_user("a").get(url).text


def test_an_internal_note_is_read_by_staff_only(as_user, url):
    as_user("manager").submit(url, {"body": "Checked with direct sales.", "audience": "internal"})
    assert "Checked with direct sales." in as_user("finance").get(url).text
    assert "Checked with direct sales." not in as_user("a").get(url).text


def test_staff_of_the_region_writes_internal_notes(as_user, make_record):
    url = f"/alpha/conversations/about/audiences.note/{make_record('audiences.note', by='b')}/"
    assert as_user("west").submit(url, {"body": "Known customer.", "audience": "internal"}).status_code == 303
    assert "Known customer." in as_user("west").get(url).text


def test_partners_cannot_write_internal_notes(as_user, url):
    assert as_user("a").submit(url, {"body": "Hidden", "audience": "internal"}).status_code == 403


def test_internal_notes_are_out_of_reach_of_partners_even_in_code(kit, program, as_user, url):
    as_user("manager").submit(url, {"body": "Secret", "audience": "internal"})
    with kit.acting(program.person("a")):
        assert records_of(NOTE) == []


def test_a_rival_reads_no_messages_even_in_code(kit, program, as_user, url):
    as_user("a").submit(url, {"body": "Ours"})
    with kit.acting(program.person("b")):
        assert records_of(MESSAGE) == []


@pytest.mark.parametrize("method", ["get", "submit"])
def test_the_conversation_of_a_foreign_record_does_not_exist(as_user, url, method):
    assert getattr(as_user("b"), method)(url).status_code == 404


def test_the_distributor_has_a_conversation_of_its_own_about_a_dealers_record(as_user, make_record):
    url = f"/alpha/conversations/about/audiences.shipment/{make_record('audiences.shipment', by='a2')}/"
    as_user("a2").submit(url, {"body": "From the dealer"})
    as_user("above").submit(url, {"body": "From the distributor"})
    assert "From the dealer" not in as_user("above").get(url).text
    assert "From the distributor" not in as_user("a2").get(url).text
    assert "→ Ashford Systems" not in as_user("a2").get(url).text


def test_staff_chooses_between_the_partners_that_wrote(as_user, make_record, program):
    url = f"/alpha/conversations/about/audiences.shipment/{make_record('audiences.shipment', by='a2')}/"
    as_user("above").submit(url, {"body": "From the distributor"})
    as_user("manager").submit(url, {"body": "Only for you", "partner_id": str(program.partner("a"))})
    assert "Only for you" in as_user("above").get(url).text
    assert "Only for you" not in as_user("a2").get(url).text


def test_staff_cannot_write_to_a_partner_without_a_part_in_the_record(as_user, url, program):
    answer = as_user("manager").submit(url, {"body": "Look at this", "partner_id": str(program.partner("b"))})
    assert answer.status_code == 422
    assert "Look at this" in answer.text


def test_an_empty_message_is_refused(as_user, url):
    assert as_user("a").submit(url, {"body": "  "}).status_code == 422


def test_text_is_shown_as_it_was_typed(as_user, url):
    as_user("a").submit(url, {"body": "<script>alert(1)</script>"})
    assert "&lt;script&gt;" in as_user("manager").get(url).text


def test_a_fragment_is_the_thread_alone(as_user, url):
    answer = as_user("a").get(url, headers={"HX-Request": "true"}).text
    assert answer.strip().startswith('<div class="hs-thread">')


def test_a_message_is_told_as_an_event_of_the_record(kit, note, as_user, url):
    as_user("a").submit(url, {"body": "Hello"})
    assert events(kit, "conversations.message.posted") == [("audiences.note", note, "Hello")]


def test_the_page_of_the_record_offers_the_conversation(as_user, note, url):
    assert url in as_user("a").get(f"/alpha/audiences/note/{note}").text


def test_partners_write_about_a_bulletin_each_for_itself(as_user, make_record):
    url = f"/alpha/conversations/about/audiences.bulletin/{make_record('audiences.bulletin')}/"
    as_user("a").submit(url, {"body": "When does it begin?"})
    assert "When does it begin?" not in as_user("b").get(url).text
    assert "When does it begin?" in as_user("manager").get(url).text


def test_about_a_record_of_staff_there_are_internal_notes_only(as_user, make_record):
    url = f"/alpha/conversations/about/audiences.memo/{make_record('audiences.memo')}/"
    assert as_user("manager").submit(url, {"body": "To nobody"}).status_code == 422
    assert as_user("manager").submit(url, {"body": "Among us", "audience": "internal"}).status_code == 303


def test_there_is_no_conversation_about_entities_without_pages(as_user, program):
    person = program.person("a")
    assert as_user("a").get(f"/alpha/conversations/about/core.membership/{person.membership_id}/").status_code == 404


def test_there_is_no_conversation_where_the_plugin_of_the_record_is_off(as_user, enable, url):
    enable("audiences", on=False)
    assert as_user("a").get(url).status_code == 404


def records_of(entity):
    return db.session.scalars(sa.select(entity.model)).all()


def events(kit, kind):
    with kit.owner.connect() as connection:
        rows = connection.execute(sa.select(Outbox.__table__).where(Outbox.type == kind)).all()
    return [(row.entity, row.record_id, row.payload["text"]) for row in rows]
