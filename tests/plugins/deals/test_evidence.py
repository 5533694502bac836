"""What a transition asks for: files of the record, and what the program demands."""

import io
import uuid

import pytest

from core.entities.file_model import File
from plugins.deals.settings import EVIDENCE
from tests.core.documents import pdf

PDF = pdf()


@pytest.fixture
def won(as_user, in_state):
    """`won({"evidence": "PO 4711"})`: partner A says so of a protected deal; with `proof` a PDF comes along."""

    def send(values, proof=None, deal=None):
        files = {"proof__upload": (io.BytesIO(proof[1]), proof[0])} if proof else {}
        target = deal or in_state("approved")
        return target, as_user("a").submit(f"/alpha/deals/deal/{target}/do/win", {"version": "1", **values, **files})

    return send


@pytest.mark.parametrize(
    ("demanded", "values", "proof", "status"),
    [
        ("none", {}, None, 303),
        ("note", {}, None, 422),
        ("note", {"evidence": "PO 4711"}, None, 303),
        ("file", {"evidence": "PO 4711"}, None, 422),
        ("file", {}, ("order.pdf", PDF), 303),
    ],
)
def test_the_program_chooses_what_shows_that_a_deal_is_won(won, configure, read, demanded, values, proof, status):
    configure(won_evidence=demanded)
    made, answer = won(values, proof)
    assert (answer.status_code, read(made)["state"]) == (status, "won" if status == 303 else "approved")


def test_every_choice_is_tried():
    assert {key for key, _label in EVIDENCE} == {"none", "note", "file"}


def test_the_file_stays_with_the_record_under_its_kind(won, rows):
    made, _answer = won({"evidence": "PO 4711"}, ("order.pdf", PDF))
    assert [(file.record_id, file.kind, file.name) for file in rows(File)] == [(made, "evidence", "order.pdf")]


def test_the_panel_says_what_a_file_is(won, as_user):
    made, _answer = won({"evidence": "PO 4711"}, ("order.pdf", PDF))
    assert "Order, contract or invoice · " in as_user("manager").get(f"/alpha/files/of/deals/deal/{made}").text


@pytest.mark.parametrize(
    ("values", "proof"), [({"evidence": "PO"}, ("order.pdf", b"MZ")), ({"evidence": "PO"}, ("run.exe", b"MZ")), ({}, ("order.pdf", PDF))]
)
def test_what_is_refused_leaves_no_file(won, rows, values, proof):
    _made, answer = won(values, proof)
    assert (answer.status_code, rows(File)) == (422, [])


def test_a_refused_file_is_named_at_its_field(won):
    _made, answer = won({"evidence": "PO"}, ("order.pdf", b"MZ"))
    assert 'id="proof-e"' in answer.text


def test_a_file_of_another_record_is_no_evidence(won, in_state, rows):
    won({"evidence": "PO 4711"}, ("order.pdf", PDF))
    [stolen] = rows(File)
    other = in_state("extending", customer_name="Another")
    answer, unknown = (won({"evidence": "PO", "proof": str(found)}, deal=other)[1] for found in (stolen.id, uuid.uuid4()))
    assert (answer.status_code, unknown.status_code) == (422, 422)


def test_the_form_says_what_is_demanded(as_user, in_state, configure):
    made = in_state("approved")
    configure(won_evidence="file")
    page = as_user("a").get(f"/alpha/deals/deal/{made}/do/win").text
    assert 'enctype="multipart/form-data"' in page
    assert "optional" in page.split('name="evidence"')[0].rsplit("<label", 1)[1]
    assert "optional" not in page.split('name="proof"')[0].rsplit("<label", 1)[1]
