"""Mail to sales: it stands on the person's timeline, is answered from there, and is seen by sales alone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from candor.business.actions.answering import Answer, NowhereToAnswer, send_answer
from candor.business.actions.handling import settle, take
from candor.business.models import Correspondence, SalesFile, SalesMail
from candor.business.tests.stories import SALES, mail_in, mail_of, reply_to, sales_box, written
from candor.helpdesk.models import Message, Ticket
from candor.helpdesk.public import NewMessage, send_reply
from candor.kernel import clock, search
from candor.kernel.audit import facts_about
from candor.kernel.registries import inbound
from candor.kernel.registries.inbound import DeliveryReport
from candor.mail.models import Mailbox, OutboxMessage, RawState, Reason, Way
from candor.mail.public import receive
from candor.mail.tests.letters import letter
from candor.people.models import Identifier, Organisation, Person
from candor.privacy.actions.locks import NewLock, lock_person
from candor.privacy.models import LockGround
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

HTML = "<p>Good morning,<script>alert(1)</script> <b>ten</b> seats?<img src='https://tracker.example/x.gif'></p>"


def shown(who: Person, name: str, *args: str, **query: Any) -> str:
    answer = signed_in(who).get(reverse(f"tech:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def answered(found: Correspondence, by: Person, text: str = "Ten seats cost 900 euros.") -> OutboxMessage:
    send_answer(found, Answer(text), by=actor(by))
    return OutboxMessage.objects.latest("id")


def test_a_mail_to_sales_stands_on_the_timeline_of_person_and_organisation(
    kim: Person, clara: Person, anna: Person, nordlicht: Organisation
):
    found = written(files=(("seats.txt", "text/plain", b"ten"),))

    assert (found.person, found.organisation, found.subject) == (kim, nordlicht, "Ten more seats")
    assert not Ticket.objects.exists()
    for page in (shown(clara, "person-timeline", kim.ref), shown(clara, "organisation-timeline", nordlicht.ref)):
        assert "wrote to sales, from an address that is not proven yet · Ten more seats" in page
        assert "what would ten more seats cost?" in page
        assert "seats.txt" in page
    assert "seats" not in shown(anna, "person-timeline", kim.ref), "no technician sees what is said to sales"
    assert "Ten more seats" in shown(clara, "start"), "it waits on the page after sign-in"
    assert "seats" not in shown(anna, "start")


def test_nobody_is_answered_by_itself_and_a_cc_adds_nobody(kim: Person):
    written(cc="Ida Fremd <ida@fremd.example>, boss@fremd.example")
    assert not OutboxMessage.objects.exists()
    assert not Identifier.objects.filter(value__endswith="@fremd.example").exists()


def test_somebody_unknown_is_written_down(clara: Person):
    found = written(sender="Olga Neu <olga@neu.example>")
    assert found.person.name == "Olga Neu"
    assert "Olga Neu" in shown(clara, "sales-mail")


@pytest.mark.parametrize(("who", "status"), [("clara", 200), ("mara", 200), ("adam", 200), ("paula", 200),
                                             ("anna", 404), ("kim", 404), ("mallory", 404)])  # fmt: skip
def test_who_sees_it(who: str, status: int, kim: Person, request: pytest.FixtureRequest):
    mail = mail_of(mail_in_with_file())
    person = request.getfixturevalue(who)
    browser, file = signed_in(person), SalesFile.objects.get()
    for name, ref in (("sales-correspondence", mail.correspondence.ref), ("sales-file", file.file.ref)):
        assert browser.get(reverse(f"tech:{name}", args=[ref])).status_code == status, name
    assert browser.get(reverse("tech:sales-mail")).status_code == status


def mail_in_with_file() -> Any:
    sales_box()
    return mail_in(files=(("seats.txt", "text/plain", b"ten"),))


def test_the_html_of_a_mail_is_shown_in_a_sandbox_without_its_scripts(kim: Person, clara: Person, anna: Person):
    sales_box()
    raw = letter("Ten seats?", to=SALES).replace(b"Content-Type: text/plain", b"Content-Type: text/html")
    mail = mail_of(receive(raw.replace(b"Ten seats?", HTML.encode()), Way.PIPE))
    answer = signed_in(clara).get(reverse("tech:sales-mail-html", args=[mail.ref]))
    assert "<b>ten</b>" in answer.content.decode()
    assert "tracker" not in answer.content.decode()
    assert "alert" not in answer.content.decode()
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
    assert signed_in(anna).get(reverse("tech:sales-mail-html", args=[mail.ref])).status_code == 404


def test_it_is_found_by_its_words_by_those_who_may_see_it(kim: Person, clara: Person, anna: Person):
    found = written("What about the quokka edition?\n")
    search.index_pending()
    assert found.subject in shown(clara, "search", q="quokka")
    assert "Nothing found" in shown(anna, "search", q="quokka")


def test_an_answer_goes_out_from_the_address_that_was_written_to(kim: Person, clara: Person):
    found = written()
    mail = answered(found, clara)
    assert (mail.from_address, mail.to_address) == (SALES, "kim@nordlicht.example")
    assert mail.subject == "Re: Ten more seats"
    assert "Ten seats cost 900 euros." in mail.text
    assert "Clara Wolff" in mail.text
    assert "Auto-Submitted" not in mail.headers
    assert mail.headers["In-Reply-To"]
    found.refresh_from_db()
    assert (found.taken_by, found.waits_since) == (clara, None)


def test_the_reply_finds_its_way_back_and_proves_the_sender(kim: Person, clara: Person):
    found = written()
    mail = answered(found, clara)
    assert not found.is_sender_verified

    reply = mail_of(reply_to(mail))

    found.refresh_from_db()
    assert reply.correspondence == found
    assert found.is_sender_verified
    assert found.waits_since is not None
    assert "not proven" not in shown(clara, "person-timeline", kim.ref)


@pytest.mark.parametrize("sender", ["Kim Jansen <kim@elsewhere.example>", "sam@hafen.example"])
def test_a_reply_of_somebody_else_with_the_token_joins_nothing(sender: str, kim: Person, sam: Person, clara: Person):
    found = written()
    mail = answered(found, clara)

    forged = mail_of(reply_to(mail, sender=sender))

    assert forged.correspondence != found
    assert forged.correspondence.person != kim
    assert not forged.correspondence.is_sender_verified
    assert SalesMail.objects.filter(correspondence=found).count() == 2


RELAY = "mx.lindwurm.example"


@pytest.mark.parametrize(("result", "joins"), [("pass", True), ("fail", False)])
def test_what_a_trusted_server_says_counts_as_for_cases(result: str, joins: bool, kim: Person, clara: Person):
    found = written()
    Mailbox.objects.update(trusted_relay=RELAY)
    mail = answered(found, clara)
    checked = f"{RELAY}; dmarc={result} header.from=nordlicht.example"
    raw = letter("Yes.\n", to=SALES, in_reply_to=f"<{mail.message_id}>")
    raw = f"Authentication-Results: {checked}\n".encode() + raw
    reply = mail_of(receive(raw, Way.IMAP, Mailbox.objects.get()))
    assert (reply.correspondence == found) is joins
    assert reply.correspondence.is_sender_verified is joins
    page = shown(clara, "sales-correspondence", reply.correspondence.ref)
    assert ("probably forged" in page) is not joins


def test_a_token_of_an_address_that_is_theirs_no_more_opens_nothing(kim: Person, clara: Person):
    found = written()
    mail = answered(found, clara)
    Identifier.objects.filter(person=kim).update(value="kim@home.example")
    assert mail_of(reply_to(mail)).correspondence != found


def test_a_mail_that_only_names_the_subject_begins_anew(kim: Person, clara: Person):
    found = written()
    answered(found, clara)
    assert mail_of(mail_in("I wrote before.\n", subject="Re: Ten more seats")).correspondence != found


def test_a_reply_to_a_case_that_comes_to_the_sales_mailbox_joins_the_case(kim: Person, anna: Person):
    sales_box()
    case = receive(letter(to="support@lindwurm.example"), Way.PIPE)
    ticket = Message.objects.get(pk=case.became_id).ticket
    send_reply(ticket, NewMessage("Which version?"), by=actor(anna))
    reply = reply_to(OutboxMessage.objects.latest("id"), "Version 4.\n")
    assert (reply.became_kind, reply.became_word) == ("helpdesk.message", "reply")
    assert not Correspondence.objects.exists()


def test_an_out_of_office_note_wakes_nobody(kim: Person, clara: Person):
    found = written()
    mail = answered(found, clara)
    note = mail_of(reply_to(mail, "I am away.\n", auto_submitted="auto-replied"))
    found.refresh_from_db()
    assert note.correspondence == found
    assert (note.is_automatic, found.waits_since) == (True, None)
    assert "sent sales an automatic mail" in shown(clara, "person-timeline", kim.ref)


def test_what_waits_is_listed_until_it_is_answered_or_settled(kim: Person, sam: Person, clara: Person, mara: Person):
    with clock.later(hours=-2):
        first = written()
    second = written(sender="Sam Peters <sam@hafen.example>", subject="Our renewal")
    page = shown(clara, "sales-mail")
    assert page.index("Ten more seats") < page.index("Our renewal"), "what waits the longest comes first"

    browser = signed_in(clara)
    browser.post(reverse("tech:sales-take", args=[first.ref]))
    taken = signed_in(mara).post(reverse("tech:sales-take", args=[first.ref]), follow=True)
    assert "A colleague has taken it already." in taken.content.decode()
    assert "Ten more seats" in shown(clara, "sales-mail", show="mine")
    answered(first, clara)
    browser.post(reverse("tech:sales-settle", args=[second.ref]))
    assert "Nothing waits" in shown(clara, "sales-mail")
    assert "Our renewal" in shown(clara, "sales-mail", show="all")
    names = [fact.name for fact in facts_about(second)]
    assert names == ["business.correspondence.begun", "business.correspondence.settled"]


def test_what_was_settled_comes_back_with_the_next_mail(kim: Person, clara: Person):
    found = written()
    mail = answered(found, clara)
    settle(found, by=actor(clara))
    reply_to(mail)
    found.refresh_from_db()
    assert found.done_at is None
    assert "Ten more seats" in shown(clara, "sales-mail")


def test_giving_back_and_opening_again(kim: Person, clara: Person):
    found, browser = written(), signed_in(clara)
    take(found, by=actor(clara))
    browser.post(reverse("tech:sales-give-back", args=[found.ref]))
    browser.post(reverse("tech:sales-settle", args=[found.ref]))
    browser.post(reverse("tech:sales-open-again", args=[found.ref]))
    found.refresh_from_db()
    assert (found.taken_by, found.done_at) == (None, None)
    assert found.waits_since is not None


def test_an_answer_that_comes_back_brings_its_correspondence_back(kim: Person, clara: Person):
    found = written()
    mail = answered(found, clara)
    inbound.report(DeliveryReport(mail.pk, mail.about_kind, mail.about_id, "bounced", permanent=True))
    found.refresh_from_db()
    assert found.waits_since is not None
    assert "Came back: the address takes no mail" in shown(clara, "sales-correspondence", found.ref)


def test_the_same_form_sent_twice_writes_once(kim: Person, clara: Person):
    found, browser = written(), signed_in(clara)
    typed = {"text": "Ten seats cost 900 euros.", "key": "a-key-of-one-form"}
    for _press in range(2):
        assert browser.post(reverse("tech:sales-answer", args=[found.ref]), typed).status_code == 303
    assert OutboxMessage.objects.count() == 1


@pytest.mark.parametrize("typed", [{"text": ""}, {"text": "x" * 100_001}, {"text": "Yes.", "key": "<script>"}])
def test_a_bad_answer_is_told_and_kept(typed: dict[str, str], kim: Person, clara: Person):
    found = written()
    path = reverse("tech:sales-answer", args=[found.ref])
    answer = signed_in(clara).post(path, {"key": "a-key-of-one-form", **typed})
    assert answer.status_code == 422
    assert not OutboxMessage.objects.exists()


def test_who_has_no_address_any_more_cannot_be_answered(kim: Person, clara: Person):
    found = written()
    Identifier.objects.filter(person=kim).delete()
    with pytest.raises(NowhereToAnswer):
        send_answer(found, Answer("Yes."), by=actor(clara))
    typed = {"text": "Yes.", "key": "a-key-of-one-form"}
    answer = signed_in(clara).post(reverse("tech:sales-answer", args=[found.ref]), typed)
    assert answer.status_code == 422
    assert "No address of this person is known." in answer.content.decode()


def test_who_only_reads_changes_nothing(kim: Person, paula: Person):
    found = written()
    for name in ("sales-answer", "sales-take", "sales-settle", "sales-make-case"):
        assert signed_in(paula).post(reverse(f"tech:{name}", args=[found.ref])).status_code == 404
    assert [fact.name for fact in facts_about(found)] == ["business.correspondence.begun"]


def test_a_restricted_persons_mail_is_kept_and_shown_to_the_office_alone(kim: Person, clara: Person, paula: Person):
    found = written("The wombat wants seats.\n")
    lock_person(kim, NewLock(LockGround.ACCURACY), by=actor(paula))
    search.index_pending()
    browser = signed_in(clara)
    assert browser.get(reverse("tech:sales-correspondence", args=[found.ref])).status_code == 404
    assert "Ten more seats" not in shown(clara, "sales-mail")
    assert "Ten more seats" not in shown(clara, "search", q="wombat")
    assert "Ten more seats" in shown(paula, "sales-mail")


def test_mail_in_doubt_waits_in_quarantine_as_everywhere(kim: Person):
    sales_box()
    raw = mail_in("Your code is 493201.", sender="no-reply@slack.example", subject="Slack confirmation code")
    assert (raw.state, raw.reason) == (RawState.QUARANTINED, Reason.VERIFICATION)
    assert not Correspondence.objects.exists()


def test_the_list_goes_on_page_by_page(kim: Person, clara: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("candor.business.queries.PAGE", 2)
    for number in range(5):
        with clock.later(minutes=number):
            written(subject=f"Matter {number}")
    browser, seen = signed_in(clara), []
    for view in ("waiting", "all"):
        address = f"{reverse('tech:sales-mail')}?show={view}"
        while address:
            page = browser.get(address).content.decode()
            seen += dict.fromkeys(re.findall(r"Matter \d", page))
            older = re.search(r'href="(/tech/sales-mail/\?show=\w+&amp;after=[^"]+)"', page)
            address = older[1].replace("&amp;", "&") if older else ""
    assert seen == [f"Matter {n}" for n in (0, 1, 2, 3, 4, 4, 3, 2, 1, 0)]


def test_a_long_mail_is_told_in_part_on_the_timeline(kim: Person, clara: Person):
    written("word " * 1_000 + "the-end\n")
    page = shown(clara, "person-timeline", kim.ref)
    assert "the-end" not in page
    assert "…" in page


def test_when_it_was_written_is_never_later_than_when_it_came(kim: Person):
    with clock.at(clock.now() - timedelta(days=400)):
        mail = mail_of(_first())
        assert mail.written_at <= clock.now()


def _first() -> Any:
    sales_box()
    return mail_in()
