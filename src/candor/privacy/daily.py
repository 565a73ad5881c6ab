"""What the privacy engine does by the clock about its registers: who is reminded of what."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, instance
from candor.kernel.actor import JOB
from candor.kernel.audit import record
from candor.kernel.jobs import task
from candor.mail.public import TemplateClass, queue_mail
from candor.people.public import Person, primary_email, staff_people
from candor.privacy.actions.request_rows import add_step
from candor.privacy.ledger import registers
from candor.privacy.models import Breach, Hold, StepKind, SubjectRequest
from candor.privacy.models.holds import HoldQuerySet
from candor.privacy.queries.registers import today
from candor.privacy.rules.breaches import reminders_due
from candor.privacy.rules.deadlines import BEFORE_DUE, reminder_is_due
from candor.privacy.telling_requests import tell_officer
from candor.ui.public import locale_of, long_date

MOST_AT_ONCE = 200


def reviews_should_be_told() -> bool:
    """Whether a hold is due of which the office was not told."""
    return _due().exists()


@task(_("Remind the privacy office of holds"))
def remind_of_reviews() -> None:
    """Mail the privacy office about each hold that is due for review, once for each date."""
    for hold in _due().order_by("review_on", "pk")[:MOST_AT_ONCE]:
        _remind(hold)


def requests_should_be_told() -> bool:
    """Whether a request comes near its day, or is past it, of which the office was not reminded."""
    return bool(_requests_due())


@task(_("Remind the privacy office of requests"))
def remind_of_requests() -> None:
    """Mail the office seven and two days before a request is due, and when it is overdue; once for each."""
    for request in _requests_due():
        _remind_of_request(request)


@task(_("Settle holds and locks in the ledger"))
def settle_registers() -> None:
    """Note in the ledger what became of holds and locks that were cut off between ledger and register."""
    registers.settle()


def breaches_should_be_told() -> bool:
    """Whether the hours of a breach run out of which nobody was reminded since."""
    return any(_waits_for_reminder(breach) for breach in _untold_breaches())


@task(_("Remind of the 72 hours of a breach"))
def remind_of_breaches() -> None:
    """Mail office and administrators, a day and once more some hours before the time is over."""
    for breach in _untold_breaches():
        if _waits_for_reminder(breach):
            _remind_of_breach(breach)


@transaction.atomic
def _remind_of_breach(breach: Breach) -> None:
    """Whoever counts the reminder mails it. What happened is in no mail: it stands behind the link."""
    due = reminders_due(breach.noticed_at, clock.now())
    if not Breach.objects.untold().filter(pk=breach.pk, reminded__lt=due).update(reminded=due):
        return
    record("privacy.breach.reminded", breach, by=JOB, times=due)
    office = list(staff_people("privacy.office"))
    for officer in office:
        _mail_breach(breach, officer, reverse("tech:privacy-breach", args=[breach.ref]))
    for administrator in staff_people("instance.configure").exclude(pk__in=[officer.pk for officer in office]):
        _mail_breach(breach, administrator, reverse("tech:breach-alarm"))


def _mail_breach(breach: Breach, reader: Person, path: str) -> None:
    """With the page that its reader may open: the file of the breach, or whom to call."""
    address, language = primary_email(reader), reader.language or instance.current().language
    if address:
        zone, locale = ZoneInfo(instance.current().time_zone), locale_of(language)
        until = breach.deadline.astimezone(zone)
        queue_mail(
            "privacy/mail/breach_reminder",
            to=address,
            language=language,
            about=breach,
            context={
                "name": reader.name,
                "until": f"{long_date(until.date(), locale)}, {until:%H:%M}",
                "link": settings.INSTANCE.base_url + path,
            },
            kind=TemplateClass.CONTRACT,
            by=JOB,
        )


def _untold_breaches() -> list[Breach]:
    return list(Breach.objects.untold().order_by("noticed_at", "pk")[:MOST_AT_ONCE])


def _waits_for_reminder(breach: Breach) -> bool:
    return breach.reminded < reminders_due(breach.noticed_at, clock.now())


@transaction.atomic
def _remind(hold: Hold) -> None:
    """Whoever takes the date away mails it. The mail names nobody: what it is about stands behind its link."""
    if not _due().filter(pk=hold.pk).update(told_review_on=F("review_on")):
        return
    record("privacy.hold.review_announced", hold, by=JOB)
    for officer in staff_people("privacy.office"):
        _mail(hold, officer, hold.review_on)


@transaction.atomic
def _remind_of_request(request: SubjectRequest) -> None:
    """Whoever enters the day mails it."""
    same = SubjectRequest.objects.open().filter(pk=request.pk, reminded_on=request.reminded_on)
    if not same.update(reminded_on=today()):
        return
    record("privacy.request.reminded", request, by=JOB, days=(request.due_on - today()).days)
    add_step(request, StepKind.REMINDED, by=JOB)
    for officer in staff_people("privacy.office"):
        tell_officer(request, officer, by=JOB)


def _requests_due() -> list[SubjectRequest]:
    last = today() + max(BEFORE_DUE)
    near = SubjectRequest.objects.open().filter(paused_since=None, due_on__lte=last).order_by("due_on", "pk")
    return [one for one in near[:MOST_AT_ONCE] if reminder_is_due(one.due_on, today(), one.reminded_on)]


def _mail(hold: Hold, officer: Person, due_on: date) -> None:
    address, language = primary_email(officer), officer.language or instance.current().language
    if address:
        link = settings.INSTANCE.base_url + reverse("tech:privacy-hold", args=[hold.ref])
        queue_mail(
            "privacy/mail/hold_review",
            to=address,
            language=language,
            about=hold,
            context={"name": officer.name, "link": link, "day": long_date(due_on, locale_of(language))},
            kind=TemplateClass.CONTRACT,
            by=JOB,
        )


def _due() -> HoldQuerySet:
    told = Q(told_review_on__isnull=False, told_review_on=F("review_on"))
    return Hold.objects.standing().filter(review_on__lte=today()).exclude(told)
