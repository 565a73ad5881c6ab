"""Coming back years later: what the holder chose to keep for it, and the way back (mission G8)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.ids import random_text
from candor.licences.actions.changing import count_only_new_keys, fresh
from candor.licences.actions.issuing import make_key, refuse_restricted
from candor.licences.machines import receipt_digest
from candor.licences.models import EntryKind, Licence, LicenceKey, Restoration, RestoreBy
from candor.people.public import Person, primary_email

CODE_LETTERS, GROUP = 20, 5
"""100 random bits: nobody finds a receipt by trying."""


class NoSuchReceipt(Exception):
    """No licence waits to be restored by this code."""


class StillHeld(Exception):
    """Somebody holds the licence: there is nothing to restore."""


class NobodyToName(Exception):
    """There is nobody whose name could be kept."""


@transaction.atomic
def keep_name(licence: Licence, until: date, *, by: Actor) -> Restoration:
    """Keep the holder's name, one address and the key until the day, to restore the licence by. Raises NobodyToName."""
    if licence.person is None:
        raise NobodyToName
    _one_choice_at_a_time(licence)
    same = Restoration.objects.standing().filter(licence=licence, restore_by=RestoreBy.NAME, until=until).first()
    if same is not None:
        return same
    key = LicenceKey.objects.filter(licence=licence).order_by("-revision").values_list("text", flat=True).first()
    row = _choose(licence, RestoreBy.NAME, by)
    row.person, row.name, row.email = licence.person, licence.person.name, primary_email(licence.person)
    row.key, row.until = key or "", until
    row.save()
    return row


@transaction.atomic
def make_receipt(licence: Licence, *, by: Actor) -> str:
    """A code that alone can restore the licence later; it is given back this once. An earlier one counts no more."""
    _one_choice_at_a_time(licence)
    code = random_text(CODE_LETTERS)
    row = _choose(licence, RestoreBy.RECEIPT, by)
    Restoration.objects.filter(pk=row.pk).update(digest=receipt_digest(code), person=None)
    return "-".join(code[start : start + GROUP] for start in range(0, CODE_LETTERS, GROUP)).upper()


@transaction.atomic
def keep_nothing(licence: Licence, *, by: Actor) -> Restoration:
    """Nothing shall be able to restore it. Choosing so twice changes nothing."""
    _one_choice_at_a_time(licence)
    same = Restoration.objects.standing().filter(licence=licence, restore_by=RestoreBy.NOTHING).first()
    return same or _choose(licence, RestoreBy.NOTHING, by)


@transaction.atomic
def restore_by_receipt(code: str, person: Person, *, by: Actor) -> Licence:
    """Give the licence behind the code to this person, with a new key. Raises NoSuchReceipt and StillHeld."""
    rows = Restoration.objects.select_for_update(of=("self",)).standing().select_related("licence")
    row = rows.filter(digest=receipt_digest(plain(code)), restore_by=RestoreBy.RECEIPT).first()
    if row is None:
        raise NoSuchReceipt
    return _restore(row, person, by)


@transaction.atomic
def restore_by_name(row: Restoration, person: Person, *, by: Actor) -> Licence:
    """Give the licence to the person who is back, whom one of us has recognised by what was kept. Raises StillHeld."""
    return _restore(row, person, by)


@transaction.atomic
def take_choice_back(row: Restoration, *, by: Actor) -> bool:
    """The choice counts no more, and what was kept for it goes; True for the one who did it."""
    now = clock.now()
    gone = {"name": "", "email": "", "key": "", "digest": None, "ended_at": now}
    if not Restoration.objects.standing().filter(pk=row.pk).update(**gone):
        return False
    record("licences.restoration.ended", row, by=by, licence=row.licence_id)
    return True


def plain(code: str) -> str:
    """A code as it was given out, however somebody typed it."""
    letters = code.lower().translate(str.maketrans("oil", "011"))
    return "".join(letter for letter in letters if letter.isalnum())[:CODE_LETTERS]


def _one_choice_at_a_time(licence: Licence) -> None:
    """Whoever else chooses for this licence waits until the transaction ends."""
    Licence.objects.select_for_update(of=("self",)).get(pk=licence.pk)


def _choose(licence: Licence, restore_by: RestoreBy, by: Actor) -> Restoration:
    for earlier in Restoration.objects.standing().filter(licence=licence):
        take_choice_back(earlier, by=by)
    row = Restoration.objects.create(
        licence=licence,
        restore_by=restore_by,
        person=licence.person if restore_by is not RestoreBy.RECEIPT else None,
        chosen_at=clock.now(),
        chosen_by_id=by.id if by.is_staff and restore_by is RestoreBy.NAME else None,
    )
    record("licences.restoration.chosen", row, by=by, licence=licence.pk, restore_by=str(restore_by))
    return row


def _restore(row: Restoration, person: Person, by: Actor) -> Licence:
    refuse_restricted(person, by)
    if not Licence.objects.unheld().filter(pk=row.licence_id, revoked_at=None).update(person=person):
        raise StillHeld
    present = fresh(row.licence)
    make_key(present, EntryKind.RESTORED, by=by)
    count_only_new_keys(present)
    take_choice_back(row, by=by)
    record("licences.licence.restored", present, by=by, person=person.pk)
    return present
