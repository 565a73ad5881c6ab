"""Recording for whom we process, changing the terms, documenting instructions, ending it, handing back its data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.people.public import Organisation, Refused
from candor.privacy.models import AtEnd, ClientRequest, Erasure, ErasureState, Instruction, ProcessingAgreement

BEGUN = (ErasureState.EXECUTING, ErasureState.VERIFYING, ErasureState.FAILED)
"""States of an erasure that goes on by what was decided before; afterwards only the disk is overwritten."""

SAYS_WHOSE = ("begins_on", "ends_on", "days_kept", "at_end")
"""The terms that say whose data is the client's, and until when."""


class AgreementChanged(Exception):
    """Somebody else saved since the page was opened. Nothing was changed. `present` is the row as it is now."""

    def __init__(self, present: ProcessingAgreement) -> None:
        super().__init__("the agreement was changed meanwhile")
        self.present = present


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed. `days_kept`: how many days after the end everything stays."""

    begins_on: date
    ends_on: date | None = None
    days_kept: int = 30
    at_end: AtEnd = AtEnd.DELETE
    file_mark: str = ""
    contact_name: str = ""
    contact_address: str = ""
    contact_language: str = ""


@transaction.atomic
def record_agreement(
    organisation: Organisation, terms: Terms, instruction: str = "", *, by: Actor
) -> ProcessingAgreement:
    """From now on the organisation is a client and decides about its people's data. Pressing twice records one.

    Whoever destroys something at the same moment comes before or after, as with holds. Raises Refused while the data of
    somebody who belongs to it is being erased: that was decided without the client.
    """
    one_at_a_time("privacy.holds")
    mine = ProcessingAgreement.objects.filter(organisation=organisation, noted_by=by.id, noted_at__gt=a_moment_ago())
    twin = mine.filter(**asdict(terms)).first()
    if twin is not None:
        return twin
    _refuse_while_erasing(organisation.pk)
    agreement = ProcessingAgreement.objects.create(
        organisation=organisation, **asdict(terms), noted_by_id=by.id, noted_at=clock.now()
    )
    _let_requests_leave(agreement)
    record("privacy.agreement.recorded", agreement, by=by, organisation=organisation.pk)
    if instruction:
        document_instruction(agreement, instruction, terms.begins_on, by=by)
    return agreement


@transaction.atomic
def change_agreement(agreement: ProcessingAgreement, version: int, terms: Terms, *, by: Actor) -> None:
    """Save the terms. Saving the same twice changes nothing. Raises AgreementChanged, and Refused as recording does."""
    one_at_a_time("privacy.holds")
    values = asdict(terms)
    rows = ProcessingAgreement.objects.filter(pk=agreement.pk)
    if not rows.filter(**{name: values[name] for name in SAYS_WHOSE}).exists():
        _refuse_while_erasing(agreement.organisation_id)
    if rows.filter(version=version).exclude(**values).update(**values, version=F("version") + 1):
        _let_requests_leave(agreement)
        ends = "" if terms.ends_on is None else terms.ends_on.isoformat()
        record("privacy.agreement.changed", agreement, by=by, ends_on=ends)
    elif not rows.filter(**values).exists():
        raise AgreementChanged(rows.get())


def _refuse_while_erasing(organisation: int) -> None:
    begun = Erasure.objects.filter(state__in=BEGUN).values_list("sought__organisations", flat=True)
    if any(organisation in (theirs or ()) for theirs in begun):
        raise Refused(
            _(
                "The data of somebody of this organisation is being erased just now. Nothing was saved: try it again "
                "when that is done."
            )
        )


def _let_requests_leave(agreement: ProcessingAgreement) -> None:
    """What could not be passed on is tried once more: there may be an address now."""
    ClientRequest.objects.untold().filter(organisation=agreement.organisation_id).update(office_told_at=None)


@transaction.atomic
def document_instruction(agreement: ProcessingAgreement, text: str, given_on: date, *, by: Actor) -> Instruction:
    """Write down what the client told us to do. Pressing twice writes it once."""
    one_at_a_time("privacy.agreement")
    same = Instruction.objects.filter(agreement=agreement, text=text, given_on=given_on)
    twin = same.filter(noted_at__gt=a_moment_ago()).first()
    if twin is not None:
        return twin
    instruction = Instruction.objects.create(
        agreement=agreement, text=text, given_on=given_on, noted_by_id=by.id, noted_at=clock.now()
    )
    record("privacy.agreement.instructed", agreement, by=by, instruction=instruction.pk)
    return instruction


@transaction.atomic
def end_agreement(agreement: ProcessingAgreement, last_day: date, *, by: Actor) -> bool:
    """Note its last day; True for the one who did it. What is theirs goes when the days after it are over."""
    one_at_a_time("privacy.holds")
    running = ProcessingAgreement.objects.filter(pk=agreement.pk, ends_on=None)
    ended = running.update(ends_on=last_day, version=F("version") + 1)
    if ended:
        record("privacy.agreement.ended", agreement, by=by, ends_on=last_day.isoformat())
    return bool(ended)


@transaction.atomic
def note_returned(agreement: ProcessingAgreement, on: date, *, by: Actor) -> bool:
    """Note that everything was handed back, so that it may go; True for the one who did it."""
    one_at_a_time("privacy.holds")
    waiting = ProcessingAgreement.objects.filter(pk=agreement.pk, at_end=AtEnd.RETURN, returned_on=None)
    noted = waiting.exclude(ends_on=None).update(returned_on=on, version=F("version") + 1)
    if noted:
        record("privacy.agreement.returned", agreement, by=by, returned_on=on.isoformat())
    return bool(noted)
