"""Pages of forms: choices, checks while typing, drafts, conflicts, news of what was saved."""

import contextlib
import io
import json
import re
from urllib.parse import unquote

import pytest
import sqlalchemy as sa

from tests.core.pictures import picture

NOTE = "/alpha/audiences/note/"
EXHIBIT = "/alpha/gallery/exhibit/"
PNG = picture()


def value(answer, name):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', answer.text)[1]


def told(answer):
    cookie = re.search(r"hansa_toast=([^;]*)", answer.headers["Set-Cookie"])
    return json.loads(unquote(cookie[1]))


@pytest.fixture
def statements(app):
    """`with statements() as sent:` collects the SQL that is sent meanwhile."""

    @contextlib.contextmanager
    def collect():
        sent = []
        listener = lambda connection, cursor, text, *rest: sent.append(text)  # noqa: E731
        sa.event.listen(sa.Engine, "before_cursor_execute", listener)
        yield sent
        sa.event.remove(sa.Engine, "before_cursor_execute", listener)

    return collect


@pytest.fixture
def note(make_record):
    return make_record("audiences.note", by="a", word="One")


def test_staff_choose_whose_a_new_record_is(as_user, program):
    staff = as_user("manager")
    staff.submit(f"{NOTE}new", {"title": "Given", "partner_id": str(program.partner("b"))})
    assert "Given" in as_user("b").get(NOTE).text


def test_staff_who_choose_nobody_are_told_at_the_field(as_user):
    answer = as_user("manager").submit(f"{NOTE}new", {"title": "Nobody's"})
    assert answer.status_code == 422 and 'id="partner_id-e"' in answer.text


def test_partners_have_no_owner_to_choose(as_user):
    assert 'name="partner_id"' not in as_user("a").get(f"{NOTE}new").text


def test_an_owner_a_partner_sends_is_not_believed(as_user, program):
    as_user("a").submit(f"{NOTE}new", {"title": "Smuggled", "partner_id": str(program.partner("b"))})
    assert "Smuggled" not in as_user("b").get(NOTE).text


def test_a_reference_offers_only_what_the_person_sees(as_user, note):
    offered = [as_user(who).get("/alpha/audiences/reply/new").text for who in ("a", "b")]
    assert str(note) in offered[0] and str(note) not in offered[1]


def test_a_chosen_record_is_offered_though_it_is_not_among_the_first(as_user, make_record, monkeypatch):
    first, second = (make_record("audiences.note", by="a", word=word) for word in ("Aa", "Zz"))
    monkeypatch.setattr("core.web.forms.typeahead.OFFERED", 1)
    page = as_user("a").get(f"/alpha/audiences/reply/new?note_id={second}").text
    assert f'selected value="{second}">Zz' in page and str(first) in page


def test_a_field_is_judged_when_it_is_left(as_user):
    answer = as_user("a").submit(f"{NOTE}check", {"title": "x", "amount": "much", "_field": "amount"})
    assert answer.status_code == 422 and "Write an amount" in answer.text and 'name="title"' not in answer.text


def test_a_field_in_a_row_is_judged(as_user):
    answer = as_user("a").submit(f"{EXHIBIT}check", {"parts-0-name": "x", "parts-0-pieces": "few", "_field": "parts-0-pieces"})
    assert answer.status_code == 422 and "Write a whole number" in answer.text


def test_a_check_creates_nothing(as_user):
    as_user("a").submit(f"{NOTE}check", {"title": "Checked", "_field": "title"})
    assert "Checked" not in as_user("a").get(NOTE).text


def test_what_was_typed_is_there_again(as_user):
    person = as_user("a")
    assert person.submit(f"{NOTE}draft", {"title": "Half a", "amount": "12,"}).status_code == 204
    page = person.get(f"{NOTE}new")
    assert value(page, "title") == "Half a" and value(page, "amount") == "12,"


def test_a_draft_is_gone_once_the_form_is_saved(as_user):
    person = as_user("a")
    person.submit(f"{NOTE}draft", {"title": "Half a"})
    person.submit(f"{NOTE}new", {"title": "Whole"})
    assert value(person.get(f"{NOTE}new"), "title") == ""


def test_a_draft_can_be_thrown_away(as_user):
    person = as_user("a")
    person.submit(f"{NOTE}draft", {"title": "Half a"})
    person.submit(f"{NOTE}draft/discard")
    assert value(person.get(f"{NOTE}new"), "title") == ""


def test_a_draft_is_its_persons_alone(as_user):
    as_user("a").submit(f"{NOTE}draft", {"title": "Half a"})
    assert all(value(as_user(who).get(f"{NOTE}new"), "title") == "" for who in ("above", "b"))


def test_a_draft_of_a_record_belongs_to_that_record(as_user, note):
    person = as_user("a")
    person.submit(f"{NOTE}{note}/draft", {"title": "Better", "version": "1"})
    assert value(person.get(f"{NOTE}{note}/edit"), "title") == "Better" and value(person.get(f"{NOTE}new"), "title") == ""


def test_a_draft_of_anothers_record_is_refused(as_user, note):
    assert as_user("b").submit(f"{NOTE}{note}/draft", {"title": "x"}).status_code == 404


def test_a_draft_that_is_too_long_is_refused(as_user):
    assert as_user("a").submit(f"{NOTE}draft", {"body": "x" * 200_001}).status_code == 422


def test_two_who_save_the_same_record_see_both_values(as_user, note):
    as_user("a").submit(f"{NOTE}{note}/edit", {"title": "Theirs", "version": "1"})
    answer = as_user("manager").submit(f"{NOTE}{note}/edit", {"title": "Yours", "version": "1"})
    compared = re.search(r"<tbody>.*?</tbody>", answer.text)[0]
    assert answer.status_code == 412 and "Theirs" in compared and "Yours" in compared
    assert value(answer, "title") == "Yours"


def test_saving_again_after_a_conflict_keeps_yours(as_user, note):
    person = as_user("a")
    person.submit(f"{NOTE}{note}/edit", {"title": "Theirs", "version": "1"})
    version = value(person.submit(f"{NOTE}{note}/edit", {"title": "Yours", "version": "1"}), "version")
    assert person.submit(f"{NOTE}{note}/edit", {"title": "Yours", "version": version}).status_code == 303
    assert "Yours" in person.get(f"{NOTE}{note}").text


def test_what_was_saved_is_told(as_user):
    assert told(as_user("a").submit(f"{NOTE}new", {"title": "New"})) == {"message": "Saved.", "kind": "ok"}


def test_archiving_offers_its_undo(as_user, note):
    staff = as_user("manager")
    undo = told(staff.submit(f"{NOTE}{note}/archive"))["undo"]["url"]
    staff.submit(undo)
    assert "One" in staff.get(NOTE).text


def test_rows_are_saved_and_shown_again(as_user):
    person = as_user("a")
    answer = person.submit(
        f"{EXHIBIT}new", {"title": "Set", "parts": "", "parts-0-name": "Foot", "parts-0-pieces": "4", "parts-7-name": "Top"}
    )
    page = person.get(f"{answer.headers['Location']}/edit")
    assert value(page, "parts-0-name") == "Foot" and value(page, "parts-1-name") == "Top"


def test_a_file_of_a_form_is_kept_with_the_record(as_user):
    sent = {"title": "Seen", "picture__upload": (io.BytesIO(PNG), "seen.png")}
    answer = as_user("a").submit(f"{EXHIBIT}new", sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert value(as_user("a").get(f"{answer.headers['Location']}/edit"), "picture")


def test_a_file_that_is_not_accepted_keeps_what_was_typed(as_user):
    sent = {"title": "Odd", "picture__upload": (io.BytesIO(b"MZ"), "virus.exe")}
    answer = as_user("a").submit(f"{EXHIBIT}new", sent, content_type="multipart/form-data")
    assert answer.status_code == 422 and value(answer, "title") == "Odd"
    assert "Odd" not in as_user("a").get(EXHIBIT).text


def test_search_finds_records_of_every_kind(as_user, make_record):
    make_record("audiences.note", by="a", word="Harbor")
    make_record("audiences.bulletin", word="Harbor")
    page = as_user("a").get("/alpha/search?q=harb").text
    assert "/alpha/audiences/note/0" in page and "/alpha/audiences/bulletin/0" in page


def test_search_finds_nothing_of_another_partner(as_user, make_record):
    make_record("audiences.note", by="a", word="Harbor")
    assert "Nothing found" in as_user("b").get("/alpha/search?q=harbor").text


def test_search_says_how_many_there_are_and_leads_to_the_list(as_user, make_record):
    for n in range(7):
        make_record("audiences.note", by="a", word=f"Harbor {n}")
    page = as_user("a").get("/alpha/search?q=harbor").text
    assert "7 records" in page and f'href="{NOTE}?q=harbor"' in page


@pytest.mark.parametrize("text", ["", "?", "%", "'", "a:*|b"])
def test_search_bears_any_text(as_user, text):
    assert as_user("a").get("/alpha/search", query_string={"q": text}).status_code == 200


def test_everything_that_is_wrong_is_told_at_once(as_user):
    answer = as_user("a").submit(f"{EXHIBIT}new", {"title": "", "price": "much", "day": "soon"})
    assert answer.status_code == 422 and "3 fields need a change." in answer.text


@pytest.mark.parametrize(
    ("path", "most"),
    [
        (NOTE, 4),
        (f"{NOTE}?q=harbor&f.amount.ge=1", 4),
        ("/alpha/search?q=harbor", 4),
        (f"{NOTE}options?q=harbor", 4),
        (f"{EXHIBIT}totals", 4),
    ],
)
def test_pages_keep_to_their_number_of_statements(as_user, make_record, statements, path, most):
    for n in range(30):
        make_record("audiences.note", by="a", word=f"Harbor {n}")
    person = as_user("a")
    person.get(path)
    with statements() as sent:
        person.get(path)
    assert len(sent) <= most, sent


def test_saving_a_form_keeps_to_its_number_of_statements(as_user, statements):
    person = as_user("a")
    person.submit(f"{NOTE}new", {"title": "One", "_key": "k1"})
    with statements() as sent:
        person.submit(f"{NOTE}new", {"title": "Two", "_key": "k2"})
    assert len(sent) <= 12, sent
