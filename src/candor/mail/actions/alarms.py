"""Telling administrators that mail does not come in or does not leave: once per outage, and once when it is over.

A mailbox says itself since when it cannot be read; that sending fails is noted by whoever sends. What lasts for a
quarter of an hour is told: as a line above every page of the administrators, and by mail over the way that still works
(`alarm_mail`).
"""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction

from candor.kernel import clock
from candor.kernel.actor import JOB
from candor.kernel.audit import record
from candor.mail.actions.alarm_mail import mail_alarm
from candor.mail.models import AlarmAbout, MailAlarm, Mailbox
from candor.mail.models.alarms import AlarmQuerySet
from candor.mail.models.mailboxes import MailboxQuerySet

PATIENCE = timedelta(minutes=15)
"""How long an outage may pass by itself before anybody is disturbed."""


def note_sending_fails(reason: str) -> None:
    """The mail server could not be reached or refused us; the first time begins the outage."""
    if MailAlarm.objects.of_sending().under_way().exists():
        return
    try:
        with transaction.atomic():
            MailAlarm.objects.create(about=AlarmAbout.SENDING, trouble=reason, since=clock.now())
    except IntegrityError:
        return  # another process was quicker


def note_sending_works() -> None:
    """The mail server has taken mail: an outage, if there was one, is over."""
    fails = MailAlarm.objects.of_sending().under_way()
    if fails.exists():
        _end(fails)


def watch_over_mail() -> None:
    """Begin and end what follows from the mailboxes, and tell what has lasted or is over."""
    for box in list(_long_in_trouble()):
        begun = {"trouble": box.trouble, "since": box.trouble_since or clock.now()}
        MailAlarm.objects.get_or_create(about=AlarmAbout.MAILBOX, mailbox=box, ended_at=None, defaults=begun)
    _end(_of_mailboxes_read_again())
    _end_silently(_of_paused_mailboxes())
    for alarm in list(_lasting()):
        _tell(alarm, "told_at")
    for alarm in list(MailAlarm.objects.over_and_not_told()):
        _tell(alarm, "end_told_at")


def something_is_to_be_told() -> bool:
    """Whether `watch_over_mail` would do anything."""
    return (
        _long_in_trouble().exists()
        or _of_mailboxes_read_again().exists()
        or _of_paused_mailboxes().exists()
        or _lasting().exists()
        or MailAlarm.objects.over_and_not_told().exists()
    )


def _tell(alarm: MailAlarm, column: str) -> None:
    """Tell it once, whoever else is about to. What a crash keeps from being mailed still stands above the pages."""
    with transaction.atomic():
        if not MailAlarm.objects.filter(pk=alarm.pk, **{column: None}).update(**{column: clock.now()}):
            return
        name = "mail.alarm.raised" if column == "told_at" else "mail.alarm.ended"
        record(name, alarm, by=JOB, kind=alarm.about, trouble=alarm.trouble)
    mail_alarm(alarm, is_over=column == "end_told_at")


def _long_in_trouble() -> MailboxQuerySet:
    """Mailboxes whose outage has lasted and stands in no alarm yet."""
    in_alarm = MailAlarm.objects.of_mailboxes().under_way().values("mailbox")
    long_ago = clock.now() - PATIENCE
    troubled = Mailbox.objects.in_use().exclude(trouble="")
    return troubled.filter(trouble_since__lte=long_ago).exclude(pk__in=in_alarm)


def _lasting() -> AlarmQuerySet:
    """What has lasted and is not told yet."""
    return MailAlarm.objects.under_way().filter(told_at=None, since__lte=clock.now() - PATIENCE)


def _of_mailboxes_read_again() -> AlarmQuerySet:
    return MailAlarm.objects.of_mailboxes().under_way().filter(mailbox__trouble="", mailbox__paused_at=None)


def _of_paused_mailboxes() -> AlarmQuerySet:
    """Alarms of mailboxes that nobody wants to be read any more."""
    return MailAlarm.objects.of_mailboxes().under_way().filter(mailbox__paused_at__isnull=False)


def _end(alarms: AlarmQuerySet) -> None:
    """They are over. Of one that nobody was told of, nobody is told now either."""
    over = list(alarms.values_list("pk", flat=True))
    MailAlarm.objects.filter(pk__in=over, told_at=None).delete()
    MailAlarm.objects.filter(pk__in=over, ended_at=None).update(ended_at=clock.now())


def _end_silently(alarms: AlarmQuerySet) -> None:
    """They are over because somebody stopped the mailbox, who needs no word of it."""
    alarms.update(ended_at=clock.now(), end_told_at=clock.now())
