"""Programs and what is sold: prices for sales alone; licences from issuing to revoking."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from candor.catalogue.models import Edition
from candor.catalogue.tests.stories import list_of, sold
from candor.config.faces.api import document
from candor.kernel.actor import SYSTEM
from candor.people.models import Organisation, Person
from tests.api.programs import ROOT, Program, problem

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def edition(db: None) -> Edition:
    return sold(by=SYSTEM)


def test_prices_are_read_and_written_by_sales_alone(clara: Person, anna: Person, edition: Edition) -> None:
    prices = list_of(edition, "990.00", by=SYSTEM)
    program, address = Program(clara), f"price-lists/{prices.ref}"
    product = program.get("products").json()["items"][0]
    assert (product["name"], product["editions"][0]["sku"]) == ("Archive", "ARC-5")
    assert program.get(f"editions/{edition.ref}").json()["features"] == ["Search", "Scan"]
    read = program.get(address)
    assert read.json()["prices"] == [
        {"edition": edition.ref, "sku": "ARC-5", "amount": "990.00", "tax": "standard"}
    ]  # fmt: skip
    dearer = {"prices": [{"edition": edition.ref, "amount": "1090.50"}]}
    written = program.patch(f"{address}/prices", dearer, if_match=read.headers["ETag"])
    assert written.json()["prices"][0]["amount"] == "1090.50"
    assert problem(program.patch(f"{address}/prices", dearer, if_match=read.headers["ETag"])) == "stale"
    unknown = {"prices": [{"edition": "0" * 16, "amount": None}]}
    refused = program.patch(f"{address}/prices", unknown, if_match=written.headers["ETag"])
    assert [each["field"] for each in refused.json()["errors"]] == ["prices.0.edition"]
    for path in ("products", address, f"editions/{edition.ref}"):
        assert problem(Program(anna).get(path)) == "scope", "technicians see no prices (B10)"


def test_a_licence_is_issued_extended_transferred_and_revoked(
    clara: Person, anna: Person, kim: Person, sam: Person, nordlicht: Organisation, edition: Edition
) -> None:
    program = Program(clara)
    made = program.post("licences", {"edition": edition.ref, "person": kim.ref}, idempotency_key="order-7")
    assert made.status_code == 201, made.content
    licence, address = made.json(), made.headers["Location"]
    assert (licence["organisation"]["name"], licence["seats"]) == (nordlicht.name, 5), "as the edition says"
    again = program.post("licences", {"edition": edition.ref, "person": kim.ref}, idempotency_key="order-7")
    assert again.json()["ref"] == licence["ref"], "one licence"

    longer = program.post(f"{address}/extension", {"until": "2037-05-04"})
    assert longer.json()["maintenance_until"] == "2037-05-04"
    assert longer.json()["key"] != licence["key"], "each change makes a new key"
    late = program.patch(address, {"seats": 9}, if_match=made.headers["ETag"])
    assert problem(late) == "stale"
    more = program.patch(address, {"seats": 9, "features": ["search"]}, if_match=longer.headers["ETag"])
    assert (more.json()["seats"], more.json()["features"]) == (9, ["search"])

    told = Program(anna).get(address).json()
    assert "key" not in told, "technicians see that there is a licence, not its key"
    assert problem(Program(anna).post(f"{address}/revocation", {"reason": "unpaid"})) == "scope"
    assert problem(Program(kim).get(address)) == "scope"

    theirs = program.post(f"{address}/transfer", {"person": sam.ref}, if_match=more.headers["ETag"])
    assert theirs.json()["person"]["name"] == sam.name
    assert program.post(f"{address}/revocation", {"reason": "refunded"}).json()["state"] == "revoked"
    assert [row["ref"] for row in program.get("licences?show=revoked").json()["items"]] == [licence["ref"]]
    assert program.post(f"{address}/reinstatement").json()["state"] == "maintained"


def test_a_machine_is_activated_as_the_document_says_and_its_place_is_freed(
    clara: Person, kim: Person, edition: Edition
) -> None:
    program, machine = Program(clara), Client()
    licence = program.post("licences", {"edition": edition.ref, "person": kim.ref}).json()
    sent = {"key": licence["key"], "machine": "board-7 4711", "label": "Reception"}
    answer = machine.post(f"{ROOT}licences/activations/", json.dumps(sent), content_type="application/json")
    told = document()
    operation = told["paths"][f"{ROOT}licences/activations/"]["post"]
    schema = told["components"]["schemas"]["Activation"]
    assert answer.status_code in operation["responses"]
    assert set(schema["required"]) == set(answer.json()) == set(schema["properties"])
    assert operation["security"] == [], "no token: the key is the proof"
    sample = operation["requestBody"]["content"]["application/json"]["schema"]
    assert set(sample["properties"]) == set(sent)

    for name in ("keys", "revocations"):
        listed = machine.get(f"{ROOT}licences/{name}/")
        reference = told["paths"][f"{ROOT}licences/{name}/"]["get"]["responses"][200]["content"]["application/json"]
        shape = told["components"]["schemas"][reference["schema"]["$ref"].rsplit("/", 1)[-1]]
        assert set(shape["required"]) == set(listed.json()), name

    address = f"licences/{licence['ref']}"
    machines = program.get(address).json()["machines"]
    assert [each["label"] for each in machines] == ["Reception"]
    assert program.delete(f"{address}/machines/{machines[0]['ref']}").status_code == 204
    assert program.get(address).json()["machines"] == []
