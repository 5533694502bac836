"""Files wait until the scanner found them clean; without a verdict nobody gets them."""

import io
import sys
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from werkzeug.datastructures import FileStorage

from core import clock, virus_scan
from core.db import db
from core.entities import files, quarantine, records
from core.entities.file_model import TABLE
from core.entities.marks import WALL
from core.entities.registry import registry
from core.entities.unit import unit
from core.errors import Denied
from core.jobs.worker import drain
from hansa.testing.world import Person
from tests.core.clamd import EICAR, clamd

CLEAN = b"the offer, in words"
COMMAND = f"""{sys.executable} -c "import sys; t = open(sys.argv[1], 'rb').read(); sys.exit(2 if b'sick' in t else b'EICAR' in t)\""""


@pytest.fixture
def scanner(kit, tmp_path, monkeypatch):
    with clamd(tmp_path) as url:
        monkeypatch.setitem(kit.portal.config, "clamd", url)
        yield url


@pytest.fixture
def deal(make_record):
    return make_record("deals.deal", by="a")


@pytest.fixture
def attach(kit, deal):
    def made(content=CLEAN):
        with kit.acting(Person("a")):
            entity = registry()["deals.deal"]
            upload = FileStorage(io.BytesIO(content), "offer.txt")
            return unit(lambda: files.attach(entity, records.get(entity, deal), upload).id)

    return made


def state(kit, file_id):
    with kit.acting(Person("admin")):
        return db.session.connection().execute(sa.select(TABLE.c.scan).where(TABLE.c.id == file_id).execution_options(**WALL)).scalar_one()


def fetch(as_user, file_id, name="a"):
    return as_user(name).get(f"/alpha/files/{file_id}")


def test_a_file_waits_for_its_verdict(kit, scanner, attach, as_user):
    made = attach()
    assert state(kit, made) == "pending"
    assert [fetch(as_user, made, name).status_code for name in ("a", "admin")] == [403, 403]


def test_a_clean_file_is_handed_out(kit, app, scanner, attach, as_user):
    made = attach()
    drain(app)
    assert state(kit, made) == "clean" and fetch(as_user, made).data == CLEAN


def test_an_infected_file_is_handed_to_nobody(kit, app, scanner, attach, as_user):
    made = attach(EICAR)
    drain(app)
    assert state(kit, made) == "infected"
    assert [fetch(as_user, made, name).status_code for name in ("a", "admin")] == [403, 403]


def test_a_virus_is_in_the_audit_trail(app, scanner, attach, as_user):
    attach(EICAR)
    drain(app)
    page = as_user("admin").get("/alpha/admin/audit").text
    assert "found a virus in a file" in page


def test_an_infected_file_stays_where_it_is_when_scanning_is_switched_off(kit, app, scanner, attach, as_user, monkeypatch):
    made = attach(EICAR)
    drain(app)
    monkeypatch.setitem(kit.portal.config, "clamd", "")
    assert fetch(as_user, made).status_code == 403


def test_a_competitor_learns_nothing_of_the_state(scanner, attach, as_user):
    assert fetch(as_user, attach(), "b").status_code == 404


def test_a_scanner_that_is_down_leaves_the_file_waiting_until_it_is_back(kit, app, attach, as_user, tmp_path, monkeypatch):
    monkeypatch.setitem(kit.portal.config, "clamd", f"unix:{tmp_path / 'clamd.ctl'}")
    made = attach()
    drain(app)
    assert state(kit, made) == "failed" and fetch(as_user, made).status_code == 403
    with clamd(tmp_path), time_machine.travel(clock.now() + timedelta(minutes=1), tick=True):
        drain(app)
    assert state(kit, made) == "clean"


def test_files_from_before_the_scanner_are_scanned_before_they_are_handed_out(kit, app, attach, as_user, request):
    made = attach()
    assert fetch(as_user, made).status_code == 200
    request.getfixturevalue("scanner")
    assert fetch(as_user, made).status_code == 403
    with kit.acting(Person("admin")):
        unit(lambda: quarantine.again(kit.portal.programs.by_slug("alpha")))
    drain(app)
    assert fetch(as_user, made).status_code == 200


def test_the_panel_says_what_is_being_checked(scanner, attach, deal, as_user):
    attach()
    assert "Being checked for viruses" in as_user("a").get(f"/alpha/files/of/deals/deal/{deal}").text


def test_code_that_opens_a_file_is_refused_too(kit, scanner, attach):
    made = attach()
    with kit.acting(Person("a")), pytest.raises(Denied):
        files.open_file(files.get(made))


@pytest.mark.parametrize("tcp", [False, True])
def test_the_service_finds_the_test_virus(tmp_path, tcp):
    with clamd(tmp_path, tcp=tcp) as url:
        found = virus_scan.scan({"clamd": url}, io.BytesIO(b"x" * 600_000 + EICAR))
    assert (found.clean, found.found) == (False, "Eicar-Test-Signature")


@pytest.mark.parametrize("says", ["INSTREAM size limit exceeded. ERROR", "stream: OK FOUND?", ""])
def test_an_answer_that_is_no_verdict_is_a_failure(tmp_path, says):
    with clamd(tmp_path, says=says or " ") as url, pytest.raises(virus_scan.ScanFailed):
        virus_scan.scan({"clamd": url}, io.BytesIO(CLEAN))


@pytest.mark.parametrize(("content", "clean"), [(CLEAN, True), (EICAR, False)])
def test_a_command_judges_by_its_exit_code(content, clean):
    assert virus_scan.scan({"clamd": "", "scan_command": COMMAND}, io.BytesIO(content)).clean is clean


def test_a_command_that_fails_is_no_verdict():
    with pytest.raises(virus_scan.ScanFailed, match="ended with 2"):
        virus_scan.scan({"clamd": "", "scan_command": COMMAND}, io.BytesIO(b"sick"))


def test_a_command_that_hangs_is_no_verdict(monkeypatch):
    monkeypatch.setattr(virus_scan, "PATIENCE", 0.2)
    with pytest.raises(virus_scan.ScanFailed, match="seconds"):
        virus_scan.scan({"clamd": "", "scan_command": f"{sys.executable} -c 'import time; time.sleep(9)'"}, io.BytesIO(CLEAN))
