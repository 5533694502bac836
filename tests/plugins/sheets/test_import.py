"""An import from the file to its undo, as people do it."""

import csv
import io
import re

import pytest

from core.entities.registry import registry
from core.programs import fields
from hansa import Veto, batch, records
from tests.core.programs.acts import as_admin

NOTES = "/alpha/audiences/note/"
SHEET = "Title;Text;Amount\nOne;x;1.234,50\n;y;1\nThree;z;much\nFour;q;7\n"


def send(person, text, kind="audiences.note", name="notes.csv"):
    data = {"file": (io.BytesIO(text.encode() if isinstance(text, str) else text), name)}
    return person.submit(f"/alpha/sheets/import/{kind}", data, content_type="multipart/form-data")


def guessed(person, address):
    boxes = re.findall(r'<select[^>]*name="(column-\d+)">(.*?)</select>', person.get(address).text, re.DOTALL)
    return {name: next(iter(re.findall(r'value="([^"]*)" selected', options)), "") for name, options in boxes}


def check(person, text, kind="audiences.note", name="notes.csv", **columns):
    """Upload, choose the columns as guessed but for those given, and check; returns the import's address."""
    address = send(person, text, kind, name).headers["Location"]
    person.submit(f"{address}/columns", guessed(person, address) | columns)
    return address


def run(person, address, step="running"):
    person.submit(f"{address}/{step}")


def titles(person, url=NOTES):
    return sorted(re.findall(r'<td role="cell" class="c-what[^"]*"><a href="[^"]+">([^<]*)</a>', person.get(url).text))


def problems(person, address):
    return list(csv.reader(io.StringIO(person.get(f"{address}/problems.csv").data.decode("utf-8-sig"))))


def test_the_list_leads_to_the_import(as_user):
    assert "/alpha/sheets/import/audiences.note" in as_user("a").get(NOTES).text


@pytest.mark.parametrize("kind", ["rebates/near", "rebates/statement", "rebates/payout"])
def test_what_only_follows_from_something_else_has_no_import(as_user, kind):
    assert "Import" not in as_user("manager").get(f"/alpha/{kind}/").text
    assert as_user("manager").get(f"/alpha/sheets/import/{kind.replace('/', '.')}").status_code == 404


def test_columns_are_guessed_from_their_titles(as_user):
    person = as_user("a")
    assert list(guessed(person, send(person, SHEET).headers["Location"]).values()) == ["title", "body", "amount"]


def test_a_check_saves_nothing(as_user):
    person = as_user("a")
    check(person, SHEET)
    assert titles(person) == []


def test_a_check_names_line_field_and_reason(as_user):
    person = as_user("a")
    page = person.get(check(person, SHEET)).text
    assert "Title: Fill in this field." in page and "Amount: Write an amount" in page


def test_the_error_sheet_holds_the_rows_that_were_refused(as_user):
    person = as_user("a")
    found = problems(person, check(person, SHEET))
    assert [row[0] for row in found] == ["Title", "", "Three"] and found[0][-1] == "What is wrong"


def test_the_error_sheet_is_safe_to_open(as_user):
    person = as_user("a")
    found = problems(person, check(person, "Title,Amount\n=cmd|x,much\n"))
    assert found[1][0] == "'=cmd|x"


def test_good_rows_are_imported(as_user):
    person = as_user("a")
    run(person, check(person, SHEET))
    assert titles(person) == ["Four", "One"]


def test_amounts_are_exact(as_user):
    person = as_user("a")
    run(person, check(person, SHEET))
    assert "$1,234.50" in person.get(f"{NOTES}?cols=title,amount").text


def test_what_was_imported_is_audited_and_belongs_to_the_importer(as_user):
    run(as_user("a"), check(as_user("a"), SHEET))
    assert titles(as_user("b")) == []


def test_undo_takes_back_what_nobody_touched(as_user):
    person = as_user("a")
    address = check(person, SHEET)
    run(person, address)
    run(person, address, "undoing")
    assert titles(person) == []


def test_undo_keeps_and_lists_what_was_changed_since(as_user):
    person = as_user("a")
    address = check(person, SHEET)
    run(person, address)
    changed = re.search(r'name="ids" value="([^"]+)"', person.get(f"{NOTES}?f.title.eq=Four").text)[1]
    person.submit(f"{NOTES}{changed}/edit", {"title": "Four and more", "version": "1"})
    run(person, address, "undoing")
    assert titles(person) == ["Four and more"]
    assert "It was changed since, so it stays." in person.get(address).text


def test_needed_fields_need_a_column(as_user):
    person = as_user("a")
    address = send(person, SHEET).headers["Location"]
    answer = person.submit(f"{address}/columns", {"column-0": "", "column-1": "body", "column-2": "amount"})
    assert answer.status_code == 422 and "Choose the column for “Title”." in answer.text


def test_no_field_takes_two_columns(as_user):
    person = as_user("a")
    address = send(person, SHEET).headers["Location"]
    answer = person.submit(f"{address}/columns", {"column-0": "title", "column-1": "title", "column-2": ""})
    assert answer.status_code == 422 and "chosen twice" in answer.text


def test_columns_can_be_chosen_again(as_user):
    person = as_user("a")
    address = check(person, SHEET)
    person.submit(f"{address}/mapping")
    person.submit(f"{address}/columns", {"column-0": "title", "column-1": "body", "column-2": ""})
    assert len(problems(person, address)) == 2


def test_staff_name_the_partner_of_each_row(as_user):
    staff = as_user("manager")
    run(staff, check(staff, "Title,Partner\nFor A,Ashford Systems\nFor B,Bellweather Networks\n"))
    assert (titles(as_user("a")), titles(as_user("b"))) == (["For A"], ["For B"])


def test_a_partner_that_does_not_exist_is_named(as_user):
    staff = as_user("manager")
    assert "“Nobody” was not found." in problems(staff, check(staff, "Title,Partner\nX,Nobody\n"))[1][-1]


def test_staff_of_a_region_import_for_their_region_only(as_user):
    west = as_user("west")
    address = check(west, "Title,Partner\nFor A,Ashford Systems\nFor B,Bellweather Networks\n")
    run(west, address)
    assert "was not found" in problems(west, address)[1][-1] and titles(west) == ["For B"]


def test_references_are_found_by_title_through_the_scope(as_user, make_record):
    make_record("audiences.note", by="a", word="Harbor")
    sheet = "Title,Note\nAnswer,Harbor\n"
    address = check(as_user("a"), sheet, "audiences.reply")
    run(as_user("a"), address)
    assert titles(as_user("a"), "/alpha/audiences/reply/") == ["Answer"]
    assert "was not found" in problems(as_user("b"), check(as_user("b"), sheet, "audiences.reply"))[1][-1]


def test_a_title_of_two_records_is_not_guessed(as_user, make_record):
    for _ in range(2):
        make_record("audiences.note", by="a", word="Harbor")
    found = problems(as_user("a"), check(as_user("a"), "Title,Note\nAnswer,Harbor\n", "audiences.reply"))
    assert "names more than one record" in found[1][-1]


def test_an_export_can_be_imported_again(as_user, make_record):
    person = as_user("a")
    make_record("gallery.exhibit", by="a", word="Alpha")
    columns = "title,count,price,share,day,fair,kind,marks,mail,web,phone,country"
    exported = person.get(f"/alpha/gallery/exhibit/export.csv?cols={columns}").data
    run(person, check(person, exported, "gallery.exhibit"))
    again = person.get(f"/alpha/gallery/exhibit/export.csv?cols={columns}").data.decode("utf-8-sig").splitlines()
    assert again[1] == again[2]


def test_an_import_is_its_partners_alone(as_user):
    address = check(as_user("a"), SHEET)
    for who in ("b", "manager"):
        assert as_user(who).get(address).status_code == 404
        assert as_user(who).submit(f"{address}/running").status_code == 404


def test_an_import_needs_its_right(make_user):
    assert make_user("reader", partner="a").get("/alpha/sheets/import/audiences.note").status_code == 404


@pytest.mark.parametrize("kind", ["nothing.here", "core.membership", "audiences.notes"])
def test_what_cannot_be_imported_does_not_exist(as_user, kind):
    assert as_user("manager").get(f"/alpha/sheets/import/{kind}").status_code == 404


def test_a_file_that_cannot_be_read_is_refused_with_its_reason(as_user):
    answer = send(as_user("a"), b"PK\x03\x04broken", name="broken.xlsx")
    assert answer.status_code == 422 and "could not be read" in answer.text


def test_running_twice_imports_once(as_user):
    person = as_user("a")
    address = check(person, SHEET)
    run(person, address)
    assert person.submit(f"{address}/running").status_code == 409
    assert titles(person) == ["Four", "One"]


def test_a_plugin_that_refuses_one_row_refuses_only_that_one(as_user, monkeypatch):
    def picky(entity, record, changes, is_new):
        if getattr(record, "title", "") == "One":
            raise Veto("Not this one.")

    monkeypatch.setattr(records, "_before_save", picky)
    person = as_user("a")
    address = check(person, SHEET)
    run(person, address)
    assert titles(person) == ["Four"] and any("Not this one." in row[-1] for row in problems(person, address))


def test_an_import_of_a_plugin_that_is_off_does_not_exist(as_user, enable):
    address = check(as_user("a"), SHEET)
    enable("audiences", on=False)
    assert as_user("a").get(address).status_code == 404


def test_undo_goes_on_past_a_record_that_a_plugin_keeps(as_user, monkeypatch):
    delete = batch.delete_many

    def picky(entity, found, *, reason):
        if any(record.title == "One" for record in found):
            raise Veto("Not this one.")
        delete(entity, found, reason=reason)

    person = as_user("a")
    address = check(person, SHEET)
    run(person, address)
    monkeypatch.setattr(batch, "delete_many", picky)
    run(person, address, "undoing")
    assert titles(person) == ["One"] and "Not this one." in person.get(address).text


@pytest.mark.parametrize("column", ["note_id", "about_id", "x_follows"])
def test_an_import_points_at_nothing_of_another_partner(column, as_user, make_record, kit):
    as_admin(kit, lambda scope: fields.define(registry()["audiences.reply"], "ref", {"label": "Follows", "to": "audiences.note"}))
    make_record("audiences.note", by="a", title="Mine")
    foreign = make_record("audiences.note", by="b", title="Theirs")
    person = as_user("a")
    address = check(person, f"Title,{column}\nFits,Mine\nx,Theirs\nx,{foreign}\nx,Unknown\n", "audiences.reply", **{"column-1": column})
    run(person, address)
    assert titles(person, "/alpha/audiences/reply/") == ["Fits"]
    told = [row[-1].replace(row[1], "…") for row in problems(person, address)[1:]]
    assert len(told) == 3 and len(set(told)) == 1
