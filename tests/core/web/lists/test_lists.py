"""Lists: filters, columns, totals, saved views, acts on many records, exports."""

import csv
import io
import re
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from core.web.lists.exports import guarded

LIST = "/alpha/audiences/note/"


@pytest.fixture
def three(make_record):
    """Three notes of partner a, of 100, 200 and 300."""
    return [make_record("audiences.note", by="a", word=f"Harbor{n}", amount=f"{n}00") for n in (1, 2, 3)]


def titles(answer):
    return re.findall(r'<td role="cell" class="c-what[^"]*"><a href="[^"]+">([^<]*)</a>', answer.text)


def ids(answer):
    return re.findall(r'name="ids" value="([^"]+)"', answer.text)


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_filters_are_joined_by_and(as_user, three):
    found = as_user("a").get(f"{LIST}?f.amount.ge=200&f.title.contains=harbor3")
    assert titles(found) == ["Harbor3"]


def test_any_of_the_filters_is_enough_when_asked(as_user, three):
    found = as_user("a").get(f"{LIST}?f.amount.ge=300&f.title.contains=harbor1&any=1")
    assert titles(found) == ["Harbor3", "Harbor1"]


def test_two_filters_offer_the_other_way_to_join_them(as_user, three):
    assert "any=1" in as_user("a").get(f"{LIST}?f.amount.ge=100&f.title.contains=x").text


def test_numbers_are_read_as_people_write_them(as_user, make_record):
    make_record("audiences.note", by="a", word="Large", amount="1500")
    assert titles(as_user("a").get(f"{LIST}?f.amount.ge=1,500.00")) == ["Large"]


def test_days_begin_at_midnight_in_the_zone_of_the_program(as_user, three):
    chip = as_user("a").get(f"{LIST}?f.created_at.ge=2026-01-01").text
    assert "Created from: Jan 1, 2026, 12:00" in chip


def test_a_filter_by_an_amount_says_it_as_amounts_are_written(as_user):
    chip = as_user("a").get("/alpha/deals/deal/?f.amount.ge=1250000.5").text
    assert "Expected value at least: 1,250,000.5" in chip


def test_a_blank_filter_is_no_filter(as_user, three):
    assert len(titles(as_user("a").get(f"{LIST}?f.amount.ge=&f.body.empty="))) == 3


def test_a_further_filter_keeps_those_there_are(as_user, three):
    page = as_user("a").get(f"{LIST}tools/filters?f.amount.ge=200&sort=title").text
    form = next(f for f in re.findall(r"<form.*?</form>", page, re.DOTALL) if 'name="f.title.contains"' in f)
    assert 'name="f.amount.ge" value="200"' in form and 'name="sort" value="title"' in form


def test_the_form_of_an_active_filter_shows_its_value(as_user, three):
    page = as_user("a").get(f"{LIST}tools/filters?f.amount.ge=200").text
    assert re.search(r'type="text" name="f\.amount\.ge" value="200"', page)


def test_a_filter_by_reference_shows_the_title(as_user, program, three):
    assert "Partner: Ashford Systems" in as_user("manager").get(f"{LIST}?f.partner_id.in={program.partner('a')}").text


def test_a_filter_by_a_record_out_of_sight_does_not_name_it(as_user, program, three):
    assert "Bellweather" not in as_user("a").get(f"/alpha/core/partner/?f.parent_id.in={program.partner('b')}").text


def test_boxes_of_an_active_filter_are_ticked(as_user):
    page = as_user("a").get("/alpha/gallery/exhibit/tools/filters?f.kind.in=wood").text
    assert 'name="f.kind.in" value="wood" checked' in page and 'name="f.kind.in" value="stone">' in page


@pytest.mark.parametrize("part", ["filters", "columns", "save"])
def test_the_forms_of_a_list_are_parts_and_pages(as_user, part):
    whole = as_user("a").get(f"{LIST}tools/{part}?sort=title").text
    fragment = as_user("a").get(f"{LIST}tools/{part}?sort=title", headers={"HX-Request": "true"}).text
    assert "<html" in whole and "<html" not in fragment and 'name="sort" value="title"' in fragment.replace("q.sort", "sort")


def test_columns_are_chosen_by_boxes(as_user, three):
    head = re.search(r"<thead.*?</thead>", as_user("a").get(f"{LIST}?cols=title&cols=amount").text, re.DOTALL)
    assert "Amount" in head[0] and "Created" not in head[0]


def test_typing_finds_records_through_the_scope(as_user, three):
    find = lambda who: [i["label"] for i in as_user(who).get(f"{LIST}options?q=harbor2").json["items"]]  # noqa: E731
    assert find("a") == ["Harbor2"] and find("b") == []


def test_an_export_holds_what_is_filtered_in_the_shown_columns(as_user, three):
    answer = as_user("a").get(f"{LIST}export.csv?f.amount.ge=200&cols=title,amount&sort=amount")
    assert rows_of(answer) == [["Title", "Amount"], ["Harbor2", "200"], ["Harbor3", "300"]]


def test_an_export_begins_with_a_mark_for_excel(as_user, three):
    assert as_user("a").get(f"{LIST}export.csv").data.startswith(b"\xef\xbb\xbf")


def test_an_export_holds_nothing_of_another_partner(as_user, three):
    assert len(rows_of(as_user("b").get(f"{LIST}export.csv"))) == 1


def test_an_export_reads_on_behind_its_first_page(as_user, three, monkeypatch):
    monkeypatch.setattr("core.web.lists.export_values.STEP", 2)
    assert [row[0] for row in rows_of(as_user("a").get(f"{LIST}export.csv?cols=title"))] == ["Title", "Harbor3", "Harbor2", "Harbor1"]


def test_an_export_of_too_many_is_refused_with_advice(as_user, three, monkeypatch):
    monkeypatch.setattr("core.web.lists.lists.MOST", 2)
    answer = as_user("a").get(f"{LIST}export.csv")
    assert answer.status_code == 422 and "add a filter" in answer.text


def test_an_export_needs_its_right(make_user, three):
    assert make_user("reader", partner="a").get(f"{LIST}export.csv").status_code == 404


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠x"])
def test_text_that_looks_like_a_formula_is_quoted(text):
    assert guarded(text) == f"'{text}"


def test_text_that_is_no_formula_stays_as_it_is():
    assert guarded("Harbor = 1") == "Harbor = 1"


def test_a_workbook_holds_numbers_and_text_without_formulas(as_user, make_record):
    make_record("audiences.note", by="a", word="=1+1", amount="12.5")
    data = as_user("a").get(f"{LIST}export.xlsx?cols=title,amount").data
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    assert sheet.to_python() == [["Title", "Amount"], ["'=1+1", 12.5]]
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


def test_chosen_rows_are_exported(as_user, three):
    answer = as_user("a").submit(f"{LIST}bulk/export", {"query": "cols=title", "ids": [str(three[0]), str(three[2])]})
    assert sorted(row[0] for row in rows_of(answer)[1:]) == ["Harbor1", "Harbor3"]


def test_chosen_rows_of_another_partner_are_not_exported(as_user, three):
    assert len(rows_of(as_user("b").submit(f"{LIST}bulk/export", {"ids": [str(three[0])]}))) == 1


def test_archiving_many_says_first_what_will_happen(as_user, three):
    answer = as_user("manager").submit(f"{LIST}bulk/archive", {"ids": [str(i) for i in three[:2]]})
    assert "2 records will leave the list" in answer.text
    assert len(titles(as_user("manager").get(LIST))) == 3


def test_archiving_many_hides_them_and_offers_undo(as_user, three):
    staff = as_user("manager")
    answer = staff.submit(f"{LIST}bulk/archive", {"ids": [str(i) for i in three[:2]], "confirmed": "1"})
    assert answer.status_code == 303 and "bulk/restore" in answer.headers["Set-Cookie"]
    assert titles(staff.get(LIST)) == ["Harbor3"]


def test_undo_brings_them_back(as_user, three):
    staff, chosen = as_user("manager"), {"ids": [str(three[0])], "confirmed": "1"}
    staff.submit(f"{LIST}bulk/archive", chosen)
    staff.submit(f"{LIST}bulk/restore", chosen)
    assert len(titles(staff.get(LIST))) == 3


def test_records_of_others_and_unknown_ones_are_gone_alike(as_user, three, program):
    rival = as_user("b")
    told = [rival.submit(f"{LIST}bulk/archive", {"ids": [str(i)]}).headers["Set-Cookie"].split(";")[0] for i in (three[0], program.id)]
    assert told[0] == told[1]


def test_what_is_archived_has_a_list_of_its_own(as_user, three):
    as_user("manager").submit(f"{LIST}bulk/archive", {"ids": [str(three[0])], "confirmed": "1"})
    assert titles(as_user("manager").get(f"{LIST}?archived=1")) == ["Harbor1"]


def test_a_saved_view_is_a_tab_of_the_list(as_user, three):
    person = as_user("a")
    person.submit(f"{LIST}views", {"label": "Large ones", "q.f.amount.ge": "200"})
    tabs = person.get(f"{LIST}views", headers={"HX-Request": "true", "HX-Target": "hs-more-views"})
    assert f'href="{LIST}?f.amount.ge=200"' in tabs.text and "Large ones" in tabs.text


def test_a_view_of_one_person_is_not_seen_by_a_colleague(as_user, three):
    as_user("a").submit(f"{LIST}views", {"label": "Large ones", "q.f.amount.ge": "200"})
    assert "Large ones" not in as_user("above").get(f"{LIST}views").text


def test_staff_share_views_with_partners(as_user, three):
    as_user("manager").submit(f"{LIST}views", {"label": "For all", "q.f.amount.ge": "200", "audience": "all"})
    assert "For all" in as_user("b").get(f"{LIST}views").text


def test_partners_do_not_share_views(as_user, three):
    answer = as_user("a").submit(f"{LIST}views", {"label": "Mine", "q.f.amount.ge": "200", "audience": "all"})
    assert answer.status_code == 403


def test_a_view_that_cannot_be_read_is_not_saved(as_user):
    assert as_user("a").submit(f"{LIST}views", {"label": "Odd", "q.f.nothing.eq": "1"}).status_code == 400


def test_a_view_is_renamed_and_deleted_by_its_owner(as_user, three):
    person = as_user("a")
    person.submit(f"{LIST}views", {"label": "Old", "q.sort": "title"})
    address = re.search(rf'action="({LIST}views/[0-9a-f-]+)"', person.get(f"{LIST}views").text)[1]
    person.submit(address, {"label": "New name"})
    assert "New name" in person.get(f"{LIST}views").text
    person.submit(f"{address}/delete")
    assert "New name" not in person.get(f"{LIST}views").text


def test_a_view_of_another_is_not_changed(as_user, three):
    as_user("manager").submit(f"{LIST}views", {"label": "For all", "q.sort": "title", "audience": "all"})
    address = re.search(rf"({LIST}views/[0-9a-f-]+)/delete", as_user("manager").get(f"{LIST}views").text)[1]
    assert as_user("a").submit(f"{address}/delete").status_code == 404


def test_the_total_covers_all_pages(as_user, make_record):
    for n in range(27):
        make_record("gallery.exhibit", by="a", word=f"E{n}", price="10.50")
    page, total = as_user("a").get("/alpha/gallery/exhibit/"), as_user("a").get("/alpha/gallery/exhibit/totals")
    assert 'hx-get="/alpha/gallery/exhibit/totals?' in page.text and "$283.50" in total.text


def test_a_total_of_one_page_needs_no_further_request(as_user, make_record):
    make_record("gallery.exhibit", by="a", word="One", price="10.50")
    page = as_user("a").get("/alpha/gallery/exhibit/").text
    assert "$10.50" in re.search(r"<tfoot.*?</tfoot>", page, re.DOTALL)[0] and "totals?" not in page


def test_a_total_holds_nothing_of_another_partner(as_user, make_record):
    make_record("gallery.exhibit", by="a", word="One", price="10.50")
    assert "$0.00" in as_user("b").get("/alpha/gallery/exhibit/totals").text


FILTERS = (
    "note.contains=Alpha",
    "count.ge=7",
    "count.le=7",
    "ratio.eq=7.5",
    "price.between=1000..2000",
    "share.lt=13",
    "day.le=2036-07-15",
    "at.lt=2027-01-01",
    "fair.eq=1",
    "kind.in=stone",
    "kind.not_in=wood",
    "marks.any=red",
    "marks.all=red",
    "mail.contains=alpha",
    "web.contains=alpha",
    "phone.eq=%2B49+30+901820",
    "country.in=DE",
    "country.not_in=FR",
    "parent_id.empty=1",
    "note.empty=0",
)


@pytest.mark.parametrize("condition", FILTERS)
def test_every_field_type_is_filtered_by_its_operators(as_user, make_record, condition):
    make_record("gallery.exhibit", by="a", word="Alpha")
    assert titles(as_user("a").get(f"/alpha/gallery/exhibit/?f.{condition}")) == ["Alpha"]


@pytest.mark.parametrize(
    "condition",
    ["count.gt=7", "kind.in=wood", "marks.any=blue", "marks.all=red&f.marks.all=blue", "country.in=FR", "fair.eq=0", "day.ge=2036-07-16"],
)
def test_a_filter_leaves_out_what_does_not_fit(as_user, make_record, condition):
    make_record("gallery.exhibit", by="a", word="Alpha")
    assert titles(as_user("a").get(f"/alpha/gallery/exhibit/?f.{condition}")) == []


def test_every_field_type_is_exported(as_user, make_record):
    make_record("gallery.exhibit", by="a", word="Alpha")
    columns = "title,count,ratio,price,share,day,at,fair,kind,marks,mail,web,phone,country"
    row = rows_of(as_user("a").get(f"/alpha/gallery/exhibit/export.csv?cols={columns}"))[1]
    assert row == [
        "Alpha",
        "7",
        "7.5",
        "1250.5",
        "12.5",
        "2036-07-15",
        "2026-07-15 12:00",
        "Yes",
        "Stone",
        "Red",
        "alpha@customer.example",
        "https://alpha.example/",
        "'+49 30 901820",
        "DE",
    ]


def test_a_total_follows_the_search(as_user, make_record):
    for word in ("Harbor", "Valley", "Harbor"):
        make_record("gallery.exhibit", by="a", word=word, price="10")
    assert "$20.00" in as_user("a").get("/alpha/gallery/exhibit/totals?q=harbor").text
