"""Programs and invoices: written, issued once, paid, corrected; exact to the cent, and for nobody but sales."""

from __future__ import annotations

from decimal import Decimal

import pytest

from candor.business.models import Invoice
from candor.business.queries_leads import today
from candor.business.tests.stories_invoices import issued, we_are
from candor.kernel.files import store_file
from candor.people.models import Organisation, Person
from tests.api.programs import Program, problem

pytestmark = [pytest.mark.django_db, pytest.mark.db]

LINE = {"text": "Ten seats, one year", "quantity": "10", "price": "49.90", "tax": "service-standard"}
BUYER = {"city": "Kiel", "postcode": "24103", "country": "DE", "email": "billing@nordlicht.example"}


def test_an_invoice_is_written_issued_once_paid_and_corrected(
    clara: Person, anna: Person, kim: Person, nordlicht: Organisation
) -> None:
    we_are()
    program = Program(clara)
    made = program.post("invoice-drafts", {"person": kim.ref, "buyer": BUYER, "lines": [LINE]}, Accept_Language="de")
    assert made.status_code == 201, made.content
    draft, address = made.json(), made.headers["Location"]
    assert (draft["organisation"]["name"], draft["buyer"]["name"]) == (nordlicht.name, nordlicht.name), "who is billed"
    assert (draft["net"], draft["tax"], draft["gross"], draft["obstacles"]) == ("499.00", "94.81", "593.81", [])

    changed = program.patch(address, {"lines": [{**LINE, "discount": "10"}]}, if_match=made.headers["ETag"])
    assert changed.json()["net"] == "449.10"
    assert problem(program.post(f"{address}/issue", if_match=made.headers["ETag"])) == "stale"
    done = program.post(f"{address}/issue", if_match=changed.headers["ETag"])
    invoice, there = done.json(), done.headers["Location"]
    assert (done.status_code, invoice["gross"], invoice["left"]) == (201, "534.43", "534.43")
    again = program.post(f"{address}/issue", if_match=changed.headers["ETag"])
    assert (again.json()["number"], Invoice.objects.count()) == (invoice["number"], 1)
    assert problem(program.get(address)) == "not-found", "a draft no more"

    assert problem(program.post(f"{there}/sending")) == "conflict", "its PDF is still being made"
    payment = {"paid_on": today().isoformat(), "amount": "534.43", "way": "transfer", "reference": "RF18"}
    paid = program.post(f"{there}/payments", payment, idempotency_key="bank-line-1").json()
    program.post(f"{there}/payments", payment, idempotency_key="bank-line-1")
    assert (paid["left"], paid["is_settled"]) == ("0.00", True)
    assert len(program.get(there).json()["payments"]) == 1, "the bank's line counts once"
    back = program.post(f"{there}/payments", {**payment, "amount": "-600"})
    assert [each["field"] for each in back.json()["errors"]] == ["amount"]

    credit = program.post(f"{there}/correction").json()
    assert (credit["kind"], credit["corrects"]["name"], credit["gross"]) == ("correction", invoice["number"], "534.43")
    cut = program.patch(
        f"invoice-drafts/{credit['ref']}",
        {"lines": [{**LINE, "quantity": "1", "tax": credit["lines"][0]["tax"]}]},
        if_match=program.get(f"invoice-drafts/{credit['ref']}").headers["ETag"],
    )
    assert cut.status_code == 200, cut.content
    assert cut.json()["net"] == "49.90"
    assert problem(Program(anna).get(there)) == "scope", "technicians see no prices (B10)"


def test_what_stands_in_the_way_of_an_invoice_is_said(clara: Person) -> None:
    we_are()
    program, rolf = Program(clara), {"name": "Rolf Sand"}
    made = program.post("invoice-drafts", {"buyer": rolf})
    assert made.status_code == 201, made.content
    assert made.json()["obstacles"] == ["no-lines", "no-address"]
    refused = program.post(f"{made.headers['Location']}/issue", if_match=made.headers["ETag"])
    assert problem(refused) == "conflict"
    for sent, field in (
        ({"buyer": rolf, "lines": [{**LINE, "price": "-1"}]}, "lines.0.price"),
        ({"buyer": rolf, "lines": [LINE, {**LINE, "tax": "none"}]}, "lines.1.tax"),
        ({"buyer": {**rolf, "vat_id": "DE1"}}, "buyer.vat_id"),
        ({"buyer": {"name": ""}}, "buyer.name"),
        ({"buyer": rolf, "organisation": "0" * 16}, "organisation"),
        ({"buyer": rolf, "currency": "XXX"}, "currency"),
    ):
        answer = program.post("invoice-drafts", sent)
        assert field in [each["field"] for each in answer.json()["errors"]], (sent, answer.content)


def test_papers_are_fetched_by_whoever_may_read_the_invoice(clara: Person, anna: Person, kim: Person) -> None:
    invoice = issued(kim)
    program, address = Program(clara), f"invoices/{invoice.ref}"
    assert (program.get(address).json()["papers"], program.get(f"{address}/papers/pdf").status_code) == ([], 404)
    file = store_file("files", "invoice.pdf", "application/pdf", [b"%PDF"])
    Invoice.objects.filter(pk=invoice.pk).update(pdf=file)
    assert program.get(address).json()["papers"] == ["pdf"]
    fetched = program.get(f"{address}/papers/pdf")
    assert b"".join(fetched.streaming_content) == b"%PDF"
    assert fetched.headers["Content-Disposition"].startswith("attachment")
    assert Program(anna).get(f"{address}/papers/pdf").status_code == 403
    rows = program.get("invoices?show=open").json()["items"]
    assert [(row["number"], Decimal(row["left"])) for row in rows] == [(invoice.number, invoice.gross)]
