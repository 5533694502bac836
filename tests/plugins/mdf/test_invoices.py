"""Electronic invoices: read in two forms, also inside of a PDF, nothing of a hostile one, proposed in the draft of a claim."""

import io
from datetime import date
from decimal import Decimal
from urllib.parse import unquote

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from core.entities import files, records
from core.entities.registry import registry
from hansa.testing import Person
from plugins.mdf.claims.embedded import is_pdf, taken_out
from plugins.mdf.engine.invoice import Invoice, read

CBC, CAC = (f"urn:oasis:names:specification:ubl:schema:xsd:Common{kind}Components-2" for kind in ("Basic", "Aggregate"))
UBL = f"""<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:b="{CBC}" xmlns:a="{CAC}">
  <b:ID>R-2026-17</b:ID><b:IssueDate>2026-03-05</b:IssueDate><b:InvoiceTypeCode>380</b:InvoiceTypeCode><b:DocumentCurrencyCode>EUR</b:DocumentCurrencyCode>
  <a:AccountingSupplierParty><a:Party><a:PartyName><b:Name>Hall</b:Name></a:PartyName>
    <a:PartyLegalEntity><b:RegistrationName>City Hall &amp; Co</b:RegistrationName></a:PartyLegalEntity></a:Party></a:AccountingSupplierParty>
  <a:TaxTotal><b:TaxAmount currencyID="USD">99.00</b:TaxAmount></a:TaxTotal>
  <a:TaxTotal><b:TaxAmount currencyID="EUR">152.00</b:TaxAmount></a:TaxTotal>
  <a:LegalMonetaryTotal><b:TaxExclusiveAmount currencyID="EUR">800.00</b:TaxExclusiveAmount></a:LegalMonetaryTotal>
</Invoice>"""
CII = """<r:CrossIndustryInvoice xmlns:r="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" xmlns:m="urn:m" xmlns:u="urn:u">
  <r:ExchangedDocument><m:ID>471102</m:ID><m:TypeCode>380</m:TypeCode>
    <m:IssueDateTime><u:DateTimeString format="102">20260306</u:DateTimeString></m:IssueDateTime></r:ExchangedDocument>
  <r:SupplyChainTradeTransaction>
    <m:ApplicableHeaderTradeAgreement><m:SellerTradeParty><m:Name>Fair Stands</m:Name></m:SellerTradeParty></m:ApplicableHeaderTradeAgreement>
    <m:ApplicableHeaderTradeSettlement><m:InvoiceCurrencyCode>USD</m:InvoiceCurrencyCode>
      <m:SpecifiedTradeSettlementHeaderMonetarySummation><m:TaxBasisTotalAmount>198.00</m:TaxBasisTotalAmount>
        <m:TaxTotalAmount currencyID="USD">37.62</m:TaxTotalAmount></m:SpecifiedTradeSettlementHeaderMonetarySummation>
    </m:ApplicableHeaderTradeSettlement></r:SupplyChainTradeTransaction></r:CrossIndustryInvoice>"""
BOMB = UBL.replace("<Invoice", '<!DOCTYPE lol [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n<Invoice', 1).replace("R-2026-17", "&b;")
OUTSIDE = UBL.replace("<Invoice", '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>\n<Invoice', 1).replace("R-2026-17", "&f;")


def test_both_forms_are_read():
    assert read(UBL.encode()) == Invoice("City Hall & Co", "R-2026-17", date(2026, 3, 5), Decimal(800), Decimal(152), "EUR")
    assert read(CII.encode()) == Invoice("Fair Stands", "471102", date(2026, 3, 6), Decimal(198), Decimal("37.62"), "USD")


@pytest.mark.parametrize(
    "text",
    [
        BOMB, OUTSIDE, "", "no xml", "<Invoice/>", "<html><body/></html>", UBL.replace("380", "381"), CII.replace("380", "381"),
        UBL.replace("800.00", "lots"), UBL.replace("800.00", "NaN"), UBL.replace("800.00", "-800"), UBL.replace("800.00", "1E+40"), UBL.replace("2026-03-05", "soon"),
        UBL.replace(">EUR<", "><"), UBL.replace("R-2026-17", " "), UBL[:-12],
    ],
)  # fmt: skip
def test_nothing_is_read_of_what_is_hostile_no_invoice_or_lacks_something(text):
    assert read(text.encode()) is None


def send(kit, activity, text, name="invoice.xml", who="a"):
    form = {"file": (io.BytesIO(text if isinstance(text, bytes) else text.encode()), name)}
    return kit.client(Person(who)).submit(f"/alpha/mdf/activity/{activity}/invoice", form, content_type="multipart/form-data")


def claims(kit):
    with kit.owner.connect() as connection:
        return connection.execute(kit.portal.registry["mdf.claim"].table.select()).all()


def pdf(*embedded, password=""):
    """Return a PDF of one page with files inside: pairs of name and content."""
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    for name, content in embedded:
        writer.add_attachment(name, content)
    if password:
        writer.encrypt(password, algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


def bomb(size):
    """Return a PDF whose invoice unpacks to so many bytes."""
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    made = writer.add_attachment("factur-x.xml", b"x")
    stream = DecodedStreamObject()
    stream.set_data(b" " * size)
    made.pdf_object["/EF"][NameObject("/F")] = writer._add_object(stream.flate_encode())
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["factur-x.xml", "zugferd-invoice.xml", "ZUGFeRD-invoice.xml", "xrechnung.xml"])
def test_an_invoice_inside_of_a_pdf_is_read(name):
    found = read(taken_out(pdf(("terms.txt", b"Terms"), (name, CII.encode()))))
    assert (found.vendor, found.number) == ("Fair Stands", "471102")


def test_the_newer_of_two_is_read():
    assert read(taken_out(pdf(("zugferd-invoice.xml", b"<old/>"), ("factur-x.xml", CII.encode())))).number == "471102"


HOSTILE = {
    "no file inside": pdf,
    "another file": lambda: pdf(("other.xml", CII.encode())),
    "entities": lambda: pdf(("factur-x.xml", BOMB.encode())),
    "an empty invoice": lambda: pdf(("factur-x.xml", b"")),
    "no PDF after all": lambda: b"%PDF-1.7\nno more",
    "noughts": lambda: b"%PDF-" + bytes(20_000),
    "cut off": lambda: pdf(("factur-x.xml", CII.encode()))[:600],
    "locked": lambda: pdf(("factur-x.xml", CII.encode()), password="secret"),
    "unpacks to more than an invoice": lambda: bomb(5_000_000),
    "unpacks to too much": lambda: bomb(200_000_000),
    "too large": lambda: pdf(("factur-x.xml", CII.encode())) + bytes(10_000_000),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_nothing_is_read_of_a_pdf_that_is_hostile_locked_damaged_or_holds_no_invoice(what):
    data = HOSTILE[what]()
    assert is_pdf(data) and read(taken_out(data)) is None


def test_a_child_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr("plugins.mdf.claims.embedded.SECONDS", 0.01)
    assert taken_out(pdf(("factur-x.xml", CII.encode()))) == b""


def test_an_invoice_inside_of_a_pdf_is_proposed_and_the_pdf_is_its_proof(kit, layer, verified):
    layer("1000")
    activity = verified(asked="400")
    assert ".pdf" in kit.client(Person("a")).get(f"/alpha/mdf/activity/{activity}/panel").text
    answer = send(kit, activity, pdf(("factur-x.xml", CII.encode())), name="invoice.pdf")
    (made,) = claims(kit)
    assert answer.location.endswith(f"/mdf/claim/{made.id}/edit") and made.receipts[0]["number"] == "471102"
    with kit.acting(Person("a")):
        (file,) = files.list_for(records.get(registry()["mdf.claim"], made.id))
    assert (file.name, file.kind) == ("invoice.pdf", "invoice")


def test_a_pdf_without_an_invoice_makes_no_claim_and_says_so(kit, layer, verified):
    layer("1000")
    activity = verified(asked="400")
    answer = send(kit, activity, pdf(), name="invoice.pdf")
    assert (answer.status_code, claims(kit)) == (303, [])
    assert "no electronic invoice inside" in unquote(answer.headers["Set-Cookie"])


def test_what_the_invoice_says_is_proposed_in_a_draft(kit, layer, verified):
    layer("1000")
    activity = verified(asked="400")
    assert "hs-einvoice" in kit.client(Person("a")).get(f"/alpha/mdf/activity/{activity}/panel").text
    answer = send(kit, activity, CII)
    (made,) = claims(kit)
    assert answer.status_code == 303 and answer.location.endswith(f"/mdf/claim/{made.id}/edit")
    (row,) = made.receipts
    assert (made.state, row["vendor"], row["number"], row["issued_on"]) == ("draft", "Fair Stands", "471102", "2026-03-06")
    assert (Decimal(row["net"]), Decimal(row["tax"])) == (198, Decimal("37.62"))
    page = kit.client(Person("a")).get(f"/alpha/mdf/claim/{made.id}/edit").text
    assert 'value="Fair Stands"' in page and 'value="471102"' in page


def test_an_invoice_in_another_currency_is_counted_at_the_rate_of_its_day(kit, act, layer, verified):
    rate = {"base": "EUR", "quote": "USD", "rate": "1.25", "since": "2026-01-01", "kind": "mid"}
    act("admin", lambda: records.create(registry()["ledger.rate"], rate))
    layer("1000")
    send(kit, verified(asked="400"), UBL)
    (made,) = claims(kit)
    assert (made.receipts[0]["currency"], made.total) == ("EUR", Decimal(1190))


@pytest.mark.parametrize("text", [BOMB, "no xml", UBL])
def test_what_cannot_be_read_or_counted_makes_no_claim(kit, layer, verified, text):
    """The last one is in a currency there is no rate for."""
    layer("1000")
    assert send(kit, verified(asked="400"), text).status_code == 303
    assert claims(kit) == []


@pytest.mark.parametrize("who", ["b", "manager"])
def test_nobody_claims_for_another(kit, layer, verified, who):
    layer("1000")
    assert send(kit, verified(asked="400"), CII, who=who).status_code in (303, 403, 404)
    assert claims(kit) == []
