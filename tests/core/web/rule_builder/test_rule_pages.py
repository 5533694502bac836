"""What the rule builder asks the server: only of what the person may list, counted only over what the person sees."""

import json
import re

import pytest
import sqlalchemy as sa

from core.db import db
from core.entities.compiling import COUNT_CAP
from core.web.rule_builder import rule_pages
from hansa.testing import Person

SHAPE, COUNT, WORDS, PAGE = "/alpha/rules/shape", "/alpha/rules/count", "/alpha/rules/words", "/alpha/gallery/rules"
EXHIBIT = {"vocabulary": "gallery.exhibit"}


def text_of(answer):
    return re.search(r'data-text="([^"]*)"', answer.text)[1].replace("&#34;", '"').replace("&gt;", ">").replace("&lt;", "<")


def counted(answer):
    return re.sub(r"<[^>]*>", "", answer.text).strip()


@pytest.fixture
def exhibits(make_record):
    for who, price in (("a", "500"), ("a", "6000"), ("a2", "7000"), ("b", "9000")):
        make_record("gallery.exhibit", by=who, word=f"Of{who}", price=price)


def test_a_text_comes_back_as_rows(as_user):
    answer = as_user("a").submit(SHAPE, {**EXHIBIT, "text": 'exhibit.price >= 5000 and exhibit.kind == "wood"'})
    assert re.findall(r'data-rule-part="(\w+)"', answer.text) == ["group", "row", "row"]
    assert '<option value="wood" selected>Wood' in answer.text and 'value="5,000"' in answer.text


def test_rows_come_back_with_their_text(as_user):
    tree = {"group": "any", "parts": [{"fact": "exhibit.price", "op": "ge", "value": "5,000.5"}, {"fact": "exhibit.fair", "op": "true"}]}
    answer = as_user("a").submit(SHAPE, {**EXHIBIT, "tree": json.dumps(tree)})
    assert text_of(answer) == "exhibit.price >= 5000.5 or exhibit.fair"


def test_a_time_is_that_of_the_program(as_user):
    tree = {"fact": "exhibit.at", "op": "lt", "value": "2026-07-01T09:00"}
    answer = as_user("a").submit(SHAPE, {**EXHIBIT, "tree": json.dumps(tree)})
    assert text_of(answer) == 'exhibit.at < "2026-07-01T07:00:00+00:00"' and 'value="2026-07-01T09:00"' in answer.text


def test_what_is_wrong_is_shown_at_its_character_with_what_was_meant(as_user):
    answer = as_user("a").submit(SHAPE, {**EXHIBIT, "text": "exhibit.fair and exhibit.pric > 1"})
    assert "<mark>exhibit.pric</mark>" in answer.text and "Character 18:" in answer.text and 'data-rule-fix="exhibit.price"' in answer.text


def test_hostile_texts_are_escaped(as_user):
    evil = "\"'><script>alert(1)</script>"
    for data in (
        {"text": evil},
        {"tree": json.dumps({"text": evil})},
        {"tree": json.dumps({"fact": "exhibit.title", "op": "eq", "value": evil})},
    ):
        assert "<script" not in as_user("a").submit(SHAPE, {**EXHIBIT, "name": evil, **data}).text


def test_counting_stays_within_what_the_person_sees(as_user, exhibits):
    seen = {who: counted(as_user(who).submit(COUNT, {**EXHIBIT, "text": "exhibit.price >= 5000"})) for who in ("a", "b", "manager")}
    assert seen == {"a": "1 of 2 records match", "b": "1 of 1 record matches", "manager": "3 of 4 records match"}


def test_a_count_ends_at_its_cap(as_user, exhibits, monkeypatch):
    monkeypatch.setattr(rule_pages, "count", lambda name, text: (37, COUNT_CAP))
    assert counted(as_user("a").submit(COUNT, {**EXHIBIT, "text": "exhibit.fair"})) == "37 of 10,000+ records match"


def test_what_the_database_cannot_answer_is_refused_with_the_reason(as_user):
    answer = as_user("a").submit(COUNT, {**EXHIBIT, "text": "round(exhibit.price) > 5"})
    assert answer.status_code == 200 and "only for figures" in answer.text


@pytest.mark.parametrize("path", [SHAPE, COUNT])
@pytest.mark.parametrize(
    ("who", "vocabulary"),
    [("lesser", "gallery.exhibit"), ("a", "core.role"), ("a", "nobody.knows"), ("a", "gallery.visit/night"), ("a", "")],
)
def test_a_vocabulary_that_is_not_open_to_the_person_is_not_there(as_user, path, who, vocabulary):
    assert as_user(who).submit(path, {"vocabulary": vocabulary, "text": "True"}).status_code == 404


def test_a_vocabulary_of_a_plugin_that_is_off_is_not_there(as_user, kit, program):
    kit.switch("gallery", program, on=False)
    answers = [as_user("admin").submit(SHAPE, {"vocabulary": name, "text": "True"}) for name in ("gallery.exhibit", "gallery.visit/day")]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_vocabulary_without_records_is_not_counted(as_user):
    assert as_user("a").submit(COUNT, {"vocabulary": "gallery.visit/day", "text": "visitor.age > 1"}).status_code == 404


def test_visitors_are_sent_to_sign_in(client):
    client.get("/alpha/signin")
    assert client.submit(SHAPE, {**EXHIBIT, "text": "True"}).location.startswith("/alpha/signin")


def test_a_request_without_the_token_is_refused(as_user):
    assert as_user("a").post(SHAPE, data={**EXHIBIT, "text": "True"}).status_code == 400


def test_nothing_is_written(as_user):
    as_user("a").get("/alpha/")  # notes when the session was last seen, once in a while
    sent = []
    listener = lambda connection, cursor, text, *rest: sent.append(text)  # noqa: E731
    sa.event.listen(sa.Engine, "before_cursor_execute", listener)
    as_user("a").submit(COUNT, {**EXHIBIT, "text": "exhibit.fair"})
    sa.event.remove(sa.Engine, "before_cursor_execute", listener)
    assert [text for text in sent if not text.lstrip().upper().startswith(("SELECT", "BEGIN", "SET", "PRAGMA"))] == []


def test_the_page_of_names_shows_those_of_the_vocabulary(as_user):
    page = as_user("a").get(f"{WORDS}?vocabulary=gallery.exhibit").text
    assert "<code>exhibit.price</code>" in page and "percent_of(rate, amount)" in page


def test_a_rule_that_cannot_be_read_is_refused_where_it_stands(as_user):
    answer = as_user("a").submit(PAGE, {"shown": "exhibit.fair and exhibit.pric > 1"})
    assert answer.status_code == 422 and "Character 18: “exhibit.pric” is not known here." in answer.text and "<mark>" in answer.text


def test_a_rule_the_database_cannot_answer_is_refused_where_it_has_to(as_user):
    assert as_user("a").submit(PAGE, {"shown": "round(exhibit.price) > 5"}).status_code == 422


def test_rows_speak_for_the_text_beside_them(as_user):
    tree = json.dumps({"fact": "exhibit.price", "op": "gt", "value": "7"})
    assert as_user("a").submit(PAGE, {"shown": "exhibit.fair", "shown__tree": tree}).json["shown"] == "exhibit.price > 7"


def test_rows_nobody_touched_leave_the_text_as_it_was_written(as_user):
    tree = json.dumps({"fact": "exhibit.price", "op": "gt", "value": "7"})
    assert as_user("a").submit(PAGE, {"shown": "exhibit.price   >   7", "shown__tree": tree}).json["shown"] == "exhibit.price   >   7"


def test_a_row_without_its_value_is_refused_and_not_lost(as_user):
    tree = json.dumps({"fact": "exhibit.price", "op": "gt", "value": ""})
    answer = as_user("a").submit(PAGE, {"shown": "exhibit.fair", "shown__tree": tree})
    assert answer.status_code == 422 and re.search(r">\s*\(exhibit.price &gt;\)</textarea>", answer.text)


def test_a_tree_that_is_none_leaves_the_text(as_user):
    assert as_user("a").submit(PAGE, {"shown": "exhibit.fair", "shown__tree": "{"}).json["shown"] == "exhibit.fair"


@pytest.mark.parametrize(("fee", "status"), [("visitor.paid * 2", 200), ("5", 200), ("visitor.tags", 422), ("visitor.paid > 1", 422)])
def test_a_rule_gives_what_is_expected_of_it(as_user, fee, status):
    assert as_user("a").submit(PAGE, {"fee": fee}).status_code == status


PEOPLE = ("lesser", "a", "a2", "above", "b", "west", "finance", "manager", "admin")


@pytest.mark.parametrize("who", PEOPLE)
def test_exactly_the_vocabularies_of_entities_a_person_may_list_are_open(as_user, kit, who):
    browser = as_user(who)
    listed, open_ = set(), set()
    for entity in kit.portal.registry:
        if entity.pages and browser.get(f"/alpha/{entity.plugin}/{entity.name}/").status_code < 400:
            listed.add(entity.key)
        if browser.submit(SHAPE, {"vocabulary": entity.key, "text": "True"}).status_code == 200:
            open_.add(entity.key)
    assert open_ == listed


@pytest.mark.parametrize("who", PEOPLE)
def test_a_person_counts_exactly_the_records_that_person_sees(as_user, kit, exhibits, who):
    with kit.acting(Person(who)):
        seen = len(db.session.scalars(sa.select(kit.portal.registry["gallery.exhibit"].model)).all())
    answer = as_user(who).submit(COUNT, {**EXHIBIT, "text": "True"})
    assert answer.status_code == 404 if who in ("lesser", "finance") else counted(answer).startswith(f"{seen} of {seen} record")


def test_a_field_a_person_does_not_see_is_not_known_to_that_person(as_user):
    asked = {"vocabulary": "audiences.note", "text": "note.partner_id is not None"}
    faulty = {who: "is not known here" in as_user(who).submit(SHAPE, asked).text for who in ("a", "manager")}
    assert faulty == {"a": True, "manager": False}
