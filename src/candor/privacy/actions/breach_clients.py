"""Telling clients of a breach that concerns the data we process for them (Art. 33(2)), with proof."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.registries.inbound import DeliveryReport
from candor.kernel.turns import one_at_a_time
from candor.mail.public import OutboxState, TemplateClass, queue_mail
from candor.people.public import Organisation
from candor.privacy.actions.affected import FATES
from candor.privacy.models import Breach, BreachClient, LetterFate, ProcessingAgreement
from candor.ui.public import locale_of, long_date

KIND = "privacy.breachclient"
TURN = "privacy.breaches"


@transaction.atomic
def tell_client(breach: Breach, organisation: Organisation, *, by: Actor) -> BreachClient:
    """Note that its data is concerned, and write to its contact. A second time changes nothing."""
    one_at_a_time(TURN)
    row, is_new = BreachClient.objects.get_or_create(
        breach=breach, organisation=organisation, defaults={"listed_at": clock.now()}
    )
    if not is_new:
        return row
    record("privacy.breach.client_listed", breach, by=by, organisation=organisation.pk)
    known = ProcessingAgreement.objects.filter(organisation=organisation).exclude(contact_address="")
    agreement = known.order_by("-begins_on", "-pk").first()
    fate = LetterFate.NO_ADDRESS if agreement is None else _write(breach, row, agreement, by)
    BreachClient.objects.filter(pk=row.pk).update(fate=fate)
    return row


@transaction.atomic
def note_client_told(row: BreachClient, on: date, how: str, *, by: Actor) -> None:
    """It was told by telephone or letter, or has confirmed. Noting it again changes nothing."""
    untold = BreachClient.objects.filter(pk=row.pk, told_on=None)
    if untold.update(told_on=on, told_how=how, told_by=by.id):
        record("privacy.breach.client_told", row, by=by, organisation=row.organisation_id)


def note_client_delivery(report: DeliveryReport) -> None:
    """What became of its mail."""
    if report.state in FATES:
        values = {"fate": FATES[report.state], "settled_at": clock.now()}
        BreachClient.objects.filter(pk=report.about_id).update(**values)


def _write(breach: Breach, row: BreachClient, agreement: ProcessingAgreement, by: Actor) -> LetterFate:
    """What is known by now; the rest follows in answer to its questions."""
    language = agreement.contact_language or instance.current().language or settings.LANGUAGE_CODE
    mail = queue_mail(
        "privacy/mail/breach_client",
        to=agreement.contact_address,
        to_name=agreement.contact_name,
        language=language,
        about=row,
        context={
            "name": agreement.contact_name or row.organisation.name,
            "company": row.organisation.name,
            "day": long_date(breach.noticed_at.astimezone(_zone()).date(), locale_of(language)),
            "happened": breach.what_happened,
            "consequences": breach.consequences or "–",
            "measures": breach.measures or "–",
            "reference": row.ref,
        },
        kind=TemplateClass.CONTRACT,
        by=by,
    )
    return LetterFate.FAILED if mail.state == OutboxState.FAILED else LetterFate.WAITING


def _zone() -> ZoneInfo:
    return ZoneInfo(instance.current().time_zone)
