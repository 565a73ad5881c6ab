"""Who wants no advertising gets none, for ever, and nobody can read from the list who that is."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection

from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.kernel.audit import facts_about
from candor.kernel.models import AuditFact
from candor.kernel.registries import guards
from candor.kernel.registries.guards import Ask
from candor.people.models import Person
from candor.people.public import NotAnIdentifier
from candor.privacy import ledger
from candor.privacy.actions.suppressions import NotFresh, lift_after_opt_in, suppress
from candor.privacy.models import Reach, Suppression, SuppressionReason
from candor.privacy.queries.suppressions import PAGE, suppressions_page
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LIST = "/tech/privacy-office/suppressions/"
KIM = "kim@nordlicht.example"
ANYHOW = [KIM, "Kim@Nordlicht.EXAMPLE", "  kim@nordlicht.example "]


@pytest.fixture(autouse=True)
def _now():
    with clock.at(NOW):
        yield


def suppressed(reason: SuppressionReason = SuppressionReason.OBJECTION, address: str = KIM) -> Suppression:
    return suppress(address, Reach.EMAIL, reason, by=SYSTEM)


@pytest.mark.parametrize("written", ANYHOW)
def test_t18_however_it_was_written_nobody_advertises_there(written: str) -> None:
    suppressed(address=written)
    assert not guards.allowed(Ask.ADVERTISE_TO, KIM)
    assert guards.allowed(Ask.WRITE_TO, KIM), "answers to their own cases still go out"
    assert guards.allowed(Ask.SHOW, KIM)
    assert guards.allowed(Ask.ADVERTISE_TO, "akim@nordlicht.example"), "T22"


def test_who_asks_not_to_be_written_to_gets_nothing_and_it_is_not_softened() -> None:
    suppressed()
    suppressed(SuppressionReason.NO_CONTACT)
    suppressed()
    assert not guards.allowed(Ask.WRITE_TO, KIM)
    assert Suppression.objects.get().reason == SuppressionReason.NO_CONTACT


def test_a_stricter_no_counts_from_its_own_day_and_its_history_remains(paula: Person) -> None:
    entry, stricter = suppressed(), NOW + timedelta(days=3)
    with clock.at(stricter):
        suppressed(SuppressionReason.NO_CONTACT)
    with clock.at(NOW + timedelta(days=9)):
        suppressed()
        suppressed(SuppressionReason.NO_CONTACT)
    assert Suppression.objects.get().since == stricter
    assert "Since 23 Nov" in signed_in(paula).post(LIST, {"address": KIM}).content.decode()
    facts = [(fact.at, fact.details["reason"]) for fact in facts_about(entry)]
    assert facts == [(NOW, "objection"), (stricter, "no-contact")]
    with pytest.raises(NotFresh):
        lift_after_opt_in(KIM, Reach.EMAIL, opted_in_at=NOW + timedelta(days=1), by=SYSTEM)


def test_numbers_are_suppressed_as_well() -> None:
    suppress("+49 30 123456", Reach.PHONE, SuppressionReason.OBJECTION, by=SYSTEM)
    assert not guards.allowed(Ask.ADVERTISE_TO, "+4930123456")


def test_t14_who_guesses_an_address_finds_nothing_without_the_key() -> None:
    """Nor does who tries the key of another purpose, or the hash without any."""
    entry = suppressed()
    guesses = {hashlib.sha256(text.encode()).hexdigest() for text in (KIM, f"email:{KIM}")}
    guesses |= {hmac.new(settings.SECRET_KEY.encode(), f"email:{KIM}".encode(), hashlib.sha256).hexdigest()}
    assert entry.digest not in guesses
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM privacy_suppression")
        assert KIM not in str(cursor.fetchall())
    key = settings.INSTANCE.home / "suppression.key"
    assert key.stat().st_mode & 0o077 == 0, "readable by its user alone"


def test_only_a_fresh_double_opt_in_lifts_it() -> None:
    suppressed()
    with pytest.raises(NotFresh):
        lift_after_opt_in(KIM, Reach.EMAIL, opted_in_at=NOW - timedelta(days=1), by=SYSTEM)
    assert not guards.allowed(Ask.ADVERTISE_TO, KIM)
    assert lift_after_opt_in(KIM.upper(), Reach.EMAIL, opted_in_at=NOW + timedelta(hours=1), by=SYSTEM)
    assert not lift_after_opt_in(KIM, Reach.EMAIL, opted_in_at=NOW + timedelta(hours=1), by=SYSTEM)
    assert guards.allowed(Ask.ADVERTISE_TO, KIM)


def test_the_ledger_holds_it_for_a_restored_backup_and_names_nobody() -> None:
    entry = suppressed()
    suppressed()
    lines = [line for line in ledger.our_files().lines() if entry.ref.encode() in line]
    assert len(lines) == 2, "begun and done, once"
    assert entry.digest.encode() in lines[0]
    assert KIM.encode() not in b"".join(lines)
    facts = AuditFact.objects.filter(object_kind="privacy.suppression")
    assert list(facts.values_list("name", flat=True)) == ["privacy.suppression.entered"]


def test_it_stays_when_the_person_is_erased(kim: Person) -> None:
    suppressed()
    kim.identifiers.all().delete()
    assert not guards.allowed(Ask.ADVERTISE_TO, KIM)


def test_the_officer_looks_an_address_up_and_enters_one(paula: Person) -> None:
    office = signed_in(paula)
    assert "not suppressed" in office.post(LIST, {"address": KIM}).content.decode()
    done = office.post(f"{LIST}new/", {"address": " Kim@nordlicht.example", "reason": "withdrawal"}, follow=True)
    assert "Nobody advertises to this address" in done.content.decode()
    found = office.post(LIST, {"address": KIM}).content.decode()
    assert "This address is suppressed" in found
    assert "Consent withdrawn" in found
    assert KIM not in office.get(LIST).content.decode(), "no list of addresses"


@pytest.mark.once
@pytest.mark.parametrize("address", ["", "kim", "kim@", "1", "x" * 300, "kim@nordlicht.example\x00", "@", "+", "😀"])
def test_what_is_no_address_is_refused(address: str, paula: Person) -> None:
    office = signed_in(paula)
    assert office.post(LIST, {"address": address}).status_code == 422
    assert office.post(f"{LIST}new/", {"address": address, "reason": "objection"}).status_code == 422
    assert office.post(f"{LIST}new/", {"address": KIM, "reason": "because"}).status_code == 422
    assert not Suppression.objects.exists()
    with pytest.raises(NotAnIdentifier):
        suppressed(address="kim@")


def test_nobody_else_sees_or_enters_any(anna: Person, kim: Person, adam: Person) -> None:
    for person in (anna, kim, adam):
        for address in (LIST, f"{LIST}new/"):
            assert signed_in(person).post(address, {"address": KIM, "reason": "objection"}).status_code in {403, 404}
    assert not Suppression.objects.exists()


def test_a_ledger_that_cannot_be_written_enters_nothing(paula: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_given: object, **_more: object) -> None:
        raise ledger.LedgerBusy("another node writes")

    monkeypatch.setattr(ledger, "begin", busy)
    answer = signed_in(paula).post(f"{LIST}new/", {"address": KIM, "reason": "objection"})
    assert answer.status_code == 503
    assert not Suppression.objects.exists()


def test_the_list_is_paged_by_its_last_entry(paula: Person, django_assert_max_num_queries) -> None:
    me, some = actor(paula), range(PAGE + 3)
    rows = (Suppression(digest=f"{number:064}", reach="email", reason="objection", since=NOW) for number in some)
    Suppression.objects.bulk_create(rows)
    with django_assert_max_num_queries(3):
        first, later = suppressions_page(me, after="")
        rest, end = suppressions_page(me, after=first[-1].ref)
    assert (len(first), len(rest), end) == (PAGE, 3, "")
    assert later == f"?after={first[-1].ref}"
