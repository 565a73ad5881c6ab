"""Programs and newsletters: what proves a right, and an issue with its pictures, its letter and its template."""

from __future__ import annotations

from datetime import timedelta

import pytest

from candor.business.tests.stories_invoices import issued
from candor.catalogue.tests.stories import sold
from candor.kernel import clock, instance
from candor.kernel.actor import SYSTEM
from candor.kernel.tests.test_picture_files import png
from candor.newsletters.actions.writing import IssueWords, write_issue
from candor.newsletters.tests.stories import news
from candor.people.models import Person
from tests.api.programs import Program, problem

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_a_program_says_what_one_customer_was_told_and_reads_what_proves_it(
    clara: Person, mara: Person, anna: Person, kim: Person
) -> None:
    product, desk, seller, manager = news(), sold("Candor Desk", "CD-1", by=SYSTEM), Program(clara), Program(mara)
    ours, day = f"newsletters/lists/{product.ref}", clock.today(instance.current().time_zone) - timedelta(days=3)
    invoice = issued(kim)
    one, told = f"invoices/{invoice.ref}/told", {"product": desk.product.ref, "day": day.isoformat(), "sure": True}
    assert problem(seller.send("PUT", f"{ours}/customers", {"for_customers": True, "products": []})) == "scope"
    assert manager.send("PUT", f"{ours}/customers", {"for_customers": True, "products": []}).status_code == 422
    opened = manager.send("PUT", f"{ours}/customers", {"for_customers": True, "products": [desk.product.ref]})
    assert opened.json()["products"][0]["name"] == "Candor Desk"
    entered = {"place": "Shop", "language": "en", "words": "We write to you. " * 5, "used_from": "2026-01-02"}
    words = manager.post(f"{ours}/told", entered).json()["ref"]
    assert [row["ref"] for row in seller.get(one).json()["words"]] == [words]
    unsure = {name: value for name, value in told.items() if name != "sure"}
    assert seller.post(one, {**unsure, "words": words}).status_code == 422
    late = seller.post(one, {**told, "words": words, "day": "2026-01-01"})
    assert [each["field"] for each in late.json()["errors"]] == ["day"]
    assert [seller.post(one, {**told, "words": words}).json()["outcome"] for _twice in range(2)] == ["began", "said-no"]
    assert seller.get(one).json()["rights"][0]["list"]["ref"] == product.ref
    [line] = seller.get(f"people/{kim.ref}/consents").json()["items"]
    assert (line["deed"], line["way"], line["list"]) == ("sold", "invoice", product.ref)
    assert line["text"] == entered["words"].strip()
    rights = f"people/{kim.ref}/rights"
    assert [right["ref"] for right in seller.get(rights).json()["rights"]] == [line["ref"]]
    before = (clock.now() - timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    assert seller.get(f"{rights}?at={before}").json()["rights"] == []
    ahead = (clock.now() + timedelta(days=2)).isoformat().replace("+00:00", "Z")
    for moment in (ahead, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"):
        refused = seller.get(f"{rights}?at={moment.replace('+', '%2B')}")
        assert [each["field"] for each in refused.json()["errors"]] == ["at"], moment
    assert problem(Program(anna).get(rights)) == "scope"
    assert manager.post(f"newsletters/told/{words}/end").json()["used_until"]
    assert manager.get("newsletters/free-downloads").json() == {"since": None}


def test_a_program_sends_a_picture_looks_at_the_letter_and_keeps_its_words(clara: Person) -> None:
    product, program = news(), Program(clara)
    issue = write_issue(product, IssueWords("News", "It is here."), key="issue-of-api", by=SYSTEM)
    one = f"newsletters/issues/{issue.ref}"
    sent = program.send("POST", f"{one}/pictures?name=lamp.png", png(), content_type="image/png")
    [picture] = sent.json()["items"]
    assert (sent.status_code, picture["name"]) == (201, "lamp.png")
    assert (
        program.send("POST", f"{one}/pictures?name=x.pdf", b"%PDF", content_type="application/pdf").status_code == 422
    )
    large = program.send("POST", f"{one}/pictures?name=x.png", b"x" * 200_001, content_type="image/png")
    assert problem(large) == "too-large"
    body = f"Look: {picture['markdown'].replace('[]', '[A lamp]')}"
    etag = program.get(one).headers["ETag"]
    assert program.patch(one, {"body_en": body}, if_match=etag).json()["faults"] == []
    letter = program.get(f"{one}/letter?language=de").json()
    assert "data:image/png" in letter["html"]
    assert "Look:" in letter["text"]
    saved = program.post(f"{one}/template", {"name": "Monthly"})
    assert saved.json()["body_en"].strip() == "Look:"
    assert program.post(f"{one}/template", {"name": "Monthly"}).json()["ref"] == saved.json()["ref"]
    names = [each["name_en"] for each in program.get("newsletters/templates").json()["items"]]
    assert names[0] == "Monthly"
    assert len(names) > 4
    assert program.delete(saved.headers["Location"]).status_code == 204
    assert program.delete(f"{one}/pictures/{picture['ref']}").status_code == 204
    assert program.get(f"{one}/pictures").json() == {"items": []}
    assert "<form" in program.get(f"newsletters/lists/{product.ref}/form?language=de").json()["html"]
