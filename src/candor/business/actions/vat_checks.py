"""Whether the VAT numbers of organisations count: asked at VIES in the background, one after the other.

Saving an organisation waits for nobody. A number that was written or changed is found by the clock; while a request is
under way no transaction is open.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from candor.business.actions.seller import invoicing
from candor.business.handing_to_vies import note_question
from candor.business.models import VatCheck, VatCheckSettings, VatState
from candor.business.vies import Told, Unreachable, ask
from candor.kernel import clock
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.people.public import EUROPEAN_UNION, Organisation

ONLY = 1
PREFIXES = tuple(sorted(EUROPEAN_UNION))
"""What VIES knows. Greece writes EL."""
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (10, 60, 360, 1440, 1440, 1440))
"""Before each further attempt; after the last the number stays "not reachable" until somebody asks again."""
NEW_AT_ONCE, MOST_AT_ONCE = 200, 20


def is_asking() -> bool:
    """Whether numbers are asked about. A demo asks nobody."""
    return not settings.INSTANCE.demo and VatCheckSettings.objects.filter(pk=ONLY, is_on=True).exists()


@transaction.atomic
def change_asking(*, is_on: bool, by: Actor) -> None:
    """Begin to ask, or end it. What is known stays. Saving the same twice changes nothing."""
    row, _made = VatCheckSettings.objects.select_for_update().get_or_create(pk=ONLY)
    if row.is_on != is_on:
        VatCheckSettings.objects.filter(pk=ONLY).update(is_on=is_on)
        record("business.vat_checks.switched", row, by=by, is_on=is_on)


@transaction.atomic
def ask_again(organisation: Organisation, *, by: Actor) -> bool:
    """Ask anew about its number; False where none can be asked about. Pressing twice asks once."""
    if not organisation.vat_number.startswith(PREFIXES):
        return False
    row, is_new = VatCheck.objects.select_for_update().get_or_create(
        organisation=organisation, defaults={"number": organisation.vat_number, "next_at": clock.now()}
    )
    if not is_new and not (row.state == VatState.ASKED and row.number == organisation.vat_number):
        _begin(row, organisation.vat_number)
    record("business.vat_check.asked", organisation, by=by)
    return True


@transaction.atomic
def note_told(organisation: Organisation, number: str, told: Told) -> None:
    """Note what VIES told of an organisation's number. For the demo, which asks nobody."""
    row, _made = VatCheck.objects.get_or_create(
        organisation=organisation, defaults={"number": number, "next_at": clock.now()}
    )
    _note(row, told)


def due_checks() -> QuerySet[VatCheck]:
    return VatCheck.objects.filter(next_at__lte=clock.now())


def unasked() -> QuerySet[Organisation]:
    """Organisations whose number nobody asked about yet, or which have another one since."""
    numbered = Organisation.objects.filter(merged_into=None).exclude(vat_number="")
    fresh = numbered.filter(vat_check=None) | numbered.exclude(vat_check__number=F("vat_number"))
    known = fresh.none()
    for prefix in PREFIXES:
        known |= fresh.filter(vat_number__startswith=prefix)
    return known


def take_in_new() -> None:
    """Note what has to be asked about, each in its own short transaction."""
    for organisation in unasked().order_by("pk")[:NEW_AT_ONCE]:
        ask_again(organisation, by=JOB)


def carry_out(row: VatCheck) -> bool:
    """Ask about one number and note the answer; False where VIES cannot be reached."""
    if not row.tries:
        note_question(row)
    try:
        told = ask(row.number, ours=invoicing().vat_id)
    except Unreachable:
        _note_silence(row)
        return False
    _note(row, told)
    return True


def _begin(row: VatCheck, number: str) -> None:
    VatCheck.objects.filter(pk=row.pk).update(
        number=number, state=VatState.ASKED, tries=0, next_at=clock.now(), answered_at=None, request_id="", name="",
        address="",
    )  # fmt: skip


@transaction.atomic
def _note(row: VatCheck, told: Told) -> None:
    """What was said, unless another number was written meanwhile."""
    state = VatState.VALID if told.is_valid else VatState.INVALID
    asked = VatCheck.objects.filter(pk=row.pk, number=row.number, next_at__isnull=False)
    if asked.update(
        state=state, next_at=None, answered_at=clock.now(), request_id=told.request_id, name=told.name,
        address=told.address, tries=F("tries") + 1,
    ):  # fmt: skip
        record("business.vat_check.answered", row, by=JOB, state=state.value)


def _note_silence(row: VatCheck) -> None:
    next_at = clock.now() + PAUSES[row.tries] if row.tries < len(PAUSES) else None
    asked = VatCheck.objects.filter(pk=row.pk, number=row.number, next_at__isnull=False)
    asked.update(state=VatState.UNREACHABLE, next_at=next_at, tries=F("tries") + 1)
