"""What becomes of a person's own row when they are erased: nobody signs in, writes to it or finds it any more.

Called by the eraser of the privacy engine alone, which decides and records.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext

from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.models import Token
from candor.people.actions.staff import leave
from candor.people.models import Account, Person, Session, StaffMember
from candor.people.sources import Source

PURPOSES = (
    "password-",
    "sign-in",
    "own-address:",
    "staff-invitation",
    "single-sign-on",
    "passkey",
    "set-up",
    "colleague",
)
"""How the purposes of links and codes begin by which somebody signs in or is let in."""


def name_of_the_erased() -> str:
    """What stands where a person's words stood, in the organisation's language."""
    with translation.override(instance.current().language or "en"):
        return gettext("Erased")


def add_tombstone() -> Person:
    """A new row that takes one erased person's place in what stays. It tells two erased people apart, and no more."""
    now = clock.now()
    return Person.objects.create(name=name_of_the_erased(), source=Source.ERASED, created_at=now, erased_at=now)


@transaction.atomic
def lock_out(numbers: Collection[int]) -> None:
    """End everything by which these people are signed in or could sign in."""
    accounts = Account.objects.filter(person__in=numbers)
    accounts.filter(is_active=True).update(is_active=False, epoch=F("epoch") + 1)
    Session.objects.filter(account__in=accounts).delete()


def mark_erased(numbers: Collection[int]) -> None:
    """From now on nothing is written to these people's rows; a form that was opened before is out of date."""
    Person.objects.filter(pk__in=numbers, erased_at=None).update(erased_at=clock.now(), version=F("version") + 1)


def end_work_here(person: Person, *, by: Actor) -> None:
    """Note that somebody who is about to be erased again does not work here any more, the last administrator too."""
    for member in StaffMember.objects.filter(account__person=person, left_at=None).select_related("account"):
        leave(member, by=by)


@transaction.atomic
def end_everything_signed_in() -> int:
    """End every session, API token and link of signing in, as after a restore; how many sessions those were."""
    Account.objects.update(epoch=F("epoch") + 1)
    ended, _kinds = Session.objects.all().delete()
    begun = Q(purpose__startswith="step-")
    for purpose in PURPOSES:
        begun |= Q(purpose__startswith=purpose)
    Token.objects.filter(begun, used_at=None).update(used_at=clock.now())
    return ended
