"""Documents are kept without what they say about their makers (rule 24)."""

import io
import zipfile

import olefile
import pytest

from core.entities import documents
from core.entities.uploads import check
from core.errors import Unprocessable
from tests.core.documents import MARKER, compound, office, pages_of, pdf, revised


def kept(name, content):
    return check(name, io.BytesIO(content), 10**7).stream.read()


def refusal(name, content):
    with pytest.raises(Unprocessable) as refused:
        kept(name, content)
    return refused.value.errors[0]["code"]


def members(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("given", [pdf(), revised(pdf())], ids=["plain", "revised"])
def test_a_pdf_tells_nothing_of_its_author(given):
    assert MARKER.encode() in given
    assert not {word for word in MARKER.encode().split() if word in kept("offer.pdf", given)}


def test_a_pdf_keeps_its_pages():
    assert pages_of(kept("offer.pdf", pdf(pages=3))) == 3


def test_the_same_document_is_kept_as_the_same_bytes():
    assert kept("a.pdf", pdf()) == kept("b.pdf", pdf())
    assert kept("a.docx", office()) == kept("b.docx", office())


@pytest.mark.parametrize(("name", "folder"), [("a.docx", "word"), ("a.xlsx", "xl"), ("a.pptx", "ppt")])
def test_an_office_file_tells_nothing_of_its_author(name, folder):
    found = members(kept(name, office(folder)))
    assert [part for part, content in found.items() if MARKER.encode() in content] == []


def test_an_office_file_keeps_its_parts_and_its_text():
    found = members(kept("a.docx", office()))
    assert found.keys() == members(office()).keys()
    assert found["word/document.xml"] == b"<w>The offer</w>"


def test_an_old_office_file_tells_nothing_of_its_author():
    assert MARKER.encode() in compound()
    assert MARKER.encode() not in kept("a.doc", compound())


def test_an_old_office_file_keeps_its_text():
    with olefile.OleFileIO(io.BytesIO(kept("a.doc", compound()))) as found:
        assert found.openstream("WordDocument").read().startswith(b"The offer")
        assert found.getproperties("\x05SummaryInformation") == {}


@pytest.mark.parametrize(
    ("name", "given"),
    [("a.pdf", pdf() + b"% /ByteRange [0 1 2 3]\n"), ("a.docx", office(**{"_xmlsignatures/sig1.xml": b"<Signature/>"}))],
)
def test_what_is_signed_stays_as_it_is(name, given):
    assert kept(name, given) == given


def test_a_pdf_only_its_password_opens_is_refused():
    assert refusal("a.pdf", pdf(password="open sesame")) == "file-locked"


def test_a_pdf_that_anybody_can_open_is_kept_without_its_lock():
    assert pages_of(kept("a.pdf", pdf(password=""))) == 1


@pytest.mark.parametrize("name", ["a.pdf", "a.doc", "a.xls", "a.ppt"])
def test_a_damaged_document_is_refused(name):
    whole = pdf() if name == "a.pdf" else compound()
    assert refusal(name, whole[:60]) == "file-content"


def test_a_document_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(documents, "SECONDS", 0.01)
    assert refusal("a.pdf", pdf()) == "file-content"
