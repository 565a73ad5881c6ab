"""A password by code: for whoever owns the mailbox, and for nobody else."""

from __future__ import annotations

import re
import threading

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from candor.kernel import audit, clock
from candor.kernel.models import Token
from candor.people import passwords
from candor.people.actions import reset
from candor.people.actions.identifiers import Refused
from candor.people.models import Account, Identifier, Person
from candor.people.tasks import mail_reset_code
from candor.people.tests.conftest import LetterBox
from tests.cast import PASSWORD, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NEW = "sieben gelbe lampen brennen"


def ask(client: Client, email: str) -> str:
    """Ask for a code; the address of the page that takes it."""
    answer = client.post("/customer/reset-password/", {"email": email})
    assert answer.status_code == 303, answer.content
    return answer["Location"]


def choose(client: Client, page: str, code: str, password: str = NEW):
    return client.post(page, {"code": code, "password": password})


def test_a_record_that_never_had_a_password_gets_in(letter_box: LetterBox, client: Client) -> None:
    nele = make_person("Nele", "nele@fjord.example", verified=False)
    page = ask(client, "Nele@fjord.example")
    answer = choose(client, page, letter_box.code_for("nele@fjord.example"))
    assert client.get(answer["Location"])["Location"] == "/customer/"
    account = Account.objects.get(person=nele)
    assert passwords.fits(account, NEW)
    assert Identifier.objects.get(person=nele).verified_at is not None
    names = [fact.name for fact in audit.facts_about(account)]
    assert names == ["people.account.reset", "people.account.password_set", "people.account.signed_in"]


def test_a_code_is_taken_as_people_type_it(kim: Person, letter_box: LetterBox, client: Client) -> None:
    page = ask(client, "kim@nordlicht.example")
    code = letter_box.code_for("kim@nordlicht.example")
    assert choose(client, page, f" {code.upper().replace('-', ' ')} ").status_code == 303


def test_a_new_password_ends_all_other_sessions_and_is_told(kim: Person, letter_box: LetterBox, client: Client) -> None:
    elsewhere = signed_in(kim)
    choose(client, ask(client, "kim@nordlicht.example"), letter_box.code_for("kim@nordlicht.example"))
    assert elsewhere.get("/customer/me/").status_code == 302
    assert client.get("/customer/me/").status_code == 200
    assert [letter["template"] for letter in letter_box.letters] == ["reset_code", "password_changed"]


@pytest.mark.usefixtures("_row_remembered")
@pytest.mark.parametrize("email", ["nobody@fjord.example", "shared@fjord.example", "locked@fjord.example"])
def test_unknown_shared_and_locked_addresses_see_the_same_and_get_no_mail(
    email: str, kim: Person, letter_box: LetterBox
) -> None:
    make_person("First", "shared@fjord.example")
    make_person("Second", "shared@fjord.example")
    locked = make_person("Locked", "locked@fjord.example")
    Account.objects.create(person=locked, password="", is_active=False, created_at=clock.now())
    ask(Client(), "first@fjord.example")  # opens the network's count, which the others share
    answers = []
    for asked in ("kim@nordlicht.example", email):
        with CaptureQueriesContext(connection) as queries:
            page = ask(Client(), asked)
        cost = len(queries)
        shown = Client().get(page)
        wrong = choose(Client(), page, "aaaa-aaaa")
        plain = re.sub(r'reset-password/[^/"]+/|nonce="[^"]+"', "", wrong.content.decode())
        answers.append((cost, shown.status_code, wrong.status_code, plain))
    assert answers[0] == answers[1]
    assert {letter["to"] for letter in letter_box.delivered()} <= {"kim@nordlicht.example"}


def test_five_wrong_codes_end_the_right_one(kim: Person, letter_box: LetterBox, client: Client) -> None:
    page = ask(client, "kim@nordlicht.example")
    code = letter_box.code_for("kim@nordlicht.example")
    for _ in range(5):
        assert choose(client, page, "aaaa-aaaa").status_code == 422
    assert choose(client, page, code).status_code == 422
    assert passwords.fits(Account.objects.get(person=kim), PASSWORD)


def test_nobody_spoils_somebody_elses_code_by_asking_or_guessing(kim: Person, letter_box: LetterBox) -> None:
    owner, mallory = Client(REMOTE_ADDR="198.51.100.9"), Client(REMOTE_ADDR="203.0.113.7")
    page = ask(owner, "kim@nordlicht.example")
    code = letter_box.code_for("kim@nordlicht.example")
    other_page = ask(mallory, "kim@nordlicht.example")
    for _ in range(8):
        choose(mallory, other_page, "aaaa-aaaa")
    assert choose(mallory, other_page, code).status_code in {422, 429}
    assert choose(owner, page, code).status_code == 303


def test_a_code_works_once_and_for_half_an_hour(kim: Person, letter_box: LetterBox, client: Client) -> None:
    page = ask(client, "kim@nordlicht.example")
    code = letter_box.code_for("kim@nordlicht.example")
    with clock.later(minutes=31):
        assert choose(client, page, code).status_code == 410
    assert choose(client, page, code).status_code == 303
    assert choose(Client(), page, code).status_code == 410


def test_looking_at_the_page_uses_nothing(kim: Person, letter_box: LetterBox, client: Client) -> None:
    page = ask(client, "kim@nordlicht.example")
    code = letter_box.code_for("kim@nordlicht.example")
    for _ in range(3):
        assert client.get(page).status_code == 200
    assert choose(client, page, code).status_code == 303


def test_an_address_that_was_taken_away_meanwhile_opens_nothing(
    kim: Person, letter_box: LetterBox, client: Client
) -> None:
    page = ask(client, "kim@nordlicht.example")
    code = letter_box.code_for("kim@nordlicht.example")
    Identifier.objects.filter(person=kim).delete()
    assert choose(client, page, code).status_code == 422


def test_a_weak_password_leaves_the_code_usable_and_tells_nothing_of_the_person(
    kim: Person, letter_box: LetterBox, client: Client
) -> None:
    page = ask(client, "kim@nordlicht.example")
    code = letter_box.code_for("kim@nordlicht.example")
    assert "everybody tries first" in choose(client, page, code, "password1234567890").content.decode()
    about_kim = "kim jansen nordlicht"
    assert "Leave your name" not in choose(client, page, "aaaa-aaaa", about_kim).content.decode()
    assert "Leave your name" in choose(client, page, code, about_kim).content.decode()
    assert choose(client, page, code).status_code == 303


def test_an_address_is_sent_few_codes(kim: Person, letter_box: LetterBox, client: Client) -> None:
    statuses = [
        client.post("/customer/reset-password/", {"email": "kim@nordlicht.example"}).status_code for _ in range(7)
    ]
    assert statuses == [303] * 5 + [429] * 2
    assert len(letter_box.delivered()) == 5


def test_the_job_may_run_twice(kim: Person, letter_box: LetterBox, client: Client) -> None:
    page = ask(client, "kim@nordlicht.example")
    letter_box.delivered()
    mail_reset_code(Token.objects.get(purpose=reset.REQUEST).pk)
    assert choose(client, page, letter_box.code_for("kim@nordlicht.example")).status_code == 303


@pytest.mark.django_db(transaction=True)
def test_of_fifty_parallel_tries_with_the_right_code_one_wins(kim: Person, letter_box: LetterBox) -> None:
    secret = reset.ask_for_code("kim@nordlicht.example", mailer=mail_reset_code)
    code = letter_box.code_for("kim@nordlicht.example")
    assert _in_parallel(secret, [code] * 50) == 1
    assert Account.objects.get(person=kim).epoch == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_parallel_guesses_count_as_wrong_tries(kim: Person, letter_box: LetterBox) -> None:
    secret = reset.ask_for_code("kim@nordlicht.example", mailer=mail_reset_code)
    code = letter_box.code_for("kim@nordlicht.example")
    assert _in_parallel(secret, [f"aaaa-{number:04}" for number in range(50)]) == 0
    assert Token.objects.get(purpose__startswith="password-code").wrong_tries >= 5
    assert _in_parallel(secret, [code]) == 0


def _in_parallel(secret: str, codes: list[str]) -> int:
    """How many of the codes set the password when all are tried at once, five at a time."""
    won: list[str] = []
    waiting = list(codes)

    def try_them() -> None:
        while waiting:
            code = waiting.pop()
            request = reset.find_request(secret)
            try:
                if request is not None:
                    reset.set_password_by_code(request, code, NEW)
                    won.append(code)
            except Refused:
                pass
        connection.close()

    threads = [threading.Thread(target=try_them) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return len(won)
