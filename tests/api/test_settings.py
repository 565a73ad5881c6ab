"""Programs and what pages of set-up do: settings, price files, leads taken along, links, audiences, announcements."""

from __future__ import annotations

import re
from base64 import b64decode

import pytest
from django.test import Client

from candor.business.models import Segment
from candor.business.rules.dunning import SHIPPED
from candor.business.tests.stories_invoices import we_are
from candor.catalogue.actions.prices import PriceListDetails, create_price_list
from candor.catalogue.models import Audience, DownloadRequest, Price
from candor.catalogue.tests.stories import sold
from candor.catalogue.tests.stories_releases import released
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.mail.models import OutboxMessage
from candor.newsletters.actions.writing import IssueWords, write_issue
from candor.newsletters.tests.stories import news, subscribed
from candor.people.models import Person
from candor.privacy.actions.notices import NoticeText, publish_shipped_versions, publish_version
from candor.privacy.models import NoticeKind
from candor.privacy.queries.deadlines import house_today
from tests.api.programs import Program, problem

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_what_is_not_sent_stays_and_what_a_page_refuses_is_refused(adam: Person, mara: Person, clara: Person) -> None:
    we_are()
    program = Program(adam)
    before = program.get("invoicing-settings")
    sent = {"invoice_format": "R-{year}-{number}", "small_business": True}
    after = program.patch("invoicing-settings", sent, if_match=before.headers["ETag"]).json()
    assert after == {**before.json(), **sent, "version": before.json()["version"] + 1}
    stale = program.patch("invoicing-settings", sent, if_match=before.headers["ETag"])
    assert problem(stale) == "stale"
    match = program.get("invoicing-settings").headers["ETag"]
    wrong = program.patch("invoicing-settings", {"iban": "DE00"}, if_match=match)
    assert [each["field"] for each in wrong.json()["errors"]] == ["iban"]

    shown = program.get("dunning-settings")
    assert [each["days"] for each in shown.json()["levels"]] == [each.days for each in SHIPPED]
    levels = [{"days": 5}, {"days": 15, "fee": "2.50", "titles": {"de": "Zweite Bitte"}}]
    match = shown.headers["ETag"]
    told = program.patch("dunning-settings", {"levels": levels, "interest_business": "9.12"}, if_match=match).json()
    assert [(each["days"], each["fee"]) for each in told["levels"]] == [(5, "0"), (15, "2.50")]
    assert (told["levels"][1]["titles"], told["interest_business"]) == ({"de": "Zweite Bitte"}, "9.12")
    match = program.get("dunning-settings").headers["ETag"]
    again = program.patch("dunning-settings", {"flat_fee": True}, if_match=match).json()
    assert again["levels"] == told["levels"]

    manager = Program(mara)
    match = manager.get("reminder-settings").headers["ETag"]
    steps = manager.patch("reminder-settings", {"steps": [60, 7, -3]}, if_match=match).json()["steps"]
    assert steps == [60, 7, -3]
    match = manager.get("licence-settings").headers["ETag"]
    assert manager.patch("licence-settings", {"days_valid": 90}, if_match=match).json()["shown_from_seats"] == 3
    assert problem(manager.get("invoicing-settings")) == "scope"
    assert problem(Program(clara).get("licence-settings")) == "scope"


def test_a_file_of_prices_is_looked_at_first(clara: Person) -> None:
    edition, program = sold("Candor Desk", "CD-1", by=SYSTEM), Program(clara)
    row = create_price_list(PriceListDetails("Prices", "EUR", clock.now().date()), None, by=SYSTEM)
    one, text = f"price-lists/{row.ref}", "sku,price\nCD-1,990.00\nXX-1,5\n"
    looked = program.post(f"{one}/file/preview", {"text": text}).json()
    assert (looked["changing"], looked["wrong"]) == (1, 1)
    assert [each["fault"] for each in looked["rows"]] == [None, "unknown"]
    assert not Price.objects.exists()
    match = program.get(one).headers["ETag"]
    assert program.post(f"{one}/file", {"text": "nothing"}, if_match=match).status_code == 422
    taken = program.post(f"{one}/file", {"text": text}, if_match=match).json()
    assert [(each["edition"], each["amount"]) for each in taken["prices"]] == [(edition.ref, "990.00")]
    file = b"".join(program.get(f"{one}/file").streaming_content).decode()
    assert "CD-1,Candor Desk Team,990.00,standard" in file


def test_leads_leave_with_a_reason_and_a_link_leads_to_the_files(mara: Person, clara: Person, kim: Person) -> None:
    program = Program(mara)
    program.post("leads", {"interest": "Ten seats", "name": "Rolf", "email": "rolf@sand.example"})
    assert program.post("lead-exports", {"reason": "why"}).status_code == 422
    file = program.post("lead-exports", {"reason": "Letters about the fair"}).json()
    assert "Ten seats" in b64decode(file["content"]).decode()
    assert problem(Program(clara).post("lead-exports", {"reason": "Letters about the fair"})) == "scope"

    release = released("4.2", Audience.MAINTAINED, by=SYSTEM)
    made = Program(clara).post(f"releases/{release.ref}/links", {"person": kim.ref, "by_mail": False})
    assert (made.status_code, made.json()["mailed_to"]) == (201, "")
    mails = OutboxMessage.objects.filter(template="catalogue/mail/download")
    assert not mails.exists()
    shown = Client().get(re.sub(r"^https?://[^/]+", "", made.json()["link"])).content.decode()
    assert "archive-4.2.zip" in shown
    assert DownloadRequest.objects.get().person == kim
    mailed = Program(clara).post(f"releases/{release.ref}/links", {"person": kim.ref}).json()
    assert mails.get().to_address == mailed["mailed_to"]


def test_an_audience_is_chosen_and_an_announcement_begins_at_once(
    clara: Person, paula: Person, adam: Person, kim: Person
) -> None:
    product, program = news(), Program(clara)
    subscribed(kim, product)
    issue = write_issue(product, IssueWords("News", "It is here."), key="issue-of-api", by=SYSTEM)
    empty = {"all": [{"field": "country", "is": "SE"}]}
    segment = Segment.objects.create(name="Sweden", about="people", conditions=empty, created_at=clock.now())
    one = f"newsletters/issues/{issue.ref}/audience"
    assert program.get(one).json()["numbers"]["may"] == 1
    chosen = program.send("PUT", one, {"segment": segment.ref}).json()
    assert (chosen["segment"], chosen["numbers"]["may"]) == ("Sweden", 0)
    assert program.send("PUT", one, {"segment": "0f3kq8z1v7n2m5ax"}).status_code == 422
    assert program.send("PUT", one, {"segment": None}).json()["numbers"]["may"] == 1

    publish_shipped_versions()
    texts = {"en": NoticeText("New", "Backups move."), "de": NoticeText("Neu", "Sicherungen ziehen um.")}
    publish_version(NoticeKind.NOTICE, texts, by=SYSTEM)
    office = Program(paula)
    wanted = {"document": "notice", "version": 2, "banner_until": house_today().isoformat()}
    begun = office.post("announcements", wanted)
    assert (begun.status_code, begun.json()["version"]) == (201, 2)
    assert office.post("announcements", wanted).status_code == 422, "it is announced already"
    assert office.get("announcements").json()["items"][0]["ref"] == begun.json()["ref"]
    assert problem(Program(adam).get("announcements")) == "scope"
