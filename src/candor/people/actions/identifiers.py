"""Adding, confirming and removing the addresses and numbers of a person."""

from __future__ import annotations

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, search
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.db.inserting import insert, insert_unless_there
from candor.kernel.db.prepared import Given, Prepared
from candor.kernel.registries import guards
from candor.people.identifiers import normalise
from candor.people.models import Identifier, IdentifierKind, Person
from candor.people.queries import works_here
from candor.people.queries.address_changes import needs_agreement
from candor.people.queries.finding import PERSON
from candor.people.rules.text import one_line

ERASED = Prepared(
    lambda: Person.objects.filter(pk=Given("person", models.BigIntegerField()), erased_at__isnull=False).only("pk")
)
FIRST_OF_KIND = Prepared(
    lambda: Identifier.objects.filter(
        person=Given("person", models.BigIntegerField()), kind=Given("kind", models.CharField()), is_primary=True
    ).only("pk")
)


class Refused(ValueError):
    """The action cannot be done; `reason` is a translatable sentence for the person who asked."""

    def __init__(self, reason: Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


def refuse_the_erased(*people: Person) -> None:
    """Raise Refused where one of them was erased meanwhile: nobody is written back onto the row that stays.

    Whoever writes asks within the same transaction.
    """
    if any(ERASED.is_there(person=person.pk) for person in people):
        raise Refused(_("This person was erased. Nothing was written down."))


@transaction.atomic
def add_identifier(person: Person, kind: str, written: str, *, by: Actor, label: str = "") -> Identifier:
    """Note an address or number of the person; the first of a kind becomes the primary one.

    Adding what the person has already changes nothing. Raises NotAnIdentifier for what is none, and Refused where a
    guard objects or the person was erased.
    """
    identifier = _identifier(person, kind, written, label)
    protect_colleagues(person, kind, by)
    refuse_the_erased(person)
    identifier.is_primary = not FIRST_OF_KIND.is_there(person=person.pk, kind=kind)
    return _note(identifier, by)


def add_first_identifier(person: Person, kind: str, written: str, *, by: Actor) -> None:
    """As `add_identifier`, for somebody who was written down in this transaction: they have none of the kind yet."""
    _note(_identifier(person, kind, written), by)


@transaction.atomic
def add_email_for(person: Person, written: str, *, by: Actor, label: str = "") -> Identifier:
    """As staff do for a caller who cannot sign in: add an address.

    Raises Refused for one's own record, and where the mailbox known so far has to agree (`ask_for_address`).
    """
    if by.is_staff and by.id == person.pk:
        raise Refused(_("Add your own address in your details: a link shows that it is yours."))
    if needs_agreement(person):
        raise Refused(_("This person has an account: the mailbox known so far has to agree to another address."))
    return add_identifier(person, IdentifierKind.EMAIL, written, label=label, by=by)


@transaction.atomic
def confirm_identifier(identifier: Identifier, *, by: Actor) -> None:
    """Note that the person has shown that the address is theirs. Confirming twice changes nothing."""
    if Identifier.objects.filter(pk=identifier.pk, verified_at=None).update(verified_at=clock.now()):
        record("people.identifier.confirmed", identifier, by=by, person=identifier.person_id)


@transaction.atomic
def make_primary(identifier: Identifier, *, by: Actor) -> None:
    """Use this address or number first from now on."""
    others = Identifier.objects.filter(person=identifier.person_id, kind=identifier.kind, is_primary=True)
    others.exclude(pk=identifier.pk).update(is_primary=False)
    if Identifier.objects.filter(pk=identifier.pk, is_primary=False).update(is_primary=True):
        record("people.identifier.preferred", identifier, by=by, person=identifier.person_id)


@transaction.atomic
def correct_identifier(wrong: Identifier, written: str, label: str, *, by: Actor) -> Identifier:
    """Write an address or number in the place of one that is wrong; writing the same again changes nothing.

    A new e-mail address of somebody who signs in is asked for instead (`ask_for_address`).

    Raises as `add_identifier`.
    """
    if normalise(wrong.kind, written) == wrong.value:
        anew = {"written": one_line(written)[:254], "label": one_line(label)[:40]}
        if Identifier.objects.filter(pk=wrong.pk).exclude(**anew).update(**anew):
            record("people.identifier.changed", wrong, by=by, kind=wrong.kind, person=wrong.person_id)
        return wrong
    right = add_identifier(wrong.person, wrong.kind, written, by=by, label=label)
    if wrong.is_primary:
        make_primary(right, by=by)
    remove_identifier(wrong, by=by)
    return right


@transaction.atomic
def remove_identifier(identifier: Identifier, *, by: Actor) -> None:
    """Forget an address or number. Another one of its kind becomes the primary one where this was it.

    Raises Refused for the last e-mail address of somebody who signs in with it.
    """
    rest = Identifier.objects.filter(person=identifier.person_id, kind=identifier.kind).exclude(pk=identifier.pk)
    if identifier.kind == IdentifierKind.EMAIL and not rest.exists() and _signs_in(identifier.person_id):
        raise Refused(_("This is the only e-mail address of an account. Add another one first."))
    record("people.identifier.removed", identifier, by=by, kind=identifier.kind, person=identifier.person_id)
    was_primary = Identifier.objects.filter(pk=identifier.pk, is_primary=True).exists()
    Identifier.objects.filter(pk=identifier.pk).delete()
    if was_primary:
        promote_the_oldest(rest)
    search.changed(PERSON, identifier.person_id)


def _identifier(person: Person, kind: str, written: str, label: str = "") -> Identifier:
    """The row of their first of the kind, not yet saved. Raises NotAnIdentifier."""
    return Identifier(
        person=person,
        kind=kind,
        value=normalise(kind, written),
        written=one_line(written)[:254],
        label=one_line(label)[:40],
        is_primary=True,
        created_at=clock.now(),
    )


def _note(identifier: Identifier, by: Actor) -> Identifier:
    """Write it down; the one that stands there already where the person has it. Raises Refused."""
    if not guards.allowed(guards.Ask.CREATE, identifier.value):
        raise Refused(_("This address or number must not be stored again: its owner had it erased."))
    person, kind = identifier.person, identifier.kind
    if not insert_unless_there(identifier):
        known = Identifier.objects.filter(person=person, kind=kind, value=identifier.value).first()
        if known is not None:
            return known
        identifier.is_primary = False  # another one became the first at the same moment
        insert(identifier)
    record("people.identifier.added", identifier, by=by, kind=kind, person=person.pk)
    search.changed(PERSON, person.pk)
    return identifier


def protect_colleagues(person: Person, kind: str, by: Actor) -> None:
    """Who may add an address to a colleague could have the colleague's password reset to it: administrators alone."""
    is_colleague = by.is_staff and by.id != person.pk and not by.may("people.staff.change")
    if kind == IdentifierKind.EMAIL and is_colleague and works_here(person):
        raise Refused(_("Only administrators change the addresses of colleagues."))


def _signs_in(person_id: int) -> bool:
    return Person.objects.filter(pk=person_id, account__is_active=True).exists()


def promote_the_oldest(identifiers: models.QuerySet[Identifier]) -> None:
    """Confirmed ones first: what the person has proven is what we write to."""
    heir = identifiers.order_by(models.F("verified_at").asc(nulls_last=True), "id").first()
    if heir is not None:
        Identifier.objects.filter(pk=heir.pk).update(is_primary=True)
