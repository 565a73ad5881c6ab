"""Programs and what sales does beside leads, quotes and invoices: rights, segments, renewals, dunning, releases."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta

import pytest

from candor.business.actions import declaring
from candor.business.actions.bookkeeping import change_bookkeeping
from candor.business.models import (
    BilledWork,
    CancelKind,
    DunningLetter,
    DunningState,
    Invoice,
    Segment,
    SubscriptionTerm,
)
from candor.business.queries_leads import today
from candor.business.tests.stories import written
from candor.business.tests.stories_invoices import issued, we_are
from candor.business.tests.stories_subscriptions import begun, support
from candor.catalogue.models import ReleaseFile
from candor.catalogue.tests.stories import sold
from candor.helpdesk.tests.stories import ticket_of
from candor.helpdesk.tests.stories_times import kind_of_work, worked
from candor.kernel import clock
from candor.kernel.access_log import forget_cache
from candor.kernel.actor import ANONYMOUS, SYSTEM
from candor.kernel.models import AccessLogEntry, StoredFile
from candor.newsletters.actions.lists import add_list
from candor.newsletters.models import SignUp
from candor.newsletters.models import Subscription as Reader
from candor.people.models import Identifier, Organisation, Person
from candor.people.scopes import Scope, scopes_open_to
from candor.privacy.public import Reach, SuppressionReason, suppress
from tests.api.programs import Program, problem
from tests.api.selling import BOOKS, LIST
from tests.cast import actor

pytestmark = [pytest.mark.django_db, pytest.mark.db]

CONSENT = {
    "channel": "mail",
    "ground": "consent",
    "given_on": "2026-05-04",
    "proof": "The form of the fair.",
}


def test_a_right_takes_what_shows_it_and_no_program_lifts_an_objection(
    clara: Person, anna: Person, paula: Person, kim: Person, sam: Person
) -> None:
    program, address = Program(clara), f"people/{kim.ref}/contact-rights"
    forget_cache()
    assert {each["why"] for each in program.get(address).json()["channels"]} == {"no-right"}
    assert AccessLogEntry.objects.filter(subject_id=kim.pk, actor_role="sales").exists(), "each look is noted"
    presumed = program.post(address, {**CONSENT, "ground": "presumed"})
    assert [each["field"] for each in presumed.json()["errors"]] == ["ground"], "§ 7 UWG knows none for mail"
    assert program.post(address, {**CONSENT, "proof": " "}).status_code == 422
    given = program.post(address, CONSENT)
    assert given.status_code == 201, given.content
    mail, phone = given.json()["channels"]
    assert (mail["may_advertise"], phone["may_advertise"]) == (True, False)
    right = given.json()["rights"][0]
    assert (right["by"]["name"], right["proof"]) == ("Clara Wolff", CONSENT["proof"])

    theirs = Identifier.objects.get(person=kim, kind="email").value
    suppress(theirs, Reach.EMAIL, SuppressionReason.OBJECTION, by=actor(paula))
    assert program.get(address).json()["channels"][0] == {"channel": "mail", "may_advertise": False, "why": "objection"}
    refused = program.post(address, {**CONSENT, "proof": "They said so."})
    assert [each["field"] for each in refused.json()["errors"]] == ["channel"], "only they can take that back"
    elsewhere = program.post(f"people/{sam.ref}/contact-rights/{right['ref']}/end")
    assert elsewhere.status_code == 404
    assert program.post(f"{address}/{right['ref']}/end").json()["rights"] == []
    assert problem(Program(anna).get(address)) == "scope"
    assert Program(paula).get(address).status_code == 200
    assert problem(Program(paula).post(address, CONSENT)) == "scope", "who only reads writes none"


def test_a_segment_asks_for_what_there_is_and_nothing_else(
    clara: Person, paula: Person, nordlicht: Organisation
) -> None:
    program = Program(clara)
    fields = {each["name"] for each in program.get("segment-fields").json()["items"]}
    assert {"owner", "country", "customer"} <= fields
    germany = {"field": "country", "is": "DE"}
    deep: dict[str, object] = {"all": [{"any": [{"all": [germany]}]}]}
    for conditions in ({"field": "password", "is": "x"}, {"all": germany}, {"none": []}, deep, {"all": [germany] * 21}):
        refused = program.post("segments", {"name": "X", "about": "people", "conditions": conditions})
        assert [each["field"] for each in refused.json()["errors"]] == ["conditions"], conditions
    made = program.post("segments", {"name": "In Germany", "about": "organisations", "conditions": {"all": [germany]}})
    assert (made.status_code, made.json()["members"]) == (201, 0)
    Organisation.objects.filter(pk=nordlicht.pk).update(country="DE")
    address, etag = made.headers["Location"], made.headers["ETag"]
    again = program.get(address)
    assert (again.json()["members"], again.headers["ETag"]) == (1, etag), "it is asked anew; its words stay"
    other = program.post("segments", {"name": "In Germany", "about": "organisations", "conditions": {"any": []}})
    assert problem(other) == "conflict"
    changed = program.patch(address, {"conditions": {"all": [{"field": "country", "is_not": "DE"}]}}, if_match=etag)
    assert changed.json()["name"] == "In Germany"
    assert problem(program.patch(address, {"name": "Abroad"}, if_match=etag)) == "stale"
    assert problem(Program(paula).delete(address)) == "scope"
    assert program.delete(address).status_code == 204
    assert not Segment.objects.exists()


def test_a_subscription_is_begun_renewed_once_and_cancelled(
    clara: Person, anna: Person, kim: Person, nordlicht: Organisation
) -> None:
    we_are()
    program, edition = Program(clara), support()
    sent = {"person": kim.ref, "edition": edition.ref, "currency": "EUR", "quantity": 5, "price": "49.90"}
    made = program.post("subscriptions", sent, idempotency_key="s-1")
    assert made.status_code == 201, made.content
    told, address = made.json(), made.headers["Location"]
    assert (told["organisation"]["name"], told["price"], told["state"]) == (nordlicht.name, "49.90", "active")
    assert program.post("subscriptions", sent, idempotency_key="s-1").json()["ref"] == told["ref"]

    renewal = {"renews_on": told["renews_on"], "quantity": 6}
    renewed = program.post(f"{address}/renewal", renewal)
    assert (renewed.json()["quantity"], len(renewed.json()["terms"])) == (6, 2)
    assert problem(program.post(f"{address}/renewal", renewal)) == "conflict", "the day that was read is renewed"
    assert len(program.post(f"{address}/renewal/taking-back").json()["terms"]) == 1

    soon = (today() + timedelta(days=40)).isoformat()
    planned = program.send("PUT", f"{address}/quantity", {"quantity": 9, "counts_from": soon}).json()
    assert (planned["next_quantity"], planned["next_quantity_on"]) == (9, soon)
    assert program.delete(f"{address}/quantity").json()["next_quantity"] is None
    quoted = program.post(f"{address}/quote")
    assert program.get(f"quotes/{quoted.json()['ref']}").json()["organisation"]["name"] == nordlicht.name

    now = program.get(address)
    dearer = program.patch(address, {"price": None, "renews_itself": True}, if_match=now.headers["ETag"])
    assert (dearer.json()["price"], dearer.json()["renews_itself"]) == (None, True)
    assert problem(program.patch(address, {"price": "1.00"}, if_match=now.headers["ETag"])) == "stale"
    ended = program.post(f"{address}/cancellation", {"reason": "They close.", "tells": False}).json()
    assert (ended["state"], ended["cancellation"]["reason"]) == ("cancelled", "They close.")
    assert problem(program.post(f"{address}/cancellation", {})) == "conflict"
    assert program.post(f"{address}/cancellation/undoing").json()["state"] == "active"
    assert SubscriptionTerm.objects.count() == 1
    assert [row["ref"] for row in program.get(f"subscriptions?show=active&of={kim.ref}").json()["items"]] == [
        told["ref"]
    ]
    assert [row["person"]["name"] for row in program.get("subscription-contacts").json()["items"]] == [kim.name]
    assert problem(Program(anna).get(address)) == "scope", "technicians see no prices (B10)"


def test_a_letter_goes_for_the_amount_that_was_read_and_rests_while_it_is_disputed(clara: Person, kim: Person) -> None:
    with clock.at(clock.now() - timedelta(days=40)):
        invoice = issued(kim)
    program, address = Program(clara), f"invoices/{invoice.ref}"
    assert [row["is_due"] for row in program.get("dunning").json()["items"]] == [True]
    letter = program.post(f"{address}/reminders")
    assert (letter.status_code, letter.json()["state"]) == (201, "proposed")
    wrong = program.post(f"{address}/reminders/1/sending", {"total": "1.00"})
    assert problem(wrong) == "conflict", "another amount than would be asked for"
    assert [row["level"] for row in program.get("dunning/letters").json()["items"]] == [1]
    paused = program.send("PUT", f"{address}/dunning-pause", {"reason": "disputed", "note": "Two seats are missing."})
    assert paused.json() == {"reason": "disputed", "note": "Two seats are missing.", "until": None}
    assert not DunningLetter.objects.exists()
    assert problem(program.post(f"{address}/reminders")) == "conflict"
    assert program.delete(f"{address}/dunning-pause").status_code == 204
    total = program.post(f"{address}/reminders").json()["total"]
    assert program.post(f"{address}/reminders/1/sending", {"total": total}).json()["state"] == "approved"
    assert problem(program.delete(f"{address}/reminders/1")) == "conflict", "it is on its way"
    assert DunningLetter.objects.get().state == DunningState.APPROVED


def test_bookings_are_taken_along_once_and_everybody_in_them_can_see_it(
    mara: Person, clara: Person, kim: Person
) -> None:  # fmt: skip
    issued(kim)
    program, day = Program(mara), today().isoformat()
    period = {"since": day, "until": day}
    asked = {**period, "reason": "For the adviser"}
    assert problem(program.post("bookkeeping-exports", asked)) == "conflict", "the adviser's numbers are missing"
    change_bookkeeping(0, BOOKS, by=SYSTEM)
    preview = program.get(f"bookkeeping-exports/preview?since={day}&until={day}").json()
    assert (preview["bookings"], preview["debits"]) == (1, "593.81")
    file = program.post("bookkeeping-exports", asked).json()
    assert b64decode(file["content"]).startswith(b'"EXTF";')
    assert problem(program.post("bookkeeping-exports", asked)) == "conflict", "it went along"
    assert program.get("bookkeeping-exports").json()["items"][0]["reason"] == "For the adviser"
    table = b64decode(program.post("invoice-exports", period).json()["content"]).decode()
    assert "593.81" in table
    assert AccessLogEntry.objects.filter(subject_id=kim.pk, actor_role="manager").exists()
    assert problem(Program(clara).post("invoice-exports", period)) == "scope", "sales takes nothing along"


def test_a_release_is_published_with_a_file_whose_sum_comes_back(clara: Person, anna: Person, kim: Person) -> None:
    program, product = Program(clara), sold(by=SYSTEM).product
    written = {"number": "9.1", "released_on": "2026-11-20", "notes": {"en": "- Scans"}}
    made = program.post(f"products/{product.ref}/releases", written)
    assert made.status_code == 201, made.content
    address = made.headers["Location"]
    twice = program.post(f"products/{product.ref}/releases", written)
    assert [each["field"] for each in twice.json()["errors"]] == ["number"]
    assert problem(program.post(f"{address}/publication")) == "conflict", "there is nothing to download yet"
    content = b"0123456789" * 1000
    added = program.post(f"{address}/files?name=archive.zip&platform=linux", content, content_type="application/zip")
    assert (added.status_code, added.json()["size"], len(added.json()["sha256"])) == (201, 10_000, 64)
    again = program.post(f"{address}/files?name=archive.zip", content, content_type="application/zip")
    assert again.json()["ref"] == added.json()["ref"]
    assert (ReleaseFile.objects.count(), StoredFile.objects.filter(name="archive.zip").count()) == (1, 1)
    other = program.post(f"{address}/files?name=archive.zip", b"other", content_type="application/zip")
    assert problem(other) == "conflict"
    assert StoredFile.objects.filter(name="archive.zip").count() == 1, "what is refused leaves nothing"

    fetched = f"release-files/{added.json()['ref']}"
    assert b"".join(program.get(fetched).streaming_content) == content
    part = program.get(fetched, Range="bytes=9990-")
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"0123456789")
    told = program.post(f"{address}/publication").json()
    assert (told["notes"], told["files"][0]["fetched"]) == ({"en": "- Scans"}, 0), "staff are not counted"
    assert problem(program.delete(fetched)) == "conflict", "withdraw it first"
    changed = program.patch(address, {"notes": {"de": "- Suche"}}, if_match=program.get(address).headers["ETag"])
    assert changed.json()["notes"] == {"en": "- Scans", "de": "- Suche"}
    assert program.post(f"{address}/withdrawal").json()["withdrawn_at"]
    assert program.delete(fetched).status_code == 204
    assert program.get(f"people/{kim.ref}/downloads").json()["items"] == []
    assert problem(Program(anna).get(address)) == "scope"


def test_a_program_asks_for_consent_by_mail_and_puts_nobody_on_a_list(
    mara: Person, clara: Person, kim: Person
) -> None:  # fmt: skip
    program = Program(mara)
    made = program.post("newsletters/lists", LIST)
    assert (made.status_code, made.json()["readers"]) == (201, 0)
    sent = {"email": "rolf@sand.example", "lists": [made.json()["ref"]], "language": "de"}
    answers = [program.post("newsletters/sign-ups", sent).status_code for _ in range(5)]
    assert answers == [204] * 4 + [429], "an address is asked four times an hour at most"
    assert SignUp.objects.count() == 4
    assert not Reader.objects.exists(), "nobody has confirmed it"
    closed = add_list({**LIST, "name_en": "Within", "is_public": False}, by=SYSTEM)
    assert program.post("newsletters/sign-ups", {**sent, "lists": [closed.ref]}).status_code == 422

    issue = program.post("newsletters/issues", {"list": made.json()["ref"], "subject_en": "One", "body_en": "{oops}"})
    address = issue.headers["Location"]
    assert issue.json()["faults"]
    assert problem(program.post(f"{address}/sending", {})) == "conflict", "it has a fault"
    whole = program.patch(address, {"body_en": "Hello."}, if_match=issue.headers["ETag"])
    assert whole.json()["faults"] == []
    assert problem(Program(clara).post(f"{address}/sending", {})) == "scope", "sales writes, managers send"
    late = program.post(f"{address}/sending", {"send_at": "2020-01-01T08:00:00Z"})
    assert [each["field"] for each in late.json()["errors"]] == ["send_at"]
    assert program.post(f"{address}/sending", {"send_at": "2037-05-04T08:00:00Z"}).json()["state"] == "scheduled"
    assert problem(program.delete(address)) == "conflict", "it is no draft any more"
    assert program.post(f"{address}/draft").json()["state"] == "draft"
    assert program.delete(address).status_code == 204


def test_a_licence_comes_back_with_its_receipt_and_a_machine_without_a_network(
    clara: Person, mallory: Person, sam: Person
) -> None:
    program, edition = Program(clara), sold(by=SYSTEM)
    sent = {"edition": edition.ref, "person": mallory.ref, "is_of_organisation": False}
    licence = program.post("licences", sent).json()
    address = f"licences/{licence['ref']}"
    carried = {"key": licence["key"], "machine": "board-7 4711", "label": "Mill"}
    signed = program.post(f"{address}/offline-activations", carried)
    assert (signed.status_code, '"signature"' in signed.json()["content"]) == (201, True)
    assert program.get(address).json()["activations"] == 1
    mistyped = program.post(f"{address}/offline-activations", {**carried, "key": "0BNE6W-G04D9R"})
    assert [each["field"] for each in mistyped.json()["errors"]] == ["key"]
    other = program.post("licences", sent).json()
    elsewhere = program.post(f"licences/{other['ref']}/offline-activations", carried)
    assert [each["field"] for each in elsewhere.json()["errors"]] == ["key"], "made for another licence"
    assert [row["kind"] for row in program.get(f"{address}/entries").json()["items"]] == ["issued"]
    assert [row["revision"] for row in program.get(f"{address}/keys").json()["items"]] == [1]

    code = program.send("PUT", f"{address}/after-erasure", {"restore_by": "receipt"}).json()["code"]
    held = program.post("licence-restorations", {"code": code, "person": sam.ref})
    assert problem(held) == "conflict", "somebody holds it"
    wrong = program.post("licence-restorations", {"code": "00000", "person": sam.ref})
    assert [each["field"] for each in wrong.json()["errors"]] == ["code"]


def test_work_becomes_a_draft_once_and_sales_read_no_word_of_the_case(
    clara: Person, anna: Person, kim: Person, nordlicht: Organisation
) -> None:
    we_are()
    record = worked(ticket_of(kim, subject="A secret subject"), anna, 90, edition=kind_of_work())
    program, address = Program(clara), f"organisations/{nordlicht.ref}/work"
    waiting = program.get("work").json()
    assert [(each["about"], each["customer"]["name"], each["minutes"]) for each in waiting] == [
        ("organisation", "Nordlicht GmbH", 90)
    ]
    shown = program.get(address)
    assert "secret" not in shown.content.decode()
    line = shown.json()[0]
    assert (line["quantity"], line["price"], line["currency"]) == ("1.50", "120.00", "EUR")
    draft = program.post(f"{address}/invoice-draft", {"work": [line["key"]]})
    assert draft.status_code == 201, draft.content
    assert (draft.json()["net"], draft.json()["lines"][0]["work"]) == ("180.00", record.ref)
    assert problem(program.post(f"{address}/invoice-draft", {"work": [line["key"]]})) == "conflict"
    assert program.get("work").json() == []
    assert Program(anna, raises=False).get("work").status_code in {403, 404}, "technicians see no prices"


def test_what_a_credit_note_took_back_may_be_charged_again(clara: Person, anna: Person, kim: Person) -> None:
    we_are()
    record = worked(ticket_of(kim, subject="A secret subject"), anna, 90, edition=kind_of_work())
    program, invoice = Program(clara), issued(kim)
    BilledWork.objects.create(record=record.ref, invoice=invoice, is_invoiced=True, position=1)
    said = {"invoice": invoice.ref, "work": [record.ref]}
    assert problem(program.post("work/freeing", said)) == "conflict", "no credit note yet"
    Invoice.objects.filter(pk=invoice.pk).update(corrected=invoice.gross)
    other = program.post("work/freeing", {**said, "work": ["0000000000000000"]})
    assert other.json() == {"freed": 0}, "only what stands on this invoice"
    assert [program.post("work/freeing", said).json()["freed"] for _press in range(2)] == [1, 0]
    assert program.get("work").json()[0]["records"] == 1
    assert problem(program.post("work/freeing", {**said, "invoice": "0000000000000000"})) == "not-found"
    assert Program(anna, raises=False).post("work/freeing", said).status_code in {403, 404}


def test_a_cancellation_of_the_website_is_read_and_carried_out_once(clara: Person, sam: Person) -> None:
    subscription = begun(sam, by=actor(clara))
    said = declaring.Said(CancelKind.ORDINARY, "Sam Peters", contract="Support", key="form-of-sam")
    declaring.receive_declaration(said, by=ANONYMOUS)
    program = Program(clara)
    waiting = program.get("cancellations").json()["items"]
    assert [(each["name"], each["state"]) for each in waiting] == [("Sam Peters", "waits")]
    address = f"cancellations/{waiting[0]['ref']}"
    assert program.get(address).json()["may_mean"] == [], "no address, nobody to compare with"
    wrong = program.post(f"{address}/subscription", {"number": "S1999-0001"})
    assert wrong.json()["errors"][0]["field"] == "number"
    done = program.post(f"{address}/subscription", {"number": subscription.number.lower()})
    assert (done.json()["state"], done.json()["subscription"]["name"]) == ("cancelled", subscription.number)
    assert problem(program.post(f"{address}/subscription", {"number": subscription.number})) == "conflict"
    assert program.post(f"{address}/settling", {"note": "Twice."}).json()["state"] == "cancelled"
    assert program.get("cancellations").json()["items"] == []


def test_sales_mail_is_read_answered_and_settled(clara: Person, anna: Person, kim: Person) -> None:
    found = written(
        "What would ten seats cost?\n", subject="Ten more seats", files=(("seats.txt", "text/plain", b"ten"),)
    )
    program = Program(clara)
    forget_cache()
    waiting = program.get("sales-mail").json()["items"]
    assert [(each["ref"], each["person"]["name"]) for each in waiting] == [(found.ref, "Kim Jansen")]
    assert AccessLogEntry.objects.filter(subject_id=kim.pk, actor_role="sales").exists(), "each look is noted"
    address = f"sales-mail/{found.ref}"
    mail = program.get(f"{address}/mails").json()["items"][0]
    assert (mail["text"], mail["is_ours"], mail["files"][0]["name"]) == (
        "What would ten seats cost?",
        False,
        "seats.txt",
    )
    file = program.get(f"sales-mail-files/{mail['files'][0]['ref']}")
    assert b"".join(file.streaming_content) == b"ten"
    sent = program.post(f"{address}/answers", {"text": "990.00 euros a year."})
    assert (sent.status_code, sent.json()["waits_since"]) == (201, None)
    assert sent.json()["taken_by"]["name"] == "Clara Wolff"
    assert [each["is_ours"] for each in program.get(f"{address}/mails").json()["items"]] == [True, False]
    assert program.post(f"{address}/lead").json()["name"].startswith("Ten more seats")
    assert program.post(f"{address}/settling").json()["done_at"]
    assert program.get("sales-mail?show=mine").json()["items"] == []
    assert Program(anna, raises=False).get(address).status_code in {403, 404}, "technicians read no sales mail"


def test_the_list_of_what_waits_goes_on_while_it_is_worked_off(clara: Person, kim: Person) -> None:
    found = [written(subject=f"Question {number}") for number in range(3)]
    program = Program(clara)
    first = program.get("sales-mail?limit=2").json()
    assert [each["ref"] for each in first["items"]] == [row.ref for row in found[:2]]
    for row in found[:2]:
        program.post(f"sales-mail/{row.ref}/settling")
    rest = program.get(f"sales-mail?limit=2&cursor={first['next']}")
    assert rest.status_code == 200, rest.content
    assert ([each["ref"] for each in rest.json()["items"]], rest.json()["next"]) == ([found[2].ref], None)


def test_the_pipeline_is_set_up(mara: Person, clara: Person) -> None:
    program = Program(mara)
    added = program.post("lead-stages", {"name": "Trial runs"}).json()
    moved = program.patch(f"lead-stages/{added['ref']}", {"name": "On trial", "position": 1})
    assert moved.status_code == 200, moved.content
    names = [each["name"] for each in Program(clara).get("lead-stages").json()["items"]]
    assert (names[0], len(names)) == ("On trial", 5)
    program.patch(f"lead-stages/{added['ref']}", {"position": 10})
    names = [each["name"] for each in program.get("lead-stages").json()["items"]]
    assert names[-1] == "On trial", "beyond the last place is the last one"
    assert program.delete(f"lead-stages/{added['ref']}").status_code == 204
    for row in program.get("lead-stages").json()["items"][1:]:
        program.delete(f"lead-stages/{row['ref']}")
    last = program.get("lead-stages").json()["items"]
    assert problem(program.delete(f"lead-stages/{last[0]['ref']}")) == "conflict"
    assert problem(Program(clara).post("lead-lost-reasons", {"name": "No budget"})) == "scope"


def test_figures_are_sums_for_managers(mara: Person, clara: Person, kim: Person) -> None:
    we_are()
    invoice = issued(kim)
    program = Program(mara)
    told = program.get("figures/invoices").json()
    assert [(each["currency"], each["net"]) for each in told["months"]] == [("EUR", f"{invoice.net:.2f}")]
    assert told["open"][0]["amount"] == f"{invoice.gross:.2f}"
    assert "Kim" not in program.get("figures/invoices").content.decode()
    assert program.get("figures/sales").status_code == 200
    backwards = program.get("figures/invoices?since=2026-05-04&until=2026-05-01")
    assert backwards.json()["errors"][0]["field"] == "until"
    assert Program(clara, raises=False).get("figures/invoices").status_code in {403, 404}


def test_scopes_of_what_is_sold_go_by_role() -> None:
    manages, sells, helps = (set(scopes_open_to(role)) for role in ("manager", "sales", "technician"))
    assert {Scope.INVOICES_EXPORT, Scope.NEWSLETTERS_SEND} <= manages - sells
    ours = {Scope.SUBSCRIPTIONS_WRITE, Scope.RELEASES_WRITE, Scope.NEWSLETTERS_WRITE}
    assert ours <= sells
    assert not ours & helps
    assert not ours & set(scopes_open_to("")), "and for no customer"
