"""The door of the slice: who an address means, and who is written down."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candor.kernel import audit, clock, search
from candor.kernel.actor import ANONYMOUS, SYSTEM
from candor.kernel.registries import guards
from candor.people import public
from candor.people.models import Identifier, Organisation, Person, StaffMember
from tests.cast import actor, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def by_mail(name: str, email: str) -> Person:
    return public.find_or_add_by_email(name, email, by=ANONYMOUS, source=public.Source.MAIL)


def test_a_new_sender_is_written_down_once_with_address_and_fact() -> None:
    first, again = by_mail("Ole Lund", "Ole@Fjord.example"), by_mail("O. Lund", "ole@fjord.EXAMPLE")
    assert first == again
    assert public.primary_email(first) == "Ole@Fjord.example"
    assert [fact.name for fact in audit.facts_about(first)] == ["people.person.added"]


def test_a_sender_without_a_name_is_called_by_the_address() -> None:
    assert by_mail("  ", "ole@fjord.example").name == "ole@fjord.example"


def test_names_keep_emoji_and_lose_control_characters() -> None:
    assert by_mail("Ole\x00 \u202eLund\r\n 🐟", "ole@fjord.example").name == "Ole Lund 🐟"


def test_an_address_of_one_person_means_that_person_whatever_name_they_write(kim: Person) -> None:
    assert by_mail("K. J.", "kim@nordlicht.example") == kim
    assert public.the_one_person_with("KIM@nordlicht.example") == kim


def test_a_shared_mailbox_means_the_one_of_that_name_or_the_one_whose_first_address_it_is(
    kim: Person, lee: Person
) -> None:
    public.add_identifier(lee, "email", "kim@nordlicht.example", by=SYSTEM)
    assert public.the_one_person_with("kim@nordlicht.example") is None
    assert by_mail("Lee Olsen", "kim@nordlicht.example") == lee
    assert by_mail("Somebody", "kim@nordlicht.example") == kim


def test_a_mailbox_that_is_everybodys_first_address_means_nobody_by_itself() -> None:
    first, second = make_person("First", "info@firm.example"), make_person("Second", "info@firm.example")
    newcomer = by_mail("Third", "info@firm.example")
    assert newcomer not in {first, second}
    assert by_mail("third", "info@firm.example") == newcomer


def test_a_guard_keeps_an_erased_address_from_coming_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(guards._guards, "test", lambda ask, value: value != "gone@fjord.example")
    with pytest.raises(public.Refused, match="erased"):
        by_mail("Gone", "gone@fjord.example")
    assert not Person.objects.filter(name="Gone").exists()
    assert not public.may_write_to("Gone@fjord.example")


def test_a_guard_hides_an_address(kim: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(guards._guards, "test", lambda ask, value: ask is not guards.Ask.SHOW)
    assert public.primary_email(kim) == ""


def test_people_addresses_and_organisations_of_a_list_come_in_one_query_each(
    kim: Person, lee: Person, mallory: Person, nordlicht: Organisation
) -> None:
    ids = [kim.pk, lee.pk, mallory.pk]
    with CaptureQueriesContext(connection) as queries:
        assert public.people_by_ids(ids)[kim.pk].name == "Kim Jansen"
        assert public.primary_emails(ids)[lee.pk] == "lee@nordlicht.example"
        assert public.organisations_of(ids) == {kim.pk: nordlicht, lee.pk: nordlicht}
    assert len(queries) == 3
    assert public.organisation_of(mallory) is None


def test_staff_with_a_permission_are_those_who_work_here_today(anna: Person, boris: Person, clara: Person) -> None:
    assert list(public.staff_people("helpdesk.ticket.work")) == [anna, boris]
    StaffMember.objects.filter(account=boris.account).update(ends_on=clock.now().date())
    assert boris in public.staff_people("helpdesk.ticket.work")
    with clock.later(days=1):
        assert boris not in public.staff_people("helpdesk.ticket.work")


@pytest.mark.parametrize("typed", ["jan", "nordlicht.example", "kim jansen", "030/12 34", "4930 1234", "0049 30 123"])
def test_a_caller_is_found_by_any_word_or_group_of_digits(typed: str, kim: Person, anna: Person) -> None:
    public.add_identifier(kim, "phone", "030 123456", by=SYSTEM)
    search.index_pending()
    assert public.callers(typed, by=actor(anna)) == [kim]


@pytest.mark.parametrize("typed", ["Kim", "kim", "kim@nord", "KIM@", "030 12345", "+493012345"])
def test_a_caller_is_found_by_the_beginning_of_name_address_or_number(typed: str, kim: Person, anna: Person) -> None:
    public.add_identifier(kim, "phone", "030 123456", by=SYSTEM)
    assert public.callers(typed, by=actor(anna)) == [kim]


def test_a_stranger_and_mallory_find_no_callers(kim: Person, mallory: Person) -> None:
    assert public.callers("Kim", by=ANONYMOUS) == []
    assert public.callers("Kim", by=actor(mallory)) == []


@pytest.mark.django_db(transaction=True)
def test_two_mails_at_once_from_a_new_address_make_one_person() -> None:
    def receive() -> None:
        by_mail("Ole Lund", "ole@fjord.example")
        connection.close()

    threads = [threading.Thread(target=receive) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert Identifier.objects.filter(value="ole@fjord.example").count() == 1
