"""Two records of one person become one, and two again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models.deletion import CASCADE
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from candor.helpdesk.models import Draft, DraftFile, Message, Participant, Ticket
from candor.helpdesk.public import NewTicket, open_ticket
from candor.kernel import audit, clock, instance, search
from candor.kernel.actor import SYSTEM, Channel
from candor.kernel.files import store_file
from candor.kernel.jobs.worker import run_all_due
from candor.kernel.registries.merging import once_each, references_to
from candor.people import public, queries
from candor.people.actions import details, identifiers, merging, unmerging
from candor.people.actions.identifiers import Refused
from candor.people.actions.merging import Wanted, merge_people
from candor.people.actions.unmerging import settle_old_merges, undo_merge
from candor.people.models import (
    Account,
    Identifier,
    Membership,
    Merge,
    MergeState,
    Organisation,
    Person,
    PersonName,
    Remembered,
    Session,
)
from candor.people.rules.merging import Choice
from candor.people.tests.conftest import LetterBox
from tests.asking import asked_together
from tests.cast import actor, give_account, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.usefixtures("letter_box")]

UNCOMPARED = {"kernel", "people.merge", "people.remembered", "people.session", "sessions"}
COUNTED = {"people.person": ["version"], "people.organisation": ["version"], "people.account": ["epoch"]}
"""Counters that only grow: a form opened before the merge must not save after it."""


def case_of(person: Person, subject: str = "The export stops", **more: Any) -> Ticket:
    new = NewTicket(requester=person, subject=subject, text="It stops.", channel=Channel.PHONE, **more)
    return open_ticket(new, by=SYSTEM)


def everything() -> dict[str, list[Any]]:
    """Every row of every slice, but for what a merge notes about itself, by the tables in which any stand."""
    models = [model for model in apps.get_models(include_auto_created=True) if not _is_uncompared(model)]
    numbers = asked_together([f"SELECT COUNT(*) FROM {model._meta.db_table}" for model in models])  # noqa: S608 - our own names
    return {model._meta.label_lower: _rows_of(model) for model, number in zip(models, numbers, strict=True) if number}


def _rows_of(model: Any) -> list[dict[str, Any]]:
    uncounted = set(COUNTED.get(model._meta.label_lower, []))
    return [
        {name: _to_the_millisecond(value) for name, value in row.items() if name not in uncounted}
        for row in model._base_manager.order_by("pk").values()
    ]


def _to_the_millisecond(value: Any) -> Any:
    """Rows that are put aside whole are kept as JSON, which tells moments no closer."""
    return value.isoformat(timespec="milliseconds") if isinstance(value, datetime) else value


def _is_uncompared(model: Any) -> bool:
    return model._meta.app_label in UNCOMPARED or model._meta.label_lower in UNCOMPARED


@pytest.fixture
def kims_twin(nordlicht: Organisation) -> Person:
    """Kim's second record, from a call: another spelling, another address, a number, a case."""
    twin = make_person("Kim Janssen", "k.jansen@home.example")
    Membership.objects.create(person=twin, organisation=nordlicht, since=clock.now().date())
    identifiers.add_identifier(twin, "phone", "+49 431 5550100", by=SYSTEM)
    case_of(twin)
    return twin


def test_all_that_belongs_to_the_second_record_follows(anna: Person, kim: Person, kims_twin: Person) -> None:
    case_of(kim)
    merge = merge_people(kim, kims_twin, Wanted(), by=actor(anna))
    assert merge.state == MergeState.DONE
    assert Ticket.objects.filter(requester=kim).count() == 2
    assert not Ticket.objects.filter(requester=kims_twin).exists()
    assert {entry.value for entry in kim.identifiers.all()} == {
        "kim@nordlicht.example",
        "k.jansen@home.example",
        "+494315550100",
    }
    assert queries.primary_email(kim) == "kim@nordlicht.example"
    assert Membership.objects.filter(person=kim).count() == 1
    assert PersonName.objects.filter(person=kim, kind="other", text="Kim Janssen").exists()
    assert [fact.name for fact in audit.facts_about(kim)] == ["people.person.merged"]
    assert public.the_one_person_with("k.jansen@home.example") == kim


def test_the_merged_record_is_found_no_more_and_its_old_address_leads_on(
    anna: Person, kim: Person, kims_twin: Person
) -> None:
    search.index_pending()
    merge_people(kim, kims_twin, Wanted(), by=actor(anna))
    search.index_pending()
    browser = signed_in(anna)
    assert queries.callers("Kim Janssen", by=actor(anna)) == [kim]
    answer = browser.get(f"/tech/people/{kims_twin.ref}/")
    assert (answer.status_code, answer["Location"]) == (303, f"/tech/people/{kim.ref}/")
    assert browser.get(f"/tech/people/{kims_twin.ref}/details/").status_code == 404
    assert "Kim Janssen" in browser.get(f"/tech/people/{kim.ref}/").content.decode()


def test_chosen_values_stay_and_the_name_not_chosen_is_another_name(anna: Person, kim: Person, mallory: Person) -> None:
    Person.objects.filter(pk=kim.pk).update(note="Prefers calls.")
    twin = make_person("Kim Holm")
    Person.objects.filter(pk=twin.pk).update(note="Pays late.", language="de")
    wanted = Wanted({"name": Choice.FORMER, "note": Choice.BOTH, "language": Choice.FORMER})
    merge_people(kim, twin, wanted, by=actor(anna))
    kim.refresh_from_db()
    assert (kim.name, kim.language, kim.note) == ("Kim Holm", "de", "Prefers calls.\n\nPays late.")
    assert [(name.kind, name.text) for name in kim.names.order_by("kind")] == [
        ("other", "Kim Jansen"),
        ("present", "Kim Holm"),
    ]


def test_taking_back_restores_every_row(anna: Person, kim: Person, kims_twin: Person) -> None:
    case_of(kim)
    Draft.objects.create(author=kims_twin, purpose="new", text="I wanted", saved_at=clock.now())
    Draft.objects.create(author=kim, purpose="new", text="I also", saved_at=clock.now())
    before = everything()
    merge = merge_people(kim, kims_twin, Wanted({"name": Choice.FORMER}), by=actor(anna))
    assert everything() != before
    undo_merge(merge, by=actor(anna))
    assert everything() == before
    assert Merge.objects.get().kept == 0
    assert not Remembered.objects.exists()


@given(data=st.data())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_merge_then_undo_is_nothing(data: Any, anna: Person, kim: Person, lee: Person, nordlicht: Organisation) -> None:
    """Whatever the two have, whichever stays, whatever is chosen."""
    with transaction.atomic():
        values = ["a@shared.example", "b@shared.example", "+49 431 5550101", "+49 431 5550102"]
        for person in (kim, lee):
            for value in data.draw(st.sets(st.sampled_from(values))):
                identifiers.add_identifier(person, "phone" if value[0] == "+" else "email", value, by=SYSTEM)
            for name in data.draw(st.sets(st.sampled_from(["Kim Jansen", "Kimi", "Lee Olsen", "L. O."]))):
                details.add_name(person, "former", name, by=SYSTEM)
            for number in range(data.draw(st.integers(0, 3))):
                case_of(person, f"Case {number}", organisation=nordlicht)
            Person.objects.filter(pk=person.pk).update(note=data.draw(st.sampled_from(["", "Calls often.", "Quiet."])))
        Account.objects.filter(person=kim).update(is_active=data.draw(st.booleans()))
        stayed, former = data.draw(st.permutations([kim, lee]))
        choices = {name: data.draw(st.sampled_from(Choice)) for name in ("name", "language", "note")}
        before = everything()
        merge = merge_people(stayed, former, Wanted(choices, ends_sign_in=True), by=actor(anna))
        assert not any(
            reference.model._base_manager.filter(**{reference.field: former}).exists()
            for reference in references_to(Person)
        )
        undo_merge(merge, by=actor(anna))
        assert everything() == before
        transaction.set_rollback(True)


def test_what_changed_since_stays_where_it_was_put_and_is_named(anna: Person, kim: Person, kims_twin: Person) -> None:
    merge = merge_people(kim, kims_twin, Wanted({"name": Choice.FORMER}), by=actor(anna))
    later = case_of(kim, "Opened since")
    kim.refresh_from_db()
    details.change_details(kim, kim.version, details.Details("Kim Holm", "", "", ""), by=SYSTEM)
    Identifier.objects.get(value="+494315550100").delete()
    answer = signed_in(anna).post(f"/tech/merges/{merge.ref}/undo/", follow=True)
    words = answer.content.decode()
    assert "What came in since the merge stays with Kim Holm." in words
    assert "3 entries were changed since and are left as they are." in words
    assert Ticket.objects.get(pk=later.pk).requester == kim
    kim.refresh_from_db()
    assert kim.name == "Kim Holm"
    assert kims_twin.tickets.count() == 1


def test_two_who_sign_in_become_one_only_when_one_sign_in_may_end(
    anna: Person, kim: Person, nordlicht: Organisation
) -> None:
    twin = make_person("Kim J.", "kj@home.example")
    give_account(twin)
    signed_in(twin)
    with pytest.raises(Refused, match="Both can sign in"):
        merge_people(kim, twin, Wanted(), by=actor(anna))
    merge = merge_people(kim, twin, Wanted(ends_sign_in=True), by=actor(anna))
    assert not Session.objects.filter(account__person=twin).exists()
    assert not Account.objects.get(person=twin).is_active
    undo_merge(merge, by=actor(anna))
    assert Account.objects.get(person=twin).is_active


def test_the_only_account_of_the_two_goes_over_and_back(anna: Person, kim: Person) -> None:
    twin = make_person("Kim J.", "kj@home.example")
    account = kim.account
    merge = merge_people(twin, kim, Wanted(), by=actor(anna))
    assert Account.objects.get(pk=account.pk).person == twin
    undo_merge(merge, by=actor(anna))
    assert Account.objects.get(pk=account.pk).person == kim


def test_who_signs_in_is_told_of_the_addresses_that_came(
    anna: Person, kim: Person, kims_twin: Person, letter_box: LetterBox
) -> None:
    merge_people(kim, kims_twin, Wanted(), by=actor(anna))
    assert [(mail["template"], mail["to"]) for mail in letter_box.letters] == [
        ("address_added", "kim@nordlicht.example"),
        ("address_joined", "k.jansen@home.example"),
    ]


def test_both_mailboxes_hear_of_an_account_that_goes_over(anna: Person, kim: Person, letter_box: LetterBox) -> None:
    twin = make_person("Kim J.", "kj@home.example")
    merge_people(twin, kim, Wanted(), by=actor(anna))
    assert [(mail["template"], mail["to"]) for mail in letter_box.letters] == [
        ("address_added", "kim@nordlicht.example"),
        ("address_joined", "kj@home.example"),
    ]
    assert letter_box.letters[1]["context"]["name"] == "Kim J.", "nobody reads a name that is not theirs"


def test_staff_never_become_part_of_somebody_else(adam: Person, anna: Person, kim: Person) -> None:
    with pytest.raises(Refused, match="works or worked here"):
        merge_people(kim, anna, Wanted(ends_sign_in=True), by=actor(adam))
    answer = signed_in(adam).post(f"/tech/people/{kim.ref}/merge/{anna.ref}/")
    assert answer.status_code == 422
    assert Person.objects.get(pk=anna.pk).merged_into is None


def test_a_technician_cannot_give_a_colleague_another_address_by_a_merge(
    anna: Person, boris: Person, kim: Person
) -> None:
    assert signed_in(anna).post(f"/tech/people/{boris.ref}/merge/{kim.ref}/").status_code == 404


def test_merges_of_merges_are_taken_back_in_their_order(anna: Person, kim: Person, kims_twin: Person) -> None:
    before, third = everything(), make_person("Kimi")
    with_third = everything()
    first = merge_people(kim, kims_twin, Wanted(), by=actor(anna))
    second = merge_people(third, kim, Wanted(), by=actor(anna))
    answer = signed_in(anna).get(f"/tech/people/{kims_twin.ref}/")
    assert answer["Location"] == f"/tech/people/{third.ref}/"
    with pytest.raises(Refused, match="Take that merge back first"):
        undo_merge(first, by=actor(anna))
    undo_merge(second, by=actor(anna))
    undo_merge(Merge.objects.get(pk=first.pk), by=actor(anna))
    assert everything() == with_third != before


def test_merging_or_taking_back_twice_changes_nothing(anna: Person, kim: Person, kims_twin: Person) -> None:
    merge = merge_people(kim, kims_twin, Wanted(), by=actor(anna))
    with pytest.raises(Refused, match="merged already"):
        merge_people(kim, Person.objects.get(pk=kims_twin.pk), Wanted(), by=actor(anna))
    undo_merge(merge, by=actor(anna))
    with pytest.raises(Refused, match="no longer"):
        undo_merge(merge, by=actor(anna))


def test_a_person_with_many_cases_follows_in_bounded_steps_and_resumes(
    anna: Person, kim: Person, kims_twin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "STEP", 3)
    monkeypatch.setattr(unmerging, "STEP", 3)
    for number in range(20):
        case_of(kims_twin, f"Case {number}")
    before = everything()
    merge = merge_people(kim, kims_twin, Wanted(), by=actor(anna))
    assert merge.state == MergeState.RUNNING
    assert "being merged" in signed_in(anna).get(f"/tech/merges/{merge.ref}/").content.decode()
    with pytest.raises(Refused, match="still under way"):
        merge_people(make_person("Kimi"), kim, Wanted(), by=actor(anna))
    Person.objects.get(name="Kimi").delete()
    monkeypatch.setattr(merging, "_finish", _dies)
    with pytest.raises(KeyboardInterrupt):
        merging.carry_on(merge.pk)
    monkeypatch.undo()
    run_all_due()
    merge.refresh_from_db()
    assert merge.state == MergeState.DONE
    assert not kims_twin.tickets.exists()
    monkeypatch.setattr(unmerging, "STEP", 3)
    assert undo_merge(merge, by=actor(anna)).state == MergeState.UNDOING
    run_all_due()
    assert everything() == before


@pytest.mark.once
@pytest.mark.slow
def test_no_step_asks_more_for_a_thousand_cases_than_for_hundreds(
    anna: Person, kim: Person, kims_twin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writers' queue is held for one step, whose work does not grow with the person; nor does what is at once."""
    monkeypatch.setattr(merging, "AT_ONCE", 0)
    monkeypatch.setattr(unmerging, "AT_ONCE", 0)
    monkeypatch.setattr(instance, "REMEMBERED_FOR", 3_600.0)  # else a slow machine reads its row once more
    instance.forget()
    instance.current()
    many_cases(kims_twin, 500, also_followed_by=kim)
    _first, few = (cost_of_steps(kim, kims_twin, anna) for _again in range(2))
    many_cases(kims_twin, 1_000, also_followed_by=kim)
    many = cost_of_steps(kim, kims_twin, anna)
    assert few == many
    assert many["rows of a step"] == merging.STEP
    assert not Ticket.objects.filter(requester=kim).exists(), "taken back whole"
    assert Ticket.objects.filter(requester=kims_twin).count() == 1_501


def many_cases(person: Person, number: int, *, also_followed_by: Person) -> None:
    """Closed cases with a message each; every fortieth is followed by both, so that a row meets its twin."""
    now, newest = clock.now(), Ticket.objects.order_by("-number")[0]
    tickets = Ticket.objects.bulk_create(
        Ticket(
            number=newest.number + 1 + at, subject="Old", channel="mail", requester=person, queue=newest.queue,
            status="closed",
            created_at=now,
            changed_at=now,
        )
        for at in range(number)
    )  # fmt: skip
    Message.objects.bulk_create(
        Message(ticket=row, kind="from-customer", author=person, channel="mail", written_at=now, created_at=now)
        for row in tickets
    )
    Participant.objects.bulk_create(
        Participant(ticket=row, part="follower", standing="confirmed", person=each, since=now)
        for row in tickets[::40]
        for each in (person, also_followed_by)
    )


def cost_of_steps(kim: Person, twin: Person, anna: Person) -> dict[str, int]:
    """The most that a transaction of a merge and of taking it back asked, and how many rows it dealt with."""
    with CaptureQueriesContext(connection) as beginning:
        merge = merge_people(kim, Person.objects.get(pk=twin.pk), Wanted(), by=actor(anna))
    there = _steps(merging, merge)
    merging.carry_on(merge.pk)
    with CaptureQueriesContext(connection) as undoing:
        undo_merge(Merge.objects.get(pk=merge.pk), by=actor(anna))
    back = _steps(unmerging, merge)
    unmerging.carry_on_undoing(merge.pk)
    return {
        "to begin": len(beginning),
        "to begin taking back": len(undoing),
        "a step": max(asked for asked, _rows in there),
        "a step back": max(asked for asked, _rows in back),
        "rows of a step": max(rows for _asked, rows in [*there, *back]),
    }


def _steps(verb: Any, merge: Merge) -> list[tuple[int, int]]:
    """Each step of a merge, or of taking it back: how often it asked, and how many rows it dealt with."""
    steps, rows = [], 1
    while rows:
        with CaptureQueriesContext(connection) as asked:
            rows = verb._step(merge.pk)
        steps.append((len(asked), rows))
    return steps


def _dies(_merge_id: int) -> None:
    raise KeyboardInterrupt


def test_a_letter_taken_in_during_the_merge_follows_a_minute_later(
    anna: Person, kim: Person, kims_twin: Person
) -> None:
    merge_people(kim, kims_twin, Wanted(), by=actor(anna))
    late = case_of(kim)
    Ticket.objects.filter(pk=late.pk).update(requester=kims_twin)
    with clock.later(minutes=2):
        run_all_due()
    assert Ticket.objects.get(pk=late.pk).requester == kim


def test_after_thirty_days_only_the_old_address_remains(anna: Person, kim: Person, kims_twin: Person) -> None:
    merge = merge_people(kim, kims_twin, Wanted(), by=actor(anna))
    with clock.later(days=31):
        settle_old_merges()
        with pytest.raises(Refused):
            undo_merge(merge, by=actor(anna))
    kims_twin.refresh_from_db()
    assert (kims_twin.name, kims_twin.merged_into) == ("", kim)
    assert not Remembered.objects.exists()
    assert signed_in(anna).get(f"/tech/people/{kims_twin.ref}/")["Location"] == f"/tech/people/{kim.ref}/"


def test_two_organisations_become_one_and_two_again(
    anna: Person, kim: Person, sam: Person, hafen: Organisation
) -> None:
    twin = Organisation.objects.create(name="Hafen", website="https://hafen.example", created_at=clock.now())
    Membership.objects.create(person=kim, organisation=twin, since=clock.now().date())
    Membership.objects.create(person=sam, organisation=twin, since=clock.now().date(), role="super")
    case_of(kim, organisation=twin)
    before = everything()
    browser = signed_in(anna)
    answer = browser.post(
        f"/tech/organisations/{hafen.ref}/merge/{twin.ref}/", {"name": "stayed", "website": "former"}, follow=True
    )
    words = answer.content.decode()
    assert "The two are one record now." in words
    assert "https://hafen.example" in words
    assert {row.person.name for row in queries.members_of(hafen, by=SYSTEM)} == {"Kim Jansen", "Sam Peters"}
    assert Ticket.objects.get().organisation == hafen
    assert browser.get(f"/tech/organisations/{twin.ref}/")["Location"] == f"/tech/organisations/{hafen.ref}/"
    browser.post(f"/tech/merges/{Merge.objects.get().ref}/undo/")
    assert everything() == before


def test_the_preview_shows_both_and_what_follows(anna: Person, kim: Person, kims_twin: Person) -> None:
    browser = signed_in(anna)
    found = browser.get(f"/tech/people/{kim.ref}/merge/?q=Kim").content.decode()
    assert f"/tech/people/{kim.ref}/merge/{kims_twin.ref}/" in found
    shown = browser.get(f"/tech/people/{kim.ref}/merge/{kims_twin.ref}/").content.decode()
    assert "k.jansen@home.example" in shown
    assert "Cases" in shown
    itself = browser.get(f"/tech/people/{kim.ref}/merge/{kim.ref}/").content.decode()
    assert "one and the same record" in itself


def test_strangers_and_customers_cannot_merge(client: Any, kim: Person, lee: Person) -> None:
    address = f"/tech/people/{kim.ref}/merge/{lee.ref}/"
    assert client.post(address).status_code == 401
    assert signed_in(lee).post(address).status_code == 404
    assert Person.objects.get(pk=lee.pk).merged_into is None


def test_sales_see_how_many_cases_follow_but_none_of_their_words(clara: Person, kim: Person, kims_twin: Person) -> None:
    shown = signed_in(clara).get(f"/tech/people/{kim.ref}/merge/{kims_twin.ref}/").content.decode()
    assert "The export stops" not in shown


@pytest.mark.parametrize("target", [Person, Organisation])
def test_rows_that_may_have_a_twin_take_nothing_along_that_would_not_come_back(target: Any) -> None:
    """A row put aside because its twin is there comes back with what hangs on it, but nothing may only forget it."""
    wrong = [
        f"{reference.label} ← {related.related_model._meta.label}"
        for reference in references_to(target)
        if once_each(reference)
        for related in reference.model._meta.related_objects
        if related.on_delete is not CASCADE
    ]
    assert not wrong, f"say stays(...) in the slice's merging.py, or move these otherwise: {wrong}"


def test_what_hangs_on_a_row_with_a_twin_comes_back_with_it(anna: Person, kim: Person, kims_twin: Person) -> None:
    case = case_of(kim)
    for person in (kim, kims_twin):
        draft = Draft.objects.create(author=person, ticket=case, purpose="reply", text="I", saved_at=clock.now())
        file = store_file("files", "letter.txt", "text/plain", [b"Dear Kim"])
        DraftFile.objects.create(draft=draft, file=file)
    before = everything()
    merge = merge_people(kim, kims_twin, Wanted(), by=actor(anna))
    assert DraftFile.objects.count() == 1
    undo_merge(merge, by=actor(anna))
    assert everything() == before


def test_what_belonged_to_a_case_that_is_gone_since_stays_gone(anna: Person, kim: Person, kims_twin: Person) -> None:
    """Purged within the thirty days: taking back restores the rest, and says that something was left."""
    case, other = case_of(kim), case_of(kim)
    for ticket in (case, other):
        for person in (kim, kims_twin):
            Draft.objects.create(author=person, ticket=ticket, purpose="reply", text="I", saved_at=clock.now())
    merge = merge_people(kim, kims_twin, Wanted(), by=actor(anna))
    case.delete()
    undone = undo_merge(merge, by=actor(anna))
    assert (undone.state, undone.kept) == (MergeState.UNDONE, 1)
    assert Draft.objects.get(author=kims_twin).ticket == other
    connection.check_constraints()


def test_messages_follow_their_author(anna: Person, kim: Person, kims_twin: Person) -> None:
    Message.objects.filter(ticket__requester=kims_twin).update(author=kims_twin)
    merge_people(kim, kims_twin, Wanted(), by=actor(anna))
    assert set(Message.objects.values_list("author", flat=True)) == {kim.pk}
