"""Licences: issued, extended, transferred, revoked; who sees them, and what each key says."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings

from candor.kernel.audit import facts_about
from candor.licences.actions import changing
from candor.licences.actions.changing import Terms
from candor.licences.actions.issuing import ChangedMeanwhile, MayNotBeUsed
from candor.licences.keys import signing
from candor.licences.keys.signing import public_keys
from candor.licences.keys.verify_licence import verify
from candor.licences.models import (
    EditionRule,
    EntryKind,
    Licence,
    LicenceEntry,
    LicenceSettings,
    RevokeReason,
    Shows,
    SigningKey,
)
from candor.licences.queries import shown_to
from candor.licences.rules.licences import State, code_of, codes_of, is_shown, state_of
from candor.licences.tests.stories import MAINTAINED, edition_of, key_of, licence_of
from candor.people.models import Organisation, Person
from candor.privacy.public import LockGround, NewLock, lock_person
from tests.cast import actor

pytestmark = [pytest.mark.django_db, pytest.mark.db]

TODAY = date(2026, 11, 22)


def kinds_of(licence: Licence) -> list[str]:
    return list(LicenceEntry.objects.filter(licence=licence).order_by("id").values_list("kind", flat=True))


def test_a_licence_comes_with_a_key_that_says_what_was_agreed(kim: Person, clara: Person):
    licence = licence_of(kim, by=clara)
    said = verify(key_of(licence), public_keys())
    assert (said.licence, said.revision, said.seats, said.maintenance) == (licence.number, 1, 5, MAINTAINED)
    assert (said.edition, said.features, said.licensee) == ("lt-5", ("chat", "sla-rules"), "")
    assert [fact.name for fact in facts_about(licence)] == ["licences.licence.issued"]


def test_a_name_stands_in_a_key_only_where_somebody_chose_so(kim: Person, clara: Person, nordlicht: Organisation):
    licence = licence_of(kim, by=clara, organisation=nordlicht, is_named=True)
    assert verify(key_of(licence), public_keys()).licensee == "Nordlicht GmbH"


def test_one_line_of_an_order_is_one_licence(kim: Person, clara: Person):
    edition = edition_of()
    first = licence_of(kim, by=clara, edition=edition, submission_key="order:1:1")
    assert licence_of(kim, by=clara, edition=edition, submission_key="order:1:1") == first
    assert licence_of(kim, by=clara, edition=edition, submission_key="order:1:2") != first


def test_extending_makes_a_new_key_of_the_same_licence_and_the_old_one_stays(kim: Person, clara: Person):
    licence = licence_of(kim, by=clara)
    assert changing.extend_maintenance(licence, date(2028, 11, 21), by=actor(clara))
    assert not changing.extend_maintenance(licence, date(2028, 11, 21), by=actor(clara))
    assert not changing.extend_maintenance(licence, date(2027, 1, 1), by=actor(clara)), "it never becomes shorter"
    keys = [verify(key_of(licence, revision), public_keys()) for revision in (1, 2)]
    assert [(key.licence, key.maintenance) for key in keys] == [
        (licence.number, MAINTAINED), (licence.number, date(2028, 11, 21)),
    ]  # fmt: skip
    assert kinds_of(licence) == [EntryKind.ISSUED, EntryKind.EXTENDED]


def test_terms_are_changed_against_the_version_that_was_read(kim: Person, clara: Person):
    licence = licence_of(kim, by=clara)
    more = Terms(10, ("chat",), None, MAINTAINED, 4, is_named=False)
    assert changing.change_terms(licence, 0, more, by=actor(clara))
    assert not changing.change_terms(licence, 0, more, by=actor(clara)), "pressed twice"
    with pytest.raises(ChangedMeanwhile):
        changing.change_terms(licence, 0, Terms(20, (), None, None, 4, is_named=False), by=actor(clara))
    assert verify(key_of(licence), public_keys()).seats == 10
    licence.refresh_from_db()
    only_places = Terms(10, ("chat",), None, MAINTAINED, 9, is_named=False)
    assert not changing.change_terms(licence, licence.version, only_places, by=actor(clara)), "no key speaks of it"


def test_whoever_it_is_transferred_to_holds_it_and_old_keys_count_no_more(
    kim: Person, sam: Person, clara: Person, hafen: Organisation
):
    licence = licence_of(kim, by=clara)
    assert changing.transfer(licence, sam, hafen, by=actor(clara))
    assert not changing.transfer(licence, sam, hafen, by=actor(clara))
    licence.refresh_from_db()
    assert (licence.person, licence.organisation, licence.first_accepted) == (sam, hafen, 2)
    assert not Licence.objects.visible_to(actor(kim)).exists()


def test_a_revocation_can_be_taken_back(kim: Person, clara: Person):
    licence = licence_of(kim, by=clara)
    assert changing.revoke(licence, RevokeReason.UNPAID, by=actor(clara))
    assert not changing.revoke(licence, RevokeReason.LEAKED, by=actor(clara))
    licence.refresh_from_db()
    assert state_of(licence, TODAY) is State.REVOKED
    assert changing.reinstate(licence, by=actor(clara))
    licence.refresh_from_db()
    assert state_of(licence, TODAY) is State.MAINTAINED
    assert kinds_of(licence) == ["issued", "revoked", "reinstated"]


def test_holders_super_customers_and_sales_see_a_licence_and_nobody_else(
    kim: Person, lee: Person, sam: Person, clara: Person, mallory: Person, nordlicht: Organisation
):
    licence = licence_of(kim, by=clara, organisation=nordlicht)
    sees = {who.name: Licence.objects.visible_to(actor(who)).exists() for who in (kim, lee, sam, clara, mallory)}
    assert sees == {
        "Kim Jansen": True, "Lee Olsen": True, "Sam Peters": False, "Clara Wolff": True, "Mallory Quick": False,
    }  # fmt: skip
    assert [each.licence for each in shown_to(actor(lee))] == [licence]


def test_nothing_new_is_done_with_restricted_people(kim: Person, clara: Person, paula: Person):
    lock_person(kim, NewLock(LockGround.ACCURACY), by=actor(paula))
    with pytest.raises(MayNotBeUsed):
        licence_of(kim, by=clara)


@pytest.mark.parametrize(
    ("shows", "seats", "is_seen"),
    [
        (Shows.BY_SEATS, 2, False), (Shows.BY_SEATS, 3, True), (Shows.BY_SEATS, None, True),
        (Shows.ALWAYS, 1, True), (Shows.NEVER, 50, False),
    ],
)  # fmt: skip
def test_keys_are_shown_by_the_number_of_technicians_unless_the_edition_says_otherwise(
    shows: str, seats: int | None, is_seen: bool, kim: Person, clara: Person
):
    edition = edition_of(seats)
    licence_of(kim, by=clara, edition=edition)
    EditionRule.objects.create(edition=edition, shows=shows)
    assert (shown_to(actor(kim))[0].key is not None) == is_seen == is_shown(shows, seats, 3)


def test_the_house_may_say_from_how_many_technicians_on(kim: Person, clara: Person):
    licence_of(kim, by=clara)
    LicenceSettings.objects.create(id=1, shown_from_seats=6)
    assert shown_to(actor(kim))[0].key is None


def test_a_rotated_key_leaves_what_was_signed_valid(kim: Person, clara: Person, mara: Person):
    licence = licence_of(kim, by=clara)
    old = key_of(licence)
    row = signing.rotate(by=actor(mara))
    changing.extend_maintenance(licence, date(2028, 1, 1), by=actor(clara))
    assert verify(old, public_keys()).key_id != verify(key_of(licence), public_keys()).key_id == row.key_id
    assert SigningKey.objects.filter(retired_at=None).get() == row
    path = settings.INSTANCE.home / "licence.key"
    assert path.stat().st_mode & 0o077 == 0
    assert signing.trouble() == ""
    path.write_text("nonsense")
    assert "holds no key" in signing.trouble()
    path.unlink()
    assert "is gone" in signing.trouble()


def test_names_become_codes():
    assert codes_of("Chat\nSLA rules, Chat,\n–\n") == ["chat", "sla-rules"]
    assert code_of("LT 5 / Größe") == "lt-5-gr-e"
    assert code_of("x" * 40) == "x" * 32
