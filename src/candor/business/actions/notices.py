"""Telling people of a list from whom we have their data (GDPR Art. 14): by mail, by itself or by press, or otherwise.

The notice is no advertising and gives no right to any. It is sent once; where it cannot arrive, staff see the day by
which they have to tell the person another way.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import translation

from candor.business.actions.leads import touch
from candor.business.models import EntryKind, Lead, LeadEntry
from candor.business.models.leads import LeadQuerySet
from candor.business.rules.leads import NOTICE_AHEAD
from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.registries.inbound import DeliveryReport
from candor.mail.public import OutboxMessage, OutboxState, TemplateClass, normal, queue_mail
from candor.people.public import Person, may_write_to, primary_email
from candor.privacy.public import current_notice_version
from candor.ui.public import locale_of, long_date

TEMPLATE = "business/mail/source_notice"
KIND = "business.lead"
LOST = frozenset({OutboxState.BOUNCED.value, OutboxState.FAILED.value})


class NowhereToWrite(Exception):
    """No address of the person is known to which mail may go."""


@transaction.atomic
def send_notice(lead: Lead, *, by: Actor) -> bool:
    """Tell the person by mail; True for the one who did it. Raises NowhereToWrite."""
    person = lead.person
    address = primary_email(person) if person is not None else ""
    if person is None or lead.origin is None or not may_write_to(address):
        raise NowhereToWrite
    version = current_notice_version()
    if not _mark_told(lead, version):
        return False
    _post(lead, person, address, by)
    _note(lead, by, way="mail")
    return True


@transaction.atomic
def told_otherwise(lead: Lead, *, by: Actor) -> bool:
    """Note that the person was told another way, as by letter or on the telephone; True for the one who did it."""
    if not _mark_told(lead, current_notice_version()):
        return False
    _note(lead, by, way="otherwise")
    return True


def due_notices(today: date) -> LeadQuerySet:
    """Leads whose notice goes out by itself now: their last day is near, and nobody has tried to tell them yet."""
    tried = LeadEntry.objects.filter(lead=OuterRef("pk"), kind=EntryKind.TOLD)
    due = Lead.objects.untold().filter(notice_due_on__lte=today + NOTICE_AHEAD, person__isnull=False)
    return due.filter(~Exists(tried))


def note_delivery(report: DeliveryReport) -> None:
    """A notice that did not arrive told nobody anything: the person is to be told again, another way."""
    if report.state in LOST and OutboxMessage.objects.filter(pk=report.outbox_id, template=TEMPLATE).exists():
        Lead.objects.filter(pk=report.about_id, notice_due_on__isnull=False).update(noticed_at=None)


def _mark_told(lead: Lead, version: str) -> bool:
    waiting = Lead.objects.untold().filter(pk=lead.pk)
    return bool(waiting.update(noticed_at=clock.now(), notice_version=version))


def _note(lead: Lead, by: Actor, *, way: str) -> None:
    LeadEntry.objects.create(lead=lead, kind=EntryKind.TOLD, by_id=by.id if by.is_staff else None, at=clock.now())
    touch(lead)
    record("business.lead.told", lead, by=by, way=way)


def _post(lead: Lead, person: Person, address: str, by: Actor) -> None:
    language = person.language or instance.current().language
    origin = lead.origin
    with translation.override(language):
        day = long_date(origin.received_on, locale_of(language)) if origin is not None and origin.received_on else ""
        basis = translation.gettext(origin.basis) if origin is not None and origin.basis else ""
    queue_mail(
        TEMPLATE,
        to=normal(address),
        to_name=person.name,
        language=language,
        about=lead,
        context={
            "name": person.name,
            "vendor": origin.source_name if origin is not None else "",
            "day": day,
            "basis": basis,
            "link": settings.INSTANCE.base_url + reverse("public:privacy-notice"),
        },
        kind=TemplateClass.CONTRACT,
        by=by,
    )
