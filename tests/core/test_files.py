"""Files of records: judged on the way in, fetched through their record, gone for whoever does not see it."""

import errno
import io
import uuid
import zipfile
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

from core.db import db
from core.entities import files, records, uploads
from core.entities.marks import WALL
from core.entities.registry import registry
from core.entities.unit import unit
from core.entities.uploads import check, clean_name
from core.errors import Denied, NotFound, Unprocessable
from hansa.testing.world import Person
from tests.core.documents import pdf
from tests.core.pictures import picture

PDF = pdf()
KEPT = check("offer.pdf", io.BytesIO(PDF), 10**6).stream.read()


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def judge(name: str, content: bytes, limit: int = 10**6) -> Any:
    return check(name, io.BytesIO(content), limit)


@pytest.mark.parametrize(
    ("name", "content", "type"),
    [
        ("offer.pdf", PDF, "application/pdf"),
        ("photo.PNG", picture(), "image/png"),
        ("sheet.xlsx", archive(xl__workbook=b"x"), uploads.OFFICE + "spreadsheetml.sheet"),
        ("list.csv", "名称,金额\n北京,10\n".encode(), "text/csv"),
        ("list.csv", "名称,金额\n".encode("utf-16"), "text/csv"),
    ],
)
def test_accepted_file_has_its_type(name, content, type):
    assert judge(name, content).type == type


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("page.html", b"<html>", "file-type"),
        ("image.svg", b"<svg/>", "file-type"),
        ("tool.exe", b"MZ", "file-type"),
        ("offer.pdf", b"<html><script>", "file-content"),
        ("offer.pdf.exe", PDF, "file-type"),
        ("photo.png", PDF, "file-content"),
        ("notes.txt", b"a\0b", "file-content"),
        ("sheet.xlsx", archive(word__document=b"x"), "file-content"),
        ("sheet.xlsx", b"PK\x03\x04 not an archive", "file-content"),
        ("empty.pdf", b"", "file-empty"),
        ("large.pdf", PDF + b"0" * 10**6, "file-size"),
    ],
)
def test_refused_file_says_why(name, content, code):
    with pytest.raises(Unprocessable) as refusal:
        judge(name, content)
    assert refusal.value.errors[0]["code"] == code


def test_archive_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_UNPACKED", 10_000)
    with pytest.raises(Unprocessable, match="too much"):
        judge("bomb.zip", archive(a=b"0" * 20_000))


def test_archive_of_too_many_members_is_refused():
    with pytest.raises(Unprocessable, match="too much"):
        judge("many.zip", archive(**{f"m{n}": b"" for n in range(uploads.MAX_MEMBERS + 1)}))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\work\\offer.pdf", "offer.pdf"),
        ("fdp\u202e.exe.pdf", "fdp.exe.pdf"),
        ("a\r\nX: 1.pdf", "aX: 1.pdf"),
        ("报价单.pdf", "报价单.pdf"),
        ("", "file"),
    ],
)
def test_name_is_reduced_to_what_can_be_shown(given, kept):
    assert clean_name(given) == kept


def test_long_name_keeps_its_ending():
    assert clean_name("x" * 300 + ".pdf").endswith("x.pdf") and len(clean_name("x" * 300 + ".pdf")) == uploads.MAX_NAME


@pytest.fixture
def deal(make_record) -> uuid.UUID:
    return make_record("deals.deal", by="a")


def upload(name: str = "offer.pdf", content: bytes = PDF) -> FileStorage:
    return FileStorage(io.BytesIO(content), name)


def attach(kit: Any, deal: uuid.UUID, by: str = "a", name: str = "offer.pdf", **options: Any) -> uuid.UUID:
    with kit.acting(Person(by)):
        entity = registry()["deals.deal"]
        made: uuid.UUID = unit(lambda: files.attach(entity, records.get(entity, deal), upload(name), **options).id)
        return made


def seen(kit: Any, deal: uuid.UUID, by: str) -> list[str]:
    with kit.acting(Person(by)):
        return [row.name for row in files.list_for(records.get(registry()["deals.deal"], deal))]


def test_owner_gets_the_bytes_back_to_be_saved(kit, deal, as_user):
    answer = as_user("a").get(f"/alpha/files/{attach(kit, deal, name='报价 1.pdf')}")
    assert answer.data == KEPT
    assert "filename*=UTF-8''%E6%8A%A5" in answer.headers["Content-Disposition"] and answer.headers["Content-Disposition"].startswith(
        "attachment"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "status"), [("a", 200), ("above", 200), ("admin", 200), ("manager", 200), ("b", 404), ("a2", 404), ("west", 404)]
)
def test_file_is_there_for_whoever_sees_the_record(kit, deal, as_user, name, status):
    assert as_user(name).get(f"/alpha/files/{attach(kit, deal)}").status_code == status


@pytest.mark.parametrize(("name", "status"), [("a", 404), ("above", 404), ("b", 404), ("manager", 200)])
def test_internal_file_is_for_the_vendors_people(kit, deal, as_user, name, status):
    made = attach(kit, deal, by="admin", visibility="internal")
    assert as_user(name).get(f"/alpha/files/{made}").status_code == status


def test_file_of_another_program_is_not_there(kit, deal, as_user):
    assert as_user("admin", "beta").get(f"/beta/files/{attach(kit, deal)}").status_code == 404


def test_file_is_gone_with_its_plugin(kit, deal, as_user, enable):
    made = attach(kit, deal)
    enable("deals", on=False)
    assert as_user("a").get(f"/alpha/files/{made}").status_code == 404


def test_list_shows_internal_files_to_staff_only(kit, deal):
    attach(kit, deal)
    attach(kit, deal, by="admin", name="secret.pdf", visibility="internal")
    assert (seen(kit, deal, "a"), seen(kit, deal, "admin")) == (["offer.pdf"], ["offer.pdf", "secret.pdf"])


@pytest.mark.parametrize("options", [{"by": "a", "visibility": "internal"}, {"by": "above"}])
def test_partner_adds_shared_files_to_own_records_only(kit, make_record, options):
    deal = make_record("deals.deal", by="a2" if options["by"] == "above" else "a")
    with pytest.raises(Denied):
        attach(kit, deal, **options)


def test_form_adds_a_file(kit, deal, as_user):
    browser = as_user("a")
    answer = browser.submit(
        f"/alpha/files/of/deals/deal/{deal}", {"file": (io.BytesIO(PDF), "offer.pdf")}, content_type="multipart/form-data"
    )
    assert answer.status_code == 303 and seen(kit, deal, "a") == ["offer.pdf"]


@pytest.mark.parametrize(("number", "status"), [(errno.EIO, 503), (errno.ENOSPC, 507), (errno.EROFS, 503)])
def test_what_the_disk_does_not_take_is_told_and_leaves_no_row(kit, deal, as_user, monkeypatch, number, status):
    def fails(key: str, stream: Any) -> None:
        raise OSError(number, "the disk")

    monkeypatch.setattr(kit.portal.files, "put", fails)
    answer = as_user("a").submit(f"/alpha/files/of/deals/deal/{deal}", {"file": (io.BytesIO(PDF), "offer.pdf")}, content_type="multipart/form-data")
    assert answer.status_code == status and answer.headers["Retry-After"]
    monkeypatch.undo()
    assert "offer.pdf" not in as_user("a").get(f"/alpha/files/of/deals/deal/{deal}").text


def test_form_accepts_more_than_a_plain_form(kit, deal, as_user, app, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 100_000)
    large = {"file": (io.BytesIO(PDF + b"0" * 300_000), "large.pdf")}
    assert as_user("a").submit(f"/alpha/files/of/deals/deal/{deal}", large, content_type="multipart/form-data").status_code == 303


def test_form_refuses_a_bad_file_and_keeps_none_of_them(kit, deal, as_user):
    both = {"file": [(io.BytesIO(PDF), "good.pdf"), (io.BytesIO(b"<html>"), "bad.pdf")]}
    answer = as_user("a").submit(f"/alpha/files/of/deals/deal/{deal}", both, content_type="multipart/form-data")
    assert answer.status_code == 422 and b"not what its ending" in answer.data and seen(kit, deal, "a") == []


def test_competitor_cannot_add_to_a_record(kit, deal, as_user):
    answer = as_user("b").submit(
        f"/alpha/files/of/deals/deal/{deal}", {"file": (io.BytesIO(PDF), "offer.pdf")}, content_type="multipart/form-data"
    )
    assert answer.status_code == 404


def test_removed_file_is_gone_with_its_bytes(kit, deal, as_user):
    made = attach(kit, deal)
    with kit.acting(Person("a")):
        key = files.get(made).key
    assert as_user("a").submit(f"/alpha/files/{made}/remove").status_code == 303
    with pytest.raises(FileNotFoundError):
        kit.portal.files.open(key)


def test_history_of_the_record_tells_partners_nothing_of_internal_files(kit, deal, as_user):
    attach(kit, deal)
    page = as_user("a").get(f"/alpha/deals/deal/{deal}").text
    attach(kit, deal, by="admin", visibility="internal")
    assert page.count("added a file") == 1 == as_user("a").get(f"/alpha/deals/deal/{deal}").text.count("added a file")


def test_partner_does_not_remove_what_others_added(kit, deal, as_user):
    made = attach(kit, deal, by="admin")
    assert as_user("a").submit(f"/alpha/files/{made}/remove").status_code == 403


def test_panel_lists_the_files_with_links(kit, deal, as_user):
    made = attach(kit, deal)
    page = as_user("a").get(f"/alpha/files/of/deals/deal/{deal}", headers={"HX-Request": "true"}).data
    assert f"/alpha/files/{made}".encode() in page and b"<html" not in page


def test_adding_a_file_is_in_the_audit_trail(kit, deal, as_user):
    attach(kit, deal)
    assert b"added a file" in as_user("admin").get("/alpha/admin/audit").data


def test_row_level_security_hides_files_of_competitors(kit, postgres, deal):
    attach(kit, deal)
    with kit.acting(Person("b")):
        assert db.session.connection().execute(sa.select(files.TABLE).execution_options(**WALL)).all() == []
    with kit.acting(Person("a")):
        assert len(db.session.connection().execute(sa.select(files.TABLE).execution_options(**WALL)).all()) == 1


def test_who_may_not_see_such_records_has_no_file_of_them(kit, deal):
    made = attach(kit, deal)
    with kit.acting(Person("lesser")), pytest.raises(NotFound):
        files.get(made)
