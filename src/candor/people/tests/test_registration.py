"""Registering: an account for whoever owns the mailbox, and the same answer to everybody else."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from candor.kernel import audit, clock
from candor.kernel.models import AuditFact, Token
from candor.people import passwords
from candor.people.actions.registration import forget_old_registrations
from candor.people.models import (
    Account,
    Identifier,
    Membership,
    Organisation,
    OrganisationDomain,
    Person,
    Registration,
    RegistrationRules,
)
from candor.people.tasks import mail_registration
from candor.people.tests.conftest import LetterBox
from candor.privacy.actions.notices import publish_shipped_versions
from candor.ui.public import Stamp
from tests.cast import actor, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NEW = "sieben gelbe lampen brennen"
INES = "ines@falk-bau.example"


def filled_in(**changes: Any) -> dict[str, Any]:
    """The form as a person sends it, drawn half a minute ago."""
    with clock.later(seconds=-30):
        stamp = str(Stamp.new())
    return {
        "name": "Ines Falk",
        "email": INES,
        "organisation": "Falk Bau",
        "language": "de",
        "time_zone": "Europe/Vienna",
        "website": "",
        "stamp": stamp,
        **changes,
    }


def register(client: Client, **changes: Any) -> Any:
    return client.post("/register/", filled_in(**changes))


def link_in(box: LetterBox, email: str = INES) -> str:
    """The path of the newest link mailed to the address."""
    links = [letter["context"]["link"] for letter in box.delivered() if letter["to"] == email]
    return "/register/" + links[-1].partition("/register/")[2]


def confirm(client: Client, link: str, **changes: Any) -> Any:
    return client.post(link, {"name": "Ines Falk", "organisation": "Falk Bau", "password": NEW, **changes})


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_somebody_new_confirms_the_mailbox_and_is_in(letter_box: LetterBox, client: Client) -> None:
    publish_shipped_versions()
    assert register(client)["Location"] == "/register/sent/"
    assert not Person.objects.filter(name="Ines Falk").exists()
    page = client.get(link := link_in(letter_box))
    assert "Ines Falk" in text_of(page)
    answer = confirm(client, link)
    assert client.get(answer["Location"])["Location"] == "/customer/"
    ines = Person.objects.get(name="Ines Falk")
    assert (ines.language, ines.time_zone, ines.source) == ("de", "Europe/Vienna", "registration")
    assert ines.claimed_organisation == "Falk Bau"
    assert not ines.memberships.exists()
    assert ines.identifiers.get().verified_at is not None
    assert ines.account.notice_version == "1"
    assert passwords.fits(ines.account, NEW)
    names = [fact.name for fact in audit.facts_about(ines.account)]
    assert names == ["people.registration.confirmed", "people.account.password_set", "people.account.signed_in"]
    assert not Registration.objects.exists()


def test_nothing_public_sets_a_cookie_before_there_is_an_account(letter_box: LetterBox, client: Client) -> None:
    answers = [client.get("/register/"), register(client), client.get("/register/sent/")]
    link = link_in(letter_box)
    answers += [client.get(link), confirm(client, link, password="short"), register(client, name="")]
    assert [answer.status_code for answer in answers] == [200, 303, 200, 200, 422, 422]
    assert not any(answer.cookies for answer in answers)


def test_the_mail_has_no_word_that_a_stranger_typed(letter_box: LetterBox, client: Client) -> None:
    register(client, name="Win a prize at evil.example", organisation="evil.example")
    letter = letter_box.delivered()[-1]
    assert letter["language"] == "de"
    assert "evil" not in str(letter["context"])


def test_a_known_person_keeps_their_record_and_gets_an_account(letter_box: LetterBox, client: Client) -> None:
    nele = make_person("Nele Fjord", "nele@fjord.example", verified=False)
    register(client, email="Nele@fjord.example", name="Somebody Else")
    page = client.get(link := link_in(letter_box, "nele@fjord.example"))
    assert "in touch with us before" in text_of(page)
    assert client.post(link, {"password": NEW}).status_code == 303
    nele.refresh_from_db()
    assert (nele.name, nele.claimed_organisation) == ("Nele Fjord", "")
    assert Identifier.objects.get(person=nele).verified_at is not None
    assert Account.objects.get().person == nele


@pytest.mark.usefixtures("_row_remembered")
@pytest.mark.parametrize(
    ("email", "template"),
    [
        ("nobody@fjord.example", "registration_link"),
        ("nele@fjord.example", "registration_link"),
        ("kim@nordlicht.example", "registration_has_account"),
        ("shared@fjord.example", "registration_no_way"),
        ("locked@fjord.example", "registration_no_way"),
    ],
)
def test_every_address_gets_the_same_answer_and_its_owner_alone_reads_more(
    email: str, template: str, kim: Person, letter_box: LetterBox
) -> None:
    for name, address in [
        ("Nele", "nele@fjord.example"),
        ("First", "shared@fjord.example"),
        ("Second", "shared@fjord.example"),
    ]:
        make_person(name, address)
    locked = make_person("Locked", "locked@fjord.example")
    Account.objects.create(person=locked, password="", is_active=False, created_at=clock.now())
    register(Client(), email="first@fjord.example")  # opens the network's count, which the others share
    answers = []
    for asked in ("unknown@fjord.example", email):
        with CaptureQueriesContext(connection) as queries:
            answer = register(Client(), email=asked)
        cost = len(queries)
        shown = re.sub(r'nonce="[^"]+"', "", Client().get(answer["Location"]).content.decode())
        answers.append((cost, answer.status_code, answer["Location"], shown))
    assert answers[0] == answers[1]
    assert [letter["template"] for letter in letter_box.delivered() if letter["to"] == email] == [template]
    left = set(Registration.objects.values_list("email", flat=True))
    assert (email in left) is (template == "registration_link")


def test_looking_at_the_link_uses_nothing_and_it_works_once(letter_box: LetterBox, client: Client) -> None:
    register(client)
    link = link_in(letter_box)
    for _ in range(3):
        assert client.get(link).status_code == 200
    assert confirm(Client(), link).status_code == 303
    assert confirm(Client(), link).status_code == 410
    assert Person.objects.filter(name="Ines Falk").count() == 1


def test_two_links_for_one_address_make_one_account(letter_box: LetterBox, client: Client) -> None:
    register(client)
    first = link_in(letter_box)
    register(client)
    second = link_in(letter_box)
    assert first != second
    assert confirm(Client(), first).status_code == 303
    assert confirm(Client(), second).status_code == 410


def test_an_address_that_became_shared_in_the_meantime_opens_nothing(letter_box: LetterBox, client: Client) -> None:
    register(client)
    link = link_in(letter_box)
    make_person("First", INES)
    make_person("Second", INES)
    assert confirm(client, link).status_code == 410
    assert not Account.objects.exists()


def test_what_nobody_confirms_goes_after_a_day(letter_box: LetterBox, client: Client) -> None:
    register(client)
    link = link_in(letter_box)
    with clock.later(hours=25):
        assert client.get(link).status_code == 410
        assert forget_old_registrations() == 1
    assert not Registration.objects.exists()


def test_a_weak_password_leaves_the_link_usable_and_the_words_in_place(letter_box: LetterBox, client: Client) -> None:
    register(client)
    link = link_in(letter_box)
    answer = confirm(client, link, name="Ines von Falk", password="ines falk ines falk")
    assert answer.status_code == 422
    assert "Ines von Falk" in text_of(answer)
    assert confirm(client, link, name="Ines von Falk").status_code == 303
    assert Person.objects.filter(name="Ines von Falk").exists()


def test_the_same_form_twice_is_one_mail(letter_box: LetterBox, client: Client) -> None:
    form = filled_in()
    assert {client.post("/register/", form).status_code for _ in range(2)} == {303}
    assert len(letter_box.delivered()) == 1


def test_the_job_may_run_twice(letter_box: LetterBox, client: Client) -> None:
    register(client)
    letter_box.delivered()
    mail_registration(Registration.objects.get().pk)
    assert Token.objects.filter(purpose="registration", used_at=None).count() == 1
    assert confirm(client, link_in(letter_box)).status_code == 303


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "Tell us your name"),
        ({"email": ""}, "Tell us your e-mail address"),
        ({"email": "nobody"}, "not an e-mail address"),
        ({"language": "xx"}, "xx"),
        ({"website": "https://spam.example"}, "has to stay empty"),
        ({"stamp": ""}, "open for a long time"),
    ],
)
def test_what_is_wrong_is_said_and_the_words_stay(changes: dict[str, str], words: str, client: Client) -> None:
    answer = register(client, **changes)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "Falk Bau" in text_of(answer)


def test_programs_are_too_quick_and_too_many(letter_box: LetterBox, client: Client) -> None:
    with clock.at(clock.now()):
        assert "quicker than we expect" in text_of(register(client, stamp=str(Stamp.new())))
        statuses = [register(client).status_code for _ in range(7)]
    assert statuses == [303] * 5 + [429] * 2
    assert len(letter_box.delivered()) == 5


def test_who_has_signed_in_has_an_account(kim: Person) -> None:
    assert signed_in(kim).get("/register/")["Location"] == "/customer/cases/"


def test_closed_means_no_form_no_link_and_no_mail(
    letter_box: LetterBox, client: Client, settings: Any, adam: Person
) -> None:
    register(client)
    link = link_in(letter_box)
    assert "/register/" in text_of(client.get("/customer/sign-in/"))
    assert "/register/" in text_of(client.get("/"))
    register(client, email="late@falk-bau.example")
    RegistrationRules.objects.create(who="nobody")
    assert "by themselves" in text_of(client.get("/register/"))
    assert register(client).status_code == 403
    assert confirm(client, link).status_code == 410
    for place in ("/customer/sign-in/", "/"):
        assert "/register/" not in text_of(client.get(place))
    assert "late@falk-bau.example" not in [letter["to"] for letter in letter_box.delivered()]


def test_a_public_sandbox_registers_nobody(client: Client, settings: Any) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, sandbox_until=clock.now() + timedelta(hours=1))
    assert register(client).status_code == 403


def test_only_known_domains_where_the_owner_says_so(
    nordlicht: Organisation, letter_box: LetterBox, client: Client
) -> None:
    RegistrationRules.objects.create(who="domains")
    OrganisationDomain.objects.create(organisation=nordlicht, domain="nordlicht.example", created_at=clock.now())
    assert register(client).status_code == 303
    assert register(client, email="neu@nordlicht.example").status_code == 303
    told = {letter["to"]: letter["template"] for letter in letter_box.delivered()}
    assert told == {INES: "registration_not_invited", "neu@nordlicht.example": "registration_link"}
    assert confirm(client, link_in(letter_box, "neu@nordlicht.example")).status_code == 303
    assert not Membership.objects.filter(person__name="Ines Falk").exists()


def test_a_domain_makes_a_member_only_where_that_is_switched_on(
    nordlicht: Organisation, letter_box: LetterBox, client: Client
) -> None:
    RegistrationRules.objects.create(joins_by_domain=True)
    OrganisationDomain.objects.create(organisation=nordlicht, domain="nordlicht.example", created_at=clock.now())
    register(client, email="neu@nordlicht.example", organisation="Hafen AG")
    confirm(client, link_in(letter_box, "neu@nordlicht.example"), organisation="Hafen AG")
    membership = Membership.objects.get(person__name="Ines Falk")
    assert (membership.organisation, membership.role) == (nordlicht, "member")
    assert AuditFact.objects.filter(name="people.membership.begun").count() == 1


def test_administrators_set_the_rules_and_two_at_once_are_told(adam: Person, anna: Person) -> None:
    browser = signed_in(adam)
    form = {"version": "0", "who": "domains", "joins_by_domain": "on"}
    assert browser.post("/tech/configuration/registration/", form).status_code == 303
    rules = RegistrationRules.objects.get()
    assert (rules.who, rules.joins_by_domain, rules.version) == ("domains", True, 1)
    assert browser.post("/tech/configuration/registration/", {"version": "0", "who": "nobody"}).status_code == 409
    assert signed_in(anna).get("/tech/configuration/registration/").status_code == 404


@pytest.mark.parametrize(
    ("domain", "status"),
    [("@Nordlicht.Example", 303), ("bücher.example", 303), ("gmail.com", 422), ("nonsense", 422), ("a@b.example", 422)],
)
def test_staff_note_domains_that_can_be_one_organisations_own(
    domain: str, status: int, anna: Person, nordlicht: Organisation
) -> None:
    answer = signed_in(anna).post(f"/tech/organisations/{nordlicht.ref}/domains/new/", {"domain": domain})
    assert answer.status_code == status
    assert nordlicht.domains.exists() is (status == 303)


def test_a_domain_belongs_to_one_organisation(anna: Person, nordlicht: Organisation, hafen: Organisation) -> None:
    browser = signed_in(anna)
    assert browser.post(f"/tech/organisations/{hafen.ref}/domains/new/", {"domain": "hafen.example"}).status_code == 303
    answer = browser.post(f"/tech/organisations/{nordlicht.ref}/domains/new/", {"domain": "hafen.example"})
    assert "noted with another organisation" in text_of(answer)
    entry = hafen.domains.get()
    assert browser.post(f"/tech/organisations/{nordlicht.ref}/domains/{entry.ref}/removal/").status_code == 404
    assert "hafen.example" in text_of(browser.get(f"/tech/organisations/{hafen.ref}/"))
    browser.post(f"/tech/organisations/{hafen.ref}/domains/{entry.ref}/removal/")
    assert not hafen.domains.exists()


def test_staff_see_where_somebody_says_to_belong_and_settle_it(anna: Person, paula: Person) -> None:
    ines = make_person("Ines Falk", INES)
    ines.claimed_organisation = "Falk & Söhne"
    ines.save()
    browser = signed_in(anna)
    page = text_of(browser.get(f"/tech/people/{ines.ref}/"))
    assert "Says to belong to:" in page
    assert "q=Falk+%26+S%C3%B6hne" in page
    assert signed_in(paula).post(f"/tech/people/{ines.ref}/claim/settlement/").status_code == 404
    assert browser.post(f"/tech/people/{ines.ref}/claim/settlement/").status_code == 303
    ines.refresh_from_db()
    assert ines.claimed_organisation == ""
    assert actor(anna).is_staff
