"""Programs and quotes: written with exact amounts, sent once, answered, and then an order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from candor.business.actions.seller import invoicing
from candor.business.models import InvoicingSettings
from candor.catalogue.tests.stories import list_of, sold
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.people.models import Person
from tests.api.programs import Program, problem

pytestmark = [pytest.mark.django_db, pytest.mark.db]

LINE = {"text": "Set-up", "quantity": "1.5", "unit": "HUR", "price": "119.90", "tax": "service-standard"}


@pytest.fixture(autouse=True)
def _at_home(db: None) -> None:
    InvoicingSettings.objects.update_or_create(pk=invoicing().pk, defaults={"country": "DE"})


def test_a_quote_is_written_sent_accepted_and_becomes_an_order(clara: Person, kim: Person, anna: Person) -> None:
    program = Program(clara)
    made = program.post("quotes", {"subject": "Set-up", "person": kim.ref, "lines": [LINE]}, Accept_Language="de")
    assert made.status_code == 201, made.content
    address, quote = made.headers["Location"], made.json()
    assert (quote["state"], quote["net"], quote["gross"]) == ("draft", "179.85", "214.02")
    assert (quote["lines"][0]["quantity"], quote["lines"][0]["net"]) == ("1.5", "179.85"), "whatever the language"

    two = program.send("PUT", f"{address}/lines", {"lines": [LINE, LINE]}, if_match=made.headers["ETag"])
    assert (two.status_code, len(two.json()["lines"])) == (200, 2)
    late = program.post(f"{address}/sending", if_match=made.headers["ETag"])
    assert problem(late) == "stale", "nobody sends what they have not read"
    sent = program.post(f"{address}/sending", if_match=two.headers["ETag"])
    assert (sent.json()["state"], sent.json()["offered"]) == ("sent", 1)
    again = program.post(f"{address}/sending", if_match=sent.headers["ETag"])
    assert problem(again) == "conflict", "everything is sent already"

    order = program.post(f"{address}/acceptance", {"name": "Kim Jansen"}).json()["order"]
    assert program.post(f"{address}/acceptance", {"name": "Kim Jansen"}).json()["order"] == order, "one order"
    shown = program.get(f"orders/{order['ref']}").json()
    assert (shown["state"], shown["net"], shown["invoiced"], len(shown["lines"])) == ("open", "359.70", "0.00", 2)
    assert problem(program.patch(address, {"subject": "x"}, if_match="*")) == "conflict"
    cancelled = program.post(f"orders/{order['ref']}/cancellation", {"reason": "They ordered twice."}).json()
    assert (cancelled["state"], cancelled["cancel_reason"]) == ("cancelled", "They ordered twice.")
    assert problem(Program(anna).get(address)) == "scope", "technicians see no prices (B10)"
    assert problem(Program(kim).get(address)) == "scope"


def test_a_line_begins_with_what_the_catalogue_says(clara: Person) -> None:
    edition = sold(by=SYSTEM)
    list_of(edition, "990.00", by=SYSTEM)
    program = Program(clara)
    new = {"subject": "Archive", "name": "Rolf", "email": "rolf@sand.example"}
    line = program.post("quotes", {**new, "lines": [{"edition": edition.ref, "quantity": "3"}]}).json()["lines"][0]
    assert (line["price"], line["net"], line["edition"]) == ("990.00", "2970.00", edition.ref)
    for sent, field in (
        ({"edition": "0" * 16}, "lines.1.edition"),
        ({"price": "1"}, "lines.1.text"),
        ({"text": "x"}, "lines.1.price"),
        ({"text": "x", "price": "1", "tax": "service-none"}, "lines.1.tax"),
        ({"text": "x", "price": "1", "discount": "120"}, "lines.1.discount"),
    ):
        answer = program.post("quotes", {**new, "lines": [LINE, sent]})
        assert [each["field"] for each in answer.json()["errors"]] == [field], sent
    past = (clock.now() - timedelta(days=3)).date().isoformat()
    assert problem(program.post("quotes", {**new, "valid_until": past})) == "not-valid"
    assert len(program.get("quotes?show=all").json()["items"]) == 1, "what is refused leaves nothing behind"
